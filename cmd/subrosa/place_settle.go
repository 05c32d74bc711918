package main

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"subrosa/notes"
)

type placeSettleOptions struct{ oldCopies bool }

func newPlaceSettleCmd(a *app) *cobra.Command {
	o := &placeSettleOptions{}
	c := &cobra.Command{
		Use:   "settle CODE [--old-copies]",
		Short: "Say that no copy of the vault is in a place any more",
		Long: `Say that no copy of the vault is in a place any more. The backups that were made
there count as gone with it; place and backups stay in the register with that
date. No file is touched.

With --old-copies: that none is left there from before a case was destroyed last,
in the trash and among former versions either. The place stays one, and so do
later backups in it.`,
		Args: oneArg("CODE", "a place, as subrosa place list shows it"),
		RunE: body(a, func(cmd *cobra.Command, args []string) error { return o.run(cmd.Context(), a, args[0]) }),
	}
	c.Flags().BoolVar(&o.oldCopies, "old-copies", false, "only those of before the last destruction of a case")
	return c
}

func (o *placeSettleOptions) run(ctx context.Context, a *app, code string) error {
	id, err := notes.ParseCopyPlaceCode(code)
	if err != nil {
		return err
	}
	question, answer, settle := "Is no copy of the vault in %s any more?", "%s is settled: no copy is there any more\n", (*notes.Book).SettleCopyPlace
	if o.oldCopies {
		question, answer, settle = "Is no copy from before the last destruction in %s any more?", "%s has no old copy any more\n", (*notes.Book).SettleOldCopies
	}
	if err := a.confirm(ctx, fmt.Sprintf(question, id)); err != nil {
		return err
	}
	var p notes.CopyPlace
	err = a.withBook(ctx, func(ctx context.Context, b *notes.Book) (err error) {
		p, err = settle(b, ctx, id)
		return err
	})
	if err != nil {
		return err
	}
	return a.print(p, func(w io.Writer) { fmt.Fprintf(w, answer, p.ID) })
}
