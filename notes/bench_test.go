package notes

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"subrosa/notes/document"
	"subrosa/vault"
)

// words of a vocabulary, in a fixed and uneven order.
func prose(seed, n int) string {
	var b strings.Builder
	x := uint32(seed)*2654435761 + 1
	for range n {
		x = x*1664525 + 1013904223
		k := x >> 16
		fmt.Fprintf(&b, "ord%d ", k%(k%4000+1))
	}
	return strings.TrimSpace(b.String())
}

// fill signs n notes of 400 words in cases of 40 notes each, many to a
// transaction.
func fill(t testing.TB, b *Book, c *clock, n int) {
	t.Helper()
	end := c.at
	for done := 0; done < n; {
		err := b.vault.Update(ctx, func(tx *vault.Tx) error {
			for range 200 {
				if done == n {
					return nil
				}
				file := caseCode(int64(done/40 + 1))
				if done%40 == 0 {
					in, err := couple().clean()
					if err != nil {
						return err
					}
					if _, err := b.openCase(tx, in); err != nil {
						return err
					}
				}
				d := session(prose(done, 200), prose(done+n, 200))
				d.Start = end.Add(-time.Duration(n-done) * 3 * time.Hour)
				saved, err := b.newNote(tx, NoteInput{Case: file, Document: d})
				if err != nil {
					return err
				}
				if _, err := b.sign(tx, saved.Note, "bulk"); err != nil {
					return err
				}
				done++
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// BenchmarkBook asks what a day's work costs in a record of a thousand notes.
func BenchmarkBook(b *testing.B) {
	for _, n := range []int{100, 1000} {
		book, c := newBook(b)
		fill(b, book, c, n)
		last := noteID(int64(n))
		if _, err := book.Note(ctx, last); err != nil {
			b.Fatal(err)
		}
		d := session(prose(7, 400))
		saved := must(book.NewNote(ctx, NoteInput{Case: "C-001", Document: d}))
		for _, work := range []struct {
			name string
			do   func(i int) error
		}{
			{"Cases", func(int) error { _, err := book.Cases(ctx); return err }},
			{"Note", func(int) error { _, err := book.Note(ctx, last); return err }},
			{"Notes", func(int) error { _, err := book.Notes(ctx, "C-001"); return err }},
			{"Search", func(int) error { _, err := book.Search(ctx, Query{Words: []string{"ord7"}, Limit: 20}); return err }},
			{"SearchTwoWords", func(int) error { _, err := book.Search(ctx, Query{Words: []string{"ord1500", "ord3"}}); return err }},
			{"SearchRanked", func(int) error {
				_, err := book.Search(ctx, Query{Words: []string{"ord7"}, Ranked: true, Limit: 20})
				return err
			}},
			{"Facts", func(int) error { _, err := book.Facts(ctx, "C-001", ""); return err }},
			{"Findings", func(int) error { _, err := book.Findings(ctx, saved.Note); return err }},
			{"SaveDraft", func(i int) error {
				d.Sections[0].Paragraphs = []document.Paragraph{{Text: prose(7, 400) + fmt.Sprint(" ", i)}}
				var err error
				saved, err = book.SaveDraft(ctx, saved.Note, saved.Revision, d)
				return err
			}},
			{"Sign", func(i int) error {
				_, _, err := book.NewSigned(ctx, NoteInput{Case: "C-001", Document: session(prose(i, 400))}, "")
				return err
			}},
		} {
			b.Run(fmt.Sprintf("%s/notes=%d", work.name, n), func(b *testing.B) {
				i := 0
				for b.Loop() {
					i++
					if err := work.do(i); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
		b.Run(fmt.Sprintf("Check/notes=%d", n), func(b *testing.B) {
			for b.Loop() {
				if _, problems, err := book.Check(ctx, nil); err != nil || len(problems) > 0 {
					b.Fatal(problems, err)
				}
			}
		})
	}
}
