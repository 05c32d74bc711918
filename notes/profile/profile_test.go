package profile

import (
	"strings"
	"testing"
	"time"
)

func TestAccessDue(t *testing.T) {
	for _, tt := range []struct{ profile, received, due string }{
		{"dk-psykoterapeut", "2026-11-23", "2026-12-23"},
		{"eu", "2026-01-31", "2026-02-28"},
		{"uk", "2028-01-30", "2028-02-29"},
		{"eu", "2026-12-31", "2027-01-31"},
		{"dk-autoriseret", "2026-08-31", "2026-09-30"},
		{"us-hipaa", "2026-11-23", ""},
	} {
		p, ok := Find(tt.profile)
		if !ok {
			t.Fatalf("no profile %s", tt.profile)
		}
		received, err := time.Parse(time.DateOnly, tt.received)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		due, rule := p.AccessDue(received)
		if !due.IsZero() {
			got = due.Format(time.DateOnly)
		}
		if got != tt.due || rule == "" {
			t.Errorf("%s, received %s: due %q by %q, want %q", tt.profile, tt.received, got, rule, tt.due)
		}
	}
}

func TestEveryRuleHasASource(t *testing.T) {
	seen := map[string]bool{}
	for _, p := range All() {
		if seen[p.Name] || p.Title == "" || p.Access.Rule == "" || p.Access.ProcessRule == "" || p.Retention.Rule == "" {
			t.Errorf("%s: doubled or incomplete", p.Name)
		}
		seen[p.Name] = true
		for _, day := range []string{p.Access.From, p.Retention.From} {
			if _, err := time.Parse(time.DateOnly, day); day != "" && err != nil {
				t.Errorf("%s: %q is no day", p.Name, day)
			}
		}
		if p.Access.Months > 0 && p.Access.From == "" || p.Retention.Years > 0 && p.Retention.From == "" {
			t.Errorf("%s: a rule without the day from which it holds", p.Name)
		}
		if p.Retention.Years == 0 && !strings.Contains(p.Retention.Rule, "check with your lawyer") {
			t.Errorf("%s: neither a term nor the advice to ask", p.Name)
		}
	}
	if _, ok := Find("none"); ok {
		t.Error("found a profile that does not exist")
	}
}
