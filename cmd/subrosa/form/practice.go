package form

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"subrosa/notes"
)

// Practice asks who keeps the record, starting from what p says. The
// profile follows from plain questions; without an answer there is none.
func (a *Asker) Practice(ctx context.Context, p notes.Practice) (notes.Practice, error) {
	country, authorised := countryOf(p.Profile)
	if p.Language == "" {
		p.Language = "en"
	}
	inDenmark := func(now values) bool { return now(&country) == "dk" }
	err := a.fill(ctx,
		page{title: "The practice", questions: []question{
			{ask: "Your name", value: &p.Therapist, help: "as it stands under notes and letters", check: required},
			{ask: "Title", value: &p.Title, help: "for example psychotherapist; may stay empty"},
			{ask: "Address of the practice", value: &p.Address, help: "for letters; may stay empty"},
		}},
		page{title: "The rules you work under", questions: []question{
			{ask: "Where do you practise?", value: &country, check: required, choices: []Option{
				{"dk", "Denmark"}, {"eu", "another country of the EU or EEA"},
				{"uk", "the United Kingdom"}, {"us", "the United States"},
			}},
			{ask: "Language of headings and letters", value: &p.Language, choices: []Option{{"en", "English"}, {"da", "Danish"}}},
		}},
		page{title: "The rules you work under", when: inDenmark, questions: []question{
			{ask: "Are you authorised by the state as a health professional?", value: &authorised,
				help:    "as psychologist, doctor, nurse ...: it counts even if you work as a psychotherapist",
				check:   required,
				choices: []Option{{"no", "no"}, {"yes", "yes"}}},
		}},
		page{title: "The rules you work under",
			when: func(now values) bool { return !inDenmark(now) || now(&authorised) == "yes" },
			questions: []question{
				{ask: "Authorised as what, by whom, under which number?", value: &p.Authorisation, help: "may stay empty"},
			}},
	)
	if err != nil {
		return notes.Practice{}, err
	}
	p.Profile = profileOf(country, authorised)
	if p.Profile == "dk-psykoterapeut" {
		p.Authorisation = ""
	}
	p.Places, err = a.places(ctx, p.Places)
	return p, err
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

// countryOf and profileOf go between a profile and the questions that it
// follows from.
func countryOf(profile string) (country, authorised string) {
	switch profile {
	case "dk-psykoterapeut":
		return "dk", "no"
	case "dk-autoriseret":
		return "dk", "yes"
	case "eu", "uk":
		return profile, ""
	case "us-hipaa":
		return "us", ""
	}
	return "", ""
}

func profileOf(country, authorised string) string {
	switch {
	case country == "dk" && authorised == "yes":
		return "dk-autoriseret"
	case country == "dk":
		return "dk-psykoterapeut"
	case country == "us":
		return "us-hipaa"
	}
	return country
}

func required(s string) error {
	if strings.TrimSpace(s) == "" {
		return errors.New("this has to be answered")
	}
	return nil
}
