package main

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"subrosa/notes"
)

func newDisclosureAmendCmd(a *app) *cobra.Command {
	var from string
	c := &cobra.Command{
		Use:   "amend CODE --from FILE",
		Short: "Put something right about a disclosure, beside it",
		Long: `Add what has to be put right about a disclosure: that it came back, went to another
address, was opened by somebody else. What was entered first stays as it is.`,
		Args: oneArg("CODE", "a disclosure, as subrosa disclosure list shows it"),
		RunE: body(a, func(cmd *cobra.Command, args []string) error {
			return runDisclosureAmend(cmd.Context(), a, args[0], from)
		}),
	}
	c.Flags().StringVar(&from, "from", "", "the text, from `file` (-: standard input)")
	return c
}

func runDisclosureAmend(ctx context.Context, a *app, code, from string) error {
	id, err := notes.ParseDisclosureCode(code)
	switch {
	case err != nil:
		return err
	case from == "" && !a.terminal():
		return missing("from", "the text")
	}
	text, err := a.optionalText(from)
	if err != nil {
		return err
	}
	var d notes.Disclosure
	err = a.withBook(ctx, func(ctx context.Context, b *notes.Book) (err error) {
		if from == "" {
			if text, err = a.asker().Text(ctx, "What has to be put right about "+string(id)+"?", "what stands there stays", ""); err != nil {
				return err
			}
		}
		d, err = b.CorrectDisclosure(ctx, id, text)
		return err
	})
	if err != nil {
		return err
	}
	return a.print(d, func(w io.Writer) { fmt.Fprintf(w, "added to %s\n", d.ID) })
}
