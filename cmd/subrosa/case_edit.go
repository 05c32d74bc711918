package main

import (
	"context"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"subrosa/notes"
)

type caseEditOptions struct{ from string }

func newCaseEditCmd(a *app) *cobra.Command {
	o := &caseEditOptions{}
	c := &cobra.Command{
		Use:   "edit [CODE] [--from FILE]",
		Short: "Change what is known of a case",
		Long: `Change a case in a form, or with the keys of a JSON document like that of case
open; keys that it does not have stay as they are.`,
		Args:              upToArgs(1),
		ValidArgsFunction: a.completeCodes(completeCases),
		RunE:              body(a, func(cmd *cobra.Command, args []string) error { return o.run(cmd.Context(), a, args) }),
	}
	c.Flags().StringVar(&o.from, "from", "", "read the changes from the JSON `file` (-: standard input)")
	return c
}

func (o *caseEditOptions) run(ctx context.Context, a *app, args []string) error {
	if o.from == "" && !a.terminal() {
		return missing("from", "the case")
	}
	var text []byte
	if o.from != "" {
		var err error
		if text, err = a.document(o.from); err != nil {
			return err
		}
	}
	var c notes.Case
	err := a.withCase(ctx, args, func(ctx context.Context, b *notes.Book, code notes.CaseCode) (err error) {
		in, err := b.CaseInputOf(ctx, code)
		if err != nil {
			return err
		}
		in, err = o.change(ctx, a, text, in)
		if err != nil {
			return unlessLeft(err, "nothing was changed")
		}
		if err = b.EditCase(ctx, code, in); err != nil {
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

// change puts the document, or what is answered in the form, over what there is.
func (o *caseEditOptions) change(ctx context.Context, a *app, text []byte, in notes.CaseInput) (notes.CaseInput, error) {
	if o.from == "" {
		return a.asker().Case(ctx, in)
	}
	parties := in.Parties
	in.Parties, in.Aliases = nil, nil // else the decoder would mix old entries into new ones
	if err := decodeJSON(o.from, text, &in); err != nil {
		return in, err
	}
	for i, p := range in.Parties {
		in.Parties[i] = overParty(parties, p)
	}
	return in, nil
}

// overParty puts what a document says of a party over what is known of the
// party of that label.
func overParty(known []notes.PartyInput, p notes.PartyInput) notes.PartyInput {
	for _, k := range known {
		if !strings.EqualFold(k.Label, p.Label) {
			continue
		}
		for _, f := range []struct{ said, known *string }{
			{&p.Person, &k.Person}, {&p.Name, &k.Name}, {&p.Born, &k.Born}, {&p.Email, &k.Email}, {&p.Phone, &k.Phone},
			{&p.Address, &k.Address}, {&p.Country, &k.Country}, {&p.Role, &k.Role},
		} {
			if *f.said == "" {
				*f.said = *f.known
			}
		}
		if p.Names == nil {
			p.Names = k.Names
		}
		if p.Safe == nil {
			p.Safe = k.Safe
		}
	}
	return p
}
