package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"subrosa/cmd/subrosa/form"
	"subrosa/cmd/subrosa/screen"
	"subrosa/notes"
)

type searchOptions struct {
	query   notes.Query
	code    string
	printed bool
}

func newSearchCmd(a *app) *cobra.Command {
	o := &searchOptions{}
	c := &cobra.Command{
		Use:   "search [WORDS...]",
		Short: "Find words in notes",
		Long: `Find notes that have all the words, in any case and with or without accents;
"a phrase" in quotes, word* for what begins so. The newest come first; on a terminal
enter reads the one that is marked. Words given
here can be seen by other programs while the search runs and stay in the history
of the shell; without words subrosa asks for them.`,
		RunE: body(a, func(cmd *cobra.Command, args []string) error { return o.run(cmd.Context(), a, args) }),
	}
	f := c.Flags()
	f.SortFlags = false
	f.StringVar(&o.code, "case", "", "only this case (a `code`)")
	f.StringVar(&o.query.Since, "since", "", "only sessions since this `date`")
	f.StringVar(&o.query.Until, "until", "", "only sessions until this `date`")
	f.StringVar(&o.query.Kind, "kind", "", "only this `kind` of note")
	f.BoolVar(&o.query.Ranked, "ranked", false, "the best match first, not the newest")
	f.IntVar(&o.query.Limit, "limit", 50, "at most this many `hits`")
	f.BoolVar(&o.printed, "print", false, "print them, do not show them on a screen of its own")
	return c
}

func (o *searchOptions) run(ctx context.Context, a *app, args []string) (err error) {
	if o.query.Limit < 1 {
		return usage("--limit is at least 1")
	}
	if o.code != "" {
		if o.query.Case, err = notes.ParseCaseCode(o.code); err != nil {
			return err
		}
	}
	if o.query.Words, err = o.words(ctx, a, args); err != nil {
		return err
	}
	var hits notes.Hits
	err = a.withBook(ctx, func(ctx context.Context, b *notes.Book) (err error) {
		hits, err = b.Search(ctx, o.query)
		return err
	})
	if err != nil {
		return err
	}
	if !o.printed && !a.flags.json && a.fullScreen() && len(hits.Hits) > 0 {
		return o.read(ctx, a, hits)
	}
	hits.Hits = orNone(hits.Hits)
	return a.print(hits, func(w io.Writer) { renderHits(w, hits) })
}

// read lets what was found be read, one after the other, until she leaves the list.
func (o *searchOptions) read(ctx context.Context, a *app, hits notes.Hits) error {
	columns := max(20, widthOf(a.err))
	title := count(hits.Total, "note") + " found: " + strings.Join(o.query.Words, " ")
	if hits.Truncated {
		title = fmt.Sprintf("the first %d of %s", len(hits.Hits), title)
	}
	var options []form.Option
	for _, h := range hits.Hits {
		status := ""
		if h.Status != "signed" {
			status = " (" + h.Status + ")"
		}
		line := fmt.Sprintf("%s  %s  %s%s  %s: %s", h.Note, h.Case, h.Start.Format(time.DateOnly), status, h.Section, h.Snippet)
		options = append(options, form.Option{Value: string(h.Note), Label: screen.Fit(screen.Line(line), columns-6)})
	}
	first := strings.Trim(o.query.Words[0], `"*`)
	for at := ""; ; {
		var err error
		if at, err = a.asker().PickFrom(ctx, title, options, at); err != nil {
			if errors.Is(err, form.ErrBack) {
				return nil
			}
			return err
		}
		if err := a.readNotes(ctx, []string{at}, first); err != nil {
			return err
		}
	}
}

func (o *searchOptions) words(ctx context.Context, a *app, args []string) ([]string, error) {
	if len(args) > 0 {
		return phrases(args), nil
	}
	if !a.terminal() {
		return nil, usage("the words to find are missing").hinting("subrosa search WORDS")
	}
	line, err := a.asker().Line(ctx, "Words to find", `all words, "a phrase", word*`, "", func(s string) error {
		if strings.TrimSpace(s) == "" {
			return errors.New("there is nothing to find")
		}
		return nil
	})
	return splitQuery(line), err
}

// phrases keeps an argument of several words, which the shell took out of its
// quotes, together.
func phrases(args []string) []string {
	var words []string
	for _, arg := range args {
		if strings.ContainsAny(arg, " \t") && !strings.Contains(arg, `"`) {
			arg = `"` + strings.TrimSpace(arg) + `"`
			words = append(words, arg)
			continue
		}
		words = append(words, splitQuery(arg)...)
	}
	return words
}

// splitQuery splits a typed line at spaces outside quotes.
func splitQuery(line string) []string {
	quoted := false
	var words []string
	var word strings.Builder
	flush := func() {
		if s := word.String(); strings.Trim(s, `" `) != "" {
			words = append(words, s)
		}
		word.Reset()
	}
	for _, r := range line {
		switch {
		case r == '"':
			quoted = !quoted
			word.WriteRune(r)
		case !quoted && (r == ' ' || r == '\t'):
			flush()
		default:
			word.WriteRune(r)
		}
	}
	if quoted {
		word.WriteRune('"')
	}
	flush()
	return words
}

func renderHits(w io.Writer, h notes.Hits) {
	if h.Total == 0 {
		fmt.Fprintln(w, "nothing found")
	}
	for _, hit := range h.Hits {
		status := ""
		if hit.Status != "signed" {
			status = "  " + hit.Status
		}
		fmt.Fprintf(w, "%s  %s  %s  %s%s\n    %s\n", hit.Note, hit.Case, hit.Start.Format("2006-01-02"), hit.Section, status,
			strings.ReplaceAll(hit.Snippet, "\n", " "))
	}
	if h.Truncated {
		fmt.Fprintf(w, "%d of %d; --limit shows more\n", len(h.Hits), h.Total)
	}
}
