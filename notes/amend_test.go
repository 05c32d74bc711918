package notes

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"subrosa/notes/document"
)

func TestAmend(t *testing.T) {
	b, c := newBook(t)
	note := withSigned(t, b, "Both came on time.", "Joe was early.")
	if err := b.CloseCase(ctx, note.Case); err != nil {
		t.Fatal(err)
	}
	c.pass(time.Hour)
	body := []document.Paragraph{{Text: "It was  14:10.\n\nNot 14:00.", Whose: "A"}}
	added, err := b.Amend(ctx, note.ID, "correction", body)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Mark(ctx, note.ID, MarkInput{2, "[b ALONE]", "said before"}); err != nil {
		t.Fatal(err)
	}
	got, err := b.Note(ctx, note.ID)
	if err != nil {
		t.Fatal(err)
	}
	if *got.Digest != *note.Digest || got.Sections[0].Paragraphs[0] != note.Sections[0].Paragraphs[0] {
		t.Error("the note itself changed")
	}
	if w := got.Sections[0].Paragraphs[1].Whose; w != "B alone" {
		t.Errorf("paragraph 2 is %q's", w)
	}
	if len(got.Addenda) != 2 || got.Addenda[0].Digest != added.Digest {
		t.Fatalf("addenda %+v", got.Addenda)
	}
	first, second := got.Addenda[0], got.Addenda[1]
	if want := []Paragraph{{"It was  14:10.", "A"}, {"Not 14:00.", "A"}}; first.Kind != "correction" || !cmp.Equal(first.Paragraphs, want) {
		t.Errorf("%+v", first)
	}
	if want := (&MarkInput{2, "B alone", "said before"}); second.Kind != "mark" || !cmp.Equal(second.Mark, want) || second.Paragraphs != nil {
		t.Errorf("%+v", second)
	}
	if hits, err := b.Search(ctx, Query{Words: []string{"not"}}); err != nil || hits.Total != 1 || hits.Hits[0].Section != "correction" {
		t.Errorf("%+v, %v", hits, err)
	}
}

func TestVoid(t *testing.T) {
	b, c := newBook(t)
	note := withSigned(t, b, "Both came on time.")
	c.pass(time.Hour)
	if err := b.Void(ctx, note.ID, " "); !is(err, "invalid --reason-from") {
		t.Errorf("without a reason: %v", err)
	}
	if err := b.Void(ctx, note.ID, "wrong file"); err != nil {
		t.Fatal(err)
	}
	got, err := b.Note(ctx, note.ID)
	if err != nil {
		t.Fatal(err)
	}
	if got.Status != "void" || got.Void == nil || got.Void.Reason != "wrong file" || len(got.Void.Digest) != 64 || len(got.Addenda) != 0 {
		t.Errorf("%+v", got)
	}
	if err := b.Void(ctx, note.ID, "again"); !is(err, "refused void") {
		t.Errorf("twice: %v", err)
	}
	if _, err := b.Amend(ctx, note.ID, "", []document.Paragraph{{Text: "more"}}); !is(err, "refused void") {
		t.Errorf("amended: %v", err)
	}
	if hits, err := b.Search(ctx, Query{Words: []string{"time"}}); err != nil || hits.Total != 1 || hits.Hits[0].Status != "void" {
		t.Errorf("%+v, %v", hits, err)
	}
}

func TestAmendRefuses(t *testing.T) {
	b, _ := newBook(t)
	note := withSigned(t, b, "Both came on time.")
	saved, err := b.NewNote(ctx, NoteInput{Case: note.Case, Document: session("Another.")})
	if err != nil {
		t.Fatal(err)
	}
	body := []document.Paragraph{{Text: "more"}}
	amend := func(n NoteID, kind string, body []document.Paragraph) error {
		_, err := b.Amend(ctx, n, kind, body)
		return err
	}
	mark := func(n NoteID, p int, whose, reason string) error {
		_, err := b.Mark(ctx, n, MarkInput{p, whose, reason})
		return err
	}
	for _, test := range []struct {
		name string
		err  error
		want string
	}{
		{"a draft", amend(saved.Note, "", body), "refused not_signed"},
		{"nothing", amend("N-000099", "", body), "notfound"},
		{"no such kind", amend(note.ID, "postscript", body), "invalid --kind"},
		{"a mark as text", amend(note.ID, "mark", body), "invalid --kind"},
		{"no text", amend(note.ID, "", nil), "invalid --from"},
		{"only space", amend(note.ID, "", []document.Paragraph{{Text: " \n "}}), "invalid --from"},
		{"a party that is not there", amend(note.ID, "", []document.Paragraph{{Text: "x", Whose: "C"}}), "invalid"},
		{"mark a draft", mark(saved.Note, 1, "A", "x"), "refused not_signed"},
		{"mark nothing", mark(note.ID, 9, "A", "x"), "invalid --from"},
		{"mark a heading", mark(note.ID, 0, "A", "x"), "invalid --from"},
		{"mark for nobody known", mark(note.ID, 1, "Z", "x"), "invalid"},
		{"mark without a reason", mark(note.ID, 1, "A", ""), "invalid --from"},
		{"void a draft", b.Void(ctx, saved.Note, "x"), "refused not_signed"},
	} {
		if !is(test.err, test.want) {
			t.Errorf("%s: %v; want %s", test.name, test.err, test.want)
		}
	}
}
