package profile

import (
	"fmt"
	"strings"
)

// AnnexData is what only the record can tell an annex.
type AnnexData struct {
	Basis      string   // on what the record rests, as it was entered for the cases; "" not said
	Recipients []string // who received what, a line each
}

// AnnexRow is one thing that is told beside the copy.
type AnnexRow struct{ Label, Text string }

// annexRow is a row in the data, by language.
type annexRow struct{ Label, Text map[string]string }

// Annex is what a request of a type is to be told beside the copy: a title, a
// sentence before it, and rows. Not ok where the rules ask for none.
func (r Rules) Annex(typ, language string, d AnnexData) (lead Notice, rows []AnnexRow, ok bool) {
	for _, n := range r.Notices(typ, Person, language) {
		if n.ID == "annex" {
			lead, ok = n, true
		}
	}
	if !ok {
		return lead, nil, false
	}
	words := annexWordsOf(language)
	recipients, basis := words.nobody, ""
	if len(d.Recipients) > 0 {
		recipients = strings.Join(d.Recipients, "\n")
	}
	if d.Basis != "" {
		basis = " " + fmt.Sprintf(words.basis, d.Basis)
	}
	fill := strings.NewReplacer("{{.basis}}", basis, "{{.recipients}}", recipients, "{{.retention}}", r.Kept(language),
		"{{.authority}}", r.data.Phrases["authority"][language])
	for _, row := range r.data.Annex {
		rows = append(rows, AnnexRow{row.Label[language], fill.Replace(row.Text[language])})
	}
	return lead, rows, true
}

// Kept says how long a record is kept, to a client: a number of years only where
// the rule is confirmed.
func (r Rules) Kept(language string) string {
	words := annexWordsOf(language)
	if t := r.Retention; t.Years > 0 && t.Rule.Confirmed {
		return fmt.Sprintf(words.years, t.Years)
	}
	return words.asNeeded
}

// Told is a piece of text for a client that depends on the country, "" where the
// rules have none: ground (why a record is kept, and on what ground), authority
// (where one can complain).
func (r Rules) Told(piece, language string) string { return r.data.Phrases[piece][language] }

// Emergency are the services that help at any hour, each with its number. That
// they are right has to be checked before they are handed out.
func (r Rules) Emergency(language string) []string {
	return strings.Split(r.data.Phrases["emergency"][language], "; ")
}

type annexWords struct{ nobody, basis, years, asNeeded string }

func annexWordsOf(language string) annexWords {
	if language == "da" {
		return annexWords{"Ingen ifølge registret over udleveringer.", "Grundlag: %s.", "%d år efter den seneste optegnelse; længere, hvor en lov eller en verserende sag kræver det.",
			"Så længe arbejdet og reglerne for faget kræver det, og ikke længere."}
	}
	return annexWords{"Nobody, by the register of disclosures.", "It rests on: %s.", "%d years after the last entry; longer where a law or a pending matter asks for it.",
		"As long as the work and the rules of the profession ask for it, and no longer."}
}
