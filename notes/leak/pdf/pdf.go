// Package pdf reads everything out of a PDF that somebody could read out of it.
//
// A viewer starts at the end of the file, follows the tables there, and shows
// the pages of the last revision. What is hidden in a PDF is hidden from that
// way. So this reader walks over the bytes: every object of every revision
// counts, whether or not a table names it, and so do object streams, what stands
// between objects, and streams that belong to no object (file.go, walk.go).
//
// The text of a page is read in the order in which it is drawn and in the order
// in which it stands on the page, words put together by the widths of letters
// (draw.go, page.go). Letters are told in three ways, by the font's map to
// Unicode, by its encoding and by the font program, since each of them can lie
// (font.go). Text counts whether or not it can be seen; Text.Place says why it
// cannot.
//
// The caller gets all of it through the functions of a Reader:
//
//	err := pdf.Read(ctx, data, pdf.Reader{Text: func(t pdf.Text) { ... }, ...})
//
// The package writes nothing and knows nothing of what is looked for.
package pdf

import (
	"context"
	"errors"
	"fmt"
)

var (
	// ErrEncrypted means that the document is encrypted.
	ErrEncrypted = errors.New("the PDF is encrypted")
	// ErrBroken means that a part of the document cannot be read. The rest was.
	ErrBroken = errors.New("the PDF is broken")
	// ErrLetters means that a font does not say which letters it draws.
	ErrLetters = errors.New("letters cannot be told")
)

// Reader is what is done with what a PDF holds. All fields must be set.
type Reader struct {
	// Spend is told the size of everything that is unpacked. Its error ends the
	// reading.
	Spend func(bytes int) error
	// Text gets every text.
	Text func(Text)
	// Data gets the bytes of streams that are no drawing, and what lies between
	// objects and may be text in any encoding.
	Data func(nature Nature, where string, b []byte)
	// File gets the files that are attached.
	File func(where, name string, b []byte)
	// Sniff gets the bytes of streams that nothing says the nature of, and says
	// whether it took them for a file of a known kind.
	Sniff func(where string, b []byte) bool
	// Unseen is told what no reader of text can look into.
	Unseen func(what string)
	// Reach is how many bytes of text belong together at most: so much of the end
	// of a page is read together with the beginning of the next.
	Reach int
}

// Nature is what bytes are by what the document says of them.
type Nature int

const (
	Bytes Nature = iota
	Pixels
	FontProgram
)

// Text is a text that was read.
type Text struct {
	Body   string
	Where  string // "object 12"
	Drawn  bool   // on a page, so that Place knows more
	Joined bool   // words may have come together that no reader sees so
	Least  int    // how many letters a word must have to be more than chance here
	place  func(from, to int) string
}

// Place says where a part of the text stands, and what hides it.
func (t Text) Place(from, to int) string {
	if t.place == nil {
		return t.Where
	}
	return t.place(from, to)
}

// Read reads a PDF. The error is that of Spend or of the context, or ErrEncrypted,
// or the first of what could not be read: ErrBroken or ErrLetters.
func Read(ctx context.Context, data []byte, r Reader) error {
	f := &file{ctx: ctx, data: data, r: r, table: map[int][]*object{}, used: map[*object]bool{}, fonts: map[*object]*font{}}
	if err := f.index(); err != nil {
		return err
	}
	if f.encrypted() {
		return ErrEncrypted
	}
	for _, step := range []func() error{f.unpackObjects, f.checkTree, f.readPages, f.readStreams, f.readObjects, f.readRest} {
		if err := step(); err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	return f.bad
}

// broken notes the first thing that could not be read.
func (f *file) broken(what string, args ...any) {
	if f.bad == nil {
		f.bad = fmt.Errorf("%w: %s", ErrBroken, fmt.Sprintf(what, args...))
	}
}
