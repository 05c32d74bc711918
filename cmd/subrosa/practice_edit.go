package main

import (
	"context"
	"io"

	"github.com/spf13/cobra"

	"subrosa/notes"
)

type practiceEditOptions struct{ from string }

func newPracticeEditCmd(a *app) *cobra.Command {
	o := &practiceEditOptions{}
	c := &cobra.Command{
		Use:   "edit [--from FILE]",
		Short: "Change the practice",
		Long: `Change the practice in a form, or with the keys of a JSON document; keys that it
does not have stay as they are, and places replaces all places.`,
		Args: noArgs,
		RunE: body(a, func(cmd *cobra.Command, _ []string) error { return o.run(cmd.Context(), a) }),
	}
	c.Flags().StringVar(&o.from, "from", "", "read the changes from the JSON `file` (-: standard input)")
	return c
}

func (o *practiceEditOptions) run(ctx context.Context, a *app) error {
	if o.from == "" && !a.terminal() {
		return missing("from", "the practice")
	}
	var text []byte
	if o.from != "" {
		var err error
		if text, err = a.document(o.from); err != nil {
			return err
		}
	}
	var p notes.Practice
	err := a.withBook(ctx, func(ctx context.Context, b *notes.Book) (err error) {
		if p, err = b.Practice(ctx); err != nil {
			return err
		}
		if p, err = o.change(ctx, a, text, p); err != nil {
			return err
		}
		return b.SetPractice(ctx, p)
	})
	if err != nil {
		return err
	}
	return a.print(p, func(w io.Writer) { renderPractice(w, p) })
}

func (o *practiceEditOptions) change(ctx context.Context, a *app, text []byte, p notes.Practice) (notes.Practice, error) {
	if o.from == "" {
		return a.asker().Practice(ctx, p)
	}
	places := p.Places
	p.Places = nil // else the decoder would mix old places into new ones
	if err := decodeJSON(o.from, text, &p); err != nil {
		return p, err
	}
	if p.Places == nil {
		p.Places = places
	}
	return p, nil
}
