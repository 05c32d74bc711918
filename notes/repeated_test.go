package notes

import (
	"strings"
	"testing"
)

const carried = "They came on time, sat apart, and spoke of the winter, of the children and of who takes them to school."

func TestNearlyRepeatedParagraphs(t *testing.T) {
	b, c := newBook(t)
	file := withCase(t, b)
	if _, _, err := b.NewSigned(ctx, NoteInput{Case: file, Document: session(carried, "On time.")}, ""); err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		carried: "Data, paragraph 1 is nearly one of 23 Nov 2026 (100 %)",
		strings.Replace(carried, "the winter", "the WINTER", 1):                               "Data, paragraph 1 is nearly one of 23 Nov 2026 (100 %)",
		strings.Replace(carried, "to school.", "to school now.", 1):                           "Data, paragraph 1 is nearly one of 23 Nov 2026 (85 %)",
		strings.Replace(carried, "winter", "summer", 1) + " Both cried when they spoke of it": "",
		"On time.": "", // short
		"Something else was spoken of today, by both of them, for the first time since they come.": "",
	} {
		d := session(text)
		d.Start = d.Start.AddDate(0, 0, 7)
		c.set("2026-11-30 16:00")
		saved := must(b.NewNote(ctx, NoteInput{Case: file, Document: d}))
		got := ""
		for _, f := range must(b.Findings(ctx, saved.Note)) {
			if f.Code == "nearly-repeated" {
				got += f.What
			}
		}
		if got != want {
			t.Errorf("%s\n%q, want %q", text, got, want)
		}
		check(b.Discard(ctx, saved.Note))
	}
}
