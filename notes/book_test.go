package notes

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"subrosa/crypto"
	"subrosa/notes/document"
	"subrosa/vault"
)

// clock is the time of a test, moved by hand.
type clock struct {
	at      time.Time
	options vault.Options // of the vault that goes by this clock
	key     crypto.Key
}

func (c *clock) now() time.Time       { return c.at }
func (c *clock) pass(d time.Duration) { c.at = c.at.Add(d) }
func (c *clock) set(s string) *clock  { c.at = at(s); return c }
func copenhagen() *time.Location      { return time.FixedZone("CET", 3600) }
func at(s string) time.Time {
	t, _ := time.ParseInLocation("2006-01-02 15:04", s, copenhagen())
	return t
}

// must is for what a test only prepares.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// check is must for what returns nothing.
func check(err error) {
	if err != nil {
		panic(err)
	}
}

var ctx = context.Background()

// newBook makes a vault with an empty record in a folder of the test.
func newBook(t testing.TB) (*Book, *clock) {
	t.Helper()
	c := new(clock).set("2026-11-23 16:00")
	dir := t.TempDir()
	o := vault.Options{Path: filepath.Join(dir, "practice.vault"), State: filepath.Join(dir, "state"), Now: c.now}
	key := crypto.NewKey()
	way, err := crypto.NewPassphraseWay("pass", 1)
	if err != nil {
		t.Fatal(err)
	}
	c.options, c.key = o, key
	v, err := vault.Create(ctx, o, key, []crypto.Way{way}, func(tx *vault.Tx) error { return Initialise(tx, practice()) })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { v.Close() })
	b, err := Open(ctx, v)
	if err != nil {
		t.Fatal(err)
	}
	return b.InZone(copenhagen()), c
}

func practice() Practice {
	return Practice{Therapist: "Anna Vest", Title: "psychotherapist", Language: "en", Profile: "dk-psykoterapeut",
		Places: []Place{{ID: "osterbro", Label: "Østerbro", Address: "Nygade 1"}}}
}

func couple() CaseInput {
	return CaseInput{Kind: "couple", Reason: "diminished sex life", Parties: []PartyInput{
		{Label: "A", Name: "Chris Dahl"}, {Label: "B", Name: "Joe Winther"}},
		Aliases: []AliasInput{{Token: "boss", Names: []string{"Kevin Brandt"}, Relation: "superior", Of: "B"}}}
}

// session is a whole document of a session that ended an hour before 16:00 on
// 23 November 2026.
func session(paragraphs ...string) document.Document {
	d := document.Document{Start: at("2026-11-23 14:00"), Minutes: 50, Kind: "session", Format: "dap", Layer: "record",
		Place: "osterbro", Present: []string{"A", "B"}, Risk: "none"}
	s := document.Section{Key: "data", Heading: "Data"}
	for _, p := range paragraphs {
		s.Paragraphs = append(s.Paragraphs, document.Paragraph{Text: p})
	}
	d.Sections = []document.Section{s, {Key: "plan", Heading: "Plan", Paragraphs: []document.Paragraph{{Text: "Listening exercise."}}}}
	return d
}

// withCase opens the couple's case.
func withCase(t testing.TB, b *Book) CaseCode {
	t.Helper()
	opened, err := b.OpenCase(ctx, couple())
	if err != nil {
		t.Fatal(err)
	}
	return opened.Case
}

// withSigned opens the couple's case and signs a note in it.
func withSigned(t testing.TB, b *Book, paragraphs ...string) Note {
	t.Helper()
	note, _, err := b.NewSigned(ctx, NoteInput{Case: withCase(t, b), Document: session(paragraphs...)}, "")
	if err != nil {
		t.Fatal(err)
	}
	return note
}

// is says whether an error is the kind of error wanted, by its code, flag or
// code name: "" none, "notfound", "invalid --flag", "refused rule".
func is(err error, want string) bool {
	kind, detail, _ := strings.Cut(want, " ")
	switch kind {
	case "":
		return err == nil
	case "notfound":
		_, ok := errors.AsType[*NotFound](err)
		return ok
	case "invalid":
		e, ok := errors.AsType[*Invalid](err)
		return ok && (detail == "" || e.Flag == detail)
	case "refused":
		e, ok := errors.AsType[*Refused](err)
		return ok && e.Rule == detail
	}
	return false
}
