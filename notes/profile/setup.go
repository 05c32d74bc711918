package profile

import (
	"errors"
	"fmt"
)

// Question is one of those that lead to a profile.
type Question struct {
	ID      string
	Ask     string
	Help    string
	Choices []Choice
	// After says on which answer to which question it is asked; both "": always.
	After, Answer string
}

// Choice is an answer and its words.
type Choice struct {
	Answer, Words string
}

const (
	countryQuestion    = "country"
	authorisedQuestion = "authorised"
	professionQuestion = "profession"
)

// Questions are those asked at set-up, in their order. None has a default.
func Questions() []Question {
	return []Question{
		{ID: countryQuestion, Ask: "Where do you practise?", Choices: []Choice{
			{"dk", "Denmark"}, {"eu", "another country of the EU or EEA"}, {"uk", "the United Kingdom"}, {"us", "the United States"}}},
		{ID: authorisedQuestion, Ask: "Are you authorised by the state as a health professional?",
			Help: "as psychologist, doctor, nurse ...: it counts even if you work as a psychotherapist", After: countryQuestion, Answer: "dk",
			Choices: []Choice{{"no", "no"}, {"yes", "yes"}}},
		{ID: professionQuestion, Ask: "Authorised as what?", After: authorisedQuestion, Answer: "yes",
			Choices: []Choice{{"psychologist", "psychologist"}, {"doctor", "doctor"}, {"nurse", "nurse"}, {"other", "another authorised profession"}}},
	}
}

// Derive is the profile that follows from the answers, and why, in a sentence to
// be read before she agrees. A question that is not answered is an error, never
// a default.
func Derive(answers map[string]string) (name, why string, err error) {
	for _, q := range Questions() {
		if q.After != "" && answers[q.After] != q.Answer {
			continue
		}
		if !q.has(answers[q.ID]) {
			return "", "", fmt.Errorf("%s: %w", q.ID, errUnanswered)
		}
	}
	switch answers[countryQuestion] {
	case "eu":
		return "eu", "The General Data Protection Regulation alone. Your country has rules of its own on secrecy, on keeping records and on holidays: check them with your lawyer.", nil
	case "uk":
		return "uk", "The UK GDPR and the Data Protection Act 2018.", nil
	case "us":
		return "us-hipaa", "The HIPAA Privacy Rule, which binds who bills electronically and is a good measure for others. The law of your state can ask for more: check with your lawyer.", nil
	}
	if answers[authorisedQuestion] == "no" {
		return "dk-psykoterapeut", "Psychotherapists without authorisation are under the General Data Protection Regulation, databeskyttelsesloven and the ethics of their association.", nil
	}
	return "dk-autoriseret", "Authorised health persons are under autorisationsloven and sundhedsloven, in their psychotherapy too: access within seven working days, records for 10 years." +
		keeping(answers[professionQuestion]), nil
}

var errUnanswered = errors.New("this has to be answered")

// keeping is what a profession changes about how long a record is kept.
func keeping(profession string) string {
	switch profession {
	case "doctor":
		return ""
	case "psychologist":
		return " Psychologists since 1 January 2026; whether 5 years are enough for them, check with your lawyer."
	}
	return " For some professions 5 years are enough: check with your lawyer."
}

func (q Question) has(answer string) bool {
	for _, c := range q.Choices {
		if c.Answer == answer {
			return true
		}
	}
	return false
}
