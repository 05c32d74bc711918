package field

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"subrosa/cmd/subrosa/screen"
)

// safe is a boundary between graphemes at or before i, found without reading
// the whole text: between two ASCII characters nothing joins.
func safe(text string, i int) int {
	for ; i > 0; i-- {
		if i < len(text) && text[i] < 0x80 && text[i-1] < 0x80 {
			return i
		}
	}
	return 0
}

// snap is the first boundary between graphemes at or after i.
func snap(text string, i int) int {
	if i >= len(text) {
		return len(text)
	}
	at := safe(text, i)
	for at < i {
		cluster, _, _ := screen.Next(text[at:])
		at += len(cluster)
	}
	return at
}

// before and after are the boundaries next to the one at i.
func before(text string, i int) int {
	if i == 0 {
		return 0
	}
	at := safe(text, i-1)
	for {
		cluster, _, _ := screen.Next(text[at:])
		if at+len(cluster) >= i {
			return at
		}
		at += len(cluster)
	}
}

func after(text string, i int) int {
	if i >= len(text) {
		return len(text)
	}
	cluster, _, _ := screen.Next(text[i:])
	return i + len(cluster)
}

// wordBefore is the beginning of the word before i, wordAfter the end of the
// one after it.
func wordBefore(text string, i int) int {
	inWord := false
	for i > 0 {
		r, n := utf8.DecodeLastRuneInString(text[:i])
		if letter(r) {
			inWord = true
		} else if inWord {
			break
		}
		i -= n
	}
	return snap(text, i)
}

func wordAfter(text string, i int) int {
	inWord := false
	for i < len(text) {
		r, n := utf8.DecodeRuneInString(text[i:])
		if letter(r) {
			inWord = true
		} else if inWord {
			break
		}
		i += n
	}
	return snap(text, i)
}

func letter(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || r == 0x200d
}

// Left, Right, WordLeft and WordRight step through the text; headings are
// stepped over.
func (f *Field) Left() {
	if f.at.Col > 0 {
		f.Go(Pos{f.at.Row, before(f.rows[f.at.Row].Text, f.at.Col)})
	} else if n := f.writableBefore(f.at.Row); n >= 0 {
		f.Go(Pos{n, len(f.rows[n].Text)})
	}
}

func (f *Field) Right() {
	if f.at.Col < len(f.rows[f.at.Row].Text) {
		f.Go(Pos{f.at.Row, after(f.rows[f.at.Row].Text, f.at.Col)})
	} else if n := f.writableAfter(f.at.Row); n >= 0 {
		f.Go(Pos{n, 0})
	}
}

func (f *Field) WordLeft() {
	if f.at.Col == 0 {
		f.Left()
		return
	}
	f.Go(Pos{f.at.Row, wordBefore(f.rows[f.at.Row].Text, f.at.Col)})
}

func (f *Field) WordRight() {
	if f.at.Col == len(f.rows[f.at.Row].Text) {
		f.Right()
		return
	}
	f.Go(Pos{f.at.Row, wordAfter(f.rows[f.at.Row].Text, f.at.Col)})
}

// Home and End go to the ends of the line as it is shown, Start and Finish to
// the ends of the text.
func (f *Field) Home() {
	from, _ := f.line(f.at)
	f.Go(Pos{f.at.Row, from})
}

func (f *Field) End() {
	from, to := f.line(f.at)
	text := f.rows[f.at.Row].Text
	if to < len(text) { // the line is broken here: stay on it
		to = max(from, before(text, to))
	}
	f.Go(Pos{f.at.Row, to})
}

func (f *Field) Start()  { f.Go(Pos{}) }
func (f *Field) Finish() { f.Go(Pos{len(f.rows) - 1, len(f.rows[len(f.rows)-1].Text)}) }

// GoOn goes behind the last word, whatever empty sections follow.
func (f *Field) GoOn() {
	for i := len(f.rows) - 1; i >= 0; i-- {
		if r := f.rows[i]; !r.Heading && strings.TrimSpace(r.Text) != "" {
			f.Go(Pos{i, len(r.Text)})
			return
		}
	}
	f.Start()
}

// NextSection goes to the end of the text under the next heading,
// PreviousSection to that of the one before.
func (f *Field) NextSection() bool {
	for i := f.at.Row; i < len(f.rows); i++ {
		if f.rows[i].Heading {
			f.toSectionEnd(i + 1)
			return true
		}
	}
	return false
}

func (f *Field) PreviousSection() bool {
	seen := 0
	for i := f.at.Row; i >= 0; i-- {
		if f.rows[i].Heading {
			if seen++; seen == 2 {
				f.toSectionEnd(i + 1)
				return true
			}
		}
	}
	return false
}

func (f *Field) toSectionEnd(n int) {
	for n+1 < len(f.rows) && !f.rows[n+1].Heading {
		n++
	}
	f.Go(Pos{n, len(f.rows[n].Text)})
}

// Up and Down go by lines as they are shown and keep the column.
func (f *Field) Up()   { f.vertical(-1) }
func (f *Field) Down() { f.vertical(1) }

// PageUp and PageDown go by the height of the window, less one line.
func (f *Field) PageUp()   { f.vertical(-max(1, f.height-1)) }
func (f *Field) PageDown() { f.vertical(max(1, f.height-1)) }

func (f *Field) vertical(n int) {
	goal := f.goal
	if goal < 0 {
		goal = f.column()
	}
	p := f.placeOf(f.at)
	for ; n < 0; n++ {
		if q, ok := f.above(p); ok {
			p = q
		} else {
			break
		}
	}
	for ; n > 0; n-- {
		if q, ok := f.below(p); ok {
			p = q
		} else {
			break
		}
	}
	p = f.writable(p, f.placeOf(f.at))
	from, to := f.span(p)
	text := f.rows[p.row].Text
	at := from
	for columns := 0; at < to; {
		cluster, w, _ := screen.Next(text[at:])
		if columns+w > goal || at+len(cluster) == to && to < len(text) {
			break
		}
		columns += w
		at += len(cluster)
	}
	f.Go(Pos{p.row, at})
	f.goal = goal
}

// column is the display column of the cursor in its line.
func (f *Field) column() int {
	from, _ := f.line(f.at)
	return screen.Width(f.rows[f.at.Row].Text[from:f.at.Col])
}

func (f *Field) writableBefore(n int) int {
	for n--; n >= 0 && f.rows[n].Heading; n-- {
	}
	return n
}

func (f *Field) writableAfter(n int) int {
	for n++; n < len(f.rows) && f.rows[n].Heading; n++ {
	}
	if n == len(f.rows) {
		return -1
	}
	return n
}
