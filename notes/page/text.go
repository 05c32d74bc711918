package page

import (
	"strings"
	"unicode"
)

// heading is one that has been asked for and waits for what it heads.
type heading struct {
	style Style
	tag   string
	lines []string
	gap   float64 // before it
	keys  string
}

// Heading sets a heading of level 1, 2 or 3. It goes to the page on which the
// text below it begins.
func (s *Sheet) Heading(level int, text string) {
	style := [...]Style{title, section, part}[level-1]
	s.waiting = append(s.waiting, heading{style, [...]string{"H1", "H2", "H3"}[level-1], s.ruler.lines(style, text, s.measure()), s.gap, s.spoken()})
	s.gap = 0
}

// Paragraph sets a text in lines. A part of it that goes over to the next page
// is never a single line, neither there nor here.
func (s *Sheet) Paragraph(st Style, text string) Placed {
	lines := s.ruler.lines(st, text, s.measure())
	height, follow := st.Line(), s.follow
	s.follow = 0
	if len(lines) <= 3 {
		s.room(float64(len(lines))*height + follow)
	} else {
		s.room(2 * height)
	}
	e := s.add(0, "P", s.spoken())
	var placed Placed
	letters := 0
	for len(lines) > 0 {
		fit := s.fit(len(lines), height, follow)
		s.flow(e, st, lines[:fit])
		for _, l := range lines[:fit] {
			letters += countLetters(l)
		}
		placed = append(placed, ending{s.pageNo, letters})
		if lines = lines[fit:]; len(lines) > 0 {
			s.turn()
		}
	}
	return placed
}

// spoken tells in which language an element is, where that is not the
// document's.
func (s *Sheet) spoken() string {
	switch s.speaks {
	case "en", "da":
		return "/Lang (" + wordsOf(s.speaks).tag + ") "
	}
	return ""
}

// fit is how many of n lines stand on this page, with room for what follows
// the last of them.
func (s *Sheet) fit(n int, height, follow float64) int {
	fit := min(int((s.bottom()-s.y+0.01)/height), n)
	switch {
	case fit < n && n-fit == 1:
		fit--
	case fit == n && s.y+float64(n)*height+follow > s.bottom() && !s.fresh:
		fit -= 2
	}
	if fit < 2 && n > fit {
		if !s.fresh {
			return 0
		}
		fit = min(n, 2)
	}
	return fit
}

// flow draws lines from where the page stands.
func (s *Sheet) flow(e int, st Style, lines []string) {
	if len(lines) == 0 {
		return
	}
	from := s.y
	s.content(e, func() {
		for _, l := range lines {
			s.put(st, s.left()+s.indent(), s.y, l)
			s.y += st.Line()
		}
	})
	s.side(from, s.y)
}

// Inset begins or ends a part that stands in from the margin, with a line down
// its side.
func (s *Sheet) Inset(on bool) {
	s.room(0)
	s.advance(s.gap)
	s.gap, s.inset = 0, on
}

func (s *Sheet) indent() float64 {
	if s.inset {
		return 6
	}
	return 0
}

// measure is how wide the lines of a text are.
func (s *Sheet) measure() float64 { return s.right() - s.left() - s.indent() }

// side draws the line down the side of what is inset.
func (s *Sheet) side(from, to float64) {
	if !s.inset || s.pdf == nil {
		return
	}
	s.artifact("", func() {
		s.pdf.SetDrawColor(150, 150, 150)
		s.pdf.SetLineWidth(0.5)
		s.pdf.Line(s.left()+2, from, s.left()+2, to)
	})
}

// Space leaves room before what comes next, but none at the top of a page.
func (s *Sheet) Space(mm float64) { s.gap += mm }

// Follow keeps room on the page where the next paragraph ends, for what comes
// after it.
func (s *Sheet) Follow(mm float64) { s.follow = mm }

// Rule draws a thin line from margin to margin.
func (s *Sheet) Rule() {
	s.room(0.2)
	s.artifact("", func() { s.line(s.y, 170, s.left(), s.right()) })
	s.fresh = false
}

// MoveTo goes on at a height of the page, in millimetres from its upper edge.
func (s *Sheet) MoveTo(y float64) {
	s.room(0)
	s.y, s.gap, s.fresh = y, 0, false
}

// Y is where the page stands, in millimetres from its upper edge.
func (s *Sheet) Y() float64 { return s.y + s.gap }

// room sees to it that mm fit on the page, together with the headings that
// wait for it, and sets those.
func (s *Sheet) room(mm float64) {
	need := mm
	if mm > 0 {
		need += s.gap
	}
	for _, h := range s.waiting {
		need += h.gap + float64(len(h.lines))*h.style.Line()
	}
	if need > 0 && s.y+need > s.bottom() && !s.fresh {
		s.turn()
	}
	waiting := s.waiting
	s.waiting = nil
	for _, h := range waiting {
		s.advance(h.gap)
		s.flow(s.add(0, h.tag, h.keys), h.style, h.lines)
	}
	if mm > 0 {
		s.advance(s.gap)
		s.gap = 0
	}
}

// advance leaves room that is not at the top of a page.
func (s *Sheet) advance(mm float64) {
	if !s.fresh && mm > 0 {
		s.side(s.y, s.y+mm)
		s.y += mm
	}
}

// Placed tells where a text came to stand: the pages, and how many of its
// letters were set at the end of each.
type Placed []ending

type ending struct{ page, letters int }

// PageOf is the page on which stands what follows a beginning of the text.
func (p Placed) PageOf(beginning string) int {
	n := countLetters(Visible(beginning))
	for _, e := range p {
		if n < e.letters {
			return e.page
		}
	}
	return p[len(p)-1].page
}

// countLetters counts what is not a space: those can go at the end of a line.
func countLetters(text string) int {
	return len([]rune(strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, text)))
}
