package notes

import (
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"subrosa/vault"
)

func whats(t *testing.T, b *Book, c CaseCode) string {
	t.Helper()
	events, err := b.History(ctx, c)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, e := range events {
		list = append(list, e.What)
	}
	return strings.Join(list, " ")
}

// Opening a case or a note is recorded, once an hour for each case.
func TestReadingIsRecorded(t *testing.T) {
	b, c := newBook(t)
	note := withSigned(t, b, "Both came on time.")
	open := func() {
		t.Helper()
		if _, err := b.Note(ctx, note.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := b.Case(ctx, note.Case); err != nil {
			t.Fatal(err)
		}
	}
	const before = "case-opened note-begun note-signed"
	for _, step := range []struct {
		pass time.Duration
		want string
	}{{time.Minute, before + " note-read"}, {59 * time.Minute, before + " note-read"}, {time.Minute, before + " note-read note-read"}} {
		c.pass(step.pass)
		open()
		if got := whats(t, b, note.Case); got != step.want {
			t.Errorf("after %v: %s", step.pass, got)
		}
	}
	if _, err := b.OpenCase(ctx, CaseInput{Kind: "practice"}); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Case(ctx, "C-000"); err != nil {
		t.Fatal(err)
	}
	if got := whats(t, b, "C-000"); got != "case-opened case-read" {
		t.Errorf("another case: %s", got)
	}
	if got := whats(t, b, ""); !strings.HasPrefix(got, "practice-begun "+before) {
		t.Errorf("everything: %s", got)
	}
	if _, err := b.History(ctx, "C-009"); !is(err, "notfound") {
		t.Error(err)
	}
}

// A vault that cannot be written to can be read.
func TestReadingReadOnly(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root can write to every file: run the tests as a user to see this one")
	}
	b, c := newBook(t)
	note := withSigned(t, b, "Both came on time.")
	c.pass(2 * time.Hour)
	check(b.vault.Close())
	check(os.Chmod(c.options.Path, 0o400))
	v, err := vault.Open(ctx, c.options, c.key)
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	b, err = Open(ctx, v)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Note(ctx, note.ID); err != nil || !errors.Is(b.Unrecorded(), vault.ErrReadOnly) {
		t.Errorf("%v, unrecorded: %v", err, b.Unrecorded())
	}
	if _, err := b.Head(ctx); err != nil {
		t.Error(err)
	}
	if _, err := b.NewNote(ctx, NoteInput{Case: note.Case, Document: session("More.")}); !errors.Is(err, vault.ErrReadOnly) {
		t.Errorf("wrote: %v", err)
	}
}

// Events hold codes and numbers, and nothing that was written.
func TestEventsHoldNoText(t *testing.T) {
	b, c := newBook(t)
	note := withSigned(t, b, "zebra")
	c.pass(time.Minute)
	if err := b.Void(ctx, note.ID, "giraffe"); err != nil {
		t.Fatal(err)
	}
	events, err := b.History(ctx, "")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range events {
		if e.Detail != "" {
			t.Errorf("%+v", e)
		}
	}
}
