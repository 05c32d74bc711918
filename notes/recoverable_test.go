package notes

import (
	"flag"
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"subrosa/notes/document"
	"subrosa/notes/leak"
)

var recoverableRuns = flag.Int("recoverables", 12, "packets of random decisions, at most as many as -rapid.checks")

// TestNothingThatStaysIsRecoverable makes cases, marks and decisions at random,
// for a party and for a court, and reads the packet back in every way in which a
// file can hide a word: what stays is in none of it, and what leaves is there.
func TestNothingThatStaysIsRecoverable(t *testing.T) {
	runs := 0
	rapid.Check(t, func(r *rapid.T) {
		if runs++; runs > *recoverableRuns {
			return
		}
		b, c := newBook(t)
		a := &asked{t: t, b: b, clock: c}
		parties := rapid.IntRange(2, len(members)).Draw(r, "parties")
		opened := caseOf(parties)
		opened.Aliases = []AliasInput{{Token: "boss", Names: []string{"Kevin Brandt"}}}
		a.file = must(b.OpenCase(ctx, opened)).Case
		court := rapid.Bool().Draw(r, "court")
		fates := map[string]bool{} // of each word that stands nowhere else: it leaves
		var review ReviewInput
		for n := range rapid.IntRange(1, 4).Draw(r, "notes") {
			s := drawSaid(r, parties, n)
			var paragraphs []document.Paragraph
			for i, p := range s.paragraphs {
				p.Text += fmt.Sprintf(" They spoke of @boss and of Hidden%dx%d then.", n, i)
				paragraphs = append(paragraphs, p)
			}
			id := a.write(s.present, paragraphs...)
			withheld := rapid.IntRange(0, 4).Draw(r, "withheld") == 0
			met := isChrises(s.present)
			if withheld && met {
				review.Notes = append(review.Notes, ReviewNote{ID: id, Decision: "withhold", Reason: "SH"})
			}
			for i, p := range s.paragraphs {
				leaves := met && !withheld && isChrises(p.Whose.Parties())
				fates[fmt.Sprintf("Word%dx%d", n, i)] = leaves
				hidden := fmt.Sprintf("Hidden%dx%d", n, i)
				fates[hidden] = leaves
				if leaves && rapid.Bool().Draw(r, "hidden") {
					fates[hidden] = false
					review.Spans = append(review.Spans, ReviewSpan{Note: id, Find: hidden, Reason: rapid.SampledFrom([]string{"TP", "ID", "SH"}).Draw(r, "why")})
				}
			}
		}
		if court {
			a.ordered()
		} else {
			a.ask(access())
		}
		review.AcceptAll, review.Approve = true, true
		must(b.Review(ctx, a.request, review))
		a.build()
		kept := must(b.Packet(ctx, a.request))
		secrets := []leak.Secret{{Code: "@boss", Text: "@boss", Whole: true}, {Code: "Kevin", Text: "Kevin Brandt", Whole: true}}
		for word := range fates {
			secrets = append(secrets, leak.Secret{Code: word, Text: word, Whole: true})
		}
		report, err := leak.Scan(ctx, "packet.zip", kept.Zip, secrets)
		if err != nil {
			r.Fatal(err)
		}
		found := map[string]bool{}
		for _, f := range report.Found {
			if found[f.Code] = true; !fates[f.Code] {
				r.Errorf("%s stays, and is in %s, %s", f.Code, f.File, f.Where)
			}
		}
		for word, leaves := range fates {
			if leaves && !found[word] {
				r.Errorf("%s leaves, and is nowhere", word)
			}
		}
	})
}
