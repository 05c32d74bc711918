package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"subrosa/cmd/subrosa/read"
	"subrosa/notes"
)

type prepOptions struct {
	alone     bool
	anonymous bool
	printed   bool
}

// prepResult is a preparation without what one party said alone, unless it was
// asked for.
type prepResult struct {
	notes.Preparation
	Hidden int `json:"alone_hidden"` // paragraphs kept back
}

func newPrepCmd(a *app) *cobra.Command {
	o := &prepOptions{}
	c := &cobra.Command{
		Use:   "prep [CODE]",
		Short: "Before a session: what was planned, and what to be careful about",
		Long: `Show what is worth knowing before the next session of a case: the last plan, goals,
risk, and what came in between. What one party said while the others were not
there stands on a page of its own, which is one key away.

--anonymous puts labels and tokens where known names stand, and leaves out numbers
and addresses, to be read aloud in supervision. Whom it is about can still be
recognised by what is told.`,
		Args:              upToArgs(1),
		ValidArgsFunction: a.completeCodes(completeCases),
		RunE:              body(a, func(cmd *cobra.Command, args []string) error { return o.run(cmd.Context(), a, args) }),
	}
	f := c.Flags()
	f.SortFlags = false
	f.BoolVar(&o.alone, "alone", false, "print what one party said alone, too")
	f.BoolVar(&o.anonymous, "anonymous", false, "labels and tokens for names, to be read aloud")
	f.BoolVar(&o.printed, "print", false, "print it, do not show it on a screen of its own")
	return c
}

func (o *prepOptions) run(ctx context.Context, a *app, args []string) error {
	var detail []notes.Detail
	if o.anonymous {
		detail = append(detail, notes.Anonymous)
	}
	var p notes.Preparation
	var places placeNames
	err := a.withCase(ctx, args, func(ctx context.Context, b *notes.Book, code notes.CaseCode) (err error) {
		if p, err = b.Prepare(ctx, code, detail...); err != nil {
			return err
		}
		a.warnUnrecorded(b)
		places, err = namesOfPlaces(ctx, b)
		return err
	})
	if err != nil {
		return err
	}
	if !o.printed && !a.flags.json && a.fullScreen() {
		return a.readPages(ctx, prepPages(p, places))
	}
	r := prepResult{Preparation: p}
	if !o.alone {
		r.Hidden, r.Alone = len(p.Alone), []notes.Excerpt{}
		if len(p.Parties) > 1 {
			r.Measures = []notes.Trend{}
			if r.Alert != "" {
				r.Alert = "an answer about harm is to be addressed"
			}
		}
	}
	return a.print(r, func(w io.Writer) {
		fmt.Fprintln(w, prepTitle(p))
		renderPrep(w, p, places)
		switch {
		case o.alone:
			renderAlone(w, p)
		case hidden(p) != "":
			fmt.Fprintf(w, "\n%s; --alone shows it\n", hidden(p))
		}
	})
}

// prepPages keep what was said alone behind a key.
func prepPages(p notes.Preparation, places placeNames) []read.Page {
	var open strings.Builder
	renderPrep(&open, p, places)
	pages := []read.Page{{Title: prepTitle(p), Text: open.String()}}
	if hidden(p) == "" {
		return pages
	}
	pages[0].Text += fmt.Sprintf("\n%s: the next page (right). Are you alone?\n", hidden(p))
	var alone strings.Builder
	renderAlone(&alone, p)
	return append(pages, read.Page{Title: string(p.Case) + " · said alone", Text: alone.String()})
}

func prepTitle(p notes.Preparation) string {
	parts := []string{string(p.Case)}
	if who := initialsOf(notes.Case{Parties: p.Parties}); who != "" {
		parts[0] += " " + who
	}
	return strings.Join(append(parts, p.Kind, fmt.Sprintf("before session %d", p.Session)), " · ")
}

func renderPrep(w io.Writer, p notes.Preparation, places placeNames) {
	next, last, risk, present, follow, review := "not agreed", "none yet", "never stated", "", "", ""
	if p.Next != nil {
		next = strings.TrimSpace(p.Next.Start.Local().Format("Mon 2 Jan 2006 15:04") + " " + places.of(p.Next.Place))
	}
	if p.Last != nil {
		last = p.Last.Start.Format("Mon 2 Jan 2006") + ", " + thoseThere(p.Last.Present) + string(p.Last.Note)
		if slices.Contains(p.Drafts, p.Last.Note) {
			last += " (draft)"
		}
	}
	if p.Risk != nil {
		risk = riskLine(p.Risk)
	}
	if p.Present != nil {
		present = strings.TrimPrefix(riskLine(p.Present), "present, ")
	}
	if p.FollowUp != nil {
		follow = fmt.Sprintf("%s (%s)", p.FollowUp.Due, p.FollowUp.Note)
	}
	if p.Goals != nil {
		review = p.Goals.Review
	}
	var drafts []string
	for _, d := range p.Drafts {
		drafts = append(drafts, string(d))
	}
	switch {
	case p.Alert != "" && len(p.Parties) > 1:
		fmt.Fprintln(w, "! an answer about harm is to be addressed: whose stands with what was said alone")
	case p.Alert != "":
		fmt.Fprintln(w, "! "+p.Alert)
	}
	facts(w, "next", next, "last", last, "risk", risk, "was present", present, "to follow up", follow,
		"plan to review", review, "not signed", strings.Join(drafts, ", "),
		"not entered", missingConsents(p.Missing, len(p.Parties)), "ends", endingConsents(p.Ending))
	if len(p.Parties) < 2 {
		renderTrends(w, p.Measures)
	}
	planned := "Planned last time"
	if p.Last != nil && slices.Contains(p.Drafts, p.Last.Note) {
		planned += ", in a draft that is not signed"
	}
	excerpts(w, planned, p.Plan)
	if p.Goals != nil {
		excerpts(w, fmt.Sprintf("Goals, %s (%s)", p.Goals.Start.Format("2006-01-02"), p.Goals.Note), p.Goals.Aims)
	}
	for _, c := range p.Contacts {
		title := []string{"Since then: " + c.Kind, c.Start.Format("2 Jan 15:04"), string(c.Note)}
		for _, f := range c.Facts {
			title = append(title, f.In("en"))
		}
		fmt.Fprintf(w, "\n%s\n", strings.Join(title, " · "))
		renderExcerpts(w, c.Text)
	}
}

func thoseThere(list []notes.Label) string {
	if who := present(list); who != "" {
		return who + ", "
	}
	return ""
}

func riskLine(r *notes.RiskFound) string {
	return fmt.Sprintf("%s, %s (%s)", r.Risk, r.At.Format("2 Jan 2006"), r.Note)
}

func excerpts(w io.Writer, title string, list []notes.Excerpt) {
	if len(list) > 0 {
		fmt.Fprintf(w, "\n%s\n", title)
		renderExcerpts(w, list)
	}
}

func renderExcerpts(w io.Writer, list []notes.Excerpt) {
	var paragraphs []notes.Paragraph
	for _, e := range list {
		paragraphs = append(paragraphs, notes.Paragraph{Text: e.Text, Whose: e.Whose})
	}
	renderParagraphs(w, paragraphs)
}

// renderTrends tells where scores stand.
func renderTrends(w io.Writer, list []notes.Trend) {
	var rows [][]string
	for _, t := range list {
		was := ""
		if t.Times > 1 {
			was = fmt.Sprintf("was %g, first %g (%s)", t.Before, t.First, t.FirstOn)
		}
		rows = append(rows, []string{string(t.Party), t.Title, fmt.Sprintf("%g", t.Last), t.Band, t.LastOn, was})
	}
	if len(rows) > 0 {
		fmt.Fprintln(w, "\nMeasures")
		table(w, rows)
	}
}

// hidden counts what is kept behind the key.
func hidden(p notes.Preparation) string {
	var parts []string
	if n := len(p.Alone); n > 0 {
		parts = append(parts, count(n, "paragraph")+" said alone")
	}
	if n := len(p.Measures); n > 0 && len(p.Parties) > 1 {
		parts = append(parts, count(n, "measure")+" of one party")
	}
	return strings.Join(parts, ", ")
}

// renderAlone goes note by note; in a case of several what each answered to a
// questionnaire is theirs alone.
func renderAlone(w io.Writer, p notes.Preparation) {
	if len(p.Parties) > 1 {
		if p.Alert != "" {
			fmt.Fprintln(w, "\n! "+p.Alert)
		}
		renderTrends(w, p.Measures)
	}
	for i, e := range p.Alone {
		if i == 0 || p.Alone[i-1].Note != e.Note {
			fmt.Fprintf(w, "\nSaid alone, %s\n", e.Note)
		} else {
			fmt.Fprintln(w)
		}
		renderExcerpts(w, []notes.Excerpt{e})
	}
}

// missingConsents names them by kind; by whom, when others have given it.
func missingConsents(missing []notes.ConsentMissing, parties int) string {
	var parts []string
	by := map[string][]notes.Label{}
	for _, c := range missing {
		by[c.Kind] = append(by[c.Kind], c.Party)
	}
	for _, kind := range notes.ConsentKinds() {
		part := strings.ReplaceAll(kind, "-", " ")
		switch len(by[kind]) {
		case 0:
			continue
		case parties:
		default:
			part += " of " + joined(by[kind])
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, ", ")
}

func endingConsents(list []notes.ConsentEnding) string {
	var parts []string
	for _, c := range list {
		parts = append(parts, fmt.Sprintf("%s, %s (%s)", strings.ReplaceAll(c.Kind, "-", " "), c.Until, c.ID))
	}
	return strings.Join(parts, "; ")
}
