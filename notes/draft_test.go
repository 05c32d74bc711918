package notes

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"subrosa/notes/document"
)

func TestDraftIsKept(t *testing.T) {
	b, c := newBook(t)
	file := withCase(t, b)
	first, err := b.NewNote(ctx, NoteInput{Case: file, Document: session("Both came.")})
	if err != nil || first.Note != "N-000001" || first.Revision != 1 {
		t.Fatalf("%+v, %v", first, err)
	}
	c.pass(time.Minute)
	again, err := b.SaveDraft(ctx, first.Note, 1, session("Both came."))
	if err != nil || again.Revision != 1 || again.Forked {
		t.Errorf("the same text made revision %d (%v)", again.Revision, err)
	}
	second, err := b.SaveDraft(ctx, first.Note, 1, session("Both came on time."))
	if err != nil || second.Revision != 2 || second.Forked {
		t.Errorf("%+v, %v", second, err)
	}
	d, revision, err := b.Document(ctx, first.Note)
	want := session("Both came on time.")
	want.Part = "joint"
	if err != nil || revision != 2 || !cmp.Equal(d, want, cmp.Comparer(time.Time.Equal)) {
		t.Errorf("revision %d, %v\n%s", revision, err, cmp.Diff(want, d))
	}
}

func TestSlowerTerminalForks(t *testing.T) {
	b, _ := newBook(t)
	file := withCase(t, b)
	first, err := b.NewNote(ctx, NoteInput{Case: file, Document: session("Both came.")})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.SaveDraft(ctx, first.Note, 1, session("Both came on time.")); err != nil {
		t.Fatal(err)
	}
	fork, err := b.SaveDraft(ctx, first.Note, 1, session("Both came late."))
	if err != nil || !fork.Forked || fork.Note == first.Note || fork.Revision != 1 {
		t.Fatalf("%+v, %v", fork, err)
	}
	var texts []string
	for _, n := range []NoteID{first.Note, fork.Note} {
		d, _, err := b.Document(ctx, n)
		if err != nil {
			t.Fatal(err)
		}
		texts = append(texts, d.Sections[0].Paragraphs[0].Text)
	}
	if want := []string{"Both came on time.", "Both came late."}; !slices.Equal(texts, want) {
		t.Errorf("kept %q", texts)
	}
	// The slower one goes on in its own draft.
	if saved, err := b.SaveDraft(ctx, fork.Note, 1, session("Both came very late.")); err != nil || saved.Forked || saved.Revision != 2 {
		t.Errorf("%+v, %v", saved, err)
	}
	// Both typed the same: nothing to keep twice.
	if saved, err := b.SaveDraft(ctx, first.Note, 1, session("Both came on time.")); err != nil || saved.Forked || saved.Revision != 2 {
		t.Errorf("%+v, %v", saved, err)
	}
}

func TestDiscard(t *testing.T) {
	b, _ := newBook(t)
	file := withCase(t, b)
	first, err := b.NewNote(ctx, NoteInput{Case: file, Document: session("About @neighbour.")})
	if err != nil || first.NewAliases != 1 {
		t.Fatalf("%+v, %v", first, err)
	}
	if err := b.Discard(ctx, first.Note); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Note(ctx, first.Note); !is(err, "notfound") {
		t.Errorf("a discarded draft: %v", err)
	}
	if hits, err := b.Search(ctx, Query{Words: []string{"neighbour"}}); err != nil || hits.Total != 0 {
		t.Errorf("found %d, %v", hits.Total, err)
	}
	shown, err := b.Case(ctx, file)
	if err != nil || shown.Drafts != 0 || len(shown.Aliases) != 1 {
		t.Errorf("%+v, %v", shown, err)
	}
	next, err := b.NewNote(ctx, NoteInput{Case: file, Document: session("Both came.")})
	if err != nil || next.Note != "N-000002" {
		t.Errorf("the code of a discarded draft was given again: %+v, %v", next, err)
	}
}

// A token that a save caught half typed does not stay.
func TestTokensFollowTheDraft(t *testing.T) {
	b, _ := newBook(t)
	file := withCase(t, b)
	saved, err := b.NewNote(ctx, NoteInput{Case: file, Document: session("An affair with @Boss and @boss-w")})
	if err != nil || saved.NewAliases != 1 {
		t.Fatalf("%+v, %v", saved, err)
	}
	saved, err = b.SaveDraft(ctx, saved.Note, saved.Revision, session("An affair with @Boss and @boss-wife."))
	if err != nil || saved.NewAliases != 1 {
		t.Fatalf("%+v, %v", saved, err)
	}
	tokens := func() (list []string) {
		shown, err := b.Case(ctx, file)
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range shown.Aliases {
			list = append(list, a.Token)
		}
		return list
	}
	if got := tokens(); !slices.Equal(got, []string{"boss", "boss-wife"}) {
		t.Errorf("aliases %q", got)
	}
	if _, err := b.Sign(ctx, saved.Note, ""); err != nil {
		t.Fatal(err)
	}
	if got := tokens(); !slices.Equal(got, []string{"boss", "boss-wife"}) {
		t.Errorf("aliases %q after signing", got)
	}
}

func TestFindings(t *testing.T) {
	b, _ := newBook(t)
	file := withCase(t, b)
	if _, err := b.OpenCase(ctx, CaseInput{Kind: "individual", Parties: []PartyInput{{Label: "A", Name: "Lise Holm-Dahl"}}}); err != nil {
		t.Fatal(err)
	}
	d := session("Chris Dahl and Joe were there. KEVIN'S wife called; she knows @boss. Lise too.", "Holm.")
	d.Risk, d.Present = "", []string{"A"}
	d.Sections[1].Paragraphs[0].Whose = "B alone"
	saved, err := b.NewNote(ctx, NoteInput{Case: file, Document: d})
	if err != nil {
		t.Fatal(err)
	}
	got, err := b.Findings(ctx, saved.Note)
	if err != nil {
		t.Fatal(err)
	}
	want := []Finding{
		{Code: "risk-unanswered", What: "risk is not stated", Blocks: true},
		{Code: "name-in-clear", Paragraph: 1, Section: "Data", InSection: 1, What: "KEVIN", Token: "boss"},
		{Code: "name-in-clear", Paragraph: 1, Section: "Data", InSection: 1, What: "Lise"},
		{Code: "mark-without-presence", Paragraph: 3, Section: "Plan", InSection: 1, What: "[B alone] says what B said, who was not there"},
		{Code: "consent-missing", What: "not entered yet: informed consent, privacy notice, recording policy, joint record"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// A note that is signed at once is looked over too.
func TestFindingsOfNewSigned(t *testing.T) {
	b, _ := newBook(t)
	d := session("Kevin called.")
	_, saved, err := b.NewSigned(ctx, NoteInput{Case: withCase(t, b), Document: d}, "")
	want := []Finding{{Code: "name-in-clear", Paragraph: 1, Section: "Data", InSection: 1, What: "Kevin", Token: "boss"},
		{Code: "consent-missing", What: "not entered yet: informed consent, privacy notice, recording policy, joint record"}}
	if err != nil || !cmp.Equal(saved.Findings, want) {
		t.Errorf("%+v, %v", saved.Findings, err)
	}
}

// An alias that a draft brought in outlives it when another text has it too.
func TestAliasInTwoTextsOutlivesTheDraft(t *testing.T) {
	b, _ := newBook(t)
	file := withCase(t, b)
	tokens := func() (list []string) {
		for _, a := range must(b.Case(ctx, file)).Aliases {
			list = append(list, a.Token)
		}
		return list
	}
	first := must(b.NewNote(ctx, NoteInput{Case: file, Document: session("@aunt rang, and @uncle.")}))
	later := session("@aunt came.")
	later.Start = later.Start.Add(time.Minute)
	signed, _, err := b.NewSigned(ctx, NoteInput{Case: file, Document: later}, "")
	if err != nil {
		t.Fatal(err)
	}
	must(b.Amend(ctx, signed.ID, "correction", []document.Paragraph{{Text: "With @uncle and @cousin."}}))
	must(struct{}{}, b.Discard(ctx, first.Note))
	if want := []string{"aunt", "boss", "cousin", "uncle"}; !slices.Equal(tokens(), want) {
		t.Errorf("kept %q", tokens())
	}
}
