package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"subrosa/notes"
)

type caseShowOptions struct{ names, printed bool }

// caseResult is a case at the top level, its lists never null.
type caseResult struct {
	notes.Case
	Parties []notes.Party `json:"parties"`
	Aliases []notes.Alias `json:"aliases"`
}

// caseShown is a case with what it has, day by day.
type caseShown struct {
	caseResult
	Timeline []notes.Moment `json:"timeline"`
}

func newCaseShowCmd(a *app) *cobra.Command {
	o := &caseShowOptions{}
	c := &cobra.Command{
		Use:               "show [CODE] [--names]",
		Short:             "Show a case, and what it has, day by day",
		Args:              upToArgs(1),
		ValidArgsFunction: a.completeCodes(completeCases),
		RunE:              body(a, func(cmd *cobra.Command, args []string) error { return o.run(cmd.Context(), a, args) }),
	}
	c.Flags().BoolVar(&o.names, "names", false, "show names")
	c.Flags().BoolVar(&o.printed, "print", false, "print it, do not show it on a screen of its own")
	return c
}

func (o *caseShowOptions) run(ctx context.Context, a *app, args []string) error {
	var c notes.Case
	var timeline []notes.Moment
	err := a.withCase(ctx, args, func(ctx context.Context, b *notes.Book, code notes.CaseCode) (err error) {
		if c, err = b.Case(ctx, code, namesOption(o.names)...); err == nil && c.Destroyed == nil {
			timeline, err = b.Timeline(ctx, code)
		}
		return err
	})
	if err != nil {
		return err
	}
	render := func(w io.Writer) {
		renderCase(w, c)
		renderTimeline(w, timeline)
	}
	if !o.printed && !a.flags.json && a.fullScreen() {
		var text strings.Builder
		render(&text)
		return a.readScreen(ctx, string(c.Code), text.String())
	}
	return a.print(caseShown{caseResult{c, orNone(c.Parties), orNone(c.Aliases)}, orNone(timeline)}, render)
}

// renderTimeline writes a line for each thing, and a line between two months.
func renderTimeline(w io.Writer, list []notes.Moment) {
	if len(list) == 0 {
		return
	}
	fmt.Fprintln(w)
	var rows [][]string
	for i, m := range list {
		if i > 0 && m.Day[:7] != list[i-1].Day[:7] {
			rows = append(rows, []string{"", "", "", ""})
		}
		what := m.What
		if strings.HasPrefix(m.Code, "A-") {
			what = strings.TrimSuffix("file: "+what, ": other")
		}
		if !strings.HasPrefix(m.Code, "M-") { // PHQ-9 is a name
			what = strings.ReplaceAll(what, "-", " ")
		}
		rows = append(rows, []string{m.Day, m.Code, what, m.More})
	}
	table(w, rows)
}

// withCase is withBook for a command whose argument is the code of a case.
func (a *app) withCase(ctx context.Context, args []string, fn func(context.Context, *notes.Book, notes.CaseCode) error) error {
	if err := a.needCode(args, "the code of a case", "subrosa case list"); err != nil {
		return err
	}
	return a.withBook(ctx, func(ctx context.Context, b *notes.Book) error {
		code, err := a.caseCode(ctx, b, args)
		if err != nil {
			return err
		}
		return fn(ctx, b, code)
	})
}

// namesOption asks the record for names where the user did.
func namesOption(names bool) []notes.Detail {
	if names {
		return []notes.Detail{notes.WithNames}
	}
	return nil
}
