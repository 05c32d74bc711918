package review

import (
	tea "github.com/charmbracelet/bubbletea"

	"subrosa/cmd/subrosa/screen"
	"subrosa/notes"
)

// key is one key, on whatever is shown.
func (m *model) key(k tea.KeyMsg) tea.Cmd {
	m.message = ""
	if k.Type == tea.KeyEsc {
		k.Alt = false // pressed twice
	}
	name := k.String()
	switch {
	case name == "ctrl+c":
		return m.quit(screen.Interrupt)
	case m.asking != nil:
		return m.askKey(k)
	case m.selecting != nil:
		return m.selectKey(name)
	case m.mode == summary:
		return m.summaryKey(k)
	case name == "l":
		m.end.Lock = true
		return tea.Quit
	case m.mode == keyList:
		m.mode = walking
		return nil
	case m.mode == mentions:
		return m.mentionKey(name)
	case name == "q" || name == "esc":
		return tea.Quit
	}
	if cmd, done := m.moveKey(name); done {
		return cmd
	}
	return m.decideKey(name)
}

// moveKey goes somewhere.
func (m *model) moveKey(name string) (cmd tea.Cmd, done bool) {
	if len(m.text.Notes) == 0 {
		m.mode = summary
		return nil, true
	}
	switch name {
	case "n", "p":
		m.toOpen(map[string]int{"n": 1, "p": -1}[name])
	case "up", "k":
		if !m.scroll(-1) {
			m.step(-1)
		}
	case "down", "j":
		if !m.scroll(1) {
			m.step(1)
		}
	case "pgdown", " ":
		m.page(1)
	case "pgup", "b":
		m.page(-1)
	case "left", "shift+tab":
		m.turn(-1)
	case "right", "tab":
		m.turn(1)
	case "home", "g":
		m.moveTo(position{})
	case "end", "G":
		m.moveTo(position{len(m.text.Notes) - 1, 0})
	case "m":
		m.toMentions()
	case "s":
		m.mode, m.sum = summary, newSumming()
	case "?":
		m.mode = keyList
	default:
		return nil, false
	}
	return nil, true
}

// toOpen goes to what is open: in the notes, else among the cases that speak of the
// person, else to the page that lists it.
func (m *model) toOpen(by int) {
	open := m.text.Plan.Blockers
	switch {
	case m.next(by, false):
	case len(m.text.Notes) > 0 && m.isOpen(m.here()):
		m.message = "this is the only open place"
	case len(open) == 0:
		m.message = "nothing is open: s sums up"
	case open[0].Kind == "mention":
		m.toMentions()
	default:
		m.mode, m.sum = summary, newSumming()
	}
}

func (m *model) toMentions() {
	if len(m.text.Plan.Mentions) == 0 {
		m.message = "no other case speaks of this person"
		return
	}
	m.mode, m.mention = mentions, 0
	for i, x := range m.text.Plan.Mentions {
		if x.Decision == "open" {
			m.mention = i
			return
		}
	}
}

// decideKey decides about what she stands at.
func (m *model) decideKey(name string) tea.Cmd {
	n, here := m.note(), m.here()
	switch name {
	case "enter":
		return m.accept(n, here)
	case "x":
		return m.reject(n, here)
	case "u":
		return m.takeBack(n, here)
	case "w":
		m.ask(asking{title: "Why does " + string(n.ID) + " stay as a whole?", codes: m.codes(),
			take: func(reason string) tea.Cmd {
				return m.decideNote(n, "withhold", reason)
			}})
	case "v":
		m.begin(n, here)
	default:
		m.message = "that key does nothing here · ? shows the keys"
	}
	return nil
}

// accept keeps a place back as it is proposed, and goes on.
func (m *model) accept(n notes.PlanNote, here stop) tea.Cmd {
	if here.span < 0 || m.text.Plan.Spans[here.span].Decision == "accepted" {
		if !m.step(1) {
			m.message = "that was the last one · s sums up"
		}
		return nil
	}
	return m.save(notes.ReviewInput{Spans: []notes.ReviewSpan{m.place(here, "accepted", "")}}, onward)
}

// onward goes to the next open place after a decision.
func onward(m *model) tea.Cmd {
	if !m.next(1, false) && len(m.text.Plan.Blockers) == 0 {
		m.message = "nothing is open any more · s sums up"
	}
	return nil
}

// toTop goes to the beginning of the note, where it says that it stays.
func toTop(m *model) tea.Cmd {
	m.moveTo(position{m.at.note, 0})
	return nil
}

// place is a decision about a place of the plan.
func (m *model) place(s stop, decision, reason string) notes.ReviewSpan {
	of := m.text.Plan.Spans[s.span]
	return notes.ReviewSpan{Note: of.Note, Addendum: of.Addendum, Paragraph: of.Paragraph, Start: of.Start, End: of.End,
		Decision: decision, Reason: reason}
}

func (m *model) decideNote(n notes.PlanNote, decision, reason string) tea.Cmd {
	return m.save(notes.ReviewInput{Notes: []notes.ReviewNote{{ID: n.ID, Decision: decision, Reason: reason}}}, toTop)
}

// reject lets through what was to stay: a place, or the whole note.
func (m *model) reject(n notes.PlanNote, here stop) tea.Cmd {
	switch {
	case stays(n):
		m.ask(asking{title: "Why may " + string(n.ID) + " leave?", take: func(reason string) tea.Cmd {
			return m.decideNote(n, "include", reason)
		}})
	case here.span < 0:
		m.message = "nothing stays here · v keeps words back, w the whole note"
	case m.text.Plan.Spans[here.span].Source == "manual":
		return m.takeBack(n, here)
	default:
		m.ask(asking{title: "Why may this leave?", about: m.words(here), take: func(reason string) tea.Cmd {
			return m.save(notes.ReviewInput{Spans: []notes.ReviewSpan{m.place(here, "rejected", reason)}}, onward)
		}})
	}
	return nil
}

// takeBack forgets a decision.
func (m *model) takeBack(n notes.PlanNote, here stop) tea.Cmd {
	var in notes.ReviewInput
	switch {
	case here.span >= 0:
		in.Spans = []notes.ReviewSpan{m.place(here, "open", "")}
	case n.Source == "review":
		in.Notes = []notes.ReviewNote{{ID: n.ID, Decision: "open"}}
	default:
		m.message = "nothing was decided here"
		return nil
	}
	before := m.text.Plan.PlanID
	return m.save(in, func(m *model) tea.Cmd {
		m.message = "taken back"
		if m.text.Plan.PlanID == before {
			m.message = "nothing was decided here"
		}
		return nil
	})
}

// words are the text of a place.
func (m *model) words(s stop) string {
	p, ok := m.paragraph(m.at.note, s)
	if !ok || s.span < 0 {
		return ""
	}
	of := m.text.Plan.Spans[s.span]
	return cutRunes(p.Text, of.Start, of.End)
}

// cutRunes is a part of a text by code points.
func cutRunes(text string, start, end int) string {
	runes := []rune(text)
	end = min(end, len(runes))
	return string(runes[min(start, end):end])
}
