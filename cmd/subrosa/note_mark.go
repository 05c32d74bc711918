package main

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"subrosa/notes"
)

type noteMarkOptions struct {
	from string
	in   notes.MarkInput
}

func newNoteMarkCmd(a *app) *cobra.Command {
	o := &noteMarkOptions{}
	c := &cobra.Command{
		Use:   "mark [ID] [--from FILE]",
		Short: "Change whose a paragraph of a signed note is",
		Long: `Change whose a paragraph of a signed note is, with a reason; the change is signed
and stands beside the note. The document is JSON: paragraph (counted from 1,
without headings), whose ("B", "B alone", "A,C", or "" for everybody), reason.`,
		Args:              upToArgs(1),
		ValidArgsFunction: a.completeCodes(completeNotes(isSigned)),
		RunE:              body(a, func(cmd *cobra.Command, args []string) error { return o.run(cmd.Context(), a, args) }),
	}
	c.Flags().StringVar(&o.from, "from", "", "read the mark from the JSON `file` (-: standard input)")
	return c
}

func (o *noteMarkOptions) run(ctx context.Context, a *app, args []string) error {
	if err := a.needCode(args, "the id of a note", "subrosa note list"); err != nil {
		return err
	}
	switch {
	case o.from != "":
		if err := a.fromJSON(o.from, &o.in); err != nil {
			return err
		}
	case !a.terminal():
		return missing("from", "the mark")
	}
	var r amended
	err := a.withBook(ctx, func(ctx context.Context, b *notes.Book) (err error) {
		if r.Note, err = a.noteID(ctx, b, args, isSigned); err != nil {
			return err
		}
		if o.from == "" {
			if err = o.ask(ctx, a, b, r.Note); err != nil {
				return err
			}
		}
		r.Addendum, err = b.Mark(ctx, r.Note, o.in)
		if err != nil {
			return fmt.Errorf("mark %s: %w", r.Note, err)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return a.print(r, func(w io.Writer) {
		fmt.Fprintf(w, "signed: paragraph %d of %s is %s\n", o.in.Paragraph, r.Note, whoseWords(o.in.Whose))
	})
}

// ask lets the paragraph and its mark be chosen.
func (o *noteMarkOptions) ask(ctx context.Context, a *app, b *notes.Book, id notes.NoteID) error {
	n, err := b.Note(ctx, id)
	if err != nil {
		return err
	}
	dc, err := b.DocumentContext(ctx, n.Case)
	if err != nil {
		return err
	}
	o.in, err = a.asker().Mark(ctx, n, dc.Parties)
	return err
}

// whoseWords says whose a paragraph is.
func whoseWords(whose string) string {
	if whose == "" {
		return "everybody's"
	}
	return whose
}
