package field

import (
	"fmt"
	"strings"

	"subrosa/cmd/subrosa/screen"
)

const (
	bold    = "\x1b[1m"
	faint   = "\x1b[2m"
	reverse = "\x1b[7m"
	normal  = "\x1b[0m"
)

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
