package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"subrosa/notes"
)

type historyResult struct {
	Events    []notes.Event `json:"events"`
	Truncated bool          `json:"truncated"`
}

func newHistoryCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:               "history [CODE]",
		Short:             "Show what was done, and when",
		Args:              upToArgs(1),
		ValidArgsFunction: a.completeCodes(completeCases),
		RunE: body(a, func(cmd *cobra.Command, args []string) error {
			return runHistory(cmd.Context(), a, args)
		}),
	}
}

func runHistory(ctx context.Context, a *app, args []string) error {
	code, err := optionalCase(args)
	if err != nil {
		return err
	}
	var events []notes.Event
	err = a.withBook(ctx, func(ctx context.Context, b *notes.Book) (err error) {
		events, err = b.History(ctx, code)
		return err
	})
	if err != nil {
		return err
	}
	return a.print(historyResult{Events: orNone(events)}, func(w io.Writer) { renderHistory(w, events) })
}

func renderHistory(w io.Writer, events []notes.Event) {
	var rows [][]string
	for _, e := range events {
		rows = append(rows, []string{clock(e.At), e.What, string(e.Case), string(e.Note), string(e.Request), e.Detail})
	}
	table(w, rows)
}

func newHeadCmd(a *app) *cobra.Command {
	return newGroupCmd(a, "head", "Show or check the signed head of the log", newHeadShowCmd(a), newHeadCheckCmd(a))
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
It contains no name and no text.`,
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

func newHeadCheckCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "check FILE",
		Short: "Check a head lodged earlier against the log of today",
		Args:  oneArg("FILE", "a head lodged earlier, - for standard input"),
		RunE:  body(a, func(cmd *cobra.Command, args []string) error { return runHeadCheck(cmd.Context(), a, args[0]) }),
	}
}

func runHeadCheck(ctx context.Context, a *app, file string) error {
	text, err := a.document(file)
	if err != nil {
		return err
	}
	var r notes.HeadCheck
	err = a.withBook(ctx, func(ctx context.Context, b *notes.Book) (err error) {
		r, err = b.CheckHead(ctx, string(text))
		return err
	})
	if err != nil {
		return err
	}
	if err := a.print(r, func(w io.Writer) { renderHeadCheck(w, r) }); err != nil || r.OK {
		return err
	}
	return errHeadMismatch
}

// errHeadMismatch: the log of today did not grow from a head lodged earlier.
var errHeadMismatch = errors.New("the log did not grow from this head")

func renderHeadCheck(w io.Writer, r notes.HeadCheck) {
	if !r.OK {
		fmt.Fprintln(w, r.Why)
		return
	}
	fmt.Fprintf(w, "sound: the log grew from that head of %s (%d entries then, %d now)\n", clock(r.At), r.Size, r.Now)
}
