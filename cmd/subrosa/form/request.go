package form

import (
	"context"
	"slices"
	"time"

	"subrosa/notes"
)

// RequestTypes are what can come, in the words of whoever opens the letter.
func RequestTypes() []Option {
	return []Option{
		{"access", "the client wants to see or have the file"},
		{"lawyer-letter", "a lawyer writes, without a power of attorney or consent"},
		{"authorisation", "somebody brings the client's signed consent: a lawyer, an insurer, another therapist"},
		{"court-order", "a court orders it"},
		{"subpoena", "a subpoena, without a judge"},
		{"insurer", "an insurer asks"},
		{"regulator", "an authority that supervises you asks"},
		{"police", "the police ask"},
		{"executor", "somebody asks about a client who has died"},
		{"portability", "the client wants their own data to take along"},
		{"transfer", "the client goes on with another therapist"},
		{"rectification", "something in the file is said to be wrong"},
		{"erasure", "the file is to be erased"},
		{"restriction", "the file is not to be used for a time"},
		{"breach", "something confidential got out"},
		{"other", "something else"},
	}
}

// Request asks what a request says: when it came, who asks on what authority,
// and for which part of the record. Type and person are for the caller to fill in.
func (a *Asker) Request(ctx context.Context, in notes.RequestInput) (notes.RequestInput, error) {
	if in.Received == "" {
		in.Received = a.Now().Format(time.DateOnly)
	}
	own := slices.Contains([]string{"access", "portability", "rectification", "erasure", "restriction"}, in.Type) && in.Person != ""
	if in.Authority.Kind == "" && own {
		in.Authority.Kind = "own-right"
	}
	another := func(now values) bool { return !own || now(&in.Authority.Kind) != "own-right" }
	document := func(now values) bool { return another(now) && in.Type != "lawyer-letter" && in.Type != "breach" }
	scope := func(values) bool { return in.Person != "" && in.Type != "lawyer-letter" && in.Type != "breach" }
	first := page{title: "The request", questions: []question{
		{ask: "When did it come?", help: "a date; today and yesterday will do", value: &in.Received, check: a.someDate},
	}}
	who := []question{
		{ask: "Name", help: "of whoever asks: the letter goes to them", value: &in.Requester.Name, check: required},
		{ask: "Role", help: "for example lawyer; may stay empty", value: &in.Requester.Role},
		{ask: "Address", help: "may stay empty", value: &in.Requester.Address},
	}
	switch {
	case in.Type == "breach":
		first.questions[0] = question{ask: "When was it found?", help: "a date and a time, 2006-01-02 15:04; empty: now", value: &in.Found}
	case !own:
		first.questions, who = append(first.questions, who...), nil
	default:
		first.questions = append(first.questions, question{ask: "Who asks?", value: &in.Authority.Kind, choices: []Option{
			{"own-right", "the person"},
			{"power-of-attorney", "somebody with a power of attorney"},
			{"consent", "somebody with the person's written consent"},
		}})
	}
	err := a.fill(ctx, first,
		page{title: "Who asks for the person", when: func(now values) bool { return own && another(now) }, questions: who},
		page{title: "Their authority", when: document, questions: []question{
			{ask: "Reference of the document", help: "may stay empty", value: &in.Authority.Reference},
			{ask: "Signed by", help: "may stay empty", value: &in.Authority.SignedBy},
			{ask: "Date of the document", help: "may stay empty", value: &in.Authority.Date, check: a.optionalDate},
		}},
		page{title: "What is asked for", when: scope, questions: []question{
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
