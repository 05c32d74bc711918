package main

import (
	"context"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"subrosa/notes"
)

type historyResult struct {
	Events    []notes.Event `json:"events"`
	Truncated bool          `json:"truncated"`
}

func newHistoryCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:               "history [CODE]",
		Short:             "Show what was done, and when",
		Args:              upToArgs(1),
		ValidArgsFunction: a.completeCodes(completeCases),
		RunE: body(a, func(cmd *cobra.Command, args []string) error {
			return runHistory(cmd.Context(), a, args)
		}),
	}
}

func runHistory(ctx context.Context, a *app, args []string) error {
	code, err := optionalCase(args)
	if err != nil {
		return err
	}
	var events []notes.Event
	err = a.withBook(ctx, func(ctx context.Context, b *notes.Book) (err error) {
		events, err = b.History(ctx, code)
		return err
	})
	if err != nil {
		return err
	}
	return a.print(historyResult{Events: orNone(events)}, func(w io.Writer) { renderHistory(w, events) })
}

// elsewhere marks what was done in a copy that was joined.
func elsewhere(e notes.Event) string {
	if e.Elsewhere {
		return " (in another copy)"
	}
	return ""
}

func renderHistory(w io.Writer, events []notes.Event) {
	var rows [][]string
	for _, e := range events {
		rows = append(rows, []string{clock(e.At), e.What, string(e.Case), string(e.Note), string(e.Request), strings.TrimSpace(e.Detail + elsewhere(e))})
	}
	table(w, rows)
}
