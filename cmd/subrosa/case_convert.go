package main

import (
	"context"
	"io"

	"github.com/spf13/cobra"

	"subrosa/cmd/subrosa/form"
	"subrosa/notes"
)

type caseConvertOptions struct{ to, from string }

func newCaseConvertCmd(a *app) *cobra.Command {
	o := &caseConvertOptions{}
	c := &cobra.Command{
		Use:   "convert [CODE] --to KIND [--from FILE]",
		Short: "Make an inquiry the case of the therapy that came of it",
		Long: `Make an inquiry a case of kind individual, couple or family. The note of the first
talk stays in it, and is kept from now on as long as the notes of a therapy are. A
JSON document like that of case edit may bring what the first talk did not need:
another party, reason, legal_basis.`,
		Args:              upToArgs(1),
		ValidArgsFunction: a.completeCodes(completeCases),
		RunE:              body(a, func(cmd *cobra.Command, args []string) error { return o.run(cmd.Context(), a, args) }),
	}
	c.Flags().StringVar(&o.to, "to", "", "`kind`: individual, couple, family")
	c.Flags().StringVar(&o.from, "from", "", "what is new, from the JSON `file` (-: standard input)")
	return c
}

func (o *caseConvertOptions) run(ctx context.Context, a *app, args []string) error {
	if o.to == "" && !a.terminal() {
		return missing("to", "the kind of the case")
	}
	var text []byte
	if o.from != "" {
		var err error
		if text, err = a.document(o.from); err != nil {
			return err
		}
	}
	var c notes.Case
	err := a.withCase(ctx, args, func(ctx context.Context, b *notes.Book, code notes.CaseCode) error {
		in, err := b.CaseInputOf(ctx, code)
		if err != nil {
			return err
		}
		if in.Kind != "inquiry" {
			return b.ConvertCase(ctx, code, o.to, in) // refuses, before anything is asked
		}
		if in, err = o.complete(ctx, a, text, in); err != nil {
			return err
		}
		if err := b.ConvertCase(ctx, code, o.to, in); err != nil {
			return err
		}
		c, err = b.Case(ctx, code)
		return err
	})
	if err != nil {
		return err
	}
	return a.print(caseResult{c, orNone(c.Parties), orNone(c.Aliases)}, func(w io.Writer) { renderCase(w, c) })
}

// complete asks for the kind, and on a terminal for what a therapy needs more.
func (o *caseConvertOptions) complete(ctx context.Context, a *app, text []byte, in notes.CaseInput) (notes.CaseInput, error) {
	if o.to == "" {
		var err error
		if o.to, err = a.asker().Pick(ctx, "What does it become?", []form.Option{
			{Value: "individual", Label: "work with one person"}, {Value: "couple", Label: "with a couple"}, {Value: "family", Label: "with a family"}}); err != nil {
			return in, err
		}
	}
	edit := &caseEditOptions{from: o.from}
	switch {
	case o.from != "":
		return edit.change(ctx, a, text, in)
	case a.terminal():
		return a.asker().Converted(ctx, in, o.to)
	}
	return in, nil
}
