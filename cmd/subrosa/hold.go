package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"subrosa/notes"
)

func newHoldCmd(a *app) *cobra.Command {
	return newGroupCmd(a, "hold", "Keep a case from being destroyed", newHoldAddCmd(a), newHoldListCmd(a), newHoldLiftCmd(a))
}

type holdAddOptions struct {
	reasonFrom string
	in         notes.HoldInput
}

func newHoldAddCmd(a *app) *cobra.Command {
	o := &holdAddOptions{}
	c := &cobra.Command{
		Use:   "add CASE... --reason-from FILE",
		Short: "Place a hold on cases",
		Long: `Place a hold on one or more cases: as long as it stands they can not be destroyed.
A request places one by itself. Place one as soon as a complaint, an inspection or
a dispute is to be expected. --review is a day on which todo reminds of it.`,
		Args:              rangeArgs(1, 100),
		ValidArgsFunction: a.completeCodes(completeCases),
		RunE: body(a, func(cmd *cobra.Command, args []string) error {
			for _, arg := range args {
				code, err := notes.ParseCaseCode(arg)
				if err != nil {
					return err
				}
				o.in.Cases = append(o.in.Cases, code)
			}
			return o.run(cmd.Context(), a)
		}),
	}
	c.Flags().StringVar(&o.reasonFrom, "reason-from", "", "why, from `file` (-: standard input)")
	c.Flags().StringVar(&o.in.Review, "review", "", "`day` on which to look at it again")
	return c
}

func (o *holdAddOptions) run(ctx context.Context, a *app) (err error) {
	var h notes.Hold
	err = a.withBook(ctx, func(ctx context.Context, b *notes.Book) error {
		if o.in.Reason, err = a.reasonFor(ctx, o.reasonFrom, "Why?"); err != nil {
			return err
		}
		h, err = b.PlaceHold(ctx, o.in)
		return err
	})
	if err != nil {
		return err
	}
	return a.print(h, func(w io.Writer) { fmt.Fprintf(w, "placed %s\n", h.ID) })
}

type holdListResult struct {
	Holds     []notes.Hold `json:"holds"`
	Truncated bool         `json:"truncated"`
}

func newHoldListCmd(a *app) *cobra.Command {
	var all bool
	c := &cobra.Command{
		Use:   "list [--all]",
		Short: "List the holds that stand",
		Args:  noArgs,
		RunE: body(a, func(cmd *cobra.Command, _ []string) error {
			var r holdListResult
			err := a.withBook(cmd.Context(), func(ctx context.Context, b *notes.Book) (err error) {
				r.Holds, err = b.Holds(ctx, all)
				return err
			})
			if err != nil {
				return err
			}
			return a.print(r, func(w io.Writer) { renderHolds(w, r.Holds) })
		}),
	}
	c.Flags().BoolVar(&all, "all", false, "those that were lifted too")
	return c
}

func renderHolds(w io.Writer, list []notes.Hold) {
	if len(list) == 0 {
		fmt.Fprintln(w, "no hold stands")
	}
	var rows [][]string
	for _, h := range list {
		var files []string
		for _, c := range h.Cases {
			files = append(files, string(c))
		}
		until := ""
		switch {
		case h.LiftedAt != nil:
			until = "lifted " + clock(*h.LiftedAt)
		case h.Review != nil:
			until = "look again " + *h.Review
		}
		rows = append(rows, []string{string(h.ID), strings.Join(files, " "), clock(h.PlacedAt), until, h.Reason})
	}
	table(w, rows)
}

func newHoldLiftCmd(a *app) *cobra.Command {
	var reasonFrom string
	c := &cobra.Command{
		Use:   "lift HOLD --reason-from FILE",
		Short: "End a hold",
		Args:  oneArg("HOLD", "a hold, as subrosa hold list shows it"),
		RunE: body(a, func(cmd *cobra.Command, args []string) error {
			var h notes.Hold
			err := a.withBook(cmd.Context(), func(ctx context.Context, b *notes.Book) error {
				reason, err := a.reasonFor(ctx, reasonFrom, "Why does it end?")
				if err != nil {
					return err
				}
				h, err = b.LiftHold(ctx, notes.HoldCode(args[0]), reason)
				return err
			})
			if err != nil {
				return err
			}
			return a.print(h, func(w io.Writer) { fmt.Fprintf(w, "%s is lifted\n", h.ID) })
		}),
	}
	c.Flags().StringVar(&reasonFrom, "reason-from", "", "why, from `file` (-: standard input)")
	return c
}
