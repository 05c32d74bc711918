package field

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"subrosa/notes/document"
)

func TestSectionsThereAndBack(t *testing.T) {
	text := rapid.StringMatching(`[a-zæøå]{1,9}( [a-z@]{1,9}){0,9}(\n[a-z]{1,9}){0,2}`)
	paragraph := rapid.Custom(func(t *rapid.T) document.Paragraph {
		return document.Paragraph{Text: text.Draw(t, "text"),
			Whose: document.Whose(rapid.SampledFrom([]string{"", "A", "B", "B alone", "A,B"}).Draw(t, "whose"))}
	})
	rapid.Check(t, func(t *rapid.T) {
		format, _ := document.FindFormat(rapid.SampledFrom([]string{"dap", "soap", "narrative"}).Draw(t, "format"))
		sections := format.Empty("en")
		for i := range sections {
			sections[i].Paragraphs = rapid.SliceOfN(paragraph, 0, 4).Draw(t, "paragraphs")
			if len(sections[i].Paragraphs) == 0 {
				sections[i].Paragraphs = nil
			}
		}
		f := New(FromSections(sections))
		if diff := cmp.Diff(sections, f.Sections(format.Empty("en"))); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestTypedMarks(t *testing.T) {
	f := New([]Row{{Text: "Data", Heading: true}})
	f.Insert("[b ALONE] While Chris was late\nhe spoke.\n\n[Z] not a party\n\n[B] his")
	f.TakeMarks([]string{"A", "B"})
	want := []document.Paragraph{
		{Text: "While Chris was late\nhe spoke.", Whose: "B alone"},
		{Text: "[Z] not a party"},
		{Text: "his", Whose: "B"},
	}
	got := f.Sections([]document.Section{{Key: "data", Heading: "Data"}})[0].Paragraphs
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if f.At() != (Pos{6, 3}) {
		t.Errorf("the cursor went to %v", f.At())
	}
}
