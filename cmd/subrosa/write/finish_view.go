package write

import (
	"strings"

	"subrosa/cmd/subrosa/screen"
)

// finishView is the screen before signing.
func (m *model) finishView() string {
	f := m.finish
	left := m.who()
	if !m.head.Start.IsZero() {
		left += ", " + m.head.Start.Format("2 Jan 2006 15:04")
	}
	since := m.since()
	if screen.Width(left)+screen.Width(since)+2 > m.width {
		since = ""
	}
	head := []string{screen.Split(left, since, m.width), ""}
	foot := append([]string{""}, m.finishKeys()...)
	if m.height < 10 {
		head, foot = head[:1], foot[1:]
	}
	if m.height < 5 {
		head, foot = nil, foot[len(foot)-1:]
	}
	room := max(1, m.height-len(head)-len(foot))
	lines, marked := m.itemLines()
	f.top = max(0, min(f.top, len(lines)-room))
	if marked < f.top {
		f.top = marked
	}
	if marked >= f.top+room {
		f.top = marked - room + 1
	}
	if f.top+room < len(lines) && len(foot) > 1 && foot[0] == "" {
		foot[0] = faint + screen.Fit("  more below", m.width) + normal
	}
	lines = lines[f.top:min(len(lines), f.top+room)]
	for len(lines) < room && m.height >= 10 {
		lines = append(lines, "")
	}
	return strings.Join(append(append(head, lines...), foot...), "\n")
}

// itemLines are the items with the marked one in sight, and its line.
func (m *model) itemLines() (lines []string, marked int) {
	f := m.finish
	labels := m.labelWidth()
	for i, it := range f.items {
		if i > 0 && it.label != "" && m.height >= 16 {
			lines = append(lines, "")
		}
		sign := "  "
		if it.open {
			sign = "! "
		}
		cursor := "  "
		if i == f.at {
			cursor = "> "
		}
		if f.edit != nil && i == f.at {
			lines = append(lines, m.editLines(sign+it.label)...)
			marked = len(lines) - 1
			continue
		}
		if i == f.at {
			marked = len(lines)
		}
		lines = append(lines, entry(sign+it.label, cursor+it.text, labels, m.width, i == f.at)...)
		if i == f.at {
			marked = len(lines) - 1
		}
	}
	return lines, marked
}

// labelWidth is the width of the left side: that of the longest label, if
// that leaves enough on the right. In a narrow window there is no left side:
// what can be done stands below what it is about.
func (m *model) labelWidth() int {
	if m.width < 60 {
		return 0
	}
	longest := 24
	for _, it := range m.finish.items {
		if w := screen.Width(it.label) + 2; w <= m.width*3/5 {
			longest = max(longest, w)
		}
	}
	return longest
}

// entry is an item: what it is about on the left and what can be done on the
// right, or below where the left side is too long.
func entry(label, text string, labels, width int, here bool) []string {
	indent := labels + 1
	if labels == 0 {
		indent = 2
	}
	text = screen.Fit(text, max(8, width-indent))
	if here {
		text = bold + text + normal
	}
	if labels > 0 && screen.Width(label) <= labels {
		return []string{screen.Pad(label, labels) + " " + text}
	}
	var lines []string
	if strings.TrimSpace(label) != "" {
		lines = screen.Wrap(label, max(8, width-2))
	}
	for i := 1; i < len(lines); i++ {
		lines[i] = "  " + lines[i]
	}
	return append(lines, strings.Repeat(" ", indent)+text)
}

// editLines are the line being typed, under its label, with what is wrong with
// it or how it is understood.
func (m *model) editLines(label string) []string {
	f := m.finish
	f.edit.Size(max(10, m.width-4), 3)
	lines := []string{label}
	for _, l := range f.edit.Draw() {
		lines = append(lines, "  "+l)
	}
	hint := ""
	if f.about == next {
		hint = "date, time, place; empty: none"
	}
	if f.wrong != "" {
		hint = "! " + screen.Line(f.wrong)
	}
	if hint != "" {
		lines = append(lines, "  "+screen.Fit(hint, m.width-2))
	}
	return lines
}

func (m *model) finishKeys() []string {
	keys := []string{"enter takes it", "k keep as draft", "esc back to the text", "S sign and lock"}
	if m.width < 76 {
		keys = []string{"S sign and lock", "enter", "k keep", "esc text"}
	}
	if m.finish.edit != nil {
		keys = []string{"enter takes it", "esc leaves it as it was"}
	}
	line := screen.Hints(keys, m.width)
	switch {
	case m.message == "" && m.keep.err == nil:
		return []string{line}
	case m.height < 10:
		return []string{m.bottom(nil)}
	}
	return []string{m.bottom(nil), line}
}
