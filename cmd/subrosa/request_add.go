package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"subrosa/cmd/subrosa/form"
	"subrosa/cmd/subrosa/screen"
	"subrosa/notes"
)

type requestAddOptions struct {
	from string
	in   notes.RequestInput
}

func newRequestAddCmd(a *app) *cobra.Command {
	o := &requestAddOptions{}
	c := &cobra.Command{
		Use:   "add [--from FILE]",
		Short: "Enter a request, and see by when to answer it",
		Long: `Enter a request in a form, or from a JSON document: type, person (a code; none
when the record does not know them), cases (default: all of the person's),
received, requester (name, role, address; default: the person), authority (kind,
reference, signed_by, date; default: what is usual for the type), scope (from, to,
kinds, layers, text), purpose, matter.

Types: access, authorisation, court-order, subpoena, lawyer-letter, insurer,
regulator, police, executor, portability, transfer, rectification, erasure,
restriction, breach, other.

It says by when to answer, on whose rule, and what to do first. Nothing leaves by
it. A hold is placed on the cases, so that nothing of them is destroyed meanwhile.`,
		Args: noArgs,
		RunE: body(a, func(cmd *cobra.Command, _ []string) error { return o.run(cmd.Context(), a) }),
	}
	c.Flags().StringVar(&o.from, "from", "", "read the request from the JSON `file` (-: standard input)")
	return c
}

func (o *requestAddOptions) run(ctx context.Context, a *app) (err error) {
	switch {
	case o.from != "":
		err = a.fromJSON(o.from, &o.in)
	case !a.terminal():
		err = missing("from", "the request")
	}
	if err != nil {
		return err
	}
	var r notes.RequestAdded
	var shown notes.Request
	err = a.withBook(ctx, func(ctx context.Context, b *notes.Book) (err error) {
		if o.from == "" {
			if err := o.ask(ctx, a, b); err != nil {
				return err
			}
		}
		if r, err = b.AddRequest(ctx, o.in); err != nil {
			return err
		}
		if shown, err = b.Request(ctx, r.Request); err != nil || o.from != "" {
			return err
		}
		return o.answerAtOnce(ctx, a, b, shown)
	})
	if err != nil {
		return err
	}
	return a.print(r, func(w io.Writer) { renderAdded(w, r, shown) })
}

// answerAtOnce offers the neutral letter where nothing can leave: the letter that
// came is answered in one go.
func (o *requestAddOptions) answerAtOnce(ctx context.Context, a *app, b *notes.Book, r notes.Request) error {
	fitting, err := b.FittingLetters(ctx, r.ID)
	if err != nil || len(fitting) == 0 || fitting[0] != "neutral" {
		return err
	}
	file, err := a.asker().Line(ctx, "File for a letter that says neither yes nor no", "a PDF that does not exist yet, readable by whoever has it; empty: later", "", nil)
	if err != nil || strings.TrimSpace(file) == "" {
		return err
	}
	l := &requestLetterOptions{in: notes.LetterInput{Kind: "neutral"}, out: typedPath(file)}
	if _, err := l.write(ctx, b, r.ID); err != nil {
		return err
	}
	a.say("the letter is in %s; when it is sent: subrosa request answer %s --neutral", l.out, r.ID)
	return nil
}

// renderAdded calms: what must happen, by when, and that nothing leaves by it.
func renderAdded(w io.Writer, added notes.RequestAdded, r notes.Request) {
	due := "no term is known"
	if added.Due != nil {
		due = "due " + *added.Due
	}
	rule := strings.Join(screen.Wrap(added.Rule, 78), "\n")
	fmt.Fprintf(w, "entered %s, %s\n%s\n\nNothing has to leave today.\n", added.Request, due, rule)
	for _, m := range r.Missing {
		item, of, _ := strings.Cut(m, " ")
		if of != "" {
			of = " --of " + of
		}
		fmt.Fprintf(w, "  before anything leaves, %s:\n      subrosa request check %s %s%s\n", m, r.ID, item, of)
	}
	if r.Person == "" || r.Type == "lawyer-letter" {
		fmt.Fprintf(w, "  an answer that gives nothing away:\n      subrosa request letter %s neutral --out FILE.pdf\n", r.ID)
	} else {
		fmt.Fprintf(w, "  to say that it has come:\n      subrosa request letter %s acknowledgement --out FILE.pdf\n", r.ID)
	}
}

// ask fills the request in: what has come, about whom, and what it says.
func (o *requestAddOptions) ask(ctx context.Context, a *app, b *notes.Book) (err error) {
	if o.in.Type, err = a.asker().Pick(ctx, "What has come?", form.RequestTypes()); err != nil {
		return err
	}
	if o.in.Person, err = a.personOrNobody(ctx, b); err != nil {
		return err
	}
	o.in, err = a.asker().Request(ctx, o.in)
	return err
}

// personOrNobody lets a person be picked, or that the record knows nobody of
// that name.
func (a *app) personOrNobody(ctx context.Context, b *notes.Book) (notes.PersonCode, error) {
	options, err := personOptions(ctx, b)
	if err != nil {
		return "", err
	}
	options = append(options, form.Option{Value: "", Label: "somebody the record does not know"})
	picked, err := a.asker().Pick(ctx, "Whose record is it about?", options)
	return notes.PersonCode(picked), err
}
