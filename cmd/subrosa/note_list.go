package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"subrosa/notes"
)

type noteListResult struct {
	Notes     []noteHead `json:"notes"`
	Truncated bool       `json:"truncated"`
}

// noteHead is a note without its sections and digest.
type noteHead struct {
	notes.Note
	Present []notes.Label `json:"present"`
	Void    *voidHead     `json:"void,omitempty"`
	Digest  *struct{}     `json:"digest,omitempty"` // hides the note's own
}

type voidHead struct {
	At     time.Time `json:"at"`
	Reason string    `json:"reason"`
}

func newNoteListCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:               "list [CODE]",
		Short:             "List notes, the newest first",
		Args:              upToArgs(1),
		ValidArgsFunction: a.completeCodes(completeCases),
		RunE: body(a, func(cmd *cobra.Command, args []string) error {
			return runNoteList(cmd.Context(), a, args)
		}),
	}
}

func runNoteList(ctx context.Context, a *app, args []string) error {
	code, err := optionalCase(args)
	if err != nil {
		return err
	}
	var list []notes.Note
	err = a.withBook(ctx, func(ctx context.Context, b *notes.Book) (err error) {
		list, err = b.Notes(ctx, code)
		return err
	})
	if err != nil {
		return err
	}
	r := noteListResult{Notes: []noteHead{}}
	for _, n := range list {
		row := noteHead{Note: n, Present: orNone(n.Present)}
		if n.Void != nil {
			row.Void = &voidHead{n.Void.At, n.Void.Reason}
		}
		r.Notes = append(r.Notes, row)
	}
	return a.print(r, func(w io.Writer) { renderNotes(w, list) })
}

// optionalCase reads the code of a case; without one all are meant.
func optionalCase(args []string) (notes.CaseCode, error) {
	if len(args) == 0 {
		return "", nil
	}
	return notes.ParseCaseCode(args[0])
}

func renderNotes(w io.Writer, list []notes.Note) {
	if len(list) == 0 {
		fmt.Fprintln(w, "no note yet; subrosa note new writes one")
	}
	var rows [][]string
	for _, n := range list {
		rows = append(rows, noteRow(n))
	}
	table(w, rows)
}

// noteRow is a note in a list: codes and dates.
func noteRow(n notes.Note) []string {
	kind := n.Kind
	if n.Part != "" {
		kind += " " + n.Part
	}
	late := ""
	if n.Late != nil {
		late = "late"
	}
	return []string{string(n.ID), string(n.Case), n.Start.Format("2006-01-02 15:04"), kind, n.Status, late}
}
