package profile

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// full is a letter's data with everything that there can be; names and what was
// done can be told apart from everything else.
func full(r Rules) LetterData {
	at := time.Date(2026, 11, 23, 9, 5, 0, 0, time.UTC)
	return LetterData{
		Rules: r, Recipient: "Chris Zebra", Matter: "Zebra v. Yak",
		Type: "rectification", Received: at, Due: at.AddDate(0, 1, 0), Until: at.AddDate(0, 3, 0), Reasons: []string{"Yak one", "Yak two. "},
		Outcome: "refused", Found: at, What: "Yak what.", People: "Yak people.", Consequences: "Yak consequences.", Measures: "Yak measures.",
		Handed: at, Pages: "REC1 – REC9", SHA256: "abc",
	}
}

func text(l LetterText) string { return l.Subject + "\n" + strings.Join(l.Paragraphs, "\n") }

func mustLetter(t *testing.T, kind, language string, d LetterData) string {
	t.Helper()
	l, err := Letter(kind, language, d)
	if err != nil {
		t.Fatalf("%s, %s, %s: %v", d.Rules.Profile, kind, language, err)
	}
	return text(l)
}

func TestEveryLetterCanBeWritten(t *testing.T) {
	written := 0
	for _, p := range All() {
		for _, r := range p.Editions() {
			for _, kind := range LetterKinds() {
				for _, language := range []string{"en", "da"} {
					got := mustLetter(t, kind, language, full(r))
					if strings.Contains(got, "<no value>") || strings.Contains(got, "{{") || strings.Contains(got, "  ") || strings.Contains(got, "..") {
						t.Errorf("%s, %s, %s: %s", p.Name, kind, language, got)
					}
					written++
				}
			}
		}
	}
	if written < 100 {
		t.Errorf("only %d letters were written", written)
	}
}

// What says nothing to whoever was never a client says it in the same words to
// whoever was, and carries nothing but the day.
func TestLettersThatNameNobody(t *testing.T) {
	for _, p := range All() {
		for _, kind := range []string{"neutral", "notice"} {
			for _, language := range []string{"en", "da"} {
				d := full(p.On(time.Now()))
				got := mustLetter(t, kind, language, d)
				for _, never := range []string{"Zebra", "Yak"} {
					if strings.Contains(got, never) {
						t.Errorf("%s, %s, %s holds %q: %s", p.Name, kind, language, never, got)
					}
				}
				bare := mustLetter(t, kind, language, LetterData{Rules: d.Rules, Received: d.Received, Until: d.Until})
				if bare != got {
					t.Errorf("%s, %s, %s depends on more than it should:\n%s\n%s", p.Name, kind, language, got, bare)
				}
			}
		}
		d := full(p.On(time.Now()))
		for _, language := range []string{"en", "da"} {
			if got := mustLetter(t, "notice", language, d); strings.Contains(strings.ToLower(got), "therap") {
				t.Errorf("the notice speaks of therapy: %s", got)
			}
			for _, kind := range []string{"acknowledgement", "court-question"} {
				if got := mustLetter(t, kind, language, d); strings.Contains(got, "Yak one") {
					t.Errorf("%s gives reasons: %s", kind, got)
				}
			}
		}
	}
}

// A letter that lacks what it is about is not written.
func TestLettersAreStrict(t *testing.T) {
	r := rules(t, "dk-psykoterapeut", mustDay(t, "2026-11-23"))
	for name, tt := range map[string]struct {
		kind   string
		change func(*LetterData)
	}{
		"no day of receipt":     {"neutral", func(d *LetterData) { d.Received = time.Time{} }},
		"no reasons":            {"refusal", func(d *LetterData) { d.Reasons = nil }},
		"no reason to extend":   {"extension", func(d *LetterData) { d.Reasons = nil }},
		"extended to nowhere":   {"extension", func(d *LetterData) { d.Until = time.Time{} }},
		"time without end":      {"notice", func(d *LetterData) { d.Until = time.Time{} }},
		"no outcome":            {"decision", func(d *LetterData) { d.Outcome = "" }},
		"an unknown outcome":    {"decision", func(d *LetterData) { d.Outcome = "maybe" }},
		"a decision on nothing": {"decision", func(d *LetterData) { d.Type = "access" }},
		"refused for nothing":   {"decision", func(d *LetterData) { d.Reasons = nil }},
		"a breach without hour": {"breach-authority", func(d *LetterData) { d.Found = time.Time{} }},
		"a breach of nothing":   {"breach-person", func(d *LetterData) { d.What = "" }},
		"an unknown kind":       {"invoice", func(d *LetterData) {}},
		"no rules":              {"neutral", func(d *LetterData) { d.Rules = Rules{} }},
	} {
		d := full(r)
		tt.change(&d)
		if l, err := Letter(tt.kind, "en", d); err == nil {
			t.Errorf("%s: %s", name, text(l))
		}
	}
	if _, err := Letter("neutral", "de", full(r)); err == nil {
		t.Error("a letter in a language that there is none in")
	}
}

func TestLettersSayWhatTheyMust(t *testing.T) {
	for _, tt := range []struct {
		profile, kind, language string
		want                    []string
	}{
		{"dk-psykoterapeut", "refusal", "da", []string{"23. november 2026", "Yak one; Yak two.", "klage over dette til Datatilsynet", "domstolene"}},
		{"dk-psykoterapeut", "court-question", "da", []string{"Sag Zebra v. Yak", "§ 170, stk. 3", "§ 299", "hverken be- eller afkræfte"}},
		{"dk-autoriseret", "court-question", "en", []string{"section 170(3) and section 299", "neither confirm nor deny"}},
		{"eu", "extension", "en", []string{"23 February 2027", "Article 12(3)", "data protection authority"}},
		{"uk", "refusal", "en", []string{"Information Commissioner's Office", "before a court"}},
		{"us-hipaa", "refusal", "en", []string{"November 23, 2026", "Office for Civil Rights", "reviewed by another licensed professional"}},
		{"us-hipaa", "court-question", "en", []string{"Jaffee v. Redmond", "in camera", "qualified protective order"}},
		{"us-hipaa", "decision", "en", []string{"amendment of the record", "statement of your own"}},
		{"eu", "breach-authority", "en", []string{"Article 33", "23 November 2026 at 09:05", "Yak people.", "Yak measures."}},
		{"dk-psykoterapeut", "breach-authority", "da", []string{"artikel 33", "23. november 2026 kl. 09.05"}},
		{"dk-psykoterapeut", "decision", "da", []string{"berigtigelse", "Jeg kan ikke imødekomme din anmodning.", "Datatilsynet"}},
		{"dk-psykoterapeut", "acknowledgement", "da", []string{"Kære Chris Zebra", "senest den 23. december 2026"}},
	} {
		got := mustLetter(t, tt.kind, tt.language, full(rules(t, tt.profile, mustDay(t, "2026-11-23"))))
		for _, want := range tt.want {
			if !strings.Contains(got, want) {
				t.Errorf("%s, %s, %s lacks %q: %s", tt.profile, tt.kind, tt.language, want, got)
			}
		}
	}
	d := full(rules(t, "dk-psykoterapeut", mustDay(t, "2026-11-23")))
	d.Authority, d.Outcome, d.Reasons = "Klagenævnet", "granted", nil
	if got := mustLetter(t, "no-records", "da", d); !strings.Contains(got, "klage over dette til Klagenævnet") {
		t.Errorf("another authority is not named: %s", got)
	}
	d.Type, d.Reasons = "court-order", []string{"en grund"}
	for _, kind := range []string{"no-records", "refusal"} {
		if got := mustLetter(t, kind, "da", d); strings.Contains(got, "klage") {
			t.Errorf("a court is told where to complain: %s", got)
		}
	}
	d.Type, d.Reasons = "erasure", nil
	if got := mustLetter(t, "decision", "da", d); strings.Contains(got, "Grunden") || strings.Contains(got, "klage") {
		t.Errorf("granted, and yet: %s", got)
	}
}

func TestNotices(t *testing.T) {
	for _, tt := range []struct{ profile, typ, role, language, want string }{
		{"dk-psykoterapeut", "access", Person, "da", "Oplysninger efter artikel 15|Hvis du ikke er enig"},
		{"eu", "court-order", "court", "en", "Confidential"},
		{"us-hipaa", "authorisation", "insurer", "en", "42 CFR part 2 if substance-use|Confidential"},
		{"us-hipaa", "access", Person, "en", "If you do not agree"},
		{"uk", "portability", Person, "en", "If you do not agree"},
		{"eu", "court-order", Person, "en", ""},
	} {
		var got []string
		for _, n := range rules(t, tt.profile, mustDay(t, "2026-11-23")).Notices(tt.typ, tt.role, tt.language) {
			title := n.Title
			if n.Only != "" {
				title += " if " + n.Only
			}
			got = append(got, title)
			if n.Text == "" || strings.Contains(n.Text, "{{") || n.Basis.Source == "" {
				t.Errorf("%s, %s: %+v", tt.profile, tt.typ, n)
			}
		}
		if strings.Join(got, "|") != tt.want {
			t.Errorf("%s, %s to %s: %q, want %q", tt.profile, tt.typ, tt.role, got, tt.want)
		}
	}
	if !slices.ContainsFunc(rules(t, "dk-psykoterapeut", time.Now()).Notices("access", Person, "da"), func(n Notice) bool {
		return strings.Contains(n.Text, "klage til Datatilsynet")
	}) {
		t.Error("the notices do not say where to complain")
	}
}
