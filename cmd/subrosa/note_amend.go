package main

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"subrosa/notes"
	"subrosa/notes/document"
)

type noteAmendOptions struct {
	kind string
	from string
}

// amended is what `note amend` and `note mark` print.
type amended struct {
	Note notes.NoteID `json:"note"`
	notes.Addendum
}

func newNoteAmendCmd(a *app) *cobra.Command {
	o := &noteAmendOptions{}
	c := &cobra.Command{
		Use:   "amend [ID] [--kind K] [--from FILE]",
		Short: "Put a signed addendum beside a signed note",
		Long: `Put an addendum, a correction, a late entry or a client's statement beside a
signed note, which itself stays as it was. It is signed at once. The document is
Markdown without a head; marks like [B alone] are allowed.`,
		Args:              upToArgs(1),
		ValidArgsFunction: a.completeCodes(completeNotes(isSigned)),
		RunE:              body(a, func(cmd *cobra.Command, args []string) error { return o.run(cmd.Context(), a, args) }),
	}
	c.Flags().StringVar(&o.kind, "kind", "", "`kind`: addendum, correction, late-entry, client-statement (default addendum)")
	c.Flags().StringVar(&o.from, "from", "", "read the text from `file` (-: standard input)")
	return c
}

func (o *noteAmendOptions) run(ctx context.Context, a *app, args []string) error {
	if err := a.needCode(args, "the id of a note", "subrosa note list"); err != nil {
		return err
	}
	if o.from == "" && !a.terminal() {
		return missing("from", "the text")
	}
	var text []byte
	if o.from != "" {
		var err error
		if text, err = a.document(o.from); err != nil {
			return err
		}
	}
	var r amended
	err := a.withBook(ctx, func(ctx context.Context, b *notes.Book) error {
		id, err := a.noteID(ctx, b, args, isSigned)
		if err != nil {
			return err
		}
		code, _, err := b.NoteCase(ctx, id)
		if err != nil {
			return err
		}
		dc, err := b.DocumentContext(ctx, code)
		if err != nil {
			return err
		}
		paragraphs, err := o.text(ctx, a, text, dc)
		if err != nil {
			return fmt.Errorf("amend %s: %w", id, err)
		}
		r.Note = id
		r.Addendum, err = b.Amend(ctx, id, o.kind, paragraphs)
		if err != nil {
			return fmt.Errorf("amend %s: %w", id, err)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return a.print(r, func(w io.Writer) { fmt.Fprintf(w, "signed the %s to %s\n", r.Kind, r.Note) })
}

// text is what the document says, or what is written in the form.
func (o *noteAmendOptions) text(ctx context.Context, a *app, text []byte, dc document.Context) (list []document.Paragraph, err error) {
	if o.from == "" {
		o.kind, list, err = a.asker().Amend(ctx, o.kind, dc.Parties)
		return list, err
	}
	if o.kind == "" {
		o.kind = "addendum"
	}
	return document.ParseBody(text, dc)
}
