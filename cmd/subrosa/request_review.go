package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"subrosa/cmd/subrosa/form"
	"subrosa/cmd/subrosa/screen"
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
		Long: `Decide note by note what leaves and what stays, and approve the plan. On a
terminal each note is asked about in turn. The document is JSON: notes (id,
decision include or withhold, reason), spans (note, and find or paragraph, start,
end; decision accepted or rejected; reason) for names that the plan shows,
accept_all, approve.

Approving fixes the date, the head of the log, the first page number and the
digest of every note. A draft in scope, and a name in clear that is not decided,
must be settled first.`,
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
		return missing("from", "the decisions")
	}
	var p notes.Plan
	err := a.withRequest(ctx, args, func(ctx context.Context, b *notes.Book, id notes.RequestID) (err error) {
		if o.from == "" {
			if err := o.walk(ctx, a, b, id); err != nil {
				return err
			}
		}
		p, err = b.Review(ctx, id, o.in)
		return err
	})
	if err != nil {
		return err
	}
	return a.print(p, func(w io.Writer) { renderPlan(w, p) })
}

// walk asks about every note, then about every name in clear, then whether the
// plan is approved.
func (o *requestReviewOptions) walk(ctx context.Context, a *app, b *notes.Book, id notes.RequestID) error {
	p, err := b.Plan(ctx, id)
	if err != nil {
		return err
	}
	for i, n := range p.Notes {
		if strings.HasPrefix(n.Reason, "EE:") {
			continue
		}
		title := fmt.Sprintf("Note %d of %d: %s, %s, %s", i+1, len(p.Notes), n.ID, n.Start.Format("2 Jan 2006 15:04"), n.Kind)
		if err := o.note(ctx, a, b, title, n); err != nil {
			return err
		}
	}
	if len(o.in.Notes) > 0 { // what was decided can settle names, or bring in others
		if p, err = b.Review(ctx, id, notes.ReviewInput{Notes: o.in.Notes}); err != nil {
			return err
		}
		o.in.Notes = nil
	}
	for _, s := range p.Spans {
		if s.Source == "name" && s.Decision == "open" {
			if err := o.name(ctx, a, b, s); err != nil {
				return err
			}
		}
	}
	for _, k := range p.Blockers {
		if k.Kind == "draft" {
			a.say("%s is a draft in scope: sign or discard it, then review again", k.Note)
			return nil
		}
	}
	leaves := 0
	for _, n := range p.Notes {
		if n.Decision == "include" {
			leaves++
		}
	}
	o.in.Approve, err = a.asker().Confirm(ctx, fmt.Sprintf("%s: %s leave, %d stay. Approve?", id, count(leaves, "note"), len(p.Notes)-leaves))
	return err
}

func (o *requestReviewOptions) note(ctx context.Context, a *app, b *notes.Book, title string, n notes.PlanNote) error {
	other := map[string]string{"include": "withhold", "withhold": "include"}[n.Decision]
	for {
		choice, err := a.asker().Pick(ctx, title, []form.Option{
			{Value: "", Label: strings.TrimSpace("as proposed: " + n.Decision + "  " + n.Reason)},
			{Value: other, Label: other},
			{Value: "read", Label: "read it first"},
		})
		switch {
		case err != nil:
			return err
		case choice == "":
			return nil
		case choice == "read":
			if err := a.readNote(ctx, b, n.ID); err != nil {
				return err
			}
			continue
		}
		in := notes.ReviewNote{ID: n.ID, Decision: choice}
		if choice == "withhold" {
			if in.Reason, err = a.asker().Text(ctx, "Why does "+string(n.ID)+" stay?", "the reason is kept in the vault", n.Reason); err != nil {
				return err
			}
		}
		o.in.Notes = append(o.in.Notes, in)
		return nil
	}
}

// name asks about one place where a known name stands in clear.
func (o *requestReviewOptions) name(ctx context.Context, a *app, b *notes.Book, s notes.PlanSpan) error {
	n, err := b.Note(ctx, s.Note)
	if err != nil {
		return err
	}
	choice, err := a.asker().Pick(ctx, fmt.Sprintf("%s, paragraph %d: %q stands in clear", s.Note, s.Paragraph, spanText(n, s)), []form.Option{
		{Value: "accepted", Label: s.Replacement + " in its place"},
		{Value: "rejected", Label: "it may stand"},
		{Value: "", Label: "decide later"},
	})
	if err != nil || choice == "" {
		return err
	}
	in := notes.ReviewSpan{Note: s.Note, Addendum: s.Addendum, Paragraph: s.Paragraph, Start: s.Start, End: s.End, Decision: choice}
	if choice == "rejected" {
		if in.Reason, err = a.asker().Text(ctx, "Why may it stand?", "the reason is kept in the vault", ""); err != nil {
			return err
		}
	}
	o.in.Spans = append(o.in.Spans, in)
	return nil
}

// spanText is the text of a place in a note or one of its addenda.
func spanText(n notes.Note, s notes.PlanSpan) string {
	var paragraphs []notes.Paragraph
	for _, sec := range n.Sections {
		paragraphs = append(paragraphs, sec.Paragraphs...)
	}
	if s.Addendum > 0 {
		paragraphs = nil
		for _, a := range n.Addenda {
			if a.Mark == nil {
				if s.Addendum--; s.Addendum == 0 {
					paragraphs = a.Paragraphs
				}
			}
		}
	}
	if s.Paragraph > len(paragraphs) {
		return ""
	}
	text := []rune(paragraphs[s.Paragraph-1].Text)
	return string(text[min(s.Start, len(text)):min(s.End, len(text))])
}

// readNote shows a note while its fate is being decided: on the alternate
// screen, or with --plain as lines on the terminal.
func (a *app) readNote(ctx context.Context, b *notes.Book, id notes.NoteID) error {
	n, err := b.Note(ctx, id)
	if err != nil {
		return err
	}
	var text strings.Builder
	renderNote(&text, n)
	if a.fullScreen() && !a.flags.json {
		return a.readScreen(ctx, string(id), text.String())
	}
	_, err = io.WriteString(a.err, screen.Clean(text.String()))
	return err
}
