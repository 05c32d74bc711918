package form

import (
	"context"
	"strings"

	"subrosa/notes"
)

// Attachment asks what a file is, and whose where there are several: who gets it on
// request follows from that, so nothing is chosen beforehand.
func (a *Asker) Attachment(ctx context.Context, in notes.AttachmentInput, parties []notes.Party) (notes.AttachmentInput, error) {
	whose := string(in.Party)
	p := page{title: "The file", questions: []question{{ask: "What is it?", value: &in.Kind}, {ask: "Title", help: "may stay empty", value: &in.Title}}}
	for _, k := range notes.AttachmentKinds() {
		p.questions[0].choices = append(p.questions[0].choices, Option{k, k})
	}
	if in.Kind == "" {
		in.Kind = notes.AttachmentKinds()[0]
	}
	if len(parties) > 1 {
		q := question{ask: "Whose is it?", help: "they get it on request; everybody's goes to each", value: &whose, check: required, choices: []Option{{"", "(choose)"}}}
		for _, p := range parties {
			q.choices = append(q.choices, Option{string(p.Label), strings.TrimSpace(string(p.Label) + " " + p.Initials)})
		}
		q.choices = append(q.choices, Option{everybodys, "everybody's"})
		p.questions = append(p.questions, q)
	}
	if err := a.fill(ctx, p); err != nil {
		return notes.AttachmentInput{}, err
	}
	in.Party = ""
	if whose != everybodys {
		in.Party = notes.Label(whose)
	}
	return in, nil
}

const everybodys = "everybody"
