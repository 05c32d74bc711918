package document

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// zone is a zone with summer time, the one of the couple's therapist.
func zone(t testing.TB) *time.Location {
	t.Helper()
	z, err := time.LoadLocation("Europe/Copenhagen")
	if err != nil {
		t.Fatal(err)
	}
	return z
}

// couple is the context of a couple's case.
func couple(t testing.TB) Context {
	return Context{
		Now:      time.Date(2026, 11, 23, 15, 0, 0, 0, zone(t)),
		Language: "en",
		Parties:  []string{"A", "B"},
		Places:   []string{"osterbro", "city"},
	}
}

// family is the context of a case of three.
func family(t testing.TB) Context {
	c := couple(t)
	c.Parties = []string{"A", "B", "C"}
	return c
}

func mustParse(t testing.TB, src string, c Context) Document {
	t.Helper()
	d, err := Parse([]byte(src), c)
	if err != nil {
		t.Fatalf("%v in\n%s", err, src)
	}
	return d
}

// wantSyntaxError checks an error's type, line and words.
func wantSyntaxError(t testing.TB, err error, line int, what string) {
	t.Helper()
	var syntax *SyntaxError
	if !errors.As(err, &syntax) {
		t.Fatalf("error %v, want a syntax error", err)
	}
	if diff := cmp.Diff(SyntaxError{line, what}, *syntax); diff != "" {
		t.Error(diff)
	}
}
