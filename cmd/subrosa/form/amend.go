package form

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"subrosa/cmd/subrosa/screen"
	"subrosa/notes"
	"subrosa/notes/document"
)

// Amend asks what is to stand beside a signed note: which kind of addendum,
// unless kind says so already, and its text.
func (a *Asker) Amend(ctx context.Context, kind string, parties []string) (string, []document.Paragraph, error) {
	if kind == "" {
		kind = "addendum"
		err := a.fill(ctx, page{title: "Beside the signed note", questions: []question{{
			ask: "What is it?", value: &kind, help: "the note itself stays as it was signed", choices: []Option{
				{"addendum", "an addendum: something more"},
				{"correction", "a correction: something was wrong"},
				{"late-entry", "a late entry: something was left out"},
				{"client-statement", "the client's own statement"},
			}}}})
		if err != nil {
			return "", nil, err
		}
	}
	body, err := a.Paragraphs(ctx, "The text: "+kind, "it is signed at once, with today's date", parties)
	return kind, body, err
}

// Mark asks whose a paragraph of a signed note is, and why that changes.
func (a *Asker) Mark(ctx context.Context, n notes.Note, parties []string) (notes.MarkInput, error) {
	var which []Option
	var now []string
	for _, s := range n.Sections {
		for _, p := range s.Paragraphs {
			now = append(now, p.Whose)
			whose := p.Whose
			if whose == "" {
				whose = "everybody's"
			}
			number := strconv.Itoa(len(which) + 1)
			which = append(which, Option{number, fmt.Sprintf("%s  %s, %s: %s", number,
				screen.Line(s.Heading), whose, screen.Fit(screen.Line(p.Text), 40))})
		}
	}
	number, err := a.Pick(ctx, "Which paragraph?", which)
	if err != nil {
		return notes.MarkInput{}, err
	}
	at, err := strconv.Atoi(number)
	if err != nil {
		return notes.MarkInput{}, err
	}
	others := slices.DeleteFunc(whoseOptions(parties), func(o Option) bool { return o.Value == now[at-1] })
	whose, err := a.Pick(ctx, "Whose is it?", others)
	if err != nil {
		return notes.MarkInput{}, err
	}
	reason, err := a.Text(ctx, "Why is the mark changed?", "it is signed and kept with the note", "")
	if err != nil {
		return notes.MarkInput{}, err
	}
	return notes.MarkInput{Paragraph: at, Whose: whose, Reason: strings.TrimSpace(reason)}, nil
}

func whoseOptions(parties []string) []Option {
	out := []Option{{"", "everybody's"}}
	for _, p := range parties {
		out = append(out, Option{p, "about " + p + " only"})
	}
	for _, p := range parties {
		out = append(out, Option{p + " alone", "said by " + p + " while the others were not there"})
	}
	if len(parties) > 2 {
		for i, p := range parties {
			for _, q := range parties[i+1:] {
				out = append(out, Option{p + "," + q, "about " + p + " and " + q})
			}
		}
	}
	return out
}
