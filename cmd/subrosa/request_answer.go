package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"subrosa/notes"
)

type requestAnswerOptions struct{ neutral, noRecords bool }

func newRequestAnswerCmd(a *app) *cobra.Command {
	o := &requestAnswerOptions{}
	c := &cobra.Command{
		Use:   "answer [ID] --neutral|--no-records",
		Short: "Enter that a request was answered without a packet",
		Long: `Enter that a request was answered by a letter that hands nothing over:

  --neutral     neither confirms nor denies that anybody is or was a client
  --no-records  there is no record; refused while there is one

request letter writes the letters.`,
		Args:              upToArgs(1),
		ValidArgsFunction: a.completeCodes(completeRequests),
		RunE: body(a, func(cmd *cobra.Command, args []string) error {
			if o.neutral == o.noRecords {
				return usage("one of --neutral and --no-records")
			}
			answer := notes.NeutralAnswer
			if o.noRecords {
				answer = notes.NoRecordsAnswer
			}
			return a.stepOfRequest(cmd.Context(), args, func(ctx context.Context, b *notes.Book, id notes.RequestID) (notes.Request, error) {
				return b.AnswerRequest(ctx, id, answer)
			})
		}),
	}
	c.Flags().BoolVar(&o.neutral, "neutral", false, "neither confirmed nor denied")
	c.Flags().BoolVar(&o.noRecords, "no-records", false, "there is no record")
	return c
}

// stepOfRequest does something about a request and tells how it stands then.
func (a *app) stepOfRequest(ctx context.Context, args []string, do func(context.Context, *notes.Book, notes.RequestID) (notes.Request, error)) error {
	var r notes.Request
	err := a.withRequest(ctx, args, func(ctx context.Context, b *notes.Book, id notes.RequestID) (err error) {
		r, err = do(ctx, b, id)
		return err
	})
	if err != nil {
		return err
	}
	return a.print(r, func(w io.Writer) { fmt.Fprintln(w, strings.Join(requestRow(r), "  ")) })
}

// reasonFor reads a reason from a file, or asks for it.
func (a *app) reasonFor(ctx context.Context, file, question string) (string, error) {
	if file != "" {
		return a.plainText(file)
	}
	if !a.terminal() {
		return "", missing("reason-from", "the reason")
	}
	return a.asker().Text(ctx, question, "", "")
}

type requestExtendOptions struct{ until, reasonFrom string }

func newRequestExtendCmd(a *app) *cobra.Command {
	o := &requestExtendOptions{}
	c := &cobra.Command{
		Use:   "extend [ID] --until DATE --reason-from FILE",
		Short: "Take more time to answer, as far as the rules allow",
		Long: `Enter that a request is answered later, and why. The person has to be told within
the first term: request letter ID extension writes the letter.`,
		Args:              upToArgs(1),
		ValidArgsFunction: a.completeCodes(completeRequests),
		RunE: body(a, func(cmd *cobra.Command, args []string) error {
			return a.stepOfRequest(cmd.Context(), args, func(ctx context.Context, b *notes.Book, id notes.RequestID) (notes.Request, error) {
				if err := o.complete(ctx, a); err != nil {
					return notes.Request{}, err
				}
				reason, err := a.reasonFor(ctx, o.reasonFrom, "Why does it take longer?")
				if err != nil {
					return notes.Request{}, err
				}
				return b.ExtendRequest(ctx, id, o.until, reason)
			})
		}),
	}
	c.Flags().StringVar(&o.until, "until", "", "the new last `day`")
	c.Flags().StringVar(&o.reasonFrom, "reason-from", "", "why, from `file` (-: standard input)")
	return c
}

func (o *requestExtendOptions) complete(ctx context.Context, a *app) (err error) {
	if o.until != "" {
		return nil
	}
	if !a.terminal() {
		return missing("until", "the new day")
	}
	o.until, err = a.asker().Line(ctx, "Until when?", "a date", "", nil)
	return err
}

type requestRefuseOptions struct{ reasonFrom string }

func newRequestRefuseCmd(a *app) *cobra.Command {
	o := &requestRefuseOptions{}
	c := &cobra.Command{
		Use:               "refuse [ID] --reason-from FILE",
		Short:             "Enter that a request was refused, and why",
		Long:              `Enter that a request was refused. request letter ID refusal writes the letter.`,
		Args:              upToArgs(1),
		ValidArgsFunction: a.completeCodes(completeRequests),
		RunE: body(a, func(cmd *cobra.Command, args []string) error {
			return a.stepOfRequest(cmd.Context(), args, func(ctx context.Context, b *notes.Book, id notes.RequestID) (notes.Request, error) {
				reason, err := a.reasonFor(ctx, o.reasonFrom, "Why is it refused? It stands in the letter.")
				if err != nil {
					return notes.Request{}, err
				}
				return b.RefuseRequest(ctx, id, reason)
			})
		}),
	}
	c.Flags().StringVar(&o.reasonFrom, "reason-from", "", "why, from `file` (-: standard input)")
	return c
}

type requestDecideOptions struct{ ground, reasonFrom string }

func newRequestDecideCmd(a *app) *cobra.Command {
	o := &requestDecideOptions{}
	c := &cobra.Command{
		Use:   "decide ID granted|partly|refused [--ground CODE] [--reason-from FILE]",
		Short: "Decide a rectification, an erasure or a restriction",
		Long: `Enter what was decided about a request for rectification, erasure or restriction.
What is not granted in full needs a ground of the rules (docs/profiles.md lists
them) and a reason. Nothing of the record is changed by it: what is put right
stands beside the note (note amend), and a record is only destroyed by destroy.
request letter ID decision writes the letter.`,
		Args:              rangeArgs(2, 2),
		ValidArgsFunction: a.completeCodes(completeRequests),
		RunE: body(a, func(cmd *cobra.Command, args []string) error {
			return a.stepOfRequest(cmd.Context(), args[:1], func(ctx context.Context, b *notes.Book, id notes.RequestID) (notes.Request, error) {
				reason, err := a.optionalText(o.reasonFrom)
				if err != nil {
					return notes.Request{}, err
				}
				return b.DecideRequest(ctx, id, args[1], o.ground, reason)
			})
		}),
	}
	c.Flags().StringVar(&o.ground, "ground", "", "`code` of the ground")
	c.Flags().StringVar(&o.reasonFrom, "reason-from", "", "why, from `file` (-: standard input)")
	return c
}
