package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"subrosa/notes"
)

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
