package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"subrosa/notes"
)

type headLodgeOptions struct{ withFrom string }

// lodgedResult is what `head lodge --json` prints. With whom stands in the
// record: head list tells it.
type lodgedResult struct {
	Head string    `json:"head"`
	Size int64     `json:"size"`
	At   time.Time `json:"at"`
}

func newHeadLodgeCmd(a *app) *cobra.Command {
	o := &headLodgeOptions{}
	c := &cobra.Command{
		Use:   "lodge [--with-from FILE]",
		Short: "Make a head to hand over, and write down with whom it is",
		Long: `Print the signed head of the log, to be handed to somebody who keeps it: a
colleague, a notary, a lawyer. With whom it is lodged is written down, and kept
with the head in the vault; verify checks the log against every head lodged.

From the day on which it left the house, and not before, it proves that nothing
signed until then was changed, left out or put in between. Print or mail what is
printed here; it contains no name and no text.`,
		Args: noArgs,
		RunE: body(a, func(cmd *cobra.Command, _ []string) error { return o.run(cmd.Context(), a) }),
	}
	c.Flags().StringVar(&o.withFrom, "with-from", "", "with whom it is lodged, from `file` (-: standard input)")
	return c
}

func (o *headLodgeOptions) run(ctx context.Context, a *app) error {
	if o.withFrom == "" && !a.terminal() {
		return missing("with-from", "with whom it is lodged")
	}
	with, err := a.optionalText(o.withFrom)
	if err != nil {
		return err
	}
	var l notes.Lodged
	err = a.withBook(ctx, func(ctx context.Context, b *notes.Book) (err error) {
		if o.withFrom == "" {
			if with, err = a.asker().Text(ctx, "With whom is it lodged?", "a name, and how to reach them; it stays in the vault", ""); err != nil {
				return err
			}
		}
		l, err = b.LodgeHead(ctx, with)
		return err
	})
	if err != nil {
		return err
	}
	if err := a.print(lodgedResult{l.Head, l.Size, l.At}, func(w io.Writer) { fmt.Fprint(w, l.Head) }); err != nil {
		return err
	}
	a.say("lodged, as written down; hand the lines over as they are")
	return nil
}

type headListResult struct {
	Heads     []notes.Lodged `json:"heads"`
	Truncated bool           `json:"truncated"`
}

func newHeadListCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List the heads that were lodged, and with whom",
		Args:  noArgs,
		RunE: body(a, func(cmd *cobra.Command, _ []string) error {
			var list []notes.Lodged
			err := a.withBook(cmd.Context(), func(ctx context.Context, b *notes.Book) (err error) {
				list, err = b.LodgedHeads(ctx)
				return err
			})
			if err != nil {
				return err
			}
			return a.print(headListResult{Heads: orNone(list)}, func(w io.Writer) { renderHeads(w, list) })
		}),
	}
}

func renderHeads(w io.Writer, list []notes.Lodged) {
	if len(list) == 0 {
		fmt.Fprintln(w, "no head was lodged yet; subrosa head lodge makes one to hand over")
	}
	var rows [][]string
	for _, l := range list {
		rows = append(rows, []string{day(l.At), fmt.Sprintf("%d entries", l.Size), l.With})
	}
	table(w, rows)
}
