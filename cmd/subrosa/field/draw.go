package field

import (
	"fmt"
	"strings"

	"subrosa/cmd/subrosa/screen"
)

// place is a line as it is shown: a row, and which of its lines.
type place struct{ row, line int }

// Size sets the window. The margin takes part of the width.
func (f *Field) Size(width, height int) {
	f.width, f.height = max(1, width), max(1, height)
}

// margin is how many columns stand before the text: who it belongs to.
func (f *Field) margin() int {
	if f.bare || f.width < 24 {
		return 0
	}
	return 6
}

// textWidth leaves one column for a cursor behind the text.
func (f *Field) textWidth() int { return max(1, f.width-f.margin()-1) }

func (f *Field) ends(n int) []int {
	if f.rows[n].Heading {
		if n > 0 && f.height >= 8 { // with an empty line above it
			return []int{0, len(f.rows[n].Text)}
		}
		return []int{len(f.rows[n].Text)}
	}
	return f.rows[n].lines(f.textWidth())
}

// placeOf is the line in which a position is shown.
func (f *Field) placeOf(p Pos) place {
	ends := f.ends(p.Row)
	for i, end := range ends {
		if p.Col < end {
			return place{p.Row, i}
		}
	}
	return place{p.Row, len(ends) - 1}
}

// span is what part of its row a line shows.
func (f *Field) span(p place) (from, to int) {
	ends := f.ends(p.row)
	if p.line > 0 {
		from = ends[p.line-1]
	}
	return from, ends[p.line]
}

func (f *Field) line(p Pos) (from, to int) { return f.span(f.placeOf(p)) }

func (f *Field) above(p place) (place, bool) {
	if p.line > 0 {
		return place{p.row, p.line - 1}, true
	}
	if p.row == 0 {
		return p, false
	}
	return place{p.row - 1, len(f.ends(p.row-1)) - 1}, true
}

func (f *Field) below(p place) (place, bool) {
	if p.line < len(f.ends(p.row))-1 {
		return place{p.row, p.line + 1}, true
	}
	if p.row == len(f.rows)-1 {
		return p, false
	}
	return place{p.row + 1, 0}, true
}

// writable goes on from a heading in the direction that p was reached from.
func (f *Field) writable(p, from place) place {
	if !f.rows[p.row].Heading {
		return p
	}
	if p.row < from.row {
		if n := f.writableBefore(p.row); n >= 0 {
			return place{n, len(f.ends(n)) - 1}
		}
	}
	return place{p.row + 1, 0}
}

// follow moves the window so that the cursor is in it, and the heading too
// when the cursor stands right under one.
func (f *Field) follow() {
	f.top.row = min(f.top.row, len(f.rows)-1)
	f.top.line = min(f.top.line, len(f.ends(f.top.row))-1)
	at := f.placeOf(f.at)
	first := at
	if up, ok := f.above(at); ok && f.rows[up.row].Heading && f.height > 1 {
		first = up
	}
	if first.row < f.top.row || first.row == f.top.row && first.line < f.top.line {
		f.top = first
		return
	}
	p := f.top
	for range f.height {
		if p == at {
			return
		}
		q, ok := f.below(p)
		if !ok {
			return
		}
		p = q
	}
	p = at
	for range f.height - 1 {
		q, ok := f.above(p)
		if !ok {
			break
		}
		p = q
	}
	f.top = p
}

const (
	bold    = "\x1b[1m"
	faint   = "\x1b[2m"
	reverse = "\x1b[7m"
	normal  = "\x1b[0m"
)

// fill moves the window up when there is less below its top than fits.
func (f *Field) fill() {
	p := f.top
	for missing := f.height - 1; missing > 0; missing-- {
		q, ok := f.below(p)
		if !ok {
			for ; missing > 0; missing-- {
				up, ok := f.above(f.top)
				if !ok {
					return
				}
				f.top = up
			}
			return
		}
		p = q
	}
}

// Draw gives the lines of the window, at most its height.
func (f *Field) Draw() []string {
	f.follow()
	f.fill()
	var out []string
	p, ok := f.top, true
	for len(out) < f.height && ok {
		switch {
		case !f.rows[p.row].Heading:
			out = append(out, f.text(p))
		case p.line < len(f.ends(p.row))-1:
			out = append(out, "")
		default:
			out = append(out, f.heading(p.row))
		}
		p, ok = f.below(p)
	}
	return out
}

// heading shows a heading and how many words stand under it.
func (f *Field) heading(n int) string {
	words := f.words(n + 1)
	count := ""
	switch {
	case words == 1:
		count = "1 word"
	case words > 0:
		count = fmt.Sprintf("%d words", words)
	}
	title := screen.Line(f.rows[n].Text)
	if screen.Width(title)+len(count)+2 > f.width {
		count = ""
	}
	title = screen.Fit(title, f.width)
	if count == "" {
		return bold + title + normal
	}
	gap := f.width - screen.Width(title) - len(count)
	return bold + title + normal + strings.Repeat(" ", gap) + faint + count + normal
}

// text shows one line of text, with whose it is in the margin.
func (f *Field) text(p place) string {
	from, to := f.span(p)
	r := &f.rows[p.row]
	body, width := f.piece(r.Text, from, to, p)
	line := f.mark(p) + body
	if f.saidAlone(p) {
		const word = "said alone"
		if gap := f.textWidth() - width - len(word); gap > 1 {
			line += strings.Repeat(" ", gap) + faint + word + normal
		}
	}
	return line
}

// piece is the text of a line with the cursor in it, and its width.
func (f *Field) piece(text string, from, to int, p place) (string, int) {
	cursor := f.at.Row == p.row && f.placeOf(f.at) == p
	shown := strings.TrimRight(text[from:to], " \t")
	if !cursor {
		return untab(shown), screen.Width(shown)
	}
	under, rest := " ", ""
	head := text[from:f.at.Col]
	if f.at.Col < to {
		under, _, _ = screen.Next(text[f.at.Col:to])
		rest = strings.TrimRight(text[f.at.Col+len(under):to], " \t")
		if under == "\t" {
			if under = " "; rest != "" {
				rest = "   " + rest
			}
		}
	}
	if screen.Width(under) == 0 { // an accent without its letter
		under = "◌" + under
	}
	width := screen.Width(head) + max(1, screen.Width(under)) + screen.Width(rest)
	if screen.Width(head) >= f.textWidth()+1 { // spaces that hang over the edge
		head = screen.Fit(head, f.textWidth())
	}
	return untab(head) + reverse + under + normal + untab(rest), width
}

func untab(s string) string { return strings.ReplaceAll(s, "\t", "    ") }

// mark is the margin of a line: whose the paragraph is in its first line, a
// star in the next when it was said alone.
func (f *Field) mark(p place) string {
	m := f.margin()
	if m == 0 {
		return ""
	}
	r := f.rows[p.row]
	if r.Whose == "" || blank(r) && p.row != f.at.Row {
		return strings.Repeat(" ", m)
	}
	labels, said := strings.CutSuffix(r.Whose, " alone")
	first, last := f.firstLine(p), f.lastLine(p)
	sign := ""
	switch {
	case first && last && said:
		sign = labels + "*|"
	case first:
		sign = labels + "|"
	case said:
		sign = "*|"
	default:
		sign = "|"
	}
	if screen.Width(sign) > m-1 {
		sign = screen.Fit(labels, m-2) + "|"
	}
	return strings.Repeat(" ", m-1-screen.Width(sign)) + sign + " "
}

func (f *Field) saidAlone(p place) bool {
	r := f.rows[p.row]
	return strings.HasSuffix(r.Whose, " alone") && !blank(r) && f.lastLine(p)
}

func (f *Field) firstLine(p place) bool {
	if p.line > 0 {
		return false
	}
	return p.row == 0 || !f.sameParagraph(p.row-1, p.row)
}

func (f *Field) lastLine(p place) bool {
	if p.line < len(f.ends(p.row))-1 {
		return false
	}
	return p.row == len(f.rows)-1 || !f.sameParagraph(p.row, p.row+1)
}

func (f *Field) sameParagraph(a, b int) bool {
	return !f.rows[a].Heading && !f.rows[b].Heading && !blank(f.rows[a]) && !blank(f.rows[b]) &&
		f.rows[a].Whose == f.rows[b].Whose
}
