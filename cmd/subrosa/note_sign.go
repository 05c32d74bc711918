package main

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"subrosa/notes"
)

type noteSignOptions struct{ reasonFrom string }

func newNoteSignCmd(a *app) *cobra.Command {
	o := &noteSignOptions{}
	c := &cobra.Command{
		Use:   "sign [ID]",
		Short: "Sign a draft: it never changes again",
		Long: `Sign a draft. From then on the note never changes; corrections stand beside it
(subrosa note amend). A note whose text was changed more than 48 hours after the
session asks why it is late.`,
		Args:              upToArgs(1),
		ValidArgsFunction: a.completeCodes(completeNotes(isDraft)),
		RunE:              body(a, func(cmd *cobra.Command, args []string) error { return o.run(cmd.Context(), a, args) }),
	}
	c.Flags().StringVar(&o.reasonFrom, "reason-from", "", "why it is late, from `file` (-: standard input)")
	return c
}

func (o *noteSignOptions) run(ctx context.Context, a *app, args []string) error {
	if err := a.needCode(args, "the id of a note", "subrosa note list"); err != nil {
		return err
	}
	reason, err := a.optionalText(o.reasonFrom)
	if err != nil {
		return err
	}
	var n notes.Note
	err = a.withBook(ctx, func(ctx context.Context, b *notes.Book) error {
		id, err := a.noteID(ctx, b, args, isDraft)
		if err != nil {
			return err
		}
		if reason, err = o.finish(ctx, a, b, id, reason); err != nil {
			return err
		}
		n, err = b.Sign(ctx, id, reason)
		if err != nil {
			return fmt.Errorf("sign %s: %w", id, err)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return a.print(noteChanged{Note: n.ID, Status: n.Status}, func(w io.Writer) {
		fmt.Fprintf(w, "signed %s, locked, searchable\n", n.ID)
	})
}

// finish points out what should be looked at, and asks why a late note is late.
func (o *noteSignOptions) finish(ctx context.Context, a *app, b *notes.Book, id notes.NoteID, reason string) (string, error) {
	findings, err := b.Findings(ctx, id)
	if err != nil {
		return "", err
	}
	a.warnFindings(findings)
	if reason != "" || !a.terminal() {
		return reason, nil
	}
	for _, f := range findings {
		if f.Code == "late" {
			return a.asker().Text(ctx, "Why is this note late?", "it is signed with the note", "")
		}
	}
	return "", nil
}
