package profile

import (
	"bytes"
	"fmt"
	"io"
	"reflect"
	"strings"
	"testing"
)

// docs/profiles.md is written from the data, and is current.
func TestProfilesAreDocumented(t *testing.T) {
	var want bytes.Buffer
	writeProfiles(&want)
	golden(t, "../../docs/profiles.md", want.Bytes())
}

const profilesIntroduction = `# Profiles

Written from the data by a test: ` + "`go test -tags sqlite_fts5 ./notes/profile -update`" + ` writes it anew.

A profile is what differs from one country and profession to the next: by when to answer, what must be true before anything
leaves, what may be left out on which ground, how long a record is kept, what the letters say. It is chosen at set-up by plain
questions; there is no default.

A profile has editions, each from a day on. A request keeps the edition of the day on which it was received, a record that of its
last entry. For a day before the first edition the first one holds.

This is no legal advice. A rule is marked ` + "`yes`" + ` when it was read in its source; wherever another one is shown, it says "check with your
lawyer". Where two readings are possible, the earlier day and the smaller disclosure were taken. All of it needs a lawyer's eye before
you rely on it.

A term in months ends on the day with the same number, or the last of the month. Where the table says "moved", an end on a weekend or
public holiday goes to the next working day. 5 June, 24 and 31 December are working days here: in Denmark offices are closed then, but
statutes name them beside the public holidays, and an earlier day is never too late. For the European Union only weekends, New Year,
Easter Monday and Christmas Day are taken, as holidays are national.
`

func writeProfiles(w io.Writer) {
	fmt.Fprint(w, profilesIntroduction)
	first := All()[0].editions[0]
	for _, p := range All() {
		fmt.Fprintf(w, "\n## %s: `%s`\n", p.Title, p.Name)
		for i, r := range p.Editions() {
			fmt.Fprintf(w, "\n### `%s` from %s\n", p.Name, r.From)
			before := map[string]Rule{}
			if i > 0 {
				before = rulesByName(p.editions[i-1])
				fmt.Fprint(w, "\nWhat changes; the rest goes on as before.\n")
			} else {
				writeTerms(w, r)
				writeGates(w, r, first)
				writeReasons(w, r)
			}
			writeRules(w, r, before)
		}
	}
}

func writeTerms(w io.Writer, r Rules) {
	authority := r.Authority
	if authority == "" {
		authority = "depends on the country"
	}
	years := "the practice decides"
	if n := r.Retention.Years; n > 0 {
		years = fmt.Sprintf("%d years after the last entry", n)
	}
	fmt.Fprintf(w, "\nWhere to complain: %s. Records are kept: %s. Inquiries: %d days.\n", authority, years, r.Retention.InquiryDays)
	fmt.Fprint(w, "\n| request | to answer | put off to |\n|---|---|---|\n")
	for _, typ := range types {
		var terms []string
		for _, t := range r.data.Terms[typ] {
			if s := t.length(r.data.Moves); s != "" {
				terms = append(terms, s)
			}
		}
		if len(terms) > 0 {
			fmt.Fprintf(w, "| %s | %s | %s |\n", typ, strings.Join(terms, "; "), r.data.Extensions[typ].length(r.data.Moves))
		}
	}
}

func (t term) length(moves bool) string {
	moved := ""
	if moves {
		moved = ", moved"
	}
	switch {
	case t.Hours > 0:
		return fmt.Sprintf("%d hours", t.Hours)
	case t.WorkingDays > 0:
		return fmt.Sprintf("%d working days", t.WorkingDays)
	case t.Months == 1:
		return "1 month" + moved
	case t.Months > 0:
		return fmt.Sprintf("%d months%s", t.Months, moved)
	case t.Days > 0:
		return fmt.Sprintf("%d days%s", t.Days, moved)
	}
	return ""
}

// writeGates lists the gates, of any profile but the first only those that differ.
func writeGates(w io.Writer, r, first Rules) {
	same := reflect.DeepEqual(r.data.Gates, first.data.Gates)
	switch {
	case r.Profile == first.Profile:
	case same:
		fmt.Fprintf(w, "\nWhat must be true first, and what may leave: as in `%s`.\n", first.Profile)
		return
	default:
		fmt.Fprintf(w, "\nWhat must be true first, and what may leave: as in `%s`, but for these.\n", first.Profile)
	}
	fmt.Fprint(w, "\n| request | packet | first ticked | carried by | of a couple | scope | process notes | the other's part | letters |\n|---|---|---|---|---|---|---|---|---|\n")
	for _, typ := range types {
		g := r.data.Gates[typ]
		if r.Profile != first.Profile && reflect.DeepEqual(g, first.data.Gates[typ]) {
			continue
		}
		packet, parties := "never", ""
		if g.Export {
			packet = "yes"
		}
		if g.EachParty {
			parties = "each consents"
		}
		fmt.Fprintf(w, "| %s | %s | %s | %s | %s | %s | %s | %s | %s |\n", typ, packet, strings.Join(g.Needs, ", "),
			strings.Join(g.Authorities, ", "), parties, g.Scope, g.Process, g.Other, strings.Join(g.Answers, ", "))
	}
}

func writeReasons(w io.Writer, r Rules) {
	fmt.Fprint(w, "\n| code | in a log | på dansk |\n|---|---|---|\n")
	for _, reason := range r.Reasons() {
		fmt.Fprintf(w, "| %s | %s | %s |\n", reason.Code, reason.Words["en"], reason.Words["da"])
	}
}

func rulesByName(r Rules) map[string]Rule {
	rules := map[string]Rule{}
	r.data.each(func(about string, rule *Rule) { rules[about] = *rule })
	return rules
}

func writeRules(w io.Writer, r Rules, before map[string]Rule) {
	fmt.Fprint(w, "\n| about | rule | source | read there |\n|---|---|---|---|\n")
	r.data.each(func(about string, rule *Rule) {
		if before[about] == *rule {
			return
		}
		read := "check with your lawyer"
		if rule.Confirmed {
			read = "yes"
		}
		fmt.Fprintf(w, "| %s | %s | %s | %s |\n", about, rule.Text, rule.Source, read)
	})
}
