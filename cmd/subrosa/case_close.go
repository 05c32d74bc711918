package main

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"subrosa/notes"
)

// caseChanged is what commands print that change a case.
type caseChanged struct {
	Case   notes.CaseCode `json:"case"`
	Closed *string        `json:"closed"`
}

func newCaseCloseCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:               "close [CODE]",
		Short:             "Close a case that has no draft left",
		Args:              upToArgs(1),
		ValidArgsFunction: a.completeCodes(completeCases),
		RunE: body(a, func(cmd *cobra.Command, args []string) error {
			return runCaseChange(cmd.Context(), a, args, "closed", (*notes.Book).CloseCase)
		}),
	}
}

func newCaseReopenCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:               "reopen [CODE]",
		Short:             "Open a closed case again",
		Args:              upToArgs(1),
		ValidArgsFunction: a.completeCodes(completeCases),
		RunE: body(a, func(cmd *cobra.Command, args []string) error {
			return runCaseChange(cmd.Context(), a, args, "opened again", (*notes.Book).ReopenCase)
		}),
	}
}

// runCaseChange does one thing to a case and says what is now true of it.
func runCaseChange(ctx context.Context, a *app, args []string, done string, change func(*notes.Book, context.Context, notes.CaseCode) error) error {
	var r caseChanged
	err := a.withCase(ctx, args, func(ctx context.Context, b *notes.Book, code notes.CaseCode) error {
		if err := change(b, ctx, code); err != nil {
			return err
		}
		cases, err := b.Cases(ctx)
		for _, c := range cases {
			if c.Code == code {
				r.Closed = c.Closed
			}
		}
		r.Case = code
		return err
	})
	if err != nil {
		return err
	}
	return a.print(r, func(w io.Writer) { fmt.Fprintf(w, "%s %s\n", done, r.Case) })
}
