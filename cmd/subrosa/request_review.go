package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"subrosa/cmd/subrosa/review"
	"subrosa/notes"
)

type requestReviewOptions struct {
	from string
	in   notes.ReviewInput
}

func newRequestReviewCmd(a *app) *cobra.Command {
	o := &requestReviewOptions{}
	c := &cobra.Command{
		Use:   "review [ID] [--from FILE]",
		Short: "Decide what leaves and what stays, and approve the plan",
		Long: `Decide place by place what leaves and what stays, and approve the plan. On a
terminal this is a walk through the notes: on one side what the recipient will
read, on the other what stays and why. Every decision is kept when it is made, and
the next walk begins at the first place that is open. With --plain it is asked line
by line.

The document is JSON: notes (id, decision include, withhold or open, reason), spans
(note, and find or paragraph, start, end; decision accepted, rejected or open;
reason), mentions (case, reason), accept_all, approve. A place that nothing was
proposed about can be kept back too. open takes a decision back.

Approving fixes the date, the head of the log, the first page number and the
digest of every note. Whatever request plan lists as open must be settled first: a
draft in scope, a name or a number in clear, a paragraph of which it is not certain
whose it is, a case that speaks of the person, an item of the checklist.`,
		Args:              upToArgs(1),
		ValidArgsFunction: a.completeCodes(completeRequests),
		RunE:              body(a, func(cmd *cobra.Command, args []string) error { return o.run(cmd.Context(), a, args) }),
	}
	c.Flags().StringVar(&o.from, "from", "", "read the decisions from the JSON `file` (-: standard input)")
	return c
}

func (o *requestReviewOptions) run(ctx context.Context, a *app, args []string) error {
	if err := a.needCode(args, "the code of a request", "subrosa request list"); err != nil {
		return err
	}
	switch {
	case o.from != "":
		if err := a.fromJSON(o.from, &o.in); err != nil {
			return err
		}
	case !a.terminal():
		return missing("from", "the document with the decisions")
	case !a.plain():
		return a.reviewScreen(ctx, args)
	}
	var p notes.Plan
	err := a.withRequest(ctx, args, func(ctx context.Context, b *notes.Book, id notes.RequestID) (err error) {
		if o.from == "" {
			p, err = a.reviewLines(ctx, b, id)
			return err
		}
		p, err = b.Review(ctx, id, o.in)
		return err
	})
	if err != nil {
		return err
	}
	return a.print(p, func(w io.Writer) { renderPlan(w, p) })
}

// reviewScreen is the walk on the full screen. What it leaves behind names no
// places: only codes and counts.
func (a *app) reviewScreen(ctx context.Context, args []string) error {
	h, err := a.hold(ctx)
	if err != nil {
		return err
	}
	var job review.Job
	err = h.book(ctx, func(ctx context.Context, b *notes.Book) error {
		id, err := a.requestID(ctx, b, args)
		if err != nil {
			return err
		}
		job.Text, err = b.Reviewing(ctx, id)
		a.warnUnrecorded(b)
		return err
	})
	if err != nil {
		return err
	}
	id := job.Text.Request.ID
	job.Decide = func(ctx context.Context, in notes.ReviewInput) (text notes.ReviewText, err error) {
		err = h.book(ctx, func(ctx context.Context, b *notes.Book) error {
			text, err = b.Decide(ctx, id, in)
			return err
		})
		return text, shown(err)
	}
	end, err := review.Walk(ctx, a.screenTerminal(), job)
	if err != nil {
		a.say("what was decided is kept; subrosa request review %s goes on", id)
		return err
	}
	if end.Lock {
		_, err = (&lockOptions{}).lock(a)
		a.say("locked")
	}
	return errors.Join(err, a.print(end.Plan, func(w io.Writer) { renderReviewed(w, end.Plan) }))
}

// renderReviewed says in a line where a review stands.
func renderReviewed(w io.Writer, p notes.Plan) {
	if line := besides(p); line != "" {
		fmt.Fprintln(w, line)
	}
	if n := len(p.Blockers); n > 0 {
		fmt.Fprintf(w, "%s: %d open; subrosa request review %s goes on\n", p.Request, n, p.Request)
		return
	}
	fmt.Fprintf(w, "%s: %s; %s\n", p.Request, fates(p), planState(p))
}

// fates counts the notes that leave, and those that stay.
func fates(p notes.Plan) string {
	leave := 0
	for _, n := range p.Notes {
		if n.Decision == "include" {
			leave++
		}
	}
	say := func(n int, one, more string) string {
		if n == 1 {
			return "1 note " + one
		}
		return fmt.Sprintf("%d notes %s", n, more)
	}
	return say(leave, "leaves", "leave") + ", " + say(len(p.Notes)-leave, "stays", "stay")
}
