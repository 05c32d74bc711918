package notes

import (
	"strings"
	"testing"
	"time"

	"golang.org/x/text/unicode/norm"

	"subrosa/notes/document"
)

// Text of every script goes in, comes back as it was (as NFC), is signed, found
// and checked.
func TestStrangeText(t *testing.T) {
	texts := map[string]struct{ text, find string }{
		"NFD":                    {norm.NFD.String("Blåbærgrød på Ærø, café"), "blåbærgrød"},
		"right to left":          {"הוא דיבר על אהבה وعن الحب", "אהבה"},
		"emoji":                  {"she smiled 👩‍❤️‍👩🏽 and 🇩🇰 waved", "smiled"},
		"Chinese":                {"他说了很多 话", "话"},
		"several lines":          {"one\n  two\n\tthree", "three"},
		"a long word":            {strings.Repeat("æ", 5000), "æ*"},
		"marks upon marks":       {"z" + strings.Repeat("\u0301", 200) + " end", "end"},
		"looks like a head":      {"--- start: 2020-01-01", "start"},
		"looks like a heading":   {"\\## Data", "data"},
		"zero width":             {"a\u200db\u200c c\u00ad d", "d"},
		"quotes and backslash":   {`he said "it's \ over"; DROP TABLE note;`, `"drop table"`},
		"many words":             {strings.Repeat("word ", 20000) + "last", "last"},
		"private and unassigned": {"\ue000 \U000e0fff x", "x"},
	}
	b, c := newBook(t)
	file := withCase(t, b)
	for name, test := range texts {
		d := session(test.text)
		note, _, err := b.NewSigned(ctx, NoteInput{Case: file, Document: d}, "")
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		c.pass(time.Minute)
		want := norm.NFC.String(strings.ReplaceAll(test.text, "\t", "    "))
		if got := must(b.Note(ctx, note.ID)).Sections[0].Paragraphs[0].Text; got != want {
			t.Errorf("%s: %q came back as %q", name, want, got)
		}
		hits, err := b.Search(ctx, Query{Words: []string{test.find}, Limit: maxLimit})
		found := false
		for _, h := range hits.Hits {
			found = found || h.Note == note.ID
		}
		if err != nil || !found {
			t.Errorf("%s: %q is not found (%v)", name, test.find, err)
		}
		// What is printed can be read again.
		read, err := document.Parse(document.Print(DocumentOf(note)), must(b.DocumentContext(ctx, file)))
		if err != nil || read.Sections[0].Paragraphs[0].Text != want {
			t.Errorf("%s: printed and read again: %v", name, err)
		}
	}
	if records, problems, err := b.Check(ctx, nil); err != nil || len(problems) > 0 || records != len(texts) {
		t.Errorf("%d records, %q, %v", records, problems, err)
	}
}

// A megabyte is the most, and it can be signed.
func TestLongestNote(t *testing.T) {
	b, _ := newBook(t)
	file := withCase(t, b)
	paragraph := strings.Repeat("a word, ", 1<<10) // 8 KiB
	var paragraphs []string
	for range 127 {
		paragraphs = append(paragraphs, paragraph)
	}
	note, _, err := b.NewSigned(ctx, NoteInput{Case: file, Document: session(paragraphs...)}, "")
	if err != nil {
		t.Fatal(err)
	}
	if _, problems, err := b.Check(ctx, nil); err != nil || len(problems) > 0 {
		t.Errorf("%s: %q, %v", note.ID, problems, err)
	}
	if _, _, err := b.NewSigned(ctx, NoteInput{Case: file, Document: session(append(paragraphs, paragraph, paragraph)...)}, ""); !is(err, "invalid") {
		t.Errorf("more than a megabyte: %v", err)
	}
}
