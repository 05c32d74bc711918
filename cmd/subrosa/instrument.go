package main

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"subrosa/notes"
	"subrosa/notes/instrument"
)

func newInstrumentCmd(a *app) *cobra.Command {
	return newGroupCmd(a, "instrument", "Questionnaires that can be used", newInstrumentListCmd(a), newInstrumentAddCmd(a))
}

type instrumentResult struct {
	instrument.Instrument
	Full bool `json:"full"` // with the wording of its items
	Own  bool `json:"own"`
}

type instrumentListResult struct {
	Instruments []instrumentResult `json:"instruments"`
	Truncated   bool               `json:"truncated"`
}

func newInstrumentListCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List the questionnaires, with what their licences allow",
		Args:  noArgs,
		RunE: body(a, func(cmd *cobra.Command, _ []string) error {
			var list []instrument.Instrument
			err := a.withBook(cmd.Context(), func(ctx context.Context, b *notes.Book) (err error) {
				list, err = b.Instruments(ctx)
				return err
			})
			if err != nil {
				return err
			}
			r := instrumentListResult{Instruments: []instrumentResult{}}
			for _, i := range list {
				r.Instruments = append(r.Instruments, instrumentResult{i, i.Items != nil, i.Own})
			}
			return a.print(r, func(w io.Writer) { renderInstruments(w, r.Instruments) })
		}),
	}
}

func renderInstruments(w io.Writer, list []instrumentResult) {
	var rows [][]string
	for _, i := range list {
		what := "scores only"
		switch {
		case i.Full:
			what = "in full, " + i.Language
		case i.Count > 0:
			what = count(i.Count, "answer") + " by number"
		}
		rows = append(rows, []string{i.ID, fmt.Sprintf("%g to %g", i.From, i.To), what, i.About, i.Licence})
	}
	table(w, rows)
}

func newInstrumentAddCmd(a *app) *cobra.Command {
	var from string
	c := &cobra.Command{
		Use:   "add --from FILE",
		Short: "Add a questionnaire that you have the right to use",
		Long: `Add a questionnaire from a JSON document: id, title, about, licence, source, count
(of items), least and most (of an answer), from and to (of the score), bands (below,
words; the last without below), and if they are needed language, intro, items,
answers, reversed, may_miss, times, step, higher_is_better, risk (items about harm),
change and couple. What was added is not changed: a new version has a new id.`,
		Args: noArgs,
		RunE: body(a, func(cmd *cobra.Command, _ []string) error {
			if from == "" {
				return missing("from", "the questionnaire as JSON")
			}
			var i instrument.Instrument
			if err := a.fromJSON(from, &i); err != nil {
				return err
			}
			err := a.withBook(cmd.Context(), func(ctx context.Context, b *notes.Book) error { return b.AddInstrument(ctx, i) })
			if err != nil {
				return err
			}
			return a.print(map[string]string{"instrument": i.ID}, func(w io.Writer) { fmt.Fprintf(w, "added %s\n", i.ID) })
		}),
	}
	c.Flags().StringVar(&from, "from", "", "the questionnaire, from the JSON `file` (-: standard input)")
	return c
}
