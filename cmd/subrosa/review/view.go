package review

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"subrosa/cmd/subrosa/screen"
)

func day(t time.Time) string { return t.Format("2 Jan 2006") }

func (m *model) View() string {
	if m.width == 0 || m.height == 0 {
		return ""
	}
	head, foot := m.head(), m.foot()
	room := max(1, m.height-len(head)-len(foot))
	lines := m.bodyView(room)
	lines = lines[:min(len(lines), room)]
	for len(lines) < room {
		lines = append(lines, "")
	}
	all := slices.Concat(head, lines, foot)
	return strings.Join(all[:min(len(all), m.height)], "\n")
}

// bodyView is what stands between head and foot.
func (m *model) bodyView(room int) []string {
	switch {
	case m.asking != nil:
		return m.askView(room)
	case m.selecting != nil:
		return m.selectView(room)
	case m.mode == mentions:
		return m.mentionView(room)
	case m.mode == summary:
		return m.summaryView(room)
	case m.mode == keyList:
		return m.keyView(room)
	}
	lines := m.lay().lines
	m.top = max(0, min(m.top, len(lines)-room))
	return lines[m.top:min(len(lines), m.top+room)]
}

// room is how many lines of the note are seen.
func (m *model) room() int { return max(1, m.height-len(m.head())-len(m.foot())) }

// follow moves the window so that the stop she is at is in it, with its paragraph
// where there is room for both.
func (m *model) follow() {
	if m.width == 0 || len(m.text.Notes) == 0 {
		return
	}
	p, room := m.lay(), m.room()
	at := p.stops[min(m.at.stop, len(p.stops)-1)]
	from := at.paragraph
	if at.to-from >= room {
		from = at.from
	}
	if m.at.stop == 0 && at.to < room {
		from = 0 // with what stands above it
	}
	switch {
	case from < m.top, at.to-from >= room:
		m.top = from
	case at.to >= m.top+room:
		m.top = at.to - room + 1
	}
	m.top = max(0, min(m.top, len(p.lines)-room))
}

// scroll moves the window within a paragraph that is longer than it. It says
// whether it did.
func (m *model) scroll(by int) bool {
	p, room := m.lay(), m.room()
	at := p.stops[min(m.at.stop, len(p.stops)-1)]
	from := min(at.from, at.paragraph)
	step := max(1, room-2)
	switch {
	case by > 0 && at.to >= m.top+room:
		m.top = min(m.top+step, at.to-room+1)
	case by < 0 && from < m.top:
		m.top = max(m.top-step, from)
	default:
		return false
	}
	return true
}

// page goes on by a window.
func (m *model) page(by int) {
	note, top := m.at.note, m.top
	for range 200 {
		if !m.scroll(by) && !m.step(by) || m.at.note != note || m.top-top >= m.room() || top-m.top >= m.room() {
			return
		}
	}
}

// head is the request, and the note she is at.
func (m *model) head() []string {
	if m.height < 4 {
		return nil
	}
	head := []string{bold + screen.Split(m.title(), m.count(), m.width) + normal}
	if m.asking != nil || m.selecting != nil || m.mode != walking || len(m.text.Notes) == 0 {
		return append(head, m.rule()...)
	}
	if m.height >= 8 {
		head = append(head, screen.Fit(m.noteTitle(), m.width))
	}
	head = append(head, m.rule()...)
	if m.height >= 10 {
		head = append(head, m.columnTitles()...)
	}
	return head
}

func (m *model) rule() []string {
	if m.height < 14 {
		return nil
	}
	return []string{strings.Repeat("-", m.width)}
}

// title is the request, its type, whose record it is, and the day on which it is
// due; as much of it as there is room for.
func (m *model) title() string {
	r := m.text.Request
	parts := []string{string(r.ID), r.Type}
	if r.Person != "" {
		whose := string(r.Person)
		for _, c := range r.Cases {
			if l, ok := m.text.Own[c]; ok {
				whose += fmt.Sprintf(" as %s/%s", c, l)
				break
			}
		}
		if len(r.Cases) > 1 {
			whose += fmt.Sprintf(" and %d more", len(r.Cases)-1)
		}
		parts = append(parts, whose)
	}
	if r.Due != nil {
		due := *r.Due
		if t, err := time.Parse("2006-01-02", due); err == nil {
			due = t.Format("2 Jan")
		}
		if r.Overdue {
			parts = append(parts, "OVERDUE since "+due)
		} else {
			parts = append(parts, "due "+due)
		}
	}
	room := m.width - screen.Width(m.count()) - 2
	for len(parts) > 2 && screen.Width(strings.Join(parts, " · ")) > room { // the type first, then whose it is
		parts = slices.Delete(parts, 1, 2)
	}
	return strings.Join(parts, " · ")
}

// count is which note this is, and what is open.
func (m *model) count() string {
	open := fmt.Sprintf("%d open", len(m.text.Plan.Blockers))
	switch {
	case m.saving:
		open = "saving"
	case len(m.text.Plan.Blockers) > 0:
	case m.text.Plan.ApprovedAt != nil:
		open = "approved"
	case m.text.Plan.Stale:
		open = "CHANGED since approved"
	}
	if len(m.text.Notes) == 0 {
		return open
	}
	if m.width < 60 {
		return fmt.Sprintf("%d of %d · %s", m.at.note+1, len(m.text.Notes), open)
	}
	return fmt.Sprintf("note %d of %d · %s", m.at.note+1, len(m.text.Notes), open)
}

// noteTitle is the note she is at: its date and kind, and whether it leaves.
func (m *model) noteTitle() string {
	n := m.note()
	parts := []string{string(n.ID), n.Start.Format("2 Jan 2006 15:04"), n.Kind}
	if n.Layer == "process" {
		parts = append(parts, "process note")
	}
	if len(m.text.Request.Cases) > 1 {
		parts = append(parts, string(n.Case))
	}
	fate := fmt.Sprintf("leaves as item %d", n.Item)
	if stays(n) {
		fate = "STAYS"
	}
	if m.width < 60 {
		parts = []string{n.Start.Format("2 Jan 15:04"), n.Kind}
		fate = strings.TrimPrefix(fate, "leaves as ")
	}
	return strings.Join(append(parts, fate), " · ")
}

// columnTitles say what stands on which side.
func (m *model) columnTitles() []string {
	reader := screen.Line(or(m.text.Request.Requester.Name, "the recipient"))
	leaves, why := "leaves, as "+reader+" will read it", "stays, and why"
	left, _ := m.columns()
	if m.width >= wide {
		return []string{faint + "  " + screen.Pad(leaves, left) + between + strings.Repeat(" ", margin) + why + normal}
	}
	if m.height < 12 {
		return nil
	}
	below := " · after | what " + why
	if screen.Width(leaves+below) > m.width-gutter {
		leaves = "leaves"
	}
	leaves += below
	return []string{faint + "  " + screen.Fit(leaves, m.width-gutter) + normal}
}

// foot is what there is to say, and the keys that work here.
func (m *model) foot() []string {
	var foot []string
	foot = append(foot, m.rule()...)
	if m.message != "" {
		said := screen.Wrap(m.message, m.width)
		for _, l := range said[:min(len(said), max(1, m.height-2))] {
			foot = append(foot, bold+l+normal)
		}
	}
	if m.height < 3 {
		return foot[:min(len(foot), m.height-1)]
	}
	most := 2
	switch {
	case m.height < 10:
		most = 1
	case m.height >= 20:
		most = 3
	}
	for _, l := range fitting(m.keyNames(), m.width, most) {
		foot = append(foot, faint+l+normal)
	}
	return foot
}

// keyNames are the keys of the page that is shown, the most needed first.
func (m *model) keyNames() []string {
	switch {
	case m.asking != nil && len(m.asking.codes) > 0:
		return []string{"up/down code", "type words", "enter takes it", "esc back"}
	case m.asking != nil:
		return []string{"type why", "enter takes it", "esc back"}
	case m.selecting != nil && m.selecting.end:
		return []string{"left/right moves the end", "enter ends", "a all of it", "esc the start again"}
	case m.selecting != nil:
		return []string{"left/right/up/down moves the start", "enter sets it", "a all of it", "esc back"}
	case m.mode == mentions:
		return []string{"up/down", "enter it stays out", "u take back", "esc back", "l lock", "f9 blank"}
	case m.mode == summary:
		return m.summaryKeys()
	case m.mode == keyList:
		return []string{"any key goes back"}
	}
	what := []string{"enter accept", "x reject", "v select", "w withhold"}
	if stays(m.note()) {
		what = []string{"enter on", "x let it leave", "w why it stays"}
	}
	if m.width < 60 {
		return slices.Concat([]string{"n/p open"}, what[:2], []string{"s sum up", "? keys", "q leave"}, what[2:], []string{"u back", "f9 blank"})
	}
	keys := slices.Concat([]string{"n/p open ones"}, what, []string{"s sum up", "u take back", "arrows move", "l lock", "f9 blank", "? keys", "q leave"})
	if len(m.text.Plan.Mentions) > 0 {
		keys = append(keys, "m mentions")
	}
	return keys
}

func (m *model) keyView(room int) []string {
	list := [][2]string{
		{"n, p", "the next, the previous open one"}, {"up, down", "between paragraphs and places"}, {"pgup, pgdn", "by a screen"},
		{"left, right", "another note; tab, shift+tab too"}, {"home, end", "the first, the last note"},
		{"enter", "accept: it stays; then on to what is open"}, {"x", "reject: it leaves, and why"},
		{"v", "keep back words that you select"}, {"w", "withhold the whole note"}, {"u", "take a decision back"},
		{"m", "cases that speak of this person"}, {"s", "sum up, and approve"}, {"f9", "blank screen, until a key"},
		{"l", "leave, and forget the key"}, {"q, esc", "leave; every decision is kept"},
	}
	if room < len(list) || m.width < 60 {
		return fitting([]string{"n/p open ones", "up/down place", "left/right note", "pgup/pgdn screen", "home/end first, last note", "enter accept", "x reject",
			"v select words", "w withhold the note", "u take back", "m mentions", "s sum up", "f9 blank", "l lock", "q leave"}, m.width, room)
	}
	var lines []string
	for _, k := range list {
		lines = append(lines, screen.Pad(k[0], 13)+k[1])
	}
	return lines
}

// reveal moves the window so that a message does not stand over the place it is
// about.
func (m *model) reveal() {
	if m.message == "" || m.width == 0 || len(m.text.Notes) == 0 {
		return
	}
	p, room := m.lay(), m.room()
	at := p.stops[min(m.at.stop, len(p.stops)-1)]
	if at.to-at.from < room {
		m.top = max(m.top, at.to-room+1)
	}
}
