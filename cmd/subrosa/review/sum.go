package review

import (
	"fmt"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"subrosa/cmd/subrosa/field"
	"subrosa/cmd/subrosa/screen"
	"subrosa/notes"
)

// summing is the last page: what leaves, what stays, and the code typed to
// approve it.
type summing struct {
	code *field.Field
	top  int
}

func newSumming() *summing { return &summing{code: field.NewBare("")} }

// mayApprove says whether the page asks for the code.
func (m *model) mayApprove() bool {
	return len(m.text.Plan.Blockers) == 0 && m.text.Plan.ApprovedAt == nil
}

func (m *model) summaryKey(k tea.KeyMsg) tea.Cmd {
	name := k.String()
	switch name {
	case "esc":
		return m.backFromSummary()
	case "up", "pgup":
		m.sum.top = max(0, m.sum.top-1)
		return nil
	case "down", "pgdown":
		m.sum.top++
		return nil
	}
	if !m.mayApprove() {
		return m.closedSummaryKey(name)
	}
	switch name {
	case "enter":
		return m.approve()
	case "tab", "shift+tab", "ctrl+j", "alt+enter":
	default:
		k.Runes = []rune(screen.Line(string(k.Runes)))
		if _, err := m.sum.code.Key(k); err != nil {
			m.warn(err.Error())
		}
	}
	return nil
}

// closedSummaryKey is a key while there is nothing to be typed.
func (m *model) closedSummaryKey(name string) tea.Cmd {
	switch name {
	case "q", "s", "b":
		return m.backFromSummary()
	case "l":
		m.end.Lock = true
		return tea.Quit
	case "m":
		m.toMentions()
	case "n", "p":
		if m.next(map[string]int{"n": 1, "p": -1}[name], true) {
			m.mode = walking
			return nil
		}
		for _, x := range m.text.Plan.Mentions {
			if x.Decision == "open" {
				m.toMentions()
				return nil
			}
		}
		m.message = "what is open is not in the notes"
	case "enter":
		if n := len(m.text.Plan.Blockers); n > 0 {
			m.message = fmt.Sprintf("! not approved: %d open", n)
		}
	}
	return nil
}

func (m *model) backFromSummary() tea.Cmd {
	if len(m.text.Notes) == 0 {
		return tea.Quit
	}
	m.mode = walking
	return nil
}

// approve approves the plan when the code was typed.
func (m *model) approve() tea.Cmd {
	typed, code := strings.TrimSpace(m.sum.code.Text()), string(m.text.Request.ID)
	m.sum.code = field.NewBare("")
	if !strings.EqualFold(typed, code) {
		m.warn("not approved: type " + code)
		return nil
	}
	return m.save(notes.ReviewInput{Approve: true}, func(m *model) tea.Cmd {
		m.end.Approved = true
		return tea.Quit
	})
}

func (m *model) summaryKeys() []string {
	switch {
	case m.mayApprove():
		return []string{"type the code", "enter approves", "esc back", "up/down scroll", "f9 blank"}
	case len(m.text.Plan.Blockers) > 0:
		return []string{"n what is open", "esc back", "up/down scroll", "l lock", "f9 blank"}
	}
	return []string{"esc back", "up/down scroll", "l lock", "f9 blank"}
}

func (m *model) summaryView(room int) []string {
	lines := m.sums()
	var typed []string
	if m.mayApprove() {
		m.sum.code.Size(max(8, m.width-8), 1)
		typed = append(typed, bold+screen.Fit("To approve this, type "+string(m.text.Request.ID), m.width)+normal, "code: "+m.sum.code.Draw()[0])
	}
	left := max(1, room-len(typed))
	m.sum.top = max(0, min(m.sum.top, len(lines)-left))
	lines = lines[m.sum.top:min(len(lines), m.sum.top+left)]
	if len(lines) < left && len(typed) > 0 {
		lines = append(lines, "")
	}
	return append(lines, typed...)
}

// sums are the lines of the page: under each heading what there is.
func (m *model) sums() []string {
	r, p := m.text.Request, m.text.Plan
	var lines []string
	add := func(name string, values ...string) {
		for _, v := range values {
			for i, l := range wrap([]run{{v, ""}}, max(8, m.width-label)) {
				if i > 0 {
					name = ""
				}
				lines = append(lines, screen.Pad(name, label)+l.text)
			}
			name = ""
		}
	}
	switch {
	case len(p.Blockers) > 0:
		add("OPEN", m.openLines()...)
		lines = append(lines, "")
	case p.Stale:
		add("CHANGED", "approved before; the record or a decision is another one since")
	case p.ApprovedAt != nil:
		add("approved", p.ApprovedAt.Local().Format("2 Jan 2006 15:04"))
	}
	to := screen.Line(r.Requester.Name)
	if r.Requester.Role != "" {
		to += ", " + screen.Line(r.Requester.Role)
	}
	add("to", to)
	authority := []string{r.Authority.Kind, r.Authority.Reference, r.Authority.SignedBy, r.Authority.Date}
	add("authority", screen.Line(joined(authority, ", ")))
	if r.Purpose != "" {
		add("purpose", screen.Line(r.Purpose))
	}
	gap := func() {
		if m.height >= 20 {
			lines = append(lines, "")
		}
	}
	gap()
	add("leaves", m.leavesLines()...)
	gap()
	add("stays", m.staysLines()...)
	gap()
	if len(r.Missing) > 0 {
		add("missing", "on the checklist: "+strings.Join(r.Missing, ", "))
	} else {
		add("checklist", "nothing is missing")
	}
	return lines
}

// label is the width of the names of what is summed up.
const label = 11

func joined(parts []string, by string) string {
	var list []string
	for _, p := range parts {
		if p != "" {
			list = append(list, p)
		}
	}
	return strings.Join(list, by)
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// leavesLines count what leaves, and what was let through that was to stay.
func (m *model) leavesLines() []string {
	leave, addenda, against := 0, 0, 0
	for i, n := range m.text.Plan.Notes {
		if stays(n) {
			continue
		}
		leave++
		for _, part := range m.text.Notes[i].Parts[1:] {
			for _, p := range part.Paragraphs {
				if len(p.Leaves) > 0 {
					addenda++
					break
				}
			}
		}
		if n.Source == "review" {
			against++
		}
	}
	line := count(leave, "note")
	if addenda > 0 {
		line += fmt.Sprintf(", with %s", strings.Replace(count(addenda, "addendum"), "addendums", "addenda", 1))
	}
	measures := 0
	for _, x := range m.text.Plan.Measures {
		if x.Decision == "include" {
			measures++
		}
	}
	if measures > 0 {
		line += ", " + count(measures, "measure")
	}
	let := 0
	for _, s := range m.text.Plan.Spans {
		if s.Decision == "rejected" {
			let++
		}
	}
	lines := []string{line}
	if let > 0 || against > 0 {
		lines = append(lines, "let through by you: "+joined([]string{none(against, "note"), none(let, "place")}, ", "))
	}
	return lines
}

func none(n int, what string) string {
	if n == 0 {
		return ""
	}
	return count(n, what)
}

// staysLines count what stays by reason: whole notes, then places.
func (m *model) staysLines() []string {
	notes, measures, places := newTally(), newTally(), newTally()
	for _, n := range m.text.Plan.Notes {
		if stays(n) {
			notes.add(m.reason(n.Reason))
		}
	}
	for _, x := range m.text.Plan.Measures {
		if x.Decision != "include" {
			measures.add(m.reason(x.Reason))
		}
	}
	for _, s := range m.text.Plan.Spans {
		if s.Decision == "accepted" {
			places.add(m.reason(s.Reason))
		}
	}
	lines := slices.Concat(notes.lines("whole note"), measures.lines("measure"), places.lines("place"))
	if len(lines) == 0 {
		return []string{"nothing"}
	}
	return lines
}

// reason is a reason without her own words: its code and what that means.
func (m *model) reason(s string) string {
	code, _, _ := strings.Cut(s, ":")
	for _, known := range m.text.Reasons {
		if known.Code == code {
			return code + " " + known.Words
		}
	}
	if len(code) == 2 && strings.ToUpper(code) == code {
		return s
	}
	return "in words of your own"
}

// tally counts by reason, in the order in which they came.
type tally struct {
	names  []string
	counts map[string]int
}

func newTally() *tally { return &tally{counts: map[string]int{}} }

func (t *tally) add(name string) {
	if t.counts[name] == 0 {
		t.names = append(t.names, name)
	}
	t.counts[name]++
}

func (t *tally) lines(what string) []string {
	var lines []string
	for _, name := range t.names {
		lines = append(lines, count(t.counts[name], what)+" · "+name)
	}
	return lines
}

// openLines say what is open: what is in the notes by its kind, the rest one by one.
func (m *model) openLines() []string {
	kinds := newTally()
	var rest []string
	for _, b := range m.text.Plan.Blockers {
		switch b.Kind {
		case "draft":
			rest = append(rest, string(b.Note)+" is a draft in scope: sign it or discard it, then come back")
		case "mention":
			rest = append(rest, b.What)
		case "check":
			rest = append(rest, b.What+" (request check "+string(m.text.Request.ID)+")")
		case "party":
			kinds.add("everybody's paragraph names only another party")
		case "confidence":
			kinds.add("said alone, by somebody who agreed to the release")
		case "pattern":
			kinds.add("a number or an address")
		default:
			kinds.add("a known name in clear")
		}
	}
	var lines []string
	for _, name := range kinds.names {
		lines = append(lines, count(kinds.counts[name], "place")+" · "+name)
	}
	return append(lines, rest...)
}
