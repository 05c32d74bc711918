package notes

import (
	"slices"
	"strings"
	"testing"

	"subrosa/notes/document"
	"subrosa/notes/handout"
)

// A party's safety plan holds what that party may read, from a note written with
// that party there; aliases stand with their names.
func TestSafetyPlanIsTheirs(t *testing.T) {
	b, _ := newBook(t)
	file := must(b.OpenCase(ctx, CaseInput{Kind: "couple", Parties: []PartyInput{{Label: "A", Name: "Chris Dahl"}, {Label: "B", Name: "Joe Winther"}},
		Aliases: []AliasInput{{Token: "søster", Names: []string{"Bodil Ærø"}}, {Token: "boss", Names: []string{"Kevin Brandt"}, Of: "A"}}})).Case
	write := func(present []string, paragraphs ...document.Paragraph) {
		d := entry("risk")
		d.Present, d.Sections = present, []document.Section{{Key: "friends", Heading: "Safety plan: whom to ask for help", Paragraphs: paragraphs}}
		if _, _, err := b.NewSigned(ctx, NoteInput{Case: file, Document: d}, ""); err != nil {
			t.Fatal(err)
		}
	}
	write([]string{"A", "B"}, document.Paragraph{Text: "Call @boss."}, document.Paragraph{Text: "Call @søster first.", Whose: "B"},
		document.Paragraph{Text: "Chris has nobody.", Whose: "A alone"})
	write([]string{"A"}, document.Paragraph{Text: "Chris calls the doctor."})
	for party, want := range map[Label]string{"B": "Call boss. Call Bodil Ærø first.", "A": "Chris calls the doctor."} {
		d := must(b.Handout(ctx, HandoutInput{Kind: "safety-plan", Case: file, Party: party}))
		if d.Practice.Therapist == "" || d.Practice.Title != "" || d.Practice.Authorisation != "" {
			t.Errorf("under the name: %+v", d.Practice)
		}
		i := slices.IndexFunc(d.Plan, func(s handout.Step) bool { return s.Key == "friends" })
		if got := strings.Join(d.Plan[i].Texts, " "); got != want {
			t.Errorf("the plan of %s says %q, want %q", party, got, want)
		}
	}
	if _, err := b.Handout(ctx, HandoutInput{Kind: "safety-plan", Case: file, Party: "C"}); !is(err, "invalid") {
		t.Error("a plan of nobody:", err)
	}
}
