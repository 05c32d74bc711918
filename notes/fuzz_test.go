package notes

import (
	"database/sql"
	"errors"
	"testing"

	_ "github.com/mattn/go-sqlite3"
)

// A code is read leniently, written in one form, or refused.
func FuzzCodes(f *testing.F) {
	for _, s := range []string{"C-001", "c-1", " P-012 ", "N-000123", "R-2026-001", "C-0", "C-999999999", "r-2026-1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for what, parse := range map[string]func(string) (string, error){
			"case":    func(s string) (string, error) { c, err := ParseCaseCode(s); return string(c), err },
			"person":  func(s string) (string, error) { c, err := ParsePersonCode(s); return string(c), err },
			"note":    func(s string) (string, error) { c, err := ParseNoteID(s); return string(c), err },
			"request": func(s string) (string, error) { c, err := ParseRequestID(s); return string(c), err },
		} {
			code, err := parse(s)
			if err != nil {
				if _, ok := errors.AsType[*Invalid](err); !ok {
					t.Errorf("%s %q: %v", what, s, err)
				}
				continue
			}
			if again, err := parse(code); err != nil || again != code {
				t.Errorf("%s %q is %q, read again %q, %v", what, s, code, again, err)
			}
		}
	})
}

// Whatever is searched for, the index is asked a question that it understands.
func FuzzSearchTerms(f *testing.F) {
	db, err := sql.Open("sqlite3", ":memory:")
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { db.Close() })
	db.SetMaxOpenConns(1)
	if _, err := db.Exec("CREATE VIRTUAL TABLE w USING fts5(body); INSERT INTO w VALUES ('one two')"); err != nil {
		f.Fatal(err)
	}
	for _, s := range []string{`one`, `"one two"`, `one*`, `"`, `NEAR(a b)`, `body:one`, `-one ^two`, `"a""b" *`, "æøå\u0301"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		terms, err := parseTerms([]string{s})
		if err != nil {
			if _, ok := errors.AsType[*Invalid](err); !ok {
				t.Errorf("%q: %v", s, err)
			}
			return
		}
		var n int
		if err := db.QueryRow("SELECT count(*) FROM w WHERE w MATCH ?", matchOf(terms)).Scan(&n); err != nil {
			t.Errorf("%q became %q: %v", s, matchOf(terms), err)
		}
	})
}
