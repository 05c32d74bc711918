package main

import (
	"context"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"subrosa/notes"
)

func newPersonShowCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:               "show [CODE]",
		Short:             "Show a person: names, contacts and which are safe, cases",
		Args:              upToArgs(1),
		ValidArgsFunction: a.completeCodes(completePersons),
		RunE: body(a, func(cmd *cobra.Command, args []string) error {
			return runPersonShow(cmd.Context(), a, args)
		}),
	}
}

func runPersonShow(ctx context.Context, a *app, args []string) error {
	if err := a.needCode(args, "the code of a person", "subrosa person list"); err != nil {
		return err
	}
	var p notes.Person
	err := a.withBook(ctx, func(ctx context.Context, b *notes.Book) error {
		code, err := a.personCode(ctx, b, args)
		if err != nil {
			return err
		}
		p, err = b.Person(ctx, code)
		return err
	})
	if err != nil {
		return err
	}
	p.Cases = orNone(p.Cases)
	return a.print(p, func(w io.Writer) { renderPerson(w, p) })
}

func renderPerson(w io.Writer, p notes.Person) {
	safe := func(kind, contact string) string {
		for _, s := range p.Safe {
			if s == kind && contact != "" {
				return contact + "  (safe to use)"
			}
		}
		return contact
	}
	facts(w,
		string(p.Code), p.Name,
		"also", strings.Join(p.Names, ", "),
		"born", p.Born,
		"email", safe("email", p.Email),
		"phone", safe("phone", p.Phone),
		"address", safe("address", p.Address),
		"country", p.Country,
		"cases", partiesOf(p.Cases),
	)
}
