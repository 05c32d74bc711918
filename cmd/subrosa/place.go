package main

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"subrosa/notes"
)

func newPlaceCmd(a *app) *cobra.Command {
	return newGroupCmd(a, "place", "Keep in mind where copies of the vault may be",
		newPlaceAddCmd(a), newPlaceListCmd(a), newPlaceSettleCmd(a))
}

type placeAddOptions struct {
	from string
	in   notes.CopyPlaceInput
}

func newPlaceAddCmd(a *app) *cobra.Command {
	o := &placeAddOptions{}
	c := &cobra.Command{
		Use:   "add [--from FILE]",
		Short: "Enter a place where copies of the vault may be",
		Long: `Enter a place where copies of the vault may be, in a form or from a JSON
document: kind (sync-folder, replica, stick, cloud, computer, other), label, and
folder, if it is one of this computer. A folder that subrosa backup add copies to
is entered by itself. (The rooms in which you see clients are in subrosa practice.)`,
		Args: noArgs,
		RunE: body(a, func(cmd *cobra.Command, _ []string) error { return o.run(cmd.Context(), a) }),
	}
	c.Flags().StringVar(&o.from, "from", "", "read the place from the JSON `file` (-: standard input)")
	return c
}

func (o *placeAddOptions) run(ctx context.Context, a *app) (err error) {
	switch {
	case o.from != "":
		err = a.fromJSON(o.from, &o.in)
	case !a.terminal():
		err = missing("from", "the place")
	default:
		o.in, err = a.asker().CopyPlace(ctx, o.in)
	}
	if err != nil {
		return err
	}
	if o.in.Folder != "" {
		if o.in.Folder, err = realPath(typedPath(o.in.Folder)); err != nil {
			return err
		}
	}
	var p notes.CopyPlace
	err = a.withBook(ctx, func(ctx context.Context, b *notes.Book) (err error) {
		p, err = b.AddCopyPlace(ctx, o.in)
		return err
	})
	if err != nil {
		return err
	}
	return a.print(p, func(w io.Writer) { fmt.Fprintf(w, "entered %s\n", p.ID) })
}
