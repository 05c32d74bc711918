// Package form asks. It is the only package that imports huh.
//
// An Asker asks on a terminal, in one of two ways: full-screen forms, or line
// prompts that a screen reader can follow (`--plain`, and wherever TERM is
// dumb). Both ask the same questions, which are data (page, question), and both
// fill the input structs of package notes:
//
//	a := form.New(os.Stdin, os.Stderr, plain)
//	in, err := a.Case(ctx, notes.CaseInput{})
//
// Keys come from In and everything is drawn on Out, so that standard output
// stays clean. Full-screen forms use the alternate screen: nothing of them
// stays in the scrollback. Answers are checked while they are typed and once
// more when the form has ended, since a form that ended is not a form that was
// filled in. Leaving by Ctrl-C, a cancelled context, the end of input and a
// closed terminal all come back as ErrInterrupted, and then nothing was
// decided.
package form

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"subrosa/cmd/subrosa/screen"
	"subrosa/notes"
)

// ErrInterrupted means that the user left, or that the terminal did.
var ErrInterrupted = screen.ErrInterrupted

// ErrBack is the ErrInterrupted of Esc where there is one choice to make.
var ErrBack = fmt.Errorf("%w: back", ErrInterrupted)

// Asker asks on a terminal.
type Asker struct {
	In  *os.File
	Out *os.File

	// Plain asks by line prompts.
	Plain bool

	// Now is the clock; dates are read against it, in its zone.
	Now func() time.Time

	// Lock is when full-screen forms go away, and come back.
	Lock screen.Lock

	// Known says who is recorded under a name already. It may be nil.
	Known func(ctx context.Context, name string) ([]notes.Known, error)

	// Secret is the terminal that passphrases are typed on. Nil: the controlling
	// terminal, and where there is none, In.
	Secret *os.File

	lines              *lineReader
	toldDot, toldMarks bool // how to end a text, how to mark a paragraph
}

// New makes an Asker on a terminal.
func New(in, out *os.File, plain bool) *Asker {
	return &Asker{In: in, Out: out, Plain: plain || os.Getenv("TERM") == "dumb", Now: time.Now}
}

// Terminal is where full-screen forms run.
func (a *Asker) Terminal() screen.Terminal {
	return screen.Terminal{In: a.In, Out: a.Out, Lock: a.Lock}
}

// Option is one of several that can be chosen: the value that comes back, and
// what is shown for it (codes and initials, not names).
type Option struct {
	Value string
	Label string
}

// page is what is asked together. A page that is not for now (when) is left
// out, and its values stay as they are.
type page struct {
	title     string
	when      func(now values) bool
	questions []question
}

// lines is about how many a page takes, without a title.
func (p page) lines() int {
	n := 0
	for _, q := range p.questions {
		n += 1 + max(1, len(q.choices))
		if q.help != "" {
			n += 1 + strings.Count(q.help, "\n")
		}
	}
	return n
}

// values looks up what has been answered so far, by where the answer will go.
type values func(*string) string

func (p page) shown(now values) bool { return p.when == nil || p.when(now) }

// question fills one value: a line of text, or one of the choices.
type question struct {
	ask     string // a few words
	help    string // one more line, if it is needed
	value   *string
	choices []Option
	filter  bool // the choices are many
	scored  bool // each is a number of its own, with which its label begins
	check   func(string) error
}

// fill asks all pages and checks every answer again.
func (a *Asker) fill(ctx context.Context, pages ...page) error {
	if ctx.Err() != nil {
		return fmt.Errorf("%w: %w", ErrInterrupted, ctx.Err())
	}
	how := a.fillScreen
	if a.Plain {
		how = a.fillLines
	}
	if err := how(ctx, pages); err != nil {
		return err
	}
	return check(pages, func(v *string) string { return *v })
}

// check checks the answers of the pages that are shown.
func check(pages []page, now values) error {
	for _, p := range pages {
		if !p.shown(now) {
			continue
		}
		for _, q := range p.questions {
			if err := q.validate(now(q.value)); err != nil {
				return fmt.Errorf("%s: %w", strings.TrimRight(strings.ToLower(q.ask), "?.:"), err)
			}
		}
	}
	return nil
}

// validate says whether an answer will do.
func (q question) validate(answer string) error {
	if q.choices != nil && !q.offers(answer) {
		if answer == "" {
			return errors.New("this has to be answered")
		}
		return errors.New("choose one of those shown")
	}
	if q.check == nil {
		return nil
	}
	return q.check(answer)
}

func (q question) offers(answer string) bool {
	for _, c := range q.choices {
		if c.Value == answer {
			return true
		}
	}
	return false
}

// say prints a line on the terminal.
func (a *Asker) say(format string, args ...any) {
	fmt.Fprintf(a.Out, format+"\n", args...)
}

func (a *Asker) reader() *lineReader {
	if a.lines == nil {
		a.lines = &lineReader{r: bufio.NewReader(a.In)}
	}
	return a.lines
}
