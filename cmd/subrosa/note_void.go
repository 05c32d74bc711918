package main

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"subrosa/notes"
)

type noteVoidOptions struct{ reasonFrom string }

func newNoteVoidCmd(a *app) *cobra.Command {
	o := &noteVoidOptions{}
	c := &cobra.Command{
		Use:               "void [ID] [--reason-from FILE]",
		Short:             "Say that a signed note was entered in error",
		Args:              upToArgs(1),
		ValidArgsFunction: a.completeCodes(completeNotes(isSigned)),
		RunE:              body(a, func(cmd *cobra.Command, args []string) error { return o.run(cmd.Context(), a, args) }),
	}
	c.Flags().StringVar(&o.reasonFrom, "reason-from", "", "why, from `file` (-: standard input)")
	return c
}

func (o *noteVoidOptions) run(ctx context.Context, a *app, args []string) error {
	if err := a.needCode(args, "the id of a note", "subrosa note list"); err != nil {
		return err
	}
	if o.reasonFrom == "" && !a.terminal() {
		return missing("reason-from", "the reason")
	}
	reason, err := a.optionalText(o.reasonFrom)
	if err != nil {
		return err
	}
	var id notes.NoteID
	err = a.withBook(ctx, func(ctx context.Context, b *notes.Book) (err error) {
		if id, err = a.noteID(ctx, b, args, isSigned); err != nil {
			return err
		}
		if o.reasonFrom == "" {
			if reason, err = a.asker().Text(ctx, "Why was "+string(id)+" entered in error?", "it is signed; the note stays readable", ""); err != nil {
				return err
			}
		}
		if err := a.confirm(ctx, string(id)+" will be void for ever. Go on?"); err != nil {
			return err
		}
		return b.Void(ctx, id, reason)
	})
	if err != nil {
		return err
	}
	return a.print(noteChanged{Note: id, Status: "void"}, func(w io.Writer) { fmt.Fprintf(w, "%s is void\n", id) })
}
