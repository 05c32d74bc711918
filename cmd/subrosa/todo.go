package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"subrosa/notes"
)

type todoOptions struct {
	until string
	check bool
}

type todoResult struct {
	Items     []notes.Todo `json:"items"`
	Truncated bool         `json:"truncated"`
}

// errOverdue is what `todo --check` ends with.
var errOverdue = errors.New("overdue")

func newTodoCmd(a *app) *cobra.Command {
	o := &todoOptions{}
	c := &cobra.Command{
		Use:   "todo [--until DATE] [--check]",
		Short: "List what waits to be done, what is due first",
		Long: `List what waits to be done, what is due first: sessions without a note (as named
in notes of the last year), drafts that are not signed, notes by which risk was
present and nothing was written about it, answers about harm that no note addresses
yet, requests that are not
answered or closed, readable copies that nobody said are gone, and copies of the
vault that may still have a case that was destroyed. And, once they are due: cases
that were kept as long as they had to be, a backup when something was written two
weeks ago or longer and is in none, a rehearsal of a restore every quarter, a head
of the log to lodge every month.

With --check the exit status is 1 when something is overdue, for a script that
reminds you.`,
		Args: noArgs,
		RunE: body(a, func(cmd *cobra.Command, _ []string) error { return o.run(cmd.Context(), a) }),
	}
	c.Flags().StringVar(&o.until, "until", "", "only what is due by this `date`")
	c.Flags().BoolVar(&o.check, "check", false, "fail when something is overdue")
	return c
}

func (o *todoOptions) run(ctx context.Context, a *app) error {
	var r todoResult
	err := a.withBook(ctx, func(ctx context.Context, b *notes.Book) (err error) {
		r.Items, err = b.Todos(ctx, o.until)
		return err
	})
	if err != nil {
		return err
	}
	if err := a.print(r, func(w io.Writer) { renderTodos(w, r.Items) }); err != nil || !o.check {
		return err
	}
	late := 0
	for _, t := range r.Items {
		if t.Overdue {
			late++
		}
	}
	if late > 0 {
		return fmt.Errorf("%d %w", late, errOverdue)
	}
	return nil
}

// todoWords say what to do about each kind.
var todoWords = map[string]string{
	"session":       "no note of the session %s: write it, or a no-show or a cancellation",
	"draft":         "a draft to finish and sign",
	"risk":          "risk was present: subrosa note new %s --kind risk",
	"harm":          "answers about harm of %s, to be addressed: the next note says whether there is risk",
	"request":       "a request to answer",
	"readable-copy": "a readable copy is about; when it is gone: subrosa disclosure settle",
	"backup":        "a backup: subrosa backup add",
	"words":         "type the 24 words from their sheet once: subrosa key check",
	"rehearsal":     "rehearse a restore: subrosa backup check",
	"head":          "lodge the head of the log with somebody: subrosa head lodge",
	"consent":       "a consent ends: subrosa consent add",
	"hold":          "look at the hold again: subrosa hold list",
	"retention":     "kept as long as it had to be: subrosa destroy, or retention keep",
	"old-copy":      "may still have what was destroyed; when it is gone: subrosa %s",
}

// momentOf is a local time as it is shown: 2006-01-02 15:04.
func momentOf(stamp string) string {
	t, err := time.Parse(time.RFC3339, stamp)
	if err != nil {
		return stamp
	}
	return clock(t)
}

// dayAndMonth is a date in words, without its year.
func dayAndMonth(date, layout string) string {
	t, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return date
	}
	return t.Format(layout)
}

func renderTodos(w io.Writer, list []notes.Todo) {
	if len(list) == 0 {
		fmt.Fprintln(w, "nothing is due")
	}
	var rows [][]string
	for _, t := range list {
		words, due, mark := todoWords[t.Kind], "", ""
		switch {
		case t.Kind == "session":
			words = fmt.Sprintf(words, momentOf(t.At))
		case t.Kind == "harm":
			words = fmt.Sprintf(words, dayAndMonth(*t.Due, "2 January"))
		case t.Kind == "risk":
			words = fmt.Sprintf(words, t.Case)
		case t.Kind == "old-copy" && strings.HasPrefix(t.ID, "B"):
			words = fmt.Sprintf(words, "backup settle")
		case t.Kind == "old-copy":
			words = fmt.Sprintf(words, "place settle --old-copies")
		case t.Kind == "request" && t.Due == nil:
			words = "a request to close, or to answer when you can"
		}
		if t.Due != nil {
			due = *t.Due
		}
		if t.Overdue {
			mark = "!"
		}
		rows = append(rows, []string{mark, due, string(t.Case), t.ID, words})
	}
	table(w, rows)
}
