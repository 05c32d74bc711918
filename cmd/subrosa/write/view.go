package write

import (
	"fmt"
	"strings"

	"subrosa/cmd/subrosa/screen"
)

const (
	bold   = "\x1b[1m"
	faint  = "\x1b[2m"
	normal = "\x1b[0m"
)

func (m *model) View() string {
	if m.width == 0 || m.height == 0 {
		return ""
	}
	if m.finish != nil {
		return m.finishView()
	}
	if m.as.reader != "" {
		return m.readView()
	}
	head := m.header()
	foot := m.footer()
	if m.height < 4 {
		head = nil
	}
	if m.height < 2 {
		foot = nil
	}
	room := max(1, m.height-len(head)-len(foot))
	m.text.Size(m.width, room)
	lines := m.text.Draw()
	for len(lines) < room {
		lines = append(lines, "")
	}
	return strings.Join(append(append(head, lines...), foot...), "\n")
}

// header is what stands above the text: as much of it as the window allows.
func (m *model) header() []string {
	head := []string{m.title()}
	if m.height >= 9 {
		head = append(head, m.factsLines()...)
	}
	if plan := m.lastPlan(); plan != "" && m.height >= 14 {
		lines := screen.Wrap(plan, m.width)
		most := 1
		if m.height >= 22 {
			most = 2
		}
		if len(lines) > most {
			lines = lines[:most]
			lines[most-1] = screen.Fit(lines[most-1], m.width-2) + " …"
		}
		for _, l := range lines {
			head = append(head, faint+l+normal)
		}
	}
	if m.height >= 14 {
		head = append(head, strings.Repeat("-", m.width))
	}
	return head
}

// factsLines are the facts on one line, or on two where that is too narrow, and
// the key that changes them.
func (m *model) factsLines() []string {
	hint := "f2 change"
	if m.width < 60 {
		hint = "f2"
	}
	lines := screen.Wrap(m.factsLine(m.width), m.width)
	if len(lines) > 2 || m.height < 12 {
		lines = []string{m.factsLine(m.width)}
	}
	last := len(lines) - 1
	lines[last] = screen.Split(lines[last], hint, m.width)
	return lines
}

// title says whose note this is and whether it is saved.
func (m *model) title() string {
	c := m.job.Facts.Case
	left := []string{m.who()}
	if m.width >= 50 {
		left = append(left, c.Kind)
	}
	if n := m.job.Facts.Session; n > 0 && m.head.Kind == "session" {
		left = append(left, fmt.Sprintf("session %d", n))
	}
	if m.result.Note != "" && m.width >= 64 {
		left = append(left, string(m.result.Note))
	}
	title := strings.Join(left, " · ")
	state := m.state()
	if m.keep.err != nil {
		return screen.Pad(title, max(0, m.width-len(state)-1)) + " " + bold + state + normal
	}
	return screen.Split(title, state, m.width)
}

// who is the case by code and initials.
func (m *model) who() string {
	var initials []string
	for _, p := range m.job.Facts.Case.Parties {
		if p.Initials != "" {
			initials = append(initials, screen.Line(p.Initials))
		}
	}
	return strings.TrimSpace(string(m.job.Facts.Case.Code) + " " + strings.Join(initials, " & "))
}

// state is about saving, in words.
func (m *model) state() string {
	switch {
	case m.keep.err != nil:
		return "NOT SAVED"
	case m.keep.busy && m.keep.at.IsZero():
		return "saving"
	case !m.keep.at.IsZero():
		return "saved " + m.keep.at.In(m.head.Start.Location()).Format("15:04")
	case m.result.Note != "":
		return "draft"
	}
	return ""
}

// lastPlan is the plan of the last note on one line.
func (m *model) lastPlan() string {
	var parts []string
	for _, p := range m.job.Facts.LastPlan {
		text := screen.Line(p.Text)
		if p.Whose != "" {
			text = "[" + p.Whose + "] " + text
		}
		parts = append(parts, text)
	}
	if len(parts) == 0 {
		return ""
	}
	return "last plan: " + strings.Join(parts, " / ")
}

// footer is the line of keys, or what there is to say.
func (m *model) footer() []string {
	var out []string
	if m.height >= 14 {
		out = append(out, strings.Repeat("-", m.width))
	}
	keys := []string{"f10 finish", m.whoseKey(), "f4 read as", "^z undo", "tab next section", "esc keep as draft", "f9 blank"}
	if m.width < 60 {
		keys = []string{"f10 finish", "esc keep", strings.TrimSuffix(m.whoseKey(), " paragraph"), "f4 read as", "^z undo", "tab next section"}
	}
	return append(out, m.bottom(keys))
}

func (m *model) whoseKey() string {
	if len(m.job.Context.Parties) < 2 {
		return ""
	}
	return "f3 whose paragraph"
}

// bottom is the last line: a failure to save first, then a message, then
// aliases that fit, then the keys, as many as fit.
func (m *model) bottom(keys []string) string {
	switch {
	case m.message != "":
		return bold + screen.Fit(screen.Line(m.message), m.width) + normal
	case m.keep.err != nil:
		return bold + screen.Fit("! not saved, trying again: "+screen.Line(m.keep.err.Error()), m.width) + normal
	case len(m.complete) > 0:
		return screen.Fit("@"+strings.Join(m.complete, " @")+"   tab takes the first", m.width)
	}
	return faint + screen.Hints(keys, m.width) + normal
}
