package form

import (
	"context"
	"strings"
	"time"

	"subrosa/notes"
)

// Consent asks what was agreed to, by whom, and until when.
func (a *Asker) Consent(ctx context.Context, in notes.ConsentInput, parties []notes.Party) (notes.ConsentInput, error) {
	who, explained := "", "no"
	everybody := []Option{}
	if len(parties) > 1 {
		var all []string
		for _, p := range parties {
			all = append(all, string(p.Label))
		}
		everybody = append(everybody, Option{strings.Join(all, ","), "all of them"})
	}
	for _, p := range parties {
		everybody = append(everybody, Option{string(p.Label), strings.TrimSpace(string(p.Label) + " " + p.Initials)})
	}
	if in.Given == "" {
		in.Given = a.Now().Format(time.DateOnly)
	}
	if in.Way == "" {
		in.Way = "signed"
	}
	var texts []string
	for _, l := range in.Parties {
		texts = append(texts, string(l))
	}
	who = strings.Join(texts, ",")
	isRelease := func(now values) bool { return now(&in.Kind) == "release" }
	err := a.fill(ctx,
		page{title: "A consent", questions: []question{
			{ask: "Of what?", value: &in.Kind, check: required, choices: []Option{
				{"informed-consent", "informed consent to the treatment"}, {"privacy-notice", "privacy notice, handed out and read"},
				{"joint-record", "agreement about one record"}, {"recording-policy", "recording policy, handed out and read"},
				{"release", "release: something is to be handed over"}}},
			{ask: "Who gave it?", value: &who, check: required, choices: everybody},
		}},
		page{title: "What is released", when: isRelease, questions: []question{
			{ask: "Which information?", value: &in.What, check: required, help: "for example: dates of the sessions and the closing summary"},
			{ask: "To whom?", value: &in.Recipient, check: required},
			{ask: "For what?", value: &in.Purpose, check: required},
			{ask: "From which time: since", value: &in.Since, check: a.optionalDate, help: "2026-01-31; may stay empty"},
			{ask: "and up to", value: &in.Upto, check: a.optionalDate, help: "may stay empty"},
			{ask: "Was it explained what follows from it?", value: &explained, choices: []Option{{"yes", "yes"}, {"no", "no"}}},
		}},
		page{title: "When and how", questions: []question{
			{ask: "How?", value: &in.Way, check: required, choices: []Option{{"signed", "signed on paper"}, {"electronic", "electronically"}, {"spoken", "by word of mouth"}}},
			{ask: "On which day?", value: &in.Given, check: a.optionalDate},
			{ask: "Its last day", value: &in.Until, check: a.optionalDate, help: "may stay empty"},
			{ask: "Which version of the sheet?", value: &in.Version, help: "may stay empty"},
		}})
	if err != nil {
		return notes.ConsentInput{}, err
	}
	in.Parties = nil
	for label := range strings.SplitSeq(who, ",") {
		in.Parties = append(in.Parties, notes.Label(label))
	}
	for _, date := range []*string{&in.Given, &in.Until, &in.Since, &in.Upto} {
		if *date = strings.TrimSpace(*date); *date != "" {
			*date = a.iso(*date)
		}
	}
	in.Explained = in.Kind == "release" && explained == "yes"
	return in, nil
}
