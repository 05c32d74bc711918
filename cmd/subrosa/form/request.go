package form

import (
	"context"
	"time"

	"subrosa/notes"
)

// Request asks what a person's request says: when it came, who asks on what
// authority, and for which part of the record. Type and person are for the
// caller to fill in.
func (a *Asker) Request(ctx context.Context, in notes.RequestInput) (notes.RequestInput, error) {
	if in.Received == "" {
		in.Received = a.Now().Format(time.DateOnly)
	}
	if in.Authority.Kind == "" {
		in.Authority.Kind = "own-right"
	}
	another := func(now values) bool { return now(&in.Authority.Kind) != "own-right" }
	err := a.fill(ctx,
		page{title: "The request", questions: []question{
			{ask: "When did it come?", help: "a date; today and yesterday will do", value: &in.Received, check: a.someDate},
			{ask: "Who asks?", value: &in.Authority.Kind, choices: []Option{
				{"own-right", "the person"},
				{"power-of-attorney", "somebody with a power of attorney"},
				{"consent", "somebody with the person's written consent"},
			}},
		}},
		page{title: "Who asks for the person", when: another, questions: []question{
			{ask: "Name", help: "the letter of the packet goes to them", value: &in.Requester.Name, check: required},
			{ask: "Role", help: "for example lawyer; may stay empty", value: &in.Requester.Role},
			{ask: "Address", help: "may stay empty", value: &in.Requester.Address},
		}},
		page{title: "Their authority", when: another, questions: []question{
			{ask: "Reference of the document", help: "may stay empty", value: &in.Authority.Reference},
			{ask: "Signed by", help: "may stay empty", value: &in.Authority.SignedBy},
			{ask: "Date of the document", help: "may stay empty", value: &in.Authority.Date, check: a.optionalDate},
		}},
		page{title: "What is asked for", questions: []question{
			{ask: "From", help: "a date; empty: from the beginning", value: &in.Scope.From, check: a.optionalDate},
			{ask: "To", help: "a date; empty: until today", value: &in.Scope.To, check: a.optionalDate},
			{ask: "In their words", help: "may stay empty", value: &in.Scope.Text},
			{ask: "Matter or case number of theirs", help: "may stay empty", value: &in.Matter},
		}},
	)
	if err != nil {
		return notes.RequestInput{}, err
	}
	for _, d := range []*string{&in.Received, &in.Authority.Date, &in.Scope.From, &in.Scope.To} {
		*d = a.iso(*d)
	}
	if in.Authority.Kind == "own-right" {
		in.Requester = notes.RequesterInput{}
	}
	return in, nil
}

func (a *Asker) someDate(s string) error {
	if err := required(s); err != nil {
		return err
	}
	return a.optionalDate(s)
}
