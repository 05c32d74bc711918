package profile

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func mustDay(t testing.TB, s string) time.Time {
	t.Helper()
	d, err := time.Parse(time.DateOnly, s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func rules(t testing.TB, name string, d time.Time) Rules {
	t.Helper()
	p, ok := Find(name)
	if !ok {
		t.Fatalf("no profile %s", name)
	}
	return p.On(d)
}

func written(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.DateOnly)
}

// By when: computed by hand, beside a calendar.
func TestAcceptance7Deadlines(t *testing.T) {
	for _, tt := range []struct{ profile, typ, received, due, latest string }{
		// The last day of a short month. 28 February 2025 is a Friday, 29 February 2028 a Tuesday.
		{"dk-psykoterapeut", "access", "2025-01-31", "2025-02-28", "2025-04-30"},
		{"eu", "access", "2025-01-31", "2025-02-28", "2025-04-30"},
		{"uk", "access", "2028-01-31", "2028-02-29", "2028-05-02"}, // 30 April 2028 a Sunday, 1 May a bank holiday
		{"eu", "access", "2028-01-30", "2028-02-29", "2028-05-01"},
		// 28 February 2026 is a Saturday.
		{"dk-psykoterapeut", "access", "2026-01-31", "2026-03-02", "2026-04-30"},
		{"eu", "access", "2026-01-28", "2026-03-02", "2026-04-28"},
		{"uk", "erasure", "2026-01-31", "2026-03-02", "2026-04-30"},
		// The turn of a year; 31 January 2027 is a Sunday.
		{"eu", "rectification", "2026-12-31", "2027-02-01", "2027-03-31"},
		// 25 December 2026 is a Friday, the 26th a Saturday.
		{"dk-psykoterapeut", "portability", "2026-11-25", "2026-12-28", "2027-02-25"},
		{"dk-psykoterapeut", "access", "2026-11-24", "2026-12-24", "2027-02-24"}, // a day before Christmas is no holiday
		// Seven working days. Easter 2026 is 5 April: Thursday 2, Friday 3 and Monday 6 April are holidays.
		{"dk-autoriseret", "access", "2026-03-30", "2026-04-13", "2026-06-30"}, // 31 1 | 7 8 9 10 13
		{"dk-autoriseret", "access", "2026-03-28", "2026-04-10", "2026-06-29"}, // a Saturday: 30 31 1 | 7 8 9 10; 28 June a Sunday
		{"dk-autoriseret", "access", "2026-04-03", "2026-04-15", "2026-07-03"}, // Good Friday itself: 7 8 9 10 13 14 15
		// Easter 2027 is 28 March: Thursday 25, Friday 26 and Monday 29 March.
		{"dk-autoriseret", "access", "2027-03-22", "2027-04-05", "2027-06-22"}, // 23 24 | 30 31 1 2 5
		{"dk-autoriseret", "access", "2027-03-16", "2027-03-30", "2027-06-16"}, // 17 18 19 22 23 24 | 30
		// Store bededag fell on 5 May 2023, and on no day of 2024.
		{"dk-autoriseret", "access", "2023-04-27", "2023-05-09", "2023-07-27"}, // 28 1 2 3 4 | 8 9
		{"dk-autoriseret", "access", "2024-04-18", "2024-04-29", "2024-07-18"}, // 19 22 23 24 25 26 29
		// Under GDPR the authorised have no shorter clock.
		{"dk-autoriseret", "erasure", "2026-01-31", "2026-03-02", "2026-04-30"},
		// HIPAA: days of the calendar.
		{"us-hipaa", "access", "2026-01-31", "2026-03-02", "2026-04-01"},
		{"us-hipaa", "access", "2026-11-23", "2026-12-23", "2027-01-22"},
		{"us-hipaa", "rectification", "2026-11-23", "2027-01-22", "2027-02-21"},
		{"us-hipaa", "erasure", "2026-11-23", "", ""},
		// No term in law.
		{"dk-psykoterapeut", "court-order", "2026-11-23", "", ""},
		{"us-hipaa", "subpoena", "2026-11-23", "", ""},
		{"eu", "something else", "2026-11-23", "", ""},
		{"eu", "breach", "2026-11-23", "2026-11-26", ""},
	} {
		received := mustDay(t, tt.received)
		r := rules(t, tt.profile, received)
		due, rule := r.Due(tt.typ, received)
		latest, _, _ := r.Extended(tt.typ, received)
		if written(due) != tt.due || written(latest) != tt.latest || rule.Source == "" {
			t.Errorf("%s, %s received %s: due %q, at the latest %q, by %v; want %q, %q", tt.profile, tt.typ, tt.received,
				written(due), written(latest), rule, tt.due, tt.latest)
		}
	}
}

// The rule that is printed is the one by which the day was computed.
func TestDueSaysByWhichRule(t *testing.T) {
	for _, tt := range []struct{ profile, received, want string }{
		{"eu", "2026-11-23", "GDPR Art. 12(3): one month from receipt"},
		{"eu", "2026-01-31", "28 February 2026 is no working day, so the next one: check with your lawyer"},
		{"dk-autoriseret", "2026-11-23", "sundhedsloven § 38: seven working days from receipt, else say why and when"},
		{"us-hipaa", "2026-11-23", "45 CFR 164.524(b)(2): 30 days from receipt: check with your lawyer"},
	} {
		received := mustDay(t, tt.received)
		_, rule := rules(t, tt.profile, received).Due("access", received)
		if got := rule.String(); !strings.HasSuffix(got, tt.want) {
			t.Errorf("%s received %s: %q, want %q at its end", tt.profile, tt.received, got, tt.want)
		}
	}
}

// The hour of the day counts for a breach, and the date for everything else.
func TestHoursAndDates(t *testing.T) {
	zone := time.FixedZone("", 3600)
	late := time.Date(2026, 11, 20, 23, 30, 0, 0, zone) // a Friday
	r := rules(t, "dk-psykoterapeut", late)
	if due, rule := r.BreachDue(late); !due.Equal(late.Add(72*time.Hour)) || rule.Source != "GDPR Art. 33(1)" {
		t.Errorf("%v by %v", due, rule)
	}
	if due, _ := r.Due("breach", late); written(due) != "2026-11-23" {
		t.Errorf("a breach: %v", due)
	}
	if due, _ := r.Due("access", late); written(due) != "2026-12-21" { // the 20th is a Sunday
		t.Errorf("access: %v", due)
	}
	us := rules(t, "us-hipaa", late)
	if due, _ := us.BreachDue(late); !due.Equal(late.AddDate(0, 0, 60)) {
		t.Errorf("HIPAA: %v", due)
	}
}

func TestDueProperties(t *testing.T) {
	var types []string
	for typ := range rules(t, "eu", time.Now()).data.Gates {
		types = append(types, typ)
	}
	epoch := mustDay(t, "2018-05-25")
	rapid.Check(t, func(rt *rapid.T) {
		p := rapid.SampledFrom(All()).Draw(rt, "profile")
		typ := rapid.SampledFrom(types).Draw(rt, "type")
		received := epoch.AddDate(0, 0, rapid.IntRange(0, 20000).Draw(rt, "day"))
		r := p.On(received)
		due, _ := r.Due(typ, received)
		if due.IsZero() {
			return
		}
		if !due.After(received) {
			rt.Errorf("%s, %s: received %v, due %v", p.Name, typ, received, due)
		}
		if typ != "breach" && r.data.Moves && !r.WorkingDay(due) {
			rt.Errorf("%s, %s: due on %v", p.Name, typ, due)
		}
		if later, _ := p.On(received.AddDate(0, 0, 1)).Due(typ, received.AddDate(0, 0, 1)); later.Before(due) {
			rt.Errorf("%s, %s: received %v, due %v; received a day later, due %v", p.Name, typ, received, due, later)
		}
		if latest, _, ok := r.Extended(typ, received); ok && !latest.After(due) {
			rt.Errorf("%s, %s: due %v, extended to %v", p.Name, typ, due, latest)
		}
	})
}
