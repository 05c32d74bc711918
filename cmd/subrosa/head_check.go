package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"subrosa/notes"
)

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
	if r.Joined != nil {
		fmt.Fprintf(w, "sound: the log of another copy, joined on %s, grew from that head of %s (%d entries then, %d when it was joined)\n",
			day(*r.Joined), clock(r.At), r.Size, r.Now)
		return
	}
	fmt.Fprintf(w, "sound: the log grew from that head of %s (%d entries then, %d now)\n", clock(r.At), r.Size, r.Now)
}
