package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"subrosa/notes"
)

func newPersonCmd(a *app) *cobra.Command {
	return newGroupCmd(a, "person", "List and show persons", newPersonListCmd(a), newPersonShowCmd(a))
}

type personListOptions struct{ names bool }

type personListResult struct {
	Persons   []personRow `json:"persons"`
	Truncated bool        `json:"truncated"`
}

type personRow struct {
	Code  notes.PersonCode `json:"code"`
	Name  string           `json:"name,omitempty"`
	Cases []notes.PartyOf  `json:"cases"`
}

func newPersonListCmd(a *app) *cobra.Command {
	o := &personListOptions{}
	c := &cobra.Command{
		Use:   "list [--names]",
		Short: "List persons by code, with their cases",
		Args:  noArgs,
		RunE:  body(a, func(cmd *cobra.Command, _ []string) error { return o.run(cmd.Context(), a) }),
	}
	c.Flags().BoolVar(&o.names, "names", false, "show names")
	return c
}

func (o *personListOptions) run(ctx context.Context, a *app) error {
	r := personListResult{Persons: []personRow{}}
	err := a.withBook(ctx, func(ctx context.Context, b *notes.Book) error {
		list, err := b.Persons(ctx)
		for _, p := range list {
			row := personRow{Code: p.Code, Cases: orNone(p.Cases)}
			if o.names {
				row.Name = p.Name
			}
			r.Persons = append(r.Persons, row)
		}
		return err
	})
	if err != nil {
		return err
	}
	return a.print(r, func(w io.Writer) { renderPersons(w, r.Persons) })
}

func renderPersons(w io.Writer, list []personRow) {
	if len(list) == 0 {
		fmt.Fprintln(w, "no person yet; subrosa case open brings them")
	}
	var rows [][]string
	for _, p := range list {
		rows = append(rows, []string{string(p.Code), p.Name, partiesOf(p.Cases)})
	}
	table(w, rows)
}

// partiesOf is C-001/A, C-003/B.
func partiesOf(cases []notes.PartyOf) string {
	var list []string
	for _, c := range cases {
		list = append(list, fmt.Sprintf("%s/%s", c.Case, c.Label))
	}
	return strings.Join(list, ", ")
}

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
