package main

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"subrosa/notes"
)

type noteDiscardOptions struct{ confirm string }

func newNoteDiscardCmd(a *app) *cobra.Command {
	o := &noteDiscardOptions{}
	c := &cobra.Command{
		Use:               "discard [ID]",
		Short:             "Throw a draft away",
		Args:              upToArgs(1),
		ValidArgsFunction: a.completeCodes(completeNotes(isDraft)),
		RunE:              body(a, func(cmd *cobra.Command, args []string) error { return o.run(cmd.Context(), a, args) }),
	}
	c.Flags().StringVar(&o.confirm, "confirm", "", "the `id` once more, instead of being asked")
	return c
}

func (o *noteDiscardOptions) run(ctx context.Context, a *app, args []string) error {
	if err := a.needCode(args, "the id of a note", "subrosa note list"); err != nil {
		return err
	}
	var id notes.NoteID
	err := a.withBook(ctx, func(ctx context.Context, b *notes.Book) (err error) {
		if id, err = a.noteID(ctx, b, args, isDraft); err != nil {
			return err
		}
		if _, _, err = b.Document(ctx, id); err != nil { // refuses what is signed, before it asks
			return err
		}
		if err := a.confirmCode(ctx, "Throw the draft "+string(id)+" away", string(id), o.confirm); err != nil {
			return err
		}
		return b.Discard(ctx, id)
	})
	if err != nil {
		return err
	}
	return a.print(noteChanged{Note: id, Status: "discarded"}, func(w io.Writer) { fmt.Fprintf(w, "discarded %s\n", id) })
}
