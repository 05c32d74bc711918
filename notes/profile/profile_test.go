package profile

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write generated files anew")

// types are those of `request add`.
var types = []string{"access", "authorisation", "court-order", "subpoena", "lawyer-letter", "insurer", "regulator", "police",
	"executor", "portability", "transfer", "rectification", "erasure", "restriction", "breach", "other"}

// each calls f for every edition of every profile.
func each(t *testing.T, f func(r Rules)) {
	t.Helper()
	seen := 0
	for _, p := range All() {
		for _, r := range p.Editions() {
			seen++
			f(r)
		}
	}
	if seen < 6 {
		t.Fatalf("only %d editions were seen", seen)
	}
}

func TestEveryRuleHasASource(t *testing.T) {
	each(t, func(r Rules) {
		r.data.each(func(about string, rule *Rule) {
			if rule.Text == "" || rule.Source == "" || strings.HasSuffix(rule.Text, ".") {
				t.Errorf("%s, %s: %+v", r.Profile, about, *rule)
			}
			if _, err := time.Parse(time.DateOnly, rule.From); err != nil {
				t.Errorf("%s, %s: from %q", r.Profile, about, rule.From)
			}
			if rule.Confirmed == strings.Contains(rule.String(), "check with your lawyer") {
				t.Errorf("%s, %s: %s", r.Profile, about, rule)
			}
		})
	})
}

// What was not read in its source is listed, so that nobody confirms a rule in
// passing: a change of the list has to be looked at.
func TestRulesFromMemory(t *testing.T) {
	const path = "testdata/unconfirmed.txt"
	var want bytes.Buffer
	each(t, func(r Rules) {
		r.data.each(func(about string, rule *Rule) {
			if !rule.Confirmed {
				fmt.Fprintf(&want, "%s %s %s: %s\n", r.Profile, r.From, about, rule.Source)
			}
		})
	})
	golden(t, path, want.Bytes())
}

func golden(t *testing.T, path string, want []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(got), string(want)); diff != "" {
		t.Errorf("%s is not current: go test ./notes/profile -update\n%s", path, diff)
	}
}

func TestEditionsAreComplete(t *testing.T) {
	kinds := LetterKinds()
	both := func(words map[string]string) bool { return words["en"] != "" && words["da"] != "" && len(words) == 2 }
	each(t, func(r Rules) {
		complain := func(format string, args ...any) {
			t.Helper()
			t.Errorf("%s %s: %s", r.Profile, r.From, fmt.Sprintf(format, args...))
		}
		if r.Title == "" || r.Country == "" || r.Language == "" || r.Process.Source == "" || r.Retention.Rule.Source == "" || r.Retention.Couples.Source == "" {
			complain("incomplete: %+v", r)
		}
		if !slices.Contains([]string{"dk", "eu", "england-wales", "us"}, r.data.Calendar) {
			complain("calendar %q", r.data.Calendar)
		}
		if len(r.data.Gates) != len(types) || r.data.Rules["counting"].Source == "" {
			complain("%d gates", len(r.data.Gates))
		}
		for _, typ := range types {
			_, rule := r.Due(typ, mustDay(t, "2026-11-23"))
			g := r.Gate(typ)
			if rule.Source == "" || g.Why.Source == "" || len(g.Answers) == 0 {
				complain("%s: %v, %+v", typ, rule, g)
			}
			for _, field := range []struct {
				got   string
				known []string
			}{{g.Scope, []string{"person", "described", "ordered", "summary", "provided", "none"}},
				{g.Process, []string{"include", "withhold", "named", "never"}}, {g.Other, []string{"silent", "marked"}}} {
				if !slices.Contains(field.known, field.got) {
					complain("%s: %q is none of %v", typ, field.got, field.known)
				}
			}
			for _, list := range []struct{ got, known []string }{
				{g.Needs, []string{"identity", "authority", "consent", "notice", "objection", "judge-signature"}},
				{g.Authorities, []string{"own-right", "power-of-attorney", "consent", "order", "statute", "other"}}, {g.Answers, kinds}} {
				for _, item := range list.got {
					if !slices.Contains(list.known, item) {
						complain("%s: %q is none of %v", typ, item, list.known)
					}
				}
			}
			if g.Export != (g.Scope != "none") || g.Export && (len(g.Needs) == 0 || len(g.Authorities) == 0) {
				complain("%s: %+v", typ, g)
			}
		}
		for code := range r.data.Reasons {
			if !slices.Contains(codes[:], code) || !both(r.data.Words[code]) {
				complain("reason %s", code)
			}
		}
		for _, typ := range []string{"rectification", "erasure", "restriction"} {
			seen := map[string]bool{}
			for _, g := range r.Grounds(typ) {
				if seen[g.Code] || !both(g.Words) || !slices.Contains([]string{"granted", "partly", "refused"}, g.Outcome) {
					complain("ground %s %+v", typ, g)
				}
				seen[g.Code] = true
			}
			if len(seen) == 0 || len(r.Grounds("access")) > 0 {
				complain("grounds of %s", typ)
			}
		}
		for key, words := range r.data.Phrases {
			if !both(words) {
				complain("phrase %s", key)
			}
		}
		for id, n := range r.data.Notices {
			if !both(n.Title) || !both(n.Body) || n.To != Person && n.To != "others" {
				complain("notice %s", id)
			}
		}
	})
}

func TestOn(t *testing.T) {
	p, _ := Find("dk-autoriseret")
	for day, want := range map[string]string{"1999-01-01": "2018-05-25", "2025-12-31": "2018-05-25", "2026-01-01": "2026-01-01", "2040-01-01": "2026-01-01"} {
		if got := p.On(mustDay(t, day)).From; got != want {
			t.Errorf("on %s the edition of %s, want %s", day, got, want)
		}
	}
	before, after := p.On(mustDay(t, "2025-12-31")), p.On(mustDay(t, "2026-01-01"))
	if !strings.Contains(before.Gate("transfer").Why.Source, "BEK 567") || strings.Contains(after.Gate("transfer").Why.Source, "BEK 567") {
		t.Error("the change of 2026 does not show")
	}
	if after.General()["identity"] != before.General()["identity"] || after.General()["identity"].From != "2018-05-25" {
		t.Errorf("what did not change: %+v", after.General()["identity"])
	}
	if _, ok := Find("none"); ok || !slices.Equal(Names(), []string{"dk-psykoterapeut", "dk-autoriseret", "eu", "uk", "us-hipaa"}) {
		t.Errorf("names: %v", Names())
	}
}

// What a caller does with what it gets changes nothing for the next one.
func TestNothingIsShared(t *testing.T) {
	spoil := func() Rules { return rules(t, "us-hipaa", mustDay(t, "2026-11-23")) }
	r := spoil()
	r.Gate("access").Needs[0] = "nothing"
	tp, _ := r.Reason("TP")
	tp.Words["en"] = "x"
	r.Grounds("erasure")[0].Words["en"] = "x"
	r.General()["state"] = Rule{}
	r = spoil()
	if tp, _ := r.Reason("TP"); r.Gate("access").Needs[0] != "identity" || tp.Words["en"] == "x" || r.Grounds("erasure")[0].Words["en"] == "x" || r.General()["state"].Source == "" {
		t.Error("the rules were changed from outside")
	}
}

func TestGates(t *testing.T) {
	for _, tt := range []struct {
		profile, typ, authority string
		export                  bool
		needs, scope, process   string
	}{
		{"dk-psykoterapeut", "access", "own-right", true, "identity", "person", "include"},
		{"dk-psykoterapeut", "access", "power-of-attorney", true, "identity authority", "person", "include"},
		{"us-hipaa", "access", "own-right", true, "identity", "person", "withhold"},
		{"eu", "authorisation", "consent", true, "authority consent", "described", "named"},
		{"uk", "lawyer-letter", "own-right", false, "", "none", "never"},
		{"us-hipaa", "subpoena", "statute", true, "authority notice objection", "described", "never"},
		{"us-hipaa", "subpoena", "consent", true, "authority notice objection consent", "described", "never"},
		{"dk-autoriseret", "subpoena", "other", false, "", "none", "never"},
		{"dk-psykoterapeut", "court-order", "order", true, "authority judge-signature objection", "ordered", "named"},
		{"uk", "court-order", "order", true, "authority judge-signature", "ordered", "named"},
		{"eu", "insurer", "consent", true, "authority consent", "summary", "never"},
		{"eu", "regulator", "statute", true, "identity authority", "ordered", "named"},
		{"eu", "police", "order", true, "authority", "ordered", "never"},
		{"eu", "executor", "other", true, "authority", "summary", "never"},
		{"eu", "portability", "own-right", true, "identity", "provided", "never"},
		{"us-hipaa", "portability", "own-right", false, "identity", "none", "never"},
		{"eu", "transfer", "consent", true, "consent authority", "described", "withhold"},
		{"eu", "erasure", "own-right", false, "identity", "none", "never"},
		{"eu", "breach", "own-right", false, "", "none", "never"},
		{"eu", "no such type", "own-right", false, "", "none", "never"},
	} {
		g := rules(t, tt.profile, mustDay(t, "2026-11-23")).Gate(tt.typ)
		if needs := strings.Join(g.NeedsFor(tt.authority), " "); g.Export != tt.export || needs != tt.needs || g.Scope != tt.scope || g.Process != tt.process {
			t.Errorf("%s, %s: %+v, needs %q", tt.profile, tt.typ, g, needs)
		}
	}
	for _, typ := range types {
		marked := slices.Contains([]string{"court-order", "regulator", "police"}, typ)
		joint := slices.Contains([]string{"authorisation", "insurer", "transfer"}, typ)
		if g := rules(t, "dk-psykoterapeut", time.Now()).Gate(typ); (g.Other == "marked") != marked || g.EachParty != joint {
			t.Errorf("%s: %+v", typ, g)
		}
	}
}

func TestReasonsAreThoseOfTheLaw(t *testing.T) {
	for profile, want := range map[string]string{
		"dk-psykoterapeut": "TP PT SH OS LP TS ID OC SV EE",
		"dk-autoriseret":   "TP PT SH OS LP TS ID OC SV EE",
		"eu":               "TP PT OS LP TS ID OC SV EE",
		"uk":               "TP PT SH OS LP TS ID OC SV EE",
		"us-hipaa":         "TP PT SH PN OS LP PV TS SU ID OC SV EE",
	} {
		var got []string
		r := rules(t, profile, time.Now())
		for _, reason := range r.Reasons() {
			got = append(got, reason.Code)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %v", profile, got)
		}
		if _, ok := r.Reason("PN"); ok != (profile == "us-hipaa") {
			t.Errorf("%s: PN %v", profile, ok)
		}
	}
}

func TestRetentionUntil(t *testing.T) {
	for _, tt := range []struct{ profile, last, born, want string }{
		{"dk-autoriseret", "2026-11-23", "", "2036-11-23"},
		{"dk-psykoterapeut", "2026-11-23", "", "2031-11-23"},
		{"uk", "2026-11-23", "", ""},
		{"uk", "2026-11-23", "2015-03-01", "2040-03-01"},
		{"uk", "2026-11-23", "1990-03-01", ""},
		{"us-hipaa", "2026-11-23", "1990-03-01", "2033-11-23"},
		{"us-hipaa", "2026-11-23", "2015-03-01", "2036-03-01"}, // 21 years
		{"us-hipaa", "2026-11-23", "2009-03-01", "2033-11-23"}, // 2030 would be earlier
		{"us-hipaa", "2026-11-23", "2008-11-23", "2033-11-23"}, // 18 that day
		{"eu", "2026-11-23", "2015-03-01", ""},
	} {
		var born time.Time
		if tt.born != "" {
			born = mustDay(t, tt.born)
		}
		last := mustDay(t, tt.last)
		if got := written(rules(t, tt.profile, last).Retention.Until(last, born)); got != tt.want {
			t.Errorf("%s, last entry %s, born %s: %q, want %q", tt.profile, tt.last, tt.born, got, tt.want)
		}
	}
}
