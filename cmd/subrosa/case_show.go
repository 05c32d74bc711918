package main

import (
	"context"
	"io"

	"github.com/spf13/cobra"

	"subrosa/notes"
)

type caseShowOptions struct{ names bool }

// caseResult is a case at the top level, its lists never null.
type caseResult struct {
	notes.Case
	Parties []notes.Party `json:"parties"`
	Aliases []notes.Alias `json:"aliases"`
}

func newCaseShowCmd(a *app) *cobra.Command {
	o := &caseShowOptions{}
	c := &cobra.Command{
		Use:               "show [CODE] [--names]",
		Short:             "Show a case",
		Args:              upToArgs(1),
		ValidArgsFunction: a.completeCodes(completeCases),
		RunE:              body(a, func(cmd *cobra.Command, args []string) error { return o.run(cmd.Context(), a, args) }),
	}
	c.Flags().BoolVar(&o.names, "names", false, "show names")
	return c
}

func (o *caseShowOptions) run(ctx context.Context, a *app, args []string) error {
	var c notes.Case
	err := a.withCase(ctx, args, func(ctx context.Context, b *notes.Book, code notes.CaseCode) (err error) {
		c, err = b.Case(ctx, code, namesOption(o.names)...)
		return err
	})
	if err != nil {
		return err
	}
	return a.print(caseResult{c, orNone(c.Parties), orNone(c.Aliases)}, func(w io.Writer) { renderCase(w, c) })
}

// withCase is withBook for a command whose argument is the code of a case.
func (a *app) withCase(ctx context.Context, args []string, fn func(context.Context, *notes.Book, notes.CaseCode) error) error {
	if err := a.needCode(args, "the code of a case", "subrosa case list"); err != nil {
		return err
	}
	return a.withBook(ctx, func(ctx context.Context, b *notes.Book) error {
		code, err := a.caseCode(ctx, b, args)
		if err != nil {
			return err
		}
		return fn(ctx, b, code)
	})
}

// namesOption asks the record for names where the user did.
func namesOption(names bool) []notes.Detail {
	if names {
		return []notes.Detail{notes.WithNames}
	}
	return nil
}
