package notes

import (
	"fmt"
	"testing"
	"time"

	"subrosa/vault"
)

// BenchmarkBuildPacket asks how long she waits for a packet of so many notes, one
// in ten of them withheld: composed, verified and scanned, everything but the
// entry in the vault.
func BenchmarkBuildPacket(b *testing.B) {
	const notes = 330
	book, c := newBook(b)
	file := must(book.OpenCase(ctx, individual())).Case
	var withheld []ReviewNote
	check(book.vault.Update(ctx, func(tx *vault.Tx) error {
		for i := range notes {
			d := session(prose(i, 200), prose(i+notes, 200))
			d.Present, d.Start = []string{"A"}, c.at.Add(-time.Duration(notes-i)*3*time.Hour)
			saved := must(book.newNote(tx, NoteInput{Case: file, Document: d}))
			if _, err := book.sign(tx, saved.Note, "bulk"); err != nil {
				return err
			}
			if i%11 == 0 {
				withheld = append(withheld, ReviewNote{ID: saved.Note, Decision: "withhold", Reason: "harm"})
			}
		}
		return nil
	}))
	id := must(book.AddRequest(ctx, access())).Request
	must(book.Review(ctx, id, ReviewInput{Notes: withheld, AcceptAll: true, Approve: true}))
	b.Run(fmt.Sprintf("notes=%d", notes-len(withheld)), func(b *testing.B) {
		for b.Loop() {
			check(book.vault.Update(ctx, func(tx *vault.Tx) error {
				r := must(book.readRequest(tx, id))
				d := must(book.approvedPlan(tx, r))
				return d.inspect(ctx, tx, r, must(d.compose(tx)))
			}))
		}
	})
}
