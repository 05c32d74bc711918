package notes

import (
	"slices"
	"strings"
	"testing"

	"subrosa/notes/document"
	"subrosa/notes/packet"
)

// leaving is a paragraph as it leaves.
func (p ReviewedParagraph) leaving() string {
	var b strings.Builder
	for _, piece := range p.Leaves {
		b.WriteString(piece.Text)
	}
	return b.String()
}

// body is a paragraph of a note in a review by its number.
func body(t *testing.T, n ReviewedNote, part, number int) ReviewedParagraph {
	t.Helper()
	i := slices.IndexFunc(n.Parts[part].Paragraphs, func(p ReviewedParagraph) bool { return p.Number == number })
	if i < 0 {
		t.Fatalf("no paragraph %d in %+v", number, n)
	}
	return n.Parts[part].Paragraphs[i]
}

// What is shown as leaving is what the packet then says.
func TestReviewingShowsWhatThePacketSays(t *testing.T) {
	a := aCouple(t)
	must(a.b.Amend(ctx, a.notes[0], "correction", []document.Paragraph{{Text: "It was Monday, not æøå."}, {Text: "Joe regrets it.", Whose: "B"}}))
	must(a.b.Mark(ctx, a.notes[0], MarkInput{Paragraph: 1, Whose: "A", Reason: "his winter"}))
	a.ask(access())
	text := must(a.b.Reviewing(ctx, a.request))
	if len(text.Notes) != 3 || text.Marked || text.Own[a.file] != "A" || len(text.Reasons) == 0 || text.Reasons[0] != (ReasonCode{"TP", "information about another person"}) {
		t.Fatalf("%+v", text)
	}
	first := text.Notes[0]
	if got := first.Parts[0].Facts; !slices.Contains(got, ReviewedFact{"present", "A,B"}) ||
		slices.ContainsFunc(got, func(f ReviewedFact) bool { return f.Name == "id" || f.Name == "late_reason" }) {
		t.Errorf("facts: %+v", got)
	}
	if p := body(t, first, 0, 2); len(p.Leaves) != 0 || p.Whose != "B alone" || len(p.Spans) != 1 || text.Plan.Spans[p.Spans[0]].Reason != otherParty {
		t.Errorf("Joe's paragraph: %+v", p)
	}
	if p := body(t, first, 0, 5); p.leaving() != "The sister, [third party 1], was named by both." || !p.Leaves[1].Mark || p.Leaves[1].Start != 12 || p.Leaves[2].Start != 19 {
		t.Errorf("with a mark: %+v", p)
	}
	if p := body(t, first, 0, 1); p.Whose != "A" {
		t.Errorf("a changed mark: %+v", p)
	}
	if len(first.Parts) != 2 || first.Parts[1].Kind != "correction" || first.Parts[1].At.IsZero() || len(body(t, first, 1, 2).Leaves) != 0 {
		t.Errorf("the addendum: %+v", first.Parts)
	}
	if p := body(t, text.Notes[1], 0, 1); len(p.Leaves) != 0 || p.Text != "Joe came by himself and wept over the lie." {
		t.Errorf("a note that stays: %+v", p)
	}
	a.approve()
	a.build()
	said := a.texts()[packet.RecordsName]
	for _, n := range text.Notes {
		for _, part := range n.Parts {
			for _, p := range part.Paragraphs {
				for _, piece := range p.Leaves {
					if !strings.Contains(said, piece.Text) {
						t.Errorf("the packet lacks %q", piece.Text)
					}
				}
				if len(p.Leaves) == 0 && strings.Contains(p.Text, "Joe") && strings.Contains(said, p.Text) {
					t.Errorf("the packet holds %q", p.Text)
				}
			}
		}
	}
}

// For a court the same paragraphs leave a mark.
func TestReviewingForACourt(t *testing.T) {
	a := aCouple(t)
	a.ask(RequestInput{Type: "court-order", Person: "P-001", Requester: RequesterInput{Name: "Byretten"}, Scope: ScopeInput{Text: "the record"}})
	text := must(a.b.Reviewing(ctx, a.request))
	if p := body(t, text.Notes[0], 0, 2); !text.Marked || len(p.Leaves) != 1 || !p.Leaves[0].Mark || !strings.HasPrefix(p.Leaves[0].Text, "[withheld 1") {
		t.Errorf("%+v", p)
	}
}

// A decision can be taken back: what the rules say stands again.
func TestDecisionsAreTakenBack(t *testing.T) {
	a := aCouple(t)
	other := must(a.b.OpenCase(ctx, CaseInput{Kind: "individual", Parties: []PartyInput{{Label: "A", Name: "Ulla Bang"}},
		Aliases: []AliasInput{{Token: "ex", Names: []string{"Chris Dahl"}}}})).Case
	a.ask(access())
	before := must(a.b.Reviewing(ctx, a.request))
	at := before.Plan.Spans[slices.IndexFunc(before.Plan.Spans, func(s PlanSpan) bool { return s.Source == byAlias })]
	place := ReviewSpan{Note: at.Note, Paragraph: at.Paragraph, Start: at.Start, End: at.End}
	decide := func(in ReviewInput) ReviewText { t.Helper(); return must(a.b.Decide(ctx, a.request, in)) }

	leaves, mine := place, ReviewSpan{Note: a.notes[0], Find: "winter", Reason: "ID"}
	leaves.Decision, leaves.Reason = rejected, "he knows her"
	now := decide(ReviewInput{Notes: []ReviewNote{{ID: a.notes[2], Decision: withholdNote, Reason: "SH"}},
		Spans: []ReviewSpan{leaves, mine}, Mentions: []ReviewMention{{Case: other, Reason: "another record"}}})
	if now.Plan.PlanID == before.Plan.PlanID || len(now.Plan.Blockers) != 0 || now.Plan.Notes[2].Decision != withholdNote {
		t.Fatalf("%+v", now.Plan)
	}
	place.Decision, mine.Decision = open, open
	now = decide(ReviewInput{Notes: []ReviewNote{{ID: a.notes[2], Decision: open}}, Spans: []ReviewSpan{place, mine},
		Mentions: []ReviewMention{{Case: other, Decision: open}}})
	if now.Plan.PlanID != before.Plan.PlanID {
		t.Errorf("the plan is another one: %+v", now.Plan)
	}
}

// Opening a review is an opening of the case.
func TestReviewingIsRecorded(t *testing.T) {
	a := aCouple(t)
	a.ask(access())
	must(a.b.Reviewing(ctx, a.request))
	must(a.b.Reviewing(ctx, a.request))
	n := 0
	for _, e := range must(a.b.History(ctx, a.file)) {
		if e.What == "case-read" && e.Request == a.request {
			n++
		}
	}
	if n != 1 {
		t.Errorf("entered %d times", n)
	}
}

// The reason why a note was late leaves with it where it names nobody: then it is
// shown.
func TestReviewingShowsTheLateReason(t *testing.T) {
	a := withRequest(t, access())
	for _, c := range []struct {
		reason string
		leaves bool
	}{{"ill in bed", true}, {"Kevin Brandt rang", false}} {
		d := session("Something was said.")
		d.Present, d.Start = []string{"A"}, d.Start.AddDate(0, 0, -9)
		n, _, err := a.b.NewSigned(ctx, NoteInput{Case: a.file, Document: d}, c.reason)
		check(err)
		text := must(a.b.Reviewing(ctx, a.request))
		i := slices.IndexFunc(text.Plan.Notes, func(p PlanNote) bool { return p.ID == n.ID })
		if got := slices.Contains(text.Notes[i].Parts[0].Facts, ReviewedFact{"late_reason", c.reason}); got != c.leaves {
			t.Errorf("%q: %v", c.reason, got)
		}
	}
}
