package notes

import (
	"fmt"
	"testing"
	"time"

	"subrosa/vault"
)

// BenchmarkReviewOpens asks how long she waits until a review is on the screen, in
// a couple's case of so many notes of 400 words: from the file, the key at hand; and
// Decide, until a decision is saved and the texts are there again.
func BenchmarkReviewOpens(b *testing.B) {
	for _, n := range []int{30, 300} {
		book, c := newBook(b)
		fillCase(b, book, c, n)
		r := must(book.AddRequest(ctx, access())).Request
		check(book.vault.Close())
		open := func() *Book {
			return must(Open(ctx, must(vault.Open(ctx, c.options, c.key)))).InZone(book.zone)
		}
		b.Run(fmt.Sprintf("notes=%d", n), func(b *testing.B) {
			for b.Loop() {
				book := open()
				if text, err := book.Reviewing(ctx, r); err != nil || len(text.Notes) != n {
					b.Fatal(len(text.Notes), err)
				}
				check(book.vault.Close())
			}
		})
		b.Run(fmt.Sprintf("Decide/notes=%d", n), func(b *testing.B) {
			for b.Loop() {
				book := open()
				if _, err := book.Decide(ctx, r, ReviewInput{Spans: []ReviewSpan{{Note: noteID(int64(n)), Find: "Kevin"}}}); err != nil {
					b.Fatal(err)
				}
				check(book.vault.Close())
			}
		})
	}
}

// fillCase signs n notes of 400 words in the case of one couple.
func fillCase(t testing.TB, b *Book, c *clock, n int) {
	t.Helper()
	file := must(b.OpenCase(ctx, couple())).Case
	end := c.at
	err := b.vault.Update(ctx, func(tx *vault.Tx) error {
		for i := range n {
			d := session(prose(i, 130), prose(i+n, 130), prose(i+2*n, 130), "Chris spoke of @boss and of Kevin, and of the summer in Vejle.")
			d.Start = end.Add(-time.Duration(n-i) * 3 * time.Hour)
			saved, err := b.newNote(tx, NoteInput{Case: file, Document: d})
			if err != nil {
				return err
			}
			if _, err := b.sign(tx, saved.Note, "bulk"); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
