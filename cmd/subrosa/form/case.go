package form

import (
	"context"
	"errors"
	"regexp"
	"slices"
	"strings"
	"time"

	"subrosa/notes"
	"subrosa/notes/document"
)

// Case asks for a case: its kind, who the parties are, and whom they talk
// about. It starts from in, so that it edits one too.
func (a *Asker) Case(ctx context.Context, in notes.CaseInput) (notes.CaseInput, error) {
	if in.Kind == "" {
		in.Kind = "individual"
	}
	err := a.fill(ctx, page{title: "A case", questions: []question{
		{ask: "Kind", value: &in.Kind, choices: []Option{
			{"individual", "one client"}, {"couple", "a couple"}, {"family", "a family"},
			{"inquiry", "a first talk, not yet a client"}, {"practice", "nobody: supervision and the like"},
		}},
		{ask: "Opened", help: "a date; empty is today", value: &in.Opened, check: a.optionalDate},
	}}, aboutCase(&in))
	if err != nil {
		return notes.CaseInput{}, err
	}
	in.Opened = a.iso(in.Opened)
	return a.people(ctx, in, in.Kind)
}

// Converted asks for what an inquiry needs more when it becomes a case of a kind.
func (a *Asker) Converted(ctx context.Context, in notes.CaseInput, kind string) (notes.CaseInput, error) {
	if err := a.fill(ctx, aboutCase(&in)); err != nil {
		return notes.CaseInput{}, err
	}
	return a.people(ctx, in, kind)
}

func aboutCase(in *notes.CaseInput) page {
	return page{title: "A case", questions: []question{
		{ask: "Why they come", help: "in a few words; may stay empty", value: &in.Reason},
		{ask: "Service", help: "for example couples therapy; may stay empty", value: &in.Service},
		{ask: "Legal basis", help: "if you write it down for each case; may stay empty", value: &in.LegalBasis},
	}}
}

// people asks for the parties that a kind of case has, and whom they talk about.
func (a *Asker) people(ctx context.Context, in notes.CaseInput, kind string) (notes.CaseInput, error) {
	var err error
	if in.Parties, err = a.parties(ctx, kind, in.Parties); err != nil {
		return notes.CaseInput{}, err
	}
	labels := make([]string, 0, len(in.Parties))
	for _, p := range in.Parties {
		labels = append(labels, p.Label)
	}
	in.Aliases, err = a.aliases(ctx, in.Aliases, labels)
	return in, err
}

// parties asks for as many as the kind of case has; a family ends with an
// empty name.
func (a *Asker) parties(ctx context.Context, kind string, parties []notes.PartyInput) ([]notes.PartyInput, error) {
	least, most := 1, 1
	switch kind {
	case "couple":
		least, most = 2, 2
	case "family":
		least, most = 2, 12
	case "practice":
		return nil, nil
	}
	parties = slices.Clone(parties)
	for i := 0; i < max(most, len(parties)); i++ {
		p := notes.PartyInput{Label: string(rune('A' + i))}
		if i < len(parties) {
			p = parties[i]
		}
		more, err := a.party(ctx, &p, i >= least && i >= len(parties))
		if err != nil || !more {
			return parties, err
		}
		if i < len(parties) {
			parties[i] = p
		} else {
			parties = append(parties, p)
		}
	}
	return parties, nil
}

// party asks for one party; more is false when the name stayed empty where
// that ends the list.
func (a *Asker) party(ctx context.Context, p *notes.PartyInput, optional bool) (more bool, err error) {
	title := "Party " + p.Label
	name := p.Name
	if p.Person != "" {
		name = p.Person
	}
	help, check := "a full name, or the code (P-001) of somebody known", required
	if optional {
		help, check = help+"; empty: nobody else", nil
	}
	err = a.fill(ctx, page{title: title, questions: []question{{ask: "Name", help: help, value: &name, check: check}}})
	if err != nil || name == "" {
		return false, err
	}
	changed := p.Person != "" || p.Name != name
	p.Person, p.Name = "", name
	code, ok := personCode(name)
	if !ok && changed {
		if code, err = a.sameAs(ctx, title, name); err != nil {
			return false, err
		}
	}
	if code != "" {
		p.Person, p.Name = code, ""
		err = a.fill(ctx, page{title: title, questions: []question{{ask: "Role", help: "if it matters; may stay empty", value: &p.Role}}})
		return true, err
	}
	others := strings.Join(p.Names, ", ")
	err = a.fill(ctx,
		page{title: title, questions: []question{
			{ask: "Other names and spellings", help: "nicknames, a former name; commas between", value: &others},
			{ask: "Born", help: "a date; may stay empty", value: &p.Born, check: a.optionalDate},
			{ask: "Role", help: "if it matters; may stay empty", value: &p.Role},
		}},
		page{title: title + ", contact", questions: []question{
			{ask: "Mail", value: &p.Email, check: optionalMail},
			{ask: "Telephone", value: &p.Phone},
			{ask: "Address", value: &p.Address},
			{ask: "Country", help: "two letters, empty if it is yours", value: &p.Country, check: optionalCountry},
		}},
	)
	if err != nil {
		return false, err
	}
	p.Names, p.Born = list(others), a.iso(p.Born)
	p.Country = strings.ToUpper(p.Country)
	p.Safe, err = a.safe(ctx, title, *p)
	return true, err
}

// safe asks which of the contacts that were given may be used.
func (a *Asker) safe(ctx context.Context, title string, p notes.PartyInput) ([]string, error) {
	options := []Option{{"", "none of them"}}
	for _, c := range []struct{ given, key, words string }{{p.Email, "email", "mail"}, {p.Phone, "phone", "telephone"}, {p.Address, "address", "address"}} {
		if c.given == "" {
			continue
		}
		for _, o := range slices.Clone(options) {
			if o.Value == "" {
				options = append(options, Option{c.key, c.words})
				continue
			}
			options = append(options, Option{o.Value + "," + c.key, o.Label + " and " + c.words})
		}
	}
	if len(options) == 1 {
		return nil, nil
	}
	var known []string
	for _, key := range []string{"email", "phone", "address"} {
		if slices.Contains(p.Safe, key) {
			known = append(known, key)
		}
	}
	chosen := strings.Join(known, ",")
	q := question{ask: "Which of these are safe to use?", help: "where nobody else reads or listens", value: &chosen, choices: options}
	if !q.offers(chosen) {
		chosen = ""
	}
	err := a.fill(ctx, page{title: title + ", contact", questions: []question{q}})
	return list(chosen), err
}

// sameAs asks whether a name is that of somebody known: the code, or "".
func (a *Asker) sameAs(ctx context.Context, title, name string) (string, error) {
	if a.Known == nil {
		return "", nil
	}
	list, err := a.Known(ctx, name)
	if err != nil {
		return "", err
	}
	cases := map[notes.PersonCode][]string{}
	options := []Option{{Label: "somebody else, who is new here"}}
	for _, k := range list {
		if k.Person == "" {
			continue
		}
		if cases[k.Person] == nil {
			options = append(options, Option{Value: string(k.Person)})
		}
		cases[k.Person] = append(cases[k.Person], string(k.Case))
	}
	if len(options) == 1 {
		return "", nil
	}
	for i, o := range options[1:] {
		options[i+1].Label = strings.TrimSpace("the same: " + o.Value + "  " + strings.Join(cases[notes.PersonCode(o.Value)], ", "))
	}
	code := ""
	err = a.fill(ctx, page{title: title, questions: []question{{ask: "That name is known here. Is it the same person?", value: &code, choices: options}}})
	return code, err
}

// Aliases asks for persons the client talks about, until an empty token.
func (a *Asker) Aliases(ctx context.Context, labels []string) ([]notes.AliasInput, error) {
	return a.aliases(ctx, nil, labels)
}

func (a *Asker) aliases(ctx context.Context, known []notes.AliasInput, labels []string) ([]notes.AliasInput, error) {
	known = slices.Clone(known)
	for i := 0; ; i++ {
		var in notes.AliasInput
		if i < len(known) {
			in = known[i]
		}
		err := a.fill(ctx, page{title: "Somebody they talk about", questions: []question{{
			ask: "Short name for notes", value: &in.Token, check: optionalToken,
			help: "not the real one, for example boss: it is written @boss; empty: nobody else",
		}}})
		if in.Token = strings.TrimPrefix(in.Token, "@"); err != nil || in.Token == "" {
			return known[:min(i, len(known))], err
		}
		names := strings.Join(in.Names, ", ")
		questions := []question{
			{ask: "Real names", help: "so that they are found where they stand in clear; commas between", value: &names},
			{ask: "Who is it?", help: "for example his boss", value: &in.Relation},
		}
		if len(labels) > 1 {
			questions = append(questions, question{ask: "Whose?", value: &in.Of, choices: ofOptions(labels)})
		}
		if err := a.fill(ctx, page{title: "@" + in.Token, questions: questions}); err != nil {
			return nil, err
		}
		if in.Names = list(names); len(labels) == 1 {
			in.Of = labels[0]
		}
		if i < len(known) {
			known[i] = in
		} else {
			known = append(known, in)
		}
	}
}

func ofOptions(labels []string) []Option {
	options := []Option{{"", "everybody's"}}
	for _, l := range labels {
		options = append(options, Option{l, l + "'s"})
	}
	return options
}

var (
	personPattern  = regexp.MustCompile(`^[Pp]-[0-9]{1,6}$`)
	tokenPattern   = regexp.MustCompile(`^@?[\pL\pN]+(-[\pL\pN]+)*$`)
	mailPattern    = regexp.MustCompile(`^[^@\s]+@[^@\s]+\.[^@\s]+$`)
	countryPattern = regexp.MustCompile(`^[A-Za-z]{2}$`)
)

func personCode(s string) (string, bool) {
	if !personPattern.MatchString(s) {
		return "", false
	}
	code, err := notes.ParsePersonCode(s)
	return string(code), err == nil
}

func optionalToken(s string) error {
	if s = strings.TrimSpace(s); s != "" && !tokenPattern.MatchString(s) {
		return errors.New("letters, digits and inner hyphens only")
	}
	return nil
}

func optionalMail(s string) error {
	if s = strings.TrimSpace(s); s != "" && !mailPattern.MatchString(s) {
		return errors.New("that is no mail address")
	}
	return nil
}

func optionalCountry(s string) error {
	if s = strings.TrimSpace(s); s != "" && !countryPattern.MatchString(s) {
		return errors.New("two letters, for example SE")
	}
	return nil
}

// optionalDate takes the dates that a note document takes.
func (a *Asker) optionalDate(s string) error {
	if strings.TrimSpace(s) == "" {
		return nil
	}
	if _, err := a.date(s); err != nil {
		return errors.New("not a date such as 2026-11-20, 20.11.2026, today or yesterday")
	}
	return nil
}

// iso writes a date that was checked as the record wants it.
func (a *Asker) iso(s string) string {
	if t, err := a.date(s); err == nil {
		return t.Format(time.DateOnly)
	}
	return s
}

func (a *Asker) date(s string) (time.Time, error) {
	t, clock, err := document.ParseWhen(strings.TrimSpace(s), a.Now())
	if err == nil && clock {
		err = errors.New("a date without a time")
	}
	return t, err
}

// list reads what stands between commas.
func list(s string) []string {
	var out []string
	for _, w := range strings.Split(s, ",") {
		if w = strings.TrimSpace(w); w != "" {
			out = append(out, w)
		}
	}
	return out
}
