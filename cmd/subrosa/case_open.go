package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/spf13/cobra"

	"subrosa/notes"
)

type caseOpenOptions struct {
	from string
	in   notes.CaseInput
}

func newCaseOpenCmd(a *app) *cobra.Command {
	o := &caseOpenOptions{}
	c := &cobra.Command{
		Use:   "open [--from FILE]",
		Short: "Open a case",
		Long: `Open a case in a form, or from a JSON document: kind (individual, couple, family,
inquiry, practice), service, reason, opened, legal_basis, parties, each with label
and either person (a code) or name, and aliases, each with token, names, relation
and of. A party that has a name becomes a new person.`,
		Args: noArgs,
		RunE: body(a, func(cmd *cobra.Command, _ []string) error { return o.run(cmd.Context(), a) }),
	}
	c.Flags().StringVar(&o.from, "from", "", "read the case from the JSON `file` (-: standard input)")
	return c
}

func (o *caseOpenOptions) run(ctx context.Context, a *app) (err error) {
	var r notes.OpenedCase
	open := func(ctx context.Context, b *notes.Book) (err error) {
		r, err = b.OpenCase(ctx, o.in)
		return err
	}
	switch {
	case o.from != "":
		if err = a.fromJSON(o.from, &o.in); err == nil {
			err = a.withBook(ctx, open)
		}
	case a.terminal():
		err = o.ask(ctx, a, open)
	default:
		err = missing("from", "the case")
	}
	if err != nil {
		return err
	}
	r.Known = orNone(r.Known)
	return a.print(r, func(w io.Writer) { renderOpenedCase(w, r) })
}

// ask is the form. The key is there before it begins, so that a name that is known
// can be looked up.
func (o *caseOpenOptions) ask(ctx context.Context, a *app, open func(context.Context, *notes.Book) error) error {
	h, err := a.hold(ctx)
	if err != nil {
		return err
	}
	ask := a.asker()
	ask.Known = func(ctx context.Context, name string) (list []notes.Known, err error) {
		err = h.book(ctx, func(ctx context.Context, b *notes.Book) error {
			list, err = b.KnownAs(ctx, name)
			return err
		})
		return list, err
	}
	defer func() { ask.Known = nil }()
	if o.in, err = ask.Case(ctx, o.in); err != nil {
		return unlessLeft(err, "no case was opened")
	}
	return h.book(ctx, open)
}

func renderOpenedCase(w io.Writer, r notes.OpenedCase) {
	fmt.Fprintf(w, "opened %s\n", r.Case)
	var rows [][]string
	for _, label := range slices.Sorted(maps.Keys(r.Parties)) {
		rows = append(rows, []string{string(label), string(r.Parties[label])})
	}
	table(w, rows)
	for _, k := range r.Known {
		fmt.Fprintf(w, "a name is known: %s in %s\n", k.Person, k.Case)
	}
}
