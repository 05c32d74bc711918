package review

import (
	"strings"
	"unicode"

	tea "github.com/charmbracelet/bubbletea"

	"subrosa/cmd/subrosa/screen"
	"subrosa/notes"
)

// selecting is keeping words of a paragraph back that nothing was proposed about.
type selecting struct {
	note     notes.PlanNote
	part     int
	number   int // of the paragraph
	text     []rune
	words    [][2]int // in code points
	from, to int      // words
	end      bool     // the end is being moved
}

// begin begins to select, at the words of the place she stands at.
func (m *model) begin(n notes.PlanNote, here stop) {
	p, ok := m.paragraph(m.at.note, here)
	switch {
	case stays(n):
		m.message = "the whole note stays · x lets it leave"
		return
	case ok && len(p.Leaves) == 0:
		m.message = "the whole paragraph stays · x lets it leave"
		return
	}
	s := &selecting{note: n, part: here.part, number: p.Number, text: []rune(p.Text), words: wordsOf(p.Text)}
	if !ok || len(s.words) == 0 {
		m.message = "there are no words here"
		return
	}
	if here.span >= 0 {
		for i, w := range s.words {
			if w[0] <= m.text.Plan.Spans[here.span].Start {
				s.from, s.to = i, i
			}
		}
	}
	m.selecting = s
}

// wordsOf are the words of a text, in code points: what stands between spaces,
// without the signs around it.
func wordsOf(text string) [][2]int {
	var list [][2]int
	inside := func(r rune) bool {
		return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r) || strings.ContainsRune("@-'’_+\u200d", r) || unicode.Is(unicode.So, r) || unicode.Is(unicode.Sk, r)
	}
	begin := -1
	runes := []rune(text)
	for i, r := range runes {
		switch {
		case inside(r) && begin < 0:
			begin = i
		case !inside(r) && begin >= 0:
			list, begin = append(list, [2]int{begin, i}), -1
		}
	}
	if begin >= 0 {
		list = append(list, [2]int{begin, len(runes)})
	}
	return list
}

func (m *model) selectKey(name string) tea.Cmd {
	s := m.selecting
	last := len(s.words) - 1
	move := func(to int) {
		to = max(0, min(last, to))
		if s.end {
			s.to = max(s.from, to)
			return
		}
		s.from, s.to = to, to
	}
	switch name {
	case "esc", "q":
		if s.end {
			s.end, s.to = false, s.from
			return nil
		}
		m.selecting = nil
	case "left", "b":
		move(s.to - 1)
	case "right", "w", " ":
		move(s.to + 1)
	case "up":
		move(m.wordAbove(-1))
	case "down":
		move(m.wordAbove(1))
	case "home":
		move(0)
	case "end":
		move(last)
	case "a":
		s.from, s.to, s.end = 0, last, true
	case "enter", "v":
		if !s.end {
			s.end = true
			return nil
		}
		m.askSelected()
	}
	return nil
}

// askSelected asks why the words stay.
func (m *model) askSelected() {
	s := m.selecting
	start, end := s.place()
	m.ask(asking{title: "Why does this stay?", about: string(s.text[start:end]), codes: m.codes(), take: func(reason string) tea.Cmd {
		m.selecting = nil
		in := notes.ReviewSpan{Note: s.note.ID, Addendum: s.part, Paragraph: s.number, Start: start, End: end, Reason: reason, Decision: "accepted"}
		return m.save(notes.ReviewInput{Spans: []notes.ReviewSpan{in}}, func(m *model) tea.Cmd {
			m.toSelected(in)
			return nil
		})
	}})
}

// toSelected goes to the place that was selected. It may have become wider: what
// is signed is kept back by whole words.
func (m *model) toSelected(in notes.ReviewSpan) {
	for i, s := range m.stops(m.at.note) {
		of := m.spanOf(s)
		if of.Addendum == in.Addendum && of.Paragraph == in.Paragraph && of.Start <= in.Start && in.End <= of.End {
			m.moveTo(position{m.at.note, i})
		}
	}
}

// place is what is selected, in code points: all of the paragraph with what stands
// around its words.
func (s *selecting) place() (start, end int) {
	if s.from == 0 && s.to == len(s.words)-1 {
		return 0, len(s.text)
	}
	return s.words[s.from][0], s.words[s.to][1]
}

// selectLines are the paragraph with what is selected, and the line in which that
// ends.
func (m *model) selectLines() (lines []line, at int) {
	s := m.selecting
	start, end := s.place()
	lines, starts := wrapStarts([]run{{text: string(s.text[:start])}, {string(s.text[start:end]), reverse}, {text: string(s.text[end:])}}, max(8, m.width-2))
	for i, from := range starts {
		if from < s.words[s.to][1] {
			at = i
		}
	}
	return lines, at
}

// wordAbove is the word in the line above or below the one that is moved.
func (m *model) wordAbove(by int) int {
	s := m.selecting
	_, starts := wrapStarts([]run{{text: string(s.text)}}, max(8, m.width-2))
	lineOf := func(at int) int {
		n := 0
		for i, from := range starts {
			if from <= at {
				n = i
			}
		}
		return n
	}
	here := lineOf(s.words[s.to][0])
	column := s.words[s.to][0] - starts[here]
	best := s.to
	for i, w := range s.words {
		if n := lineOf(w[0]); n == here+by && (lineOf(s.words[best][0]) != n || w[0]-starts[n] <= column) {
			best = i
		}
	}
	return best
}

func (m *model) selectView(room int) []string {
	s := m.selecting
	lines, at := m.selectLines()
	start, end := s.place()
	said := screen.Wrap("stays: "+clean(string(s.text[start:end])), m.width)
	said = said[:min(len(said), max(1, room/3))]
	left := max(1, room-len(said)-1)
	first := max(0, min(at-left/2, len(lines)-left))
	var out []string
	for i := first; i < min(len(lines), first+left); i++ {
		out = append(out, "  "+lines[i].text)
	}
	out = append(out, "")
	for _, l := range said {
		out = append(out, bold+l+normal)
	}
	return out
}
