package notes

import (
	"strings"
	"testing"

	"subrosa/notes/document"
)

func TestReadAs(t *testing.T) {
	d := session()
	d.Sections = []document.Section{
		{Key: "data", Paragraphs: []document.Paragraph{{Text: "@boss called; @sister too, and @boss again."}, {Text: "Joe told of @boss-wife.", Whose: "B alone"}, {Text: "Chris sleeps badly.", Whose: "A"}}},
		{Key: "plan", Paragraphs: []document.Paragraph{{Text: "Joe writes a letter.", Whose: "B"}}},
	}
	both := []string{"A", "B"}
	for reader, want := range map[string]string{
		"A":   "data: [third party 1] called; [third party 2] too, and [third party 1] again. Chris sleeps badly. ",
		"B":   "data: [third party 1] called; [third party 2] too, and [third party 1] again. Joe told of [third party 3]. plan: Joe writes a letter. ",
		Judge: "data: [third party 1] called; [third party 2] too, and [third party 1] again. <B alone>Joe told of [third party 3]. <A>Chris sleeps badly. plan: <B>Joe writes a letter. ",
	} {
		if got := flat(ReadAs(d, both, reader)); got != want {
			t.Errorf("%s reads %q, want %q", reader, got, want)
		}
	}
	// a meeting without a party is nothing to them, not even its headings
	d.Present = []string{"B"}
	if got := flat(ReadAs(d, both, "A")); got != "" {
		t.Errorf("A reads %q", got)
	}
	// the only party gets everything
	d.Present = []string{"A"}
	if got := flat(ReadAs(d, both[:1], "A")); strings.Count(got, ". ") != 4 {
		t.Errorf("the only party reads %q", got)
	}
}

func flat(sections []document.Section) string {
	var b strings.Builder
	for _, s := range sections {
		b.WriteString(s.Key + ": ")
		for _, p := range s.Paragraphs {
			if p.Whose != "" {
				b.WriteString("<" + string(p.Whose) + ">")
			}
			b.WriteString(p.Text + " ")
		}
	}
	return b.String()
}
