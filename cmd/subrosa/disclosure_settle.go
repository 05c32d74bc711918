package main

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"subrosa/notes"
)

func newDisclosureSettleCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "settle CODE",
		Short: "Say that a readable copy that was handed over is gone",
		Long: `Say that the readable copy of a disclosure does not lie about any more: it was
fetched, or destroyed. The disclosure itself stays in the record.`,
		Args: oneArg("CODE", "a disclosure, as subrosa disclosure list shows it"),
		RunE: body(a, func(cmd *cobra.Command, args []string) error { return runDisclosureSettle(cmd.Context(), a, args[0]) }),
	}
}

func runDisclosureSettle(ctx context.Context, a *app, code string) error {
	id, err := notes.ParseDisclosureCode(code)
	if err != nil {
		return err
	}
	var d notes.Disclosure
	err = a.withBook(ctx, func(ctx context.Context, b *notes.Book) (err error) {
		d, err = b.SettleDisclosure(ctx, id)
		return err
	})
	if err != nil {
		return err
	}
	return a.print(d, func(w io.Writer) { fmt.Fprintf(w, "%s is settled\n", d.ID) })
}
