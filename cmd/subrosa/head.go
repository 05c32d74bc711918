package main

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"subrosa/notes"
)

func newHeadCmd(a *app) *cobra.Command {
	return newGroupCmd(a, "head", "Show, lodge or check the signed head of the log",
		newHeadShowCmd(a), newHeadLodgeCmd(a), newHeadListCmd(a), newHeadCheckCmd(a))
}

type headResult struct {
	Head string `json:"head"`
}

func newHeadShowCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "show",
		Short: "Print the signed head of the log",
		Long: `Print the signed head of the log of signed notes. Lodged with a colleague or a
notary, it proves later that what was signed until today was not changed since.
It contains no name and no text. head lodge shows it, too, and writes down with
whom it is.`,
		Args: noArgs,
		RunE: body(a, func(cmd *cobra.Command, _ []string) error {
			var r headResult
			err := a.withBook(cmd.Context(), func(ctx context.Context, b *notes.Book) (err error) {
				r.Head, err = b.Head(ctx)
				return err
			})
			if err != nil {
				return err
			}
			return a.print(r, func(w io.Writer) { fmt.Fprint(w, r.Head) })
		}),
	}
}
