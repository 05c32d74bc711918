package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"subrosa/notes"
)

type noteEditOptions struct {
	head headOptions
	from string
}

func newNoteEditCmd(a *app) *cobra.Command {
	o := &noteEditOptions{}
	c := &cobra.Command{
		Use:   "edit [ID] [--from FILE]",
		Short: "Go on with a draft",
		Long: `Go on with a draft on the writing screen, or put a note document in its place. A
signed note never changes: see subrosa note amend.`,
		Args:              upToArgs(1),
		ValidArgsFunction: a.completeCodes(completeNotes(isDraft)),
		RunE:              body(a, func(cmd *cobra.Command, args []string) error { return o.run(cmd.Context(), a, args) }),
	}
	o.head.flags(c)
	c.Flags().StringVar(&o.from, "from", "", "read the note document from `file` (-: standard input)")
	return c
}

func (o *noteEditOptions) run(ctx context.Context, a *app, args []string) error {
	if err := a.needCode(args, "the id of a note", "subrosa note list"); err != nil {
		return err
	}
	if o.from == "" && !a.terminal() {
		return missing("from", "the note")
	}
	if o.from == "" {
		return a.editNote(ctx, args, o.head)
	}
	text, err := a.document(o.from)
	if err != nil {
		return err
	}
	return a.withBook(ctx, func(ctx context.Context, b *notes.Book) error {
		id, err := a.noteID(ctx, b, args, isDraft)
		if err != nil {
			return err
		}
		_, revision, err := b.Document(ctx, id) // refuses what is signed
		if err != nil {
			return err
		}
		code, _, err := b.NoteCase(ctx, id)
		if err != nil {
			return err
		}
		d, err := o.head.read(ctx, b, code, text)
		if err != nil {
			return fmt.Errorf("edit %s: %w", id, err)
		}
		s, err := b.SaveDraft(ctx, id, revision, d)
		if err != nil {
			return fmt.Errorf("edit %s: %w", id, err)
		}
		findings, err := b.Findings(ctx, s.Note)
		if err != nil {
			return err
		}
		a.warnFindings(findings)
		n, err := b.Note(ctx, s.Note)
		if err != nil {
			return err
		}
		return a.printSaved(s, understood(n))
	})
}
