package notes

import (
	"flag"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"subrosa/notes/document"
	"subrosa/vault"
)

var silenceRuns = flag.Int("silences", 15, "pairs of vaults that differ in silence, at most as many as -rapid.checks")

// said is a note of a couple's or a family's case as the property below makes it.
type said struct {
	present    []string
	paragraphs []document.Paragraph
	added      []document.Paragraph // later, as a correction
}

// isChrises says whether what some said, nobody in particular or everybody, is
// Chris's (A) too.
func isChrises(labels []string) bool { return len(labels) == 0 || slices.Contains(labels, "A") }

// forChris is what of it may reach Chris: nil when nothing is left.
func (s said) forChris() *said {
	if !isChrises(s.present) {
		return nil
	}
	left := said{s.present, chrises(s.paragraphs), chrises(s.added)}
	if len(left.paragraphs) == 0 {
		return nil
	}
	return &left
}

func chrises(paragraphs []document.Paragraph) (left []document.Paragraph) {
	for _, p := range paragraphs {
		if isChrises(p.Whose.Parties()) {
			left = append(left, p)
		}
	}
	return left
}

// members are the parties of the cases that are drawn.
var members = []PartyInput{{Label: "A", Name: "Chris Dahl"}, {Label: "B", Name: "Joe Winther"}, {Label: "C", Name: "Ida Winther"}}

func caseOf(parties int) CaseInput {
	if parties > 2 {
		return CaseInput{Kind: "family", Parties: members[:parties]}
	}
	return CaseInput{Kind: "couple", Parties: members[:parties]}
}

// drawSaid draws a note of so many parties: every paragraph has a word that
// stands nowhere else.
func drawSaid(t *rapid.T, parties, n int) said {
	labels := func(name string, least int) []string {
		var list []string
		for _, m := range members[:parties] {
			if rapid.IntRange(0, 2).Draw(t, name) > 0 {
				list = append(list, string(m.Label))
			}
		}
		if len(list) < least {
			list = append(list, "B")
		}
		return list
	}
	s := said{present: labels("present", 1)}
	all := rapid.IntRange(1, 5).Draw(t, "paragraphs")
	for i := range all {
		whose := labels("whose", 0)
		mark := strings.Join(whose, ",")
		if len(whose) == 1 && slices.Contains(s.present, whose[0]) && rapid.Bool().Draw(t, "alone") {
			mark += " alone"
		}
		text := fmt.Sprintf("Word%dx%d stands here and nowhere else.", n, i)
		if rapid.Bool().Draw(t, "long") {
			text += strings.Repeat(" And it goes on and on for quite a while.", rapid.IntRange(1, 12).Draw(t, "how long"))
		}
		s.paragraphs = append(s.paragraphs, document.Paragraph{Text: text, Whose: document.Whose(mark)})
	}
	if later := rapid.IntRange(-3, all-1).Draw(t, "later"); later > 0 && chrises(s.paragraphs[:later]) != nil {
		s.paragraphs, s.added = s.paragraphs[:later], s.paragraphs[later:]
	}
	return s
}

// packetFor makes a vault of these notes of so many parties and Chris's packet
// from it. Chris has filled in a sheet, and so have the others when they are said
// to have.
func packetFor(t testing.TB, parties int, notes []said, others bool) (map[string]string, BuiltPacket) {
	b, c := newBook(t)
	a := &asked{t: t.(*testing.T), b: b, clock: c}
	a.file = must(b.OpenCase(ctx, caseOf(parties))).Case
	for i, n := range notes {
		if n.present == nil {
			continue // not said in this vault
		}
		d := session()
		d.Present, d.Start = n.present, d.Start.AddDate(0, 0, i-20)
		for k := range d.Sections {
			d.Sections[k].Paragraphs = nil
		}
		d.Sections[0].Paragraphs = n.paragraphs
		note := must(func() (Note, error) {
			note, _, err := b.NewSigned(ctx, NoteInput{Case: a.file, Document: d}, "typed from paper")
			return note, err
		}())
		if n.added != nil {
			must(b.Amend(ctx, note.ID, "correction", n.added))
		}
	}
	for _, m := range members[:parties] {
		for i, on := range []string{"2026-10-03", "2026-11-07"} {
			score := float64(5*i + int(m.Label[0]-'A'))
			if in := (MeasureInput{Case: a.file, Party: Label(m.Label), Instrument: "gad-7", On: on, Score: &score}); others || m.Label == "A" {
				must(b.AddMeasure(ctx, in))
			}
		}
	}
	a.ask(access())
	a.approve()
	built := a.build()
	return a.texts(), built
}

var anyHash = regexp.MustCompile(`[0-9a-f]{64}`)

// withoutHashes is a text in which no digest and no key tells anything.
func withoutHashes(s string) string { return anyHash.ReplaceAllString(s, "#") }

// TestTwoVaultsThatDifferInSilence: the packet of a party of a couple or a family
// says nothing, in no word, number, date, count or page, of what is the others'.
// Made from a vault in which the others never said any of it, it is the same but
// for digests.
//
// Each run takes a second.
func TestTwoVaultsThatDifferInSilence(t *testing.T) {
	tries := 0
	rapid.Check(t, func(r *rapid.T) {
		if tries++; tries > *silenceRuns {
			return
		}
		var whole, half []said
		visible, parties := 0, rapid.IntRange(2, len(members)).Draw(r, "parties")
		for n := range rapid.IntRange(1, 5).Draw(r, "notes") {
			s := drawSaid(r, parties, n)
			whole = append(whole, s)
			if left := s.forChris(); left != nil {
				half = append(half, *left)
				visible++
			} else {
				half = append(half, said{})
			}
		}
		if visible == 0 {
			return
		}
		full, builtFull := packetFor(t, parties, whole, true)
		alone, builtAlone := packetFor(t, parties, half, false)
		for name := range full {
			if _, there := alone[name]; !there {
				r.Errorf("%s is in one packet and not in the other", name)
			}
		}
		for name, text := range alone {
			switch name {
			case "proof.json", "MANIFEST.json", "SHA256SUMS": // of hashes and keys
				continue
			}
			if withoutHashes(text) != withoutHashes(full[name]) {
				r.Errorf("%s differs:\n%s\n%s", name, text, full[name])
			}
		}
		if builtFull.Pages != builtAlone.Pages || builtFull.BatesTo != builtAlone.BatesTo || builtFull.NoteCount != builtAlone.NoteCount {
			r.Errorf("%+v\n%+v\n%+v\n%+v", whole, half, builtFull, builtAlone)
		}
		for i, s := range whole {
			for j, p := range slices.Concat(s.paragraphs, s.added) {
				if s.forChris() != nil && isChrises(p.Whose.Parties()) {
					continue
				}
				for name, text := range full {
					if strings.Contains(text, fmt.Sprintf("Word%dx%d ", i, j)) {
						r.Errorf("%s holds what is another's", name)
					}
				}
			}
		}
	})
}

// The right proposals, and no flood of them: a third party called Bo, a street
// and a clinic named Maria, somebody named like a month.
func TestNamesThatAreWordsToo(t *testing.T) {
	b, c := newBook(t)
	a := &asked{t: t, b: b, clock: c}
	a.file = must(b.OpenCase(ctx, CaseInput{Kind: "individual", Parties: []PartyInput{{Label: "A", Name: "Chris Dahl"}},
		Aliases: []AliasInput{{Token: "friend", Names: []string{"Bo Lund"}}, {Token: "wife", Names: []string{"Maria Brandt"}}, {Token: "aunt", Names: []string{"April May"}}}})).Case
	a.sign("They bo in the same house and both know Bo. It was bought at the boat.",
		"He walked down Mariagade past the clinic in Mariendal, then met Maria.",
		"In April it rained, in May it did not; april came late. April rang on Monday.",
		"Abbots, bobbins and marian songs; the Lunds of Lund.")
	a.ask(access())
	var got []string
	d := must(view(ctx, b, func(tx *vault.Tx) (*deliberation, error) { return b.deliberate(tx, must(b.readRequest(tx, a.request))) }))
	for _, s := range d.plan.Spans {
		got = append(got, fmt.Sprintf("%d %s", s.Paragraph, d.textOf(s)))
	}
	want := []string{"1 Bo", "2 Maria", "4 Lunds", "4 Lund"}
	for _, w := range want {
		if !strings.Contains(strings.Join(got, "|")+"|", w+"|") {
			t.Errorf("not proposed: %s of %v", w, got)
		}
	}
	for _, never := range []string{"1 bo|", "2 Mariagade|", "2 Mariendal|", "3 april|"} {
		if strings.Contains(strings.Join(got, "|")+"|", never) {
			t.Errorf("proposed: %s", never)
		}
	}
	t.Logf("%v", got)
	if len(got) > 8 {
		t.Errorf("a flood: %v", got)
	}
}
