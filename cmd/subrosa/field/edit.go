package field

import (
	"errors"
	"slices"
	"strings"
	"unicode"

	"subrosa/cmd/subrosa/screen"
)

// edit replaces rows by others: the only way in which a text changes.
type edit struct {
	at            int // the first row replaced
	before, after []Row
	from, to      Pos // the cursor before and after
	kind          kind
}

// kind says which edits may become one step of undo.
type kind int

const (
	alone kind = iota
	typing
	erasing
)

// replace puts rows in the place of n others and remembers how it was.
func (f *Field) replace(at, n int, after []Row, to Pos, k kind) {
	e := edit{at: at, after: after, from: f.at, to: to, kind: k}
	for _, r := range f.rows[at : at+n] {
		e.before = append(e.before, r.Row)
	}
	if last := len(f.undo) - 1; last >= 0 && !f.sealed && f.undo[last].continues(e) {
		f.undo[last].after, f.undo[last].to = after, to
	} else {
		f.undo = append(f.undo, e)
	}
	f.redo = nil
	f.sealed = k == alone
	f.apply(at, n, after, to)
}

// continues says whether next goes on with what e did: one row all along, and
// the cursor where e left it.
func (e edit) continues(next edit) bool {
	return e.kind == next.kind && e.kind != alone && e.at == next.at && e.to == next.from &&
		len(e.after) == 1 && len(next.before) == 1 && len(next.after) == 1
}

func (f *Field) apply(at, n int, rows []Row, to Pos) {
	fresh := make([]row, len(rows))
	for i, r := range rows {
		fresh[i] = newRow(r)
	}
	f.rows = slices.Replace(f.rows, at, at+n, fresh...)
	f.at, f.goal = to, -1
	f.changes++
}

// Undo takes back the last step, Redo repeats it. They say whether there was
// one.
func (f *Field) Undo() bool {
	last := len(f.undo) - 1
	if last < 0 {
		return false
	}
	e := f.undo[last]
	f.undo, f.redo = f.undo[:last], append(f.redo, e)
	f.apply(e.at, len(e.after), e.before, e.from)
	f.seal()
	return true
}

func (f *Field) Redo() bool {
	last := len(f.redo) - 1
	if last < 0 {
		return false
	}
	e := f.redo[last]
	f.redo, f.undo = f.redo[:last], append(f.undo, e)
	f.apply(e.at, len(e.before), e.after, e.to)
	f.seal()
	return true
}

// Insert writes text at the cursor: a typed character as well as hundreds of
// pasted lines. Control characters do not come in.
func (f *Field) Insert(text string) {
	text = screen.Clean(text)
	if text == "" {
		return
	}
	r := f.rows[f.at.Row].Row
	head, tail := r.Text[:f.at.Col], r.Text[f.at.Col:]
	lines := strings.Split(text, "\n")
	if len(lines) == 1 {
		k := typing
		if startsWord(head, text) {
			f.seal()
		}
		joined := head + text + tail
		f.replace(f.at.Row, 1, []Row{{Text: joined, Whose: r.Whose}},
			Pos{f.at.Row, snap(joined, len(head)+len(text))}, k)
		return
	}
	rows := make([]Row, len(lines))
	for i, line := range lines {
		rows[i] = Row{Text: line, Whose: r.Whose}
	}
	rows[0].Text = head + rows[0].Text
	last := len(lines) - 1
	end := Pos{f.at.Row + last, len(rows[last].Text)}
	rows[last].Text += tail
	end.Col = snap(rows[last].Text, end.Col)
	f.replace(f.at.Row, 1, rows, end, alone)
}

// startsWord is where undo stops: before each word.
func startsWord(head, text string) bool {
	return (head == "" || strings.HasSuffix(head, " ")) && !strings.HasPrefix(text, " ")
}

// ErrTwo means that two rows cannot become one because they belong to
// different parties.
var ErrTwo = errors.New("these belong to different parties: f3 first")

// Backspace deletes the grapheme before the cursor, or the line end.
func (f *Field) Backspace() error {
	if f.at.Col == 0 {
		return f.join(f.at.Row - 1)
	}
	text := f.rows[f.at.Row].Text
	f.cut(before(text, f.at.Col), f.at.Col, erasing)
	return nil
}

// Delete deletes the grapheme after the cursor, or the line end.
func (f *Field) Delete() error {
	text := f.rows[f.at.Row].Text
	if f.at.Col == len(text) {
		return f.join(f.at.Row)
	}
	f.cut(f.at.Col, after(text, f.at.Col), erasing)
	return nil
}

// DeleteWord deletes back to the beginning of a word, or the line end.
func (f *Field) DeleteWord() error {
	if f.at.Col == 0 {
		return f.join(f.at.Row - 1)
	}
	f.seal()
	f.cut(wordBefore(f.rows[f.at.Row].Text, f.at.Col), f.at.Col, alone)
	return nil
}

// cut takes the bytes from a to b out of the row at the cursor.
func (f *Field) cut(a, b int, k kind) {
	r := f.rows[f.at.Row].Row
	r.Text = r.Text[:a] + r.Text[b:]
	f.replace(f.at.Row, 1, []Row{r}, Pos{f.at.Row, snap(r.Text, a)}, k)
}

// Replace puts other text in the place of the bytes from a to b of a row.
func (f *Field) Replace(n, a, b int, text string) {
	r := f.rows[n].Row
	r.Text = r.Text[:a] + screen.Line(text) + r.Text[b:]
	at := f.at
	if at.Row == n {
		at.Col = snap(r.Text, min(at.Col, len(r.Text)))
	}
	f.seal()
	f.replace(n, 1, []Row{r}, at, alone)
}

// join makes one row of row n and the one after it. Nothing is joined with a
// heading. What is marked and what is not become marked together.
func (f *Field) join(n int) error {
	if n < 0 || n+1 >= len(f.rows) || f.rows[n].Heading || f.rows[n+1].Heading {
		return nil
	}
	a, b := f.rows[n].Row, f.rows[n+1].Row
	whose := a.Whose
	switch {
	case a.Text == "":
		whose = b.Whose
	case b.Text == "" || a.Whose == b.Whose:
	case a.Whose == "":
		whose = b.Whose
	case b.Whose != "":
		return ErrTwo
	}
	f.seal()
	joined := a.Text + b.Text
	f.replace(n, 2, []Row{{Text: joined, Whose: whose}}, Pos{n, snap(joined, len(a.Text))}, alone)
	return nil
}

// Paragraph is the rows from and up to (not with) of the paragraph at the
// cursor. An empty row stands alone.
func (f *Field) Paragraph() (from, to int) {
	from, to = f.at.Row, f.at.Row+1
	if blank(f.rows[from]) {
		return from, to
	}
	same := func(i int) bool {
		return !f.rows[i].Heading && !blank(f.rows[i]) && f.rows[i].Whose == f.rows[from].Whose
	}
	for from > 0 && same(from-1) {
		from--
	}
	for to < len(f.rows) && same(to) {
		to++
	}
	return from, to
}

// Whose is whose the paragraph at the cursor is.
func (f *Field) Whose() string { return f.rows[f.at.Row].Whose }

// Mark says whose the paragraph at the cursor is.
func (f *Field) Mark(whose string) {
	from, to := f.Paragraph()
	var rows []Row
	for _, r := range f.rows[from:to] {
		rows = append(rows, Row{Text: r.Text, Whose: whose})
	}
	f.seal()
	f.replace(from, to-from, rows, f.at, alone)
}

func blank(r row) bool {
	return !r.Heading && strings.TrimFunc(r.Text, unicode.IsSpace) == ""
}
