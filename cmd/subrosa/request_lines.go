package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"subrosa/cmd/subrosa/form"
	"subrosa/cmd/subrosa/screen"
	"subrosa/notes"
)

// reviewing is the walk by line prompts. Each answer is kept when it is given.
type reviewing struct {
	*app
	b    *notes.Book
	text notes.ReviewText
}

// reviewLines asks about every note, then about everything that is open, then for
// the code that approves the plan.
func (a *app) reviewLines(ctx context.Context, b *notes.Book, id notes.RequestID) (notes.Plan, error) {
	text, err := b.Reviewing(ctx, id)
	if err != nil {
		return notes.Plan{}, err
	}
	a.warnUnrecorded(b)
	w := &reviewing{a, b, text}
	for _, ask := range []func(context.Context) error{w.notes, w.places, w.mentions, w.approve} {
		if err := ask(ctx); err != nil {
			a.say("what was decided is kept; subrosa request review %s goes on", id)
			return w.text.Plan, err
		}
	}
	return w.text.Plan, nil
}

// decide keeps an answer. What the record refuses is said, and is not kept.
func (w *reviewing) decide(ctx context.Context, in notes.ReviewInput) (kept bool, err error) {
	text, err := w.b.Decide(ctx, w.text.Request.ID, in)
	if errors.As(err, new(*notes.Refused)) || errors.As(err, new(*notes.Invalid)) {
		w.say("! %v", shown(err))
		return false, nil
	}
	if err == nil {
		w.text = text
	}
	return err == nil, err
}

func (w *reviewing) notes(ctx context.Context) error {
	for i, n := range w.text.Plan.Notes {
		if strings.HasPrefix(n.Reason, "EE:") && n.Source == "rule" {
			continue
		}
		title := fmt.Sprintf("Note %d of %d: %s, %s, %s", i+1, len(w.text.Plan.Notes), n.ID, n.Start.Format("2 Jan 2006 15:04"), n.Kind)
		for done := false; !done; {
			var err error
			if done, err = w.note(ctx, title, i); err != nil {
				return err
			}
		}
	}
	return nil
}

// note asks about a note once; done when that is all about it.
func (w *reviewing) note(ctx context.Context, title string, i int) (done bool, err error) {
	if i >= len(w.text.Plan.Notes) { // another window was faster
		return true, nil
	}
	n := w.text.Plan.Notes[i]
	options := []form.Option{{Value: "", Label: strings.TrimSpace(n.Decision + "  " + n.Reason)}}
	if n.Source != "review" {
		options[0].Label = "as proposed: " + options[0].Label
	}
	if n.Decision == "include" {
		options = append(options, form.Option{Value: "withhold", Label: "withhold"}, form.Option{Value: "words", Label: "keep some words of it back"})
	} else {
		options = append(options, form.Option{Value: "include", Label: "include"})
	}
	options = append(options, form.Option{Value: "read", Label: "read it first"})
	if n.Source == "review" {
		options = append(options, form.Option{Value: "open", Label: "take back what was decided"})
	}
	choice, err := w.asker().Pick(ctx, title, options)
	switch {
	case err != nil || choice == "":
		return true, err
	case choice == "read":
		return false, w.readNote(ctx, w.b, n.ID)
	case choice == "words":
		return false, w.keepWords(ctx, n)
	}
	in := notes.ReviewNote{ID: n.ID, Decision: choice}
	switch choice {
	case "withhold":
		in.Reason, err = w.asker().Text(ctx, "Why does "+string(n.ID)+" stay?", w.codes(), n.Reason)
	case "include":
		in.Reason, err = w.asker().Text(ctx, "Why may "+string(n.ID)+" leave?", keptInVault, "")
	}
	if err != nil {
		return false, err
	}
	return w.decide(ctx, notes.ReviewInput{Notes: []notes.ReviewNote{in}})
}

const keptInVault = "the reason is kept in the vault"

// codes says how a reason for keeping something back can begin.
func (w *reviewing) codes() string {
	var list []string
	for _, r := range w.text.Reasons {
		list = append(list, r.Code)
	}
	if w.text.Marked {
		return "begin with a code, since it is listed for the recipient: " + strings.Join(list, " ")
	}
	return keptInVault + "; it can begin with a code: " + strings.Join(list, " ")
}

// keepWords keeps words back, wherever they stand in a note.
func (w *reviewing) keepWords(ctx context.Context, n notes.PlanNote) error {
	find, err := w.asker().Line(ctx, "Which words of "+string(n.ID)+"?", "as they stand there; empty: none", "", nil)
	if err != nil || strings.TrimSpace(find) == "" {
		return err
	}
	reason, err := w.asker().Text(ctx, "Why do they stay?", w.codes(), "")
	if err != nil {
		return err
	}
	_, err = w.decide(ctx, notes.ReviewInput{Spans: []notes.ReviewSpan{{Note: n.ID, Find: strings.TrimSpace(find), Reason: reason, Decision: "accepted"}}})
	return err
}

// places asks about every place that is open, once.
func (w *reviewing) places(ctx context.Context) error {
	type where struct {
		note                            notes.NoteID
		addendum, paragraph, start, end int
	}
	asked := map[where]bool{}
	for again := true; again; {
		again = false
		for i, s := range w.text.Plan.Spans {
			at := where{s.Note, s.Addendum, s.Paragraph, s.Start, s.End}
			if s.Decision != "open" || asked[at] {
				continue
			}
			again, asked[at] = true, true
			if err := w.place(ctx, i, s); err != nil {
				return err
			}
			break // the plan may be another one now
		}
	}
	return nil
}

// place asks about one place.
func (w *reviewing) place(ctx context.Context, i int, s notes.PlanSpan) error {
	text, whole := w.words(i, s)
	title := fmt.Sprintf("%s, paragraph %d: ", s.Note, s.Paragraph)
	if s.Addendum > 0 {
		title = fmt.Sprintf("%s, addendum %d, paragraph %d: ", s.Note, s.Addendum, s.Paragraph)
	}
	switch {
	case whole && s.Source == "name":
		title += "everybody's paragraph names only another party"
	case s.Source == "mark":
		title += "said alone by somebody who agreed to the release"
	case s.Source == "pattern":
		title += fmt.Sprintf("%q is a number or an address", text)
	default:
		title += fmt.Sprintf("%q stands in clear", text)
	}
	if whole {
		w.asker().Say(text)
	}
	stays := s.Replacement + " in its place"
	if s.Replacement == "" {
		stays = "it stays, and nothing stands in its place"
	}
	choice, err := w.asker().Pick(ctx, title, []form.Option{
		{Value: "accepted", Label: stays}, {Value: "rejected", Label: "it may leave as it stands"}, {Value: "", Label: "decide later"}})
	if err != nil || choice == "" {
		return err
	}
	in := notes.ReviewSpan{Note: s.Note, Addendum: s.Addendum, Paragraph: s.Paragraph, Start: s.Start, End: s.End, Decision: choice}
	if choice == "rejected" {
		if in.Reason, err = w.asker().Text(ctx, "Why may it leave?", keptInVault, ""); err != nil {
			return err
		}
	}
	_, err = w.decide(ctx, notes.ReviewInput{Spans: []notes.ReviewSpan{in}})
	return err
}

// words are the text of a place of the plan, and whether that is all of its
// paragraph.
func (w *reviewing) words(i int, s notes.PlanSpan) (text string, whole bool) {
	for _, n := range w.text.Notes {
		for _, part := range n.Parts {
			for _, p := range part.Paragraphs {
				for _, at := range p.Spans {
					if at == i {
						runes := []rune(p.Text)
						return string(runes[s.Start:s.End]), s.Start == 0 && s.End == len(runes)
					}
				}
			}
		}
	}
	return "", false
}

// mentions asks about the cases that speak of the person.
func (w *reviewing) mentions(ctx context.Context) error {
	for _, x := range w.text.Plan.Mentions {
		if x.Decision != "open" {
			continue
		}
		reason, err := w.asker().Line(ctx, string(x.Case)+" speaks of this person. Why does it stay out?", "empty: decide later", "", nil)
		if err != nil {
			return err
		}
		if reason = strings.TrimSpace(reason); reason == "" {
			continue
		}
		if _, err := w.decide(ctx, notes.ReviewInput{Mentions: []notes.ReviewMention{{Case: x.Case, Reason: reason}}}); err != nil {
			return err
		}
	}
	return nil
}

// approve says what is open, or approves when the code is typed.
func (w *reviewing) approve(ctx context.Context) error {
	p, id := w.text.Plan, w.text.Request.ID
	for _, k := range p.Blockers {
		switch k.Kind {
		case "draft":
			w.say("%s is a draft in scope: sign or discard it, then review again", k.Note)
		case "check":
			w.say("%s; request check %s", k.What, id)
		}
	}
	if len(p.Blockers) > 0 {
		w.say("not approved: %d open", len(p.Blockers))
		return nil
	}
	err := w.asker().ConfirmCode(ctx, fmt.Sprintf("%s: %s. Approve?", id, fates(p)), string(id))
	if errors.Is(err, form.ErrNotConfirmed) {
		w.say("not approved; what was decided is kept")
		return nil
	}
	if err != nil {
		return err
	}
	_, err = w.decide(ctx, notes.ReviewInput{Approve: true})
	return err
}

// readNote shows a note while its fate is being decided, as lines on the terminal.
func (a *app) readNote(ctx context.Context, b *notes.Book, id notes.NoteID) error {
	n, err := b.Note(ctx, id)
	if err != nil {
		return err
	}
	var text strings.Builder
	renderNote(&text, n, nil)
	_, err = io.WriteString(a.err, screen.Clean(text.String()))
	return err
}
