// Package field is subrosa's own text field: the place where note text is
// typed. It keeps everything in memory, hands text to no other program, and
// has no limit on lines.
//
// A Field is a list of rows. A row is one line of text as it was typed, however
// long, or a heading, which stands fast: text is written under it, never in
// it. Rows that follow one another without an empty one, and belong to the same
// (Whose), are a paragraph. Every change replaces some rows by others; that one
// step is what undo takes back and redo repeats.
//
//	f := field.New([]field.Row{{Text: "Data", Heading: true}, {}})
//	f.Size(72, 12)
//	f.Insert("Both came on time.\n\nChairs apart.")
//	lines := f.Draw()
//
// Only the rows in the window are broken into lines, and a row is broken again
// only when it has changed, so a key costs the same in a short note and in a
// long one. Positions are bytes, and always between two graphemes: an accent
// typed after its letter, or a family of emoji, is one step.
package field

import (
	"strings"

	"subrosa/cmd/subrosa/screen"
)

// Row is a line of text with whose it is, or a heading.
type Row struct {
	Text    string
	Whose   string
	Heading bool
}

// Pos is a place in the text: a row and a byte in it.
type Pos struct{ Row, Col int }

// Field is a text being written. The zero value is not ready; use New.
type Field struct {
	rows []row
	at   Pos
	goal int // the column that up and down aim at, -1: that of at

	bare          bool // no margin
	width, height int
	top           place // what stands in the first line of the window

	undo, redo []edit
	sealed     bool // the next change is an undo step of its own
	changes    int
}

// row is a Row with what drawing it needs, kept until it changes.
type row struct {
	Row
	words int
	width int   // what ends was made for
	ends  []int // where its lines end
}

func newRow(r Row) row {
	return row{Row: r, words: len(strings.Fields(r.Text))}
}

// lines are the ends of the lines of a row.
func (r *row) lines(width int) []int {
	if r.ends == nil || r.width != width {
		r.ends, r.width = screen.Breaks(r.Text, width), width
	}
	return r.ends
}

// New makes a field of rows. There is always somewhere to write: a text
// without any row gets one, and so does a heading without text under it.
func New(rows []Row) *Field {
	f := &Field{goal: -1, width: 72, height: 20}
	for i, r := range rows {
		if r.Heading {
			f.rows = append(f.rows, newRow(r))
			if i+1 == len(rows) || rows[i+1].Heading {
				f.rows = append(f.rows, newRow(Row{}))
			}
			continue
		}
		for _, line := range strings.Split(screen.Clean(r.Text), "\n") {
			f.rows = append(f.rows, newRow(Row{Text: line, Whose: r.Whose}))
		}
	}
	if len(f.rows) == 0 {
		f.rows = []row{newRow(Row{})}
	}
	f.Go(Pos{})
	return f
}

// NewBare makes a field without a margin: for text that belongs to nobody.
func NewBare(text string) *Field {
	f := New([]Row{{Text: text}})
	f.bare = true
	f.Finish()
	return f
}

// Rows is the text as it is now.
func (f *Field) Rows() []Row {
	out := make([]Row, len(f.rows))
	for i, r := range f.rows {
		out[i] = r.Row
	}
	return out
}

// Text is the text without its headings.
func (f *Field) Text() string {
	var lines []string
	for _, r := range f.rows {
		if !r.Heading {
			lines = append(lines, r.Text)
		}
	}
	return strings.Join(lines, "\n")
}

// Changes grows with every change, so that whoever saves can tell whether
// there is something new.
func (f *Field) Changes() int { return f.changes }

// At is where the cursor stands.
func (f *Field) At() Pos { return f.at }

// Line is the row at the cursor, and where in it the cursor stands.
func (f *Field) Line() (text string, col int) { return f.rows[f.at.Row].Text, f.at.Col }

// Go puts the cursor to the nearest place where text can be written.
func (f *Field) Go(p Pos) {
	f.seal()
	p.Row = max(0, min(p.Row, len(f.rows)-1))
	if f.rows[p.Row].Heading {
		p = Pos{p.Row + 1, 0}
	}
	p.Col = snap(f.rows[p.Row].Text, max(0, min(p.Col, len(f.rows[p.Row].Text))))
	f.at, f.goal = p, -1
}

// Section is the number of the heading above a row, -1 when there is none.
func (f *Field) Section(rowNumber int) int {
	n := -1
	for i := 0; i <= rowNumber && i < len(f.rows); i++ {
		if f.rows[i].Heading {
			n++
		}
	}
	return n
}

// words counts the words between a row and the next heading.
func (f *Field) words(from int) int {
	n := 0
	for i := from; i < len(f.rows) && !f.rows[i].Heading; i++ {
		n += f.rows[i].words
	}
	return n
}

func (f *Field) seal() { f.sealed = true }
