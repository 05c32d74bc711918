package form

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/term"
	"golang.org/x/text/unicode/norm"

	"subrosa/notes"
	"subrosa/notes/profile"
)

// Practice asks who keeps the record, starting from what p says, until the answers,
// shown together with what else is to be known, are right. The profile follows from
// plain questions, and is said with its reason; without an answer there is none.
func (a *Asker) Practice(ctx context.Context, p notes.Practice, besides ...string) (notes.Practice, error) {
	for {
		asked, why, err := a.practice(ctx, p)
		if err != nil {
			return notes.Practice{}, err
		}
		right := ""
		if err := a.fill(ctx, page{title: "All of it", questions: []question{{ask: "Is this right?", value: &right,
			help: strings.Join(append(a.summary(asked, why), besides...), "\n"), choices: []Option{{"yes", "yes"}, {"no", "no: once more, from the beginning"}}}}}); err != nil {
			return notes.Practice{}, err
		}
		if right == "yes" {
			return asked, nil
		}
		p = asked
	}
}

// summary are the answers, a line each; why the profile is what it is, where there is
// room for it.
func (a *Asker) summary(p notes.Practice, why string) []string {
	lines := []string{strings.Trim(p.Therapist+", "+p.Title, ", ")}
	if p.Address != "" {
		lines = append(lines, p.Address)
	}
	if p.Authorisation != "" {
		lines = append(lines, p.Authorisation)
	}
	lines = append(lines, "headings and letters in "+map[string]string{"en": "English", "da": "Danish"}[p.Language])
	var places []string
	for _, place := range p.Places {
		places = append(places, strings.Trim(place.Label+", "+place.Address, ", "))
	}
	if len(places) > 0 {
		lines = append(lines, strings.Join(places, "; "))
	}
	if _, rows, err := term.GetSize(int(a.Out.Fd())); err == nil && rows < 20 && !a.Plain {
		why = ""
	}
	return append(lines, strings.TrimSpace("Profile "+p.Profile+". "+why))
}

// practice asks once, and says why the profile is the one it is.
func (a *Asker) practice(ctx context.Context, p notes.Practice) (notes.Practice, string, error) {
	answers := answersFor(p.Profile)
	if p.Language == "" {
		p.Language = "en"
	}
	pages := []page{{title: "The practice", questions: []question{
		{ask: "Your name", value: &p.Therapist, help: "as it stands under notes and letters", check: required},
		{ask: "Title", value: &p.Title, help: "for example psychotherapist; may stay empty"},
		{ask: "Address of the practice", value: &p.Address, help: "for letters; may stay empty"},
	}}}
	for _, q := range profile.Questions() {
		pages = append(pages, rulesPage(q, answers))
	}
	pages[1].questions = append(pages[1].questions, question{ask: "Language of headings and letters", value: &p.Language,
		choices: []Option{{"en", "English"}, {"da", "Danish"}}})
	pages = append(pages, page{title: rulesTitle,
		when: func(now values) bool { return now(answers["country"]) != "dk" || now(answers["authorised"]) == "yes" },
		questions: []question{
			{ask: "Authorised by whom, under which number?", value: &p.Authorisation, help: "may stay empty"},
		}})
	if err := a.fill(ctx, pages...); err != nil {
		return notes.Practice{}, "", err
	}
	given := map[string]string{"country": *answers["country"]}
	if given["country"] == "dk" { // the others are not asked elsewhere
		for id, answer := range answers {
			given[id] = *answer
		}
	}
	name, why, err := profile.Derive(given)
	if err != nil {
		return notes.Practice{}, "", err
	}
	if p.Profile = name; name == "dk-psykoterapeut" {
		p.Authorisation = ""
	}
	p.Places, err = a.places(ctx, p.Places)
	return p, why, err
}

const rulesTitle = "The rules you work under"

// rulesPage asks one of the questions that lead to a profile.
func rulesPage(q profile.Question, answers map[string]*string) page {
	p := page{title: rulesTitle, questions: []question{{ask: q.Ask, help: q.Help, value: answers[q.ID], check: required}}}
	for _, c := range q.Choices {
		p.questions[0].choices = append(p.questions[0].choices, Option{c.Answer, c.Words})
	}
	if q.After != "" {
		p.when = func(now values) bool { return now(answers["country"]) == "dk" && now(answers[q.After]) == q.Answer }
	}
	return p
}

// answersFor are the answers that led to a profile, as far as it tells them.
func answersFor(name string) map[string]*string {
	known := map[string]map[string]string{
		"dk-psykoterapeut": {"country": "dk", "authorised": "no"}, "dk-autoriseret": {"country": "dk", "authorised": "yes"},
		"eu": {"country": "eu"}, "uk": {"country": "uk"}, "us-hipaa": {"country": "us"},
	}[name]
	answers := map[string]*string{}
	for _, q := range profile.Questions() {
		answers[q.ID] = new(known[q.ID])
	}
	return answers
}

// places walks through the rooms that there are and asks for more until an
// empty name.
func (a *Asker) places(ctx context.Context, places []notes.Place) ([]notes.Place, error) {
	places = slices.Clone(places)
	for i := 0; ; i++ {
		var p notes.Place
		known := i < len(places)
		if known {
			p = places[i]
		}
		help := "for example Østerbro; leave it empty when there is no other"
		check := func(s string) error { return placeName(s, places) }
		if known {
			help, check = "a room you see clients in", required
		}
		name := question{ask: fmt.Sprintf("Place %d", i+1), help: help, value: &p.Label, check: check}
		if err := a.fill(ctx, page{title: "Where you see clients", questions: []question{name}}); err != nil {
			return nil, err
		}
		if p.Label == "" {
			return places, nil
		}
		address := question{ask: "Address of " + p.Label, value: &p.Address, help: "may stay empty"}
		if err := a.fill(ctx, page{title: "Where you see clients", questions: []question{address}}); err != nil {
			return nil, err
		}
		if known {
			places[i] = p
			continue
		}
		p.ID = placeID(p.Label)
		places = append(places, p)
	}
}

// placeName refuses a name whose id is taken. Empty ends the list.
func placeName(s string, places []notes.Place) error {
	if strings.TrimSpace(s) == "" {
		return nil
	}
	id := placeID(s)
	if id == "" {
		return errors.New("a name has letters")
	}
	if slices.Contains([]string{"online", "client-home", "walk", "phone", "message"}, id) {
		return errors.New("that is there for everybody; only rooms need a name")
	}
	for _, p := range places {
		if p.ID == id {
			return errors.New("there is a place of that name")
		}
	}
	return nil
}

// placeID makes the id of a place of its label: Østerbro is osterbro.
func placeID(label string) string {
	label = strings.NewReplacer("ø", "o", "æ", "ae", "å", "a", "ß", "ss").Replace(strings.ToLower(label))
	var b strings.Builder
	for _, r := range norm.NFD.String(label) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case (r == ' ' || r == '-' || r == '.') && b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	return strings.Trim(b.String(), "-")
}

func required(s string) error {
	if strings.TrimSpace(s) == "" {
		return errors.New("this has to be answered")
	}
	return nil
}
