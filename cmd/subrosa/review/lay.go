package review

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"subrosa/cmd/subrosa/screen"
	"subrosa/notes"
	"subrosa/notes/document"
)

// widest is how wide two columns can be and still be read; from wide columns on
// there are two.
const (
	widest = 130
	wide   = 76
)

// page is a note as it is drawn: its lines, and where its stops are.
type page struct {
	lines []string
	stops []placed
}

// placed is which lines a stop has, and where its paragraph begins.
type placed struct{ paragraph, from, to int }

// block is what stands on the right about a stop.
type block struct {
	stop  int
	open  bool
	lines []line
}

const (
	between = " | " // the two columns
	gutter  = 2     // before the left one: the cursor
	margin  = 4     // before what stays: the cursor, what is open
)

func (m *model) columns() (left, right int) {
	if m.width < wide {
		return max(8, m.width-gutter), max(8, m.width-margin-1)
	}
	half := (m.width - len(between)) / 2
	return half - gutter, m.width - half - len(between) - margin
}

// lay draws the note she is at.
func (m *model) lay() page {
	var p page
	list := m.stops(m.at.note)
	p.stops = make([]placed, len(list))
	n := m.note()
	m.whole(&p, n)
	if list[0].paragraph < 0 {
		p.stops[0] = placed{0, 0, max(0, len(p.lines)-1)}
	}
	at := 0
	for i, part := range m.text.Notes[m.at.note].Parts {
		if i > 0 {
			m.gap(&p)
			p.lines = append(p.lines, bold+screen.Fit(fmt.Sprintf("addendum %d · %s · %s", i, part.Kind, day(part.At)), m.width)+normal)
		} else {
			m.facts(&p, part)
		}
		for j, para := range part.Paragraphs {
			if para.Number == 0 && (j+1 == len(part.Paragraphs) || part.Paragraphs[j+1].Number == 0) {
				continue // over nothing
			}
			if i == 0 || j > 0 {
				m.gap(&p)
			}
			if para.Number == 0 {
				m.heading(&p, para)
				continue
			}
			from := at
			for at < len(list) && list[at].part == i && list[at].paragraph == j {
				at++
			}
			m.body(&p, n, para, list[from:at], from)
		}
	}
	return p
}

// facts are what leaves of a note beside its text.
func (m *model) facts(p *page, part notes.ReviewedPart) {
	left, _ := m.columns()
	said := map[string]string{}
	for _, f := range part.Facts {
		said[f.Name] = screen.Line(f.Value)
	}
	var list []string
	for _, f := range [][2]string{{"minutes", "%s min"}, {"place", "%s"}, {"present", "present %s"}, {"risk", "risk %s"}} {
		if said[f[0]] != "" {
			list = append(list, fmt.Sprintf(f[1], said[f[0]]))
		}
	}
	var own document.OwnFacts
	if text := said["extra"]; text != "" && own.UnmarshalJSON([]byte(text)) == nil {
		for _, o := range own {
			list = append(list, o.In("en"))
		}
	}
	var lines []line
	if m.height >= 18 && len(list) > 0 {
		lines = wrap([]run{{strings.Join(list, " · "), faint}}, left)
	}
	if why := said["late_reason"]; why != "" {
		lines = append(lines, wrap([]run{{"late: ", faint}, {why, ""}}, left)...)
	}
	m.add(p, nil, lines, -1)
}

// gap is an empty line between paragraphs, where there is room for one.
func (m *model) gap(p *page) {
	if m.height >= 18 && len(p.lines) > 0 {
		p.lines = append(p.lines, m.pair(line{}, line{}, "", ""))
	}
}

// whole says of a note that stays what the packet says of it, and why.
func (m *model) whole(p *page, n notes.PlanNote) {
	if !stays(n) {
		return
	}
	said := "nothing of this note is in the packet"
	if m.text.Marked {
		said = fmt.Sprintf("item %d: only that it was withheld, and why", n.Item)
	}
	left, right := m.columns()
	why := []run{{"the whole note stays", bold}, {" · " + n.Reason + " · " + by(n.Source), ""}}
	m.add(p, []block{{stop: -1, lines: wrap(why, right)}}, wrap([]run{{said, faint}}, left), -1)
}

func (m *model) heading(p *page, h notes.ReviewedParagraph) {
	if len(h.Leaves) > 0 {
		left, _ := m.columns()
		for _, l := range wrap([]run{{h.Text, bold}}, left) {
			p.lines = append(p.lines, m.pair(l, line{}, "", ""))
		}
		return
	}
	_, right := m.columns()
	for _, l := range wrap([]run{{h.Text, faint}}, right) {
		p.lines = append(p.lines, m.pair(line{}, l, "", ""))
	}
}

// body is a paragraph with its stops, the first of which has the number first.
func (m *model) body(p *page, n notes.PlanNote, para notes.ReviewedParagraph, list []stop, first int) {
	_, right := m.columns()
	var blocks []block
	switch {
	case stays(n):
		blocks = []block{{stop: first, lines: wrap([]run{{para.Text, faint}}, right)}}
	default:
		for i, s := range list {
			if s.span >= 0 {
				b := m.spanBlock(para, s, right)
				b.stop = first + i
				blocks = append(blocks, b)
			}
		}
	}
	here := -1
	if list[0].span < 0 && !stays(n) {
		here = first
	}
	from := len(p.lines)
	m.add(p, blocks, m.leftLines(para, list), here)
	for i := range list {
		at := &p.stops[first+i]
		if at.paragraph = from; list[i].span < 0 {
			at.from, at.to = from, len(p.lines)-1
		}
	}
}

// leftLines are the paragraph as it leaves, with what is open in it underlined and
// the place she is at in reverse.
func (m *model) leftLines(para notes.ReviewedParagraph, list []stop) []line {
	left, _ := m.columns()
	if len(para.Leaves) == 0 {
		return nil
	}
	var runs []run
	for _, piece := range para.Leaves {
		if piece.Mark {
			runs = append(runs, run{strings.ReplaceAll(piece.Text, " ", together), m.markStyle(piece, list)})
			continue
		}
		runs = append(runs, m.openRuns(piece, list)...)
	}
	return wrap(runs, left)
}

func (m *model) markStyle(piece notes.ReviewedPiece, list []stop) string {
	for _, s := range list {
		if of := m.spanOf(s); s == m.here() && of.Decision == "accepted" && of.Start == piece.Start {
			return reverse
		}
	}
	return bold
}

func (m *model) spanOf(s stop) notes.PlanSpan {
	if s.span < 0 {
		return notes.PlanSpan{}
	}
	return m.text.Plan.Spans[s.span]
}

// openRuns cuts text that leaves at the places in it that are open, or that she is
// at.
func (m *model) openRuns(piece notes.ReviewedPiece, list []stop) []run {
	var runs []run
	at, length := 0, utf8.RuneCountInString(piece.Text)
	for _, s := range list {
		of := m.spanOf(s)
		start, end := of.Start-piece.Start, of.End-piece.Start
		if s.span < 0 || of.Decision == "accepted" || start < at || end > length || start == 0 && end == length && len(list) > 1 {
			continue
		}
		style := ""
		if of.Decision == "open" {
			style = under
		}
		if s == m.here() {
			style = reverse
		}
		runs = append(runs, run{text: cutRunes(piece.Text, at, start)}, run{cutRunes(piece.Text, start, end), style})
		at = end
	}
	return append(runs, run{text: cutRunes(piece.Text, at, length)})
}

// spanBlock is what stands on the right about a place.
func (m *model) spanBlock(para notes.ReviewedParagraph, s stop, width int) block {
	of := m.spanOf(s)
	b := block{open: of.Decision == "open"}
	whole := of.Start == 0 && of.End == utf8.RuneCountInString(para.Text)
	text := cutRunes(para.Text, of.Start, of.End)
	switch {
	case whole && of.Decision == "accepted":
		b.lines = append(wrap(state(of, para.Whose, whole), width), wrap([]run{{text, ""}}, width)...)
		return b
	case whole:
		b.lines = wrap([]run{{"the whole paragraph", ""}}, width)
	default:
		b.lines = wrap([]run{{`"` + text + `"`, ""}}, width)
	}
	b.lines = append(b.lines, wrap(state(of, para.Whose, whole), width)...)
	return b
}

// state says what is decided about a place, and why.
func state(of notes.PlanSpan, whose string, whole bool) []run {
	source := map[string]string{"alias": "alias", "name": "a known name", "pattern": "by its form", "manual": "by hand", "mark": "marked " + whose}[of.Source]
	if whole && of.Source == "name" {
		source = "it names only another party"
	}
	switch of.Decision {
	case "open":
		question := "may it leave?"
		switch {
		case whole && of.Source == "name":
			question = "whose is it?"
		case of.Source == "mark":
			question = "does the consent cover it?"
		}
		return []run{{"OPEN", bold}, {" · " + source + ": " + question, ""}}
	case "rejected":
		return []run{{"leaves", bold}, {" · " + or(of.Reason, "no reason") + " · " + source, ""}}
	}
	what := "stays"
	if of.Replacement != "" {
		what = of.Replacement
	}
	return []run{{what + " · " + of.Reason + " · " + source, faint}}
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// by says who decided about a note.
func by(source string) string {
	return map[string]string{"rule": "by the rules", "mark": "by its marks", "review": "as you decided"}[source]
}

// add adds a paragraph: on the left what leaves, on the right, or below, what
// stays. here is the stop that the left side is, if it is one.
func (m *model) add(p *page, blocks []block, left []line, here int) {
	first := len(p.lines)
	type cell struct {
		line
		before string
		block  *block
	}
	var right []cell
	for i := range blocks {
		b := &blocks[i]
		for j, l := range b.lines {
			before := strings.Repeat(" ", margin)
			if j == 0 {
				before = m.sign(b.stop) + question(b.open) + "  "
			}
			right = append(right, cell{l, before, b})
		}
	}
	place := func(c cell) {
		if c.block != nil && c.block.stop >= 0 && len(p.lines) > 0 {
			at := &p.stops[c.block.stop]
			if at.to == 0 {
				at.from = len(p.lines) - 1
			}
			at.to = len(p.lines) - 1
		}
	}
	sign := ""
	if here >= 0 {
		sign = m.sign(here)
	}
	if m.width >= wide {
		for i := range max(len(left), len(right)) {
			var l line
			var c cell
			if i < len(left) {
				l = left[i]
			}
			if i < len(right) {
				c = right[i]
			}
			p.lines = append(p.lines, m.pair(l, c.line, sign, c.before))
			sign = ""
			place(c)
		}
	} else {
		for _, l := range left {
			p.lines = append(p.lines, m.pair(l, line{}, sign, ""))
			sign = ""
		}
		for _, c := range right {
			p.lines = append(p.lines, m.pair(line{}, c.line, "", c.before))
			place(c)
		}
	}
	if here >= 0 && len(p.lines) == first { // a paragraph of nothing
		p.lines = append(p.lines, m.pair(line{}, line{}, sign, ""))
	}
}

// sign is the cursor before the stop she is at.
func (m *model) sign(stop int) string {
	if stop >= 0 && stop == m.at.stop {
		return ">"
	}
	return " "
}

func question(open bool) string {
	if open {
		return "?"
	}
	return " "
}

// pair is a line of the two columns, or of one of them where they stand below one
// another.
func (m *model) pair(left, right line, sign, before string) string {
	if sign == "" {
		sign = " "
	}
	l, _ := m.columns()
	if m.width >= wide {
		return strings.TrimRight(sign+" "+left.pad(l)+between+before+right.text, " ")
	}
	if right.text == "" {
		return strings.TrimRight(sign+" "+left.text, " ")
	}
	if before == "" {
		before = strings.Repeat(" ", margin)
	}
	return before[:2] + "| " + right.text
}
