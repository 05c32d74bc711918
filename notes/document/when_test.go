package document

import (
	"testing"
	"time"
)

func TestParseWhen(t *testing.T) {
	now := couple(t).Now
	for s, want := range map[string]string{
		"2026-11-20":              "2026-11-20T00:00:00+01:00 false",
		"20.11.2026":              "2026-11-20T00:00:00+01:00 false",
		"2026-11-20 16:00":        "2026-11-20T16:00:00+01:00 true",
		"2026-11-20T16:00":        "2026-11-20T16:00:00+01:00 true",
		" 1.7.2026   9:05 ":       "2026-07-01T09:05:00+02:00 true",
		"today":                   "2026-11-23T00:00:00+01:00 false",
		"Today 08:00":             "2026-11-23T08:00:00+01:00 true",
		"yesterday 23:59":         "2026-11-22T23:59:00+01:00 true",
		"29.02.2028":              "2028-02-29T00:00:00+01:00 false",
		"2026-10-25 02:30 +02:00": "2026-10-25T02:30:00+02:00 true", // the first of the two
		"2026-10-25 02:30 +01:00": "2026-10-25T02:30:00+01:00 true",
	} {
		got, hasClock, err := ParseWhen(s, now)
		if err != nil {
			t.Errorf("%q: %v", s, err)
		} else if g := got.Format(time.RFC3339) + map[bool]string{true: " true", false: " false"}[hasClock]; g != want {
			t.Errorf("%q is %s, want %s", s, g, want)
		}
	}
}

func TestParseWhenRefuses(t *testing.T) {
	const form = "not a date such as 2026-11-20, 20.11.2026, today or yesterday, with an optional HH:MM"
	for s, want := range map[string]string{
		"":                        form,
		"tomorrow":                form,
		"friday 10:00":            form,
		"11/12/2026":              form,
		"20.11":                   form,
		"20.11.26":                form,
		"2026-1-2":                form,
		"2026-11-20 16:00 CET":    form,
		"2026-11-20 kl. 16:00":    "not a time such as 16:00",
		"2026-11-20 16":           "not a time such as 16:00",
		"2026-11-20 16.00":        "not a time such as 16:00",
		"2026-02-29":              "there is no such day",
		"31.04.2026":              "there is no such day",
		"2026-13-01":              "there is no such day",
		"0206-11-20":              "there is no such day",
		"today 24:00":             "there is no such time of day",
		"today 12:60":             "there is no such time of day",
		"2026-03-29 02:30":        "the clocks went forward over that time",
		"2026-10-25 02:30":        "the clocks showed that time twice; say which with +02:00 or +01:00",
		"2026-10-25 02:30 +05:00": "the clocks did not show that time at that offset",
	} {
		_, _, err := ParseWhen(s, couple(t).Now)
		if err == nil {
			t.Errorf("%q was read", s)
			continue
		}
		wantSyntaxError(t, err, 0, want)
	}
}

// In Beirut the day of the spring change begins at one o'clock.
func TestParseWhenWhereMidnightIsMissing(t *testing.T) {
	beirut, err := time.LoadLocation("Asia/Beirut")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2022, 3, 27, 15, 0, 0, 0, beirut)
	for s, want := range map[string]string{
		"today":            "2022-03-27 01:00",
		"2022-03-27":       "2022-03-27 01:00",
		"2022-03-27 10:00": "2022-03-27 10:00",
	} {
		got, _, err := ParseWhen(s, now)
		if err != nil || formatWhen(got) != want {
			t.Errorf("%q is %v, %v, want %s", s, got, err, want)
		}
	}
	if _, _, err := ParseWhen("2022-03-27 00:30", now); err == nil {
		t.Error("half past midnight was read on a day that has none")
	}
}

func FuzzParseWhen(f *testing.F) {
	for _, s := range []string{"2026-11-20 16:00", "20.11.2026", "today", "yesterday 09:15", "2026-10-25 02:30 +02:00", "2026-03-29 02:30"} {
		f.Add(s)
	}
	now := couple(f).Now
	f.Fuzz(func(t *testing.T, s string) {
		got, hasClock, err := ParseWhen(s, now)
		if err != nil || !hasClock {
			return
		}
		again, _, err := ParseWhen(formatWhen(got), now)
		if err != nil || !again.Equal(got) {
			t.Errorf("%q is %v, written %q, read again %v, %v", s, got, formatWhen(got), again, err)
		}
	})
}
