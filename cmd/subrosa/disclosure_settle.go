package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"subrosa/notes"
)

func newDisclosureSettleCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "settle CODE",
		Short: "Say that a readable copy that was handed over is gone",
		Long: `Say that a readable copy does not lie about any more: of a disclosure (D-001) it was
fetched or destroyed, of a saved attachment or an export (Y-001, as subrosa todo shows
it) the files are deleted. What was done stays in the record.`,
		Args: oneArg("CODE", "a disclosure or a readable copy, as subrosa todo shows it"),
		RunE: body(a, func(cmd *cobra.Command, args []string) error { return runDisclosureSettle(cmd.Context(), a, args[0]) }),
	}
}

func runDisclosureSettle(ctx context.Context, a *app, code string) error {
	if strings.HasPrefix(strings.ToUpper(code), "Y-") {
		return settleReadableCopy(ctx, a, code)
	}
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

func settleReadableCopy(ctx context.Context, a *app, code string) error {
	var c notes.ReadableCopy
	err := a.withBook(ctx, func(ctx context.Context, b *notes.Book) (err error) {
		c, err = b.SettleReadableCopy(ctx, code)
		return err
	})
	if err != nil {
		return err
	}
	return a.print(c, func(w io.Writer) { fmt.Fprintf(w, "%s is settled\n", c.ID) })
}
