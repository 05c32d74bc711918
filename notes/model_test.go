package notes

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"subrosa/notes/document"
	"subrosa/vault"
)

// modelNote is what a note should be.
type modelNote struct {
	revision int
	text     string
	status   string
	addenda  int
}

// bookModel is a book beside what it should hold.
type bookModel struct {
	book   *Book
	clock  *clock
	file   CaseCode
	notes  map[NoteID]*modelNote
	ids    []NoteID // also of those that were discarded
	before int64    // codes given before
}

// Any order of drafting, saving from any revision, signing, amending, voiding,
// discarding and reopening the vault leaves what was acknowledged, and nothing
// changes once it is signed. One vault serves all runs, each has its own case.
func TestBookAgainstModel(t *testing.T) {
	b, c := newBook(t)
	m := &bookModel{book: b, clock: c}
	rapid.Check(t, func(rt *rapid.T) {
		m.file, m.notes, m.ids = withCase(t, m.book), map[NoteID]*modelNote{}, nil
		m.before = must(view(ctx, m.book, func(tx *vault.Tx) (int64, error) {
			return vault.One(tx, vault.Value[int64], "SELECT coalesce(max(last), 0) FROM counter WHERE name = 'note'")
		}))
		for range rapid.IntRange(1, 12).Draw(rt, "steps") {
			step := rapid.SampledFrom([]string{"new", "save", "save", "sign", "discard", "amend", "void", "reopen", "wait"}).Draw(rt, "step")
			m.step(rt, step)
		}
		m.compare(rt)
	})
	if _, problems, err := m.book.Check(ctx, nil); err != nil || len(problems) > 0 {
		t.Fatal(problems, err)
	}
	check(m.book.vault.Close())
}

func (m *bookModel) step(t *rapid.T, step string) {
	text := rapid.StringMatching(`[a-z][a-z@]{0,8}( [a-zæøå]{1,8}){0,3}`).Draw(t, "text")
	switch step {
	case "new":
		saved := must(m.book.NewNote(ctx, NoteInput{Case: m.file, Document: session(text)}))
		m.keep(t, saved.Note, text)
		return
	case "reopen":
		check(m.book.vault.Close())
		v := must(vault.Open(ctx, m.clock.options, m.clock.key))
		m.book = must(Open(ctx, v)).InZone(copenhagen())
		return
	case "wait":
		m.clock.pass(10 * time.Minute)
		return
	}
	if len(m.ids) == 0 {
		return
	}
	id := rapid.SampledFrom(m.ids).Draw(t, "note")
	n := m.notes[id] // nil: discarded
	var err error
	switch step {
	case "save":
		revision := rapid.IntRange(1, 5).Draw(t, "revision")
		var saved Saved
		saved, err = m.book.SaveDraft(ctx, id, revision, session(text))
		if err == nil {
			m.saved(t, n, id, revision, text, saved)
		}
	case "sign":
		if _, err = m.book.Sign(ctx, id, "late"); err == nil {
			n.status = "signed"
		}
	case "discard":
		if err = m.book.Discard(ctx, id); err == nil {
			delete(m.notes, id)
		}
	case "amend":
		if _, err = m.book.Amend(ctx, id, "correction", []document.Paragraph{{Text: text}}); err == nil {
			n.addenda++
		}
	case "void":
		if err = m.book.Void(ctx, id, "x"); err == nil {
			n.status = "void"
		}
	}
	if want := m.allowed(n, step, err == nil); !is(err, want) {
		t.Fatalf("%s of %s: %v; want %s", step, id, err, want)
	}
}

// allowed is the answer that a step should have had; done says that it went
// through and the model was moved on.
func (m *bookModel) allowed(n *modelNote, step string, done bool) string {
	before := ""
	if n != nil {
		before = n.status
		switch {
		case done && (step == "sign"):
			before = "draft"
		case done && step == "void":
			before = "signed"
		}
	}
	switch {
	case n == nil && done && step == "discard":
		return ""
	case n == nil:
		return "notfound"
	case step == "amend" || step == "void":
		return map[string]string{"draft": "refused not_signed", "void": "refused void"}[before]
	case before != "draft":
		return "refused signed"
	}
	return ""
}

func (m *bookModel) keep(t *rapid.T, id NoteID, text string) {
	if want := noteID(m.before + int64(len(m.ids)) + 1); id != want {
		t.Fatalf("%s was given; %s is next", id, want)
	}
	m.ids = append(m.ids, id)
	m.notes[id] = &modelNote{revision: 1, text: text, status: "draft"}
}

func (m *bookModel) saved(t *rapid.T, n *modelNote, id NoteID, revision int, text string, saved Saved) {
	switch {
	case text == n.text:
		if saved.Forked || saved.Note != id || saved.Revision != n.revision {
			t.Fatalf("nothing new was kept as %+v", saved)
		}
	case revision == n.revision:
		n.revision, n.text = n.revision+1, text
		if saved.Forked || saved.Note != id || saved.Revision != n.revision {
			t.Fatalf("%+v; want revision %d of %s", saved, n.revision, id)
		}
	default:
		if !saved.Forked {
			t.Fatalf("revision %d was kept over %d", revision, n.revision)
		}
		m.keep(t, saved.Note, text)
	}
}

// compare reads everything back.
func (m *bookModel) compare(t *rapid.T) {
	var signed, drafts int
	for id, n := range m.notes {
		got := must(m.book.Note(ctx, id))
		shown := fmt.Sprintf("%s %d %s %d", got.Status, got.Revision, got.Sections[0].Paragraphs[0].Text, len(got.Addenda))
		if want := fmt.Sprintf("%s %d %s %d", n.status, n.revision, n.text, n.addenda); shown != want {
			t.Fatalf("%s is %s; want %s", id, shown, want)
		}
		if n.status == "draft" {
			drafts++
		} else {
			signed++
		}
		hits := must(m.book.Search(ctx, Query{Words: []string{`"` + n.text + `"`}, Case: m.file, Limit: maxLimit}))
		found := false
		for _, h := range hits.Hits {
			found = found || h.Note == id
		}
		if !found {
			t.Fatalf("%s is not found", id)
		}
	}
	shown := must(m.book.Case(ctx, m.file))
	if shown.Notes != signed || shown.Drafts != drafts {
		t.Fatalf("the case counts %d and %d; want %d and %d", shown.Notes, shown.Drafts, signed, drafts)
	}
	if _, err := m.book.Note(ctx, noteID(m.before+int64(len(m.ids))+1)); !is(err, "notfound") {
		t.Fatal(err)
	}
}
