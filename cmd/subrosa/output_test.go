package main

import (
	"strings"
	"testing"
	"time"
)

func TestCount(t *testing.T) {
	for _, test := range []struct {
		n    int
		noun string
		want string
	}{
		{0, "note", "0 notes"}, {1, "note", "1 note"}, {2, "note", "2 notes"}, {2, "day", "2 days"},
		{2, "readable copy", "2 readable copies"}, {1, "alias", "1 alias"}, {3, "new @alias", "3 new @aliases"},
	} {
		if got := count(test.n, test.noun); got != test.want {
			t.Errorf("count(%d, %q) = %q, want %q", test.n, test.noun, got, test.want)
		}
	}
}

func TestTable(t *testing.T) {
	var b strings.Builder
	table(&b, [][]string{{"C-001", "", "Østerbro", "1"}, {"C-1000", "", "漢字", "2"}, {"C-2", "", "", ""}})
	want := "C-001   Østerbro  1\nC-1000  漢字      2\nC-2\n"
	if b.String() != want {
		t.Errorf("got\n%s, want\n%s", b.String(), want)
	}
}

func TestAgoAndInWords(t *testing.T) {
	now := time.Date(2026, 11, 23, 16, 0, 0, 0, time.UTC)
	for d, want := range map[time.Duration]string{
		10 * time.Minute: "just now", 5 * time.Hour: "5 hours ago", 24 * time.Hour: "1 day ago", 300 * 24 * time.Hour: "300 days ago",
	} {
		at := now.Add(-d)
		if got := ago(&at, now); got != want {
			t.Errorf("ago(%v) = %q, want %q", d, got, want)
		}
	}
	if got := ago(nil, now); got != "never" {
		t.Errorf("ago(nil) = %q", got)
	}
	for d, want := range map[time.Duration]string{30 * time.Second: "in less than a minute", 10 * time.Minute: "in 10 minutes"} {
		if got := inWords(d); got != want {
			t.Errorf("inWords(%v) = %q, want %q", d, got, want)
		}
	}
}

// What goes to a terminal cannot move its cursor; what goes to a file is what
// the record holds.
func TestTerminalIsNotSteered(t *testing.T) {
	for _, terminal := range []bool{true, false} {
		var out strings.Builder
		a := &app{out: &out, outTerminal: terminal}
		check(t, a.write([]byte("a\x1b[31mb")))
		if got, want := out.String(), map[bool]string{true: "ab", false: "a\x1b[31mb"}[terminal]; got != want {
			t.Errorf("terminal %v: %q, want %q", terminal, got, want)
		}
	}
}
