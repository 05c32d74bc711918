package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"subrosa/cmd/subrosa/form"
	"subrosa/notes"
	"subrosa/notes/document"
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
		Long: `Enter a request in a form, or from a JSON document: type (access), person (a
code), cases (default: all of the person's), received, requester (name, role,
address; default: the person), authority (kind, reference, signed_by, date;
default: own-right), scope (from, to, kinds, layers, text), purpose, matter.

Only requests of a person for access to individual cases can be answered so far.`,
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
	err = a.withBook(ctx, func(ctx context.Context, b *notes.Book) (err error) {
		if o.from == "" {
			if err := o.ask(ctx, a, b); err != nil {
				return err
			}
		}
		r, err = b.AddRequest(ctx, o.in)
		return err
	})
	if err != nil {
		return err
	}
	return a.print(r, func(w io.Writer) {
		due := "no term is known"
		if r.Due != nil {
			due = "due " + *r.Due
		}
		fmt.Fprintf(w, "entered %s, %s\n%s\n", r.Request, due, r.Rule)
	})
}

// ask fills the request in: who, when it came, who asks on what authority.
func (o *requestAddOptions) ask(ctx context.Context, a *app, b *notes.Book) (err error) {
	ask := a.asker()
	o.in.Type = "access"
	if o.in.Person, err = a.personCode(ctx, b, nil); err != nil {
		return err
	}
	received, err := ask.Line(ctx, "When did the request come?", "a date, or today", "today", func(s string) error {
		_, _, err := document.ParseWhen(strings.TrimSpace(s), a.now())
		return err
	})
	if err != nil {
		return err
	}
	if t, _, err := document.ParseWhen(strings.TrimSpace(received), a.now()); err == nil {
		o.in.Received = t.Format("2006-01-02")
	}
	o.in.Authority.Kind, err = ask.Pick(ctx, "Who asks?", []form.Option{
		{Value: "own-right", Label: "the person"},
		{Value: "power-of-attorney", Label: "somebody with a power of attorney"},
		{Value: "consent", Label: "somebody with the person's written consent"},
	})
	if err != nil || o.in.Authority.Kind == "own-right" {
		return err
	}
	for _, q := range []struct {
		title, help string
		value       *string
		needed      bool
	}{
		{"Name of whoever asks", "the packet's letter goes to them", &o.in.Requester.Name, true},
		{"Address", "may stay empty", &o.in.Requester.Address, false},
		{"Reference or date of the document", "may stay empty", &o.in.Authority.Reference, false},
	} {
		check := func(s string) error {
			if q.needed && strings.TrimSpace(s) == "" {
				return usage("a name is needed")
			}
			return nil
		}
		if *q.value, err = ask.Line(ctx, q.title, q.help, "", check); err != nil {
			return err
		}
	}
	return nil
}
