package review

import (
	"slices"

	"subrosa/notes"
)

// position is where she is: a note of the plan, and a stop in it.
type position struct{ note, stop int }

// stop is something in a note that can be decided about: a place of the plan, or
// where there is none, a paragraph.
type stop struct {
	part, paragraph int // as in ReviewedNote; -1: a note without text
	span            int // in Plan.Spans, -1: the paragraph
}

// stops are those of a note, in order. A note that stays has none but its
// paragraphs.
func (m *model) stops(note int) []stop {
	var list []stop
	for i, part := range m.text.Notes[note].Parts {
		for j, p := range part.Paragraphs {
			switch {
			case p.Number == 0:
			case len(p.Spans) == 0:
				list = append(list, stop{i, j, -1})
			default:
				for _, s := range p.Spans {
					list = append(list, stop{i, j, s})
				}
			}
		}
	}
	if len(list) == 0 {
		list = append(list, stop{0, -1, -1})
	}
	return list
}

func (m *model) here() stop {
	list := m.stops(m.at.note)
	return list[min(m.at.stop, len(list)-1)]
}

// paragraph is the one of a stop; not ok in a note without text.
func (m *model) paragraph(note int, s stop) (p notes.ReviewedParagraph, ok bool) {
	if s.paragraph < 0 {
		return p, false
	}
	return m.text.Notes[note].Parts[s.part].Paragraphs[s.paragraph], true
}

func (m *model) note() notes.PlanNote { return m.text.Plan.Notes[m.at.note] }

// stays says whether a note of the plan stays as a whole.
func stays(n notes.PlanNote) bool { return n.Decision == "withhold" }

func (m *model) isOpen(s stop) bool {
	return s.span >= 0 && m.text.Plan.Spans[s.span].Decision == "open"
}

// next goes to the next open place in a direction, from this one or from where she
// is, round the end. It says whether there is one.
func (m *model) next(by int, here bool) bool {
	if len(m.text.Notes) == 0 {
		return false
	}
	at := m.at
	if here && m.isOpen(m.here()) {
		return true
	}
	n := len(m.text.Notes)
	for turn := range n + 1 {
		note := ((at.note+by*turn)%n + n) % n
		list := m.stops(note)
		from, to := 0, len(list)-1
		if turn == 0 && by > 0 {
			from = at.stop + 1
		} else if turn == 0 {
			to = at.stop - 1
		}
		found := -1
		for i := from; i <= to; i++ {
			if m.isOpen(list[i]) && (found < 0 || by < 0) {
				found = i
			}
		}
		if found >= 0 {
			m.moveTo(position{note, found})
			return true
		}
	}
	return false
}

// step goes to the next stop in a direction, into the next note at the end of one.
func (m *model) step(by int) bool {
	to := position{m.at.note, m.at.stop + by}
	switch {
	case to.stop >= 0 && to.stop < len(m.stops(to.note)):
	case by > 0 && to.note+1 < len(m.text.Notes):
		to = position{to.note + 1, 0}
	case by < 0 && to.note > 0:
		to = position{to.note - 1, len(m.stops(to.note-1)) - 1}
	default:
		return false
	}
	m.moveTo(to)
	return true
}

// turn goes to the beginning of another note.
func (m *model) turn(by int) {
	if to := m.at.note + by; to >= 0 && to < len(m.text.Notes) {
		m.moveTo(position{to, 0})
	}
}

func (m *model) moveTo(to position) {
	if to.note != m.at.note {
		m.top = 0
	}
	m.at = to
	m.follow()
}

// replace takes over the plan as it is after a decision, and stays where she was:
// at the same place, or in the same paragraph.
func (m *model) replace(text notes.ReviewText) {
	id, was := notes.NoteID(""), stop{}
	var span notes.PlanSpan
	if len(m.text.Notes) > 0 {
		id, was = m.note().ID, m.here()
		if was.span >= 0 {
			span = m.text.Plan.Spans[was.span]
		}
	}
	m.text = text
	note := slices.IndexFunc(text.Plan.Notes, func(n notes.PlanNote) bool { return n.ID == id })
	if note < 0 {
		m.at = position{}
		return
	}
	m.at = position{note, 0}
	found := false
	for i, s := range m.stops(note) {
		if s.part == was.part && s.paragraph == was.paragraph &&
			(!found || was.span >= 0 && s.span >= 0 && text.Plan.Spans[s.span].Start <= span.Start) {
			m.at.stop, found = i, true
		}
	}
}
