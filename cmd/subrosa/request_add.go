package main

import (
	"context"
	"fmt"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"subrosa/cmd/subrosa/form"
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

// ask fills the request in: whose record, and what the request says.
func (o *requestAddOptions) ask(ctx context.Context, a *app, b *notes.Book) (err error) {
	if o.in.Person, err = a.personCode(ctx, b, nil); err != nil {
		return err
	}
	o.in.Type = "access"
	if o.in.Cases, err = a.casesToAnswer(ctx, b, o.in.Person); err != nil {
		return err
	}
	o.in, err = a.asker().Request(ctx, o.in)
	return err
}

// casesToAnswer lets the cases of a person be chosen where not all of them can
// be answered; none chosen means all.
func (a *app) casesToAnswer(ctx context.Context, b *notes.Book, person notes.PersonCode) ([]notes.CaseCode, error) {
	cases, err := b.Cases(ctx)
	if err != nil {
		return nil, err
	}
	var can []notes.Case
	cannot := 0
	for _, c := range cases {
		switch theirs := slices.ContainsFunc(c.Parties, func(p notes.Party) bool { return p.Person == person }); {
		case theirs && c.Kind == "individual":
			can = append(can, c)
		case theirs:
			cannot++
		}
	}
	if cannot == 0 || len(can) == 0 {
		return nil, nil
	}
	options := caseOptions(can, a.now())
	if len(can) > 1 {
		options = append([]form.Option{{Value: "", Label: "all cases of the person alone"}}, options...)
	}
	picked, err := a.asker().Pick(ctx, "Which case? Those with somebody else cannot be answered yet.", options)
	if err != nil {
		return nil, err
	}
	var codes []notes.CaseCode
	for _, c := range can {
		if picked == "" || picked == string(c.Code) {
			codes = append(codes, c.Code)
		}
	}
	return codes, nil
}
