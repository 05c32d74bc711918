package notes

import (
	"testing"

	"subrosa/notes/document"
)

// A note by which risk was present waits for one of the kind risk, or for a later one
// about the same persons; what one of two said alone later is none.
func TestTodoRisk(t *testing.T) {
	b, c := newBook(t)
	file := withCase(t, b)
	wordsTyped(b)
	c.set("2026-11-23 15:00")
	write := func(start, risk string, present ...string) NoteID {
		t.Helper()
		d := session("They spoke of it.")
		d.Start, d.Risk, d.Present = at(start), risk, present
		n, _, err := b.NewSigned(ctx, NoteInput{Case: file, Document: d}, "")
		if err != nil {
			t.Fatal(err)
		}
		return n.ID
	}
	waits := func(want string) {
		t.Helper()
		got := ""
		for _, i := range must(b.Todos(ctx, "2026-11-30")) {
			if i.Kind == "risk" {
				got += i.ID + " " + string(i.Case) + " " + *i.Due
			}
		}
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	write("2026-11-22 10:00", "none", "A", "B")
	waits("")
	first := write("2026-11-22 14:00", "present", "A", "B")
	waits("N-000002 C-001 2026-11-24")
	write("2026-11-22 16:00", "none", "A")
	waits("N-000002 C-001 2026-11-24")
	again := write("2026-11-23 09:00", "present", "A", "B")
	waits("N-000004 C-001 2026-11-25")
	check(b.Void(ctx, again, "the wrong file"))
	waits("N-000002 C-001 2026-11-24")
	draft := must(b.NewNote(ctx, NoteInput{Case: file, Document: riskNote("2026-11-23 14:00")}))
	waits("")
	check(b.Discard(ctx, draft.Note))
	waits("N-000002 C-001 2026-11-24")
	check(b.Void(ctx, first, "the wrong file"))
	waits("")
}

// Two notes of what became of one appointment are pointed out, whatever they say;
// process notes and letters of the same time are not.
func TestNotesOfTheSameTime(t *testing.T) {
	b, _ := newBook(t)
	file := withCase(t, b)
	signed, _, err := b.NewSigned(ctx, NoteInput{Case: file, Document: session("On time.")}, "")
	if err != nil {
		t.Fatal(err)
	}
	found := func(change func(*document.Document)) (what string) {
		t.Helper()
		d := session("Nobody came.")
		change(&d)
		saved := must(b.NewNote(ctx, NoteInput{Case: file, Document: d}))
		for _, f := range must(b.Findings(ctx, saved.Note)) {
			if f.Code == "same-time" {
				what += f.What
			}
		}
		check(b.Discard(ctx, saved.Note))
		return what
	}
	for want, changes := range map[string][]func(*document.Document){
		"N-000001, a session, is of the same time": {
			func(*document.Document) {},
			func(d *document.Document) { *d = d.As("no-show", "") },
		},
		"": {
			func(d *document.Document) { d.Start = at("2026-11-23 15:00") },
			func(d *document.Document) { d.Layer = "process" },
			func(d *document.Document) { *d = riskNote("2026-11-23 14:00") },
		},
	} {
		for i, change := range changes {
			if got := found(change); got != want {
				t.Errorf("%d: %q, want %q", i, got, want)
			}
		}
	}
	check(b.Void(ctx, signed.ID, "the wrong file"))
	if got := found(func(*document.Document) {}); got != "" {
		t.Errorf("of a void one: %q", got)
	}
}

func riskNote(start string) document.Document {
	return document.Document{Start: at(start), Kind: "risk", Format: "risk", Layer: "record", Present: []string{"A", "B"},
		Sections: []document.Section{{Key: "formulation", Heading: "Formulation", Paragraphs: []document.Paragraph{{Text: "A plan."}}}}}
}
