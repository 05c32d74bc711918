package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"subrosa/notes"
)

type caseListOptions struct{ names bool }

type caseListResult struct {
	Cases     []caseRow `json:"cases"`
	Truncated bool      `json:"truncated"`
}

// caseRow is one case of the list. Parties are labels, or names with --names.
type caseRow struct {
	Code        notes.CaseCode `json:"code"`
	Kind        string         `json:"kind"`
	Opened      string         `json:"opened"`
	Closed      *string        `json:"closed"`
	Parties     []string       `json:"parties"`
	Notes       int            `json:"notes"`
	Drafts      int            `json:"drafts"`
	Last        *string        `json:"last"`
	Next        *string        `json:"next"`
	RetainUntil *string        `json:"retain_until"`
	Destroyed   *time.Time     `json:"destroyed"`
}

func newCaseListCmd(a *app) *cobra.Command {
	o := &caseListOptions{}
	c := &cobra.Command{
		Use:   "list [--names]",
		Short: "List the cases by code and initials",
		Args:  noArgs,
		RunE:  body(a, func(cmd *cobra.Command, _ []string) error { return o.run(cmd.Context(), a) }),
	}
	c.Flags().BoolVar(&o.names, "names", false, "show names")
	return c
}

func (o *caseListOptions) run(ctx context.Context, a *app) error {
	var cases []notes.Case
	err := a.withBook(ctx, func(ctx context.Context, b *notes.Book) (err error) {
		cases, err = b.Cases(ctx, namesOption(o.names)...)
		return err
	})
	if err != nil {
		return err
	}
	return a.print(o.result(cases), func(w io.Writer) { renderCases(w, cases) })
}

func (o *caseListOptions) result(cases []notes.Case) caseListResult {
	r := caseListResult{Cases: []caseRow{}}
	for _, c := range cases {
		row := caseRow{c.Code, c.Kind, c.Opened, c.Closed, []string{}, c.Notes, c.Drafts, c.Last, c.Next, c.RetainUntil, c.Destroyed}
		for _, p := range c.Parties {
			who := string(p.Label)
			if o.names {
				who = p.Name
			}
			row.Parties = append(row.Parties, who)
		}
		r.Cases = append(r.Cases, row)
	}
	return r
}

func renderCases(w io.Writer, cases []notes.Case) {
	if len(cases) == 0 {
		fmt.Fprintln(w, "no case yet; subrosa case open makes one")
	}
	var rows [][]string
	for _, c := range cases {
		state := count(c.Notes, "note")
		if c.Drafts > 0 {
			state += ", " + count(c.Drafts, "draft")
		}
		when := ""
		switch {
		case c.Destroyed != nil:
			state, when = "", "destroyed "+day(*c.Destroyed)
		case c.Closed != nil:
			when = "closed " + *c.Closed
		case c.Next != nil:
			when = "next " + whenStamp(*c.Next)
		case c.Last != nil:
			when = "last " + *c.Last
		}
		rows = append(rows, []string{string(c.Code), c.Kind, parties(c), state, when})
	}
	table(w, rows)
}
