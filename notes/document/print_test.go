package document

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestPrintIsCanonical(t *testing.T) {
	const want = `---
start: 2026-11-20 16:00
minutes: 50
kind: session
format: dap
layer: record
place: osterbro
present: [A, B]
risk: none
next: 2026-12-04 16:00 osterbro
---
## Data
They were on time, chairs apart.

[B alone] While Chris was late, Joe owned up to nights with @boss, whose own wife
is @boss-wife.

## Assessment
[A] Less afraid of the subject than last time.

## Plan
Homework: ten minutes of listening.
`
	d := mustParse(t, session, couple(t))
	if diff := cmp.Diff(want, string(Print(d))); diff != "" {
		t.Error(diff)
	}
	c := couple(t)
	c.Language = "da"
	if got := string(Print(mustParse(t, session, c))); !strings.Contains(got, "\n## Vurdering\n") {
		t.Errorf("the headings are not Danish:\n%s", got)
	}
}

// fixedPoint checks the two laws of the printer on a document that Parse or
// Check made.
func fixedPoint(t testing.TB, d Document, c Context) {
	t.Helper()
	printed := Print(d)
	again, err := Parse(printed, c)
	if err != nil {
		t.Fatalf("%v in\n%s", err, printed)
	}
	if diff := cmp.Diff(d, again); diff != "" {
		t.Fatalf("%s\nprinted\n%s", diff, printed)
	}
	if diff := cmp.Diff(string(printed), string(Print(again))); diff != "" {
		t.Fatal(diff)
	}
}

func TestAmbiguousHourIsPrintedWithItsOffset(t *testing.T) {
	c := couple(t)
	d := mustParse(t, "---\nstart: 2026-10-25 02:30 +01:00\nnext: 2026-10-25 02:15 +02:00 city\n---\n", c)
	fixedPoint(t, d, c)
	if d.Next.Place != "city" || d.Start.Sub(d.Next.Start) != 75*time.Minute {
		t.Errorf("read as %v and %+v", d.Start, d.Next)
	}
}

func TestPlacesOfAnySpelling(t *testing.T) {
	c := couple(t)
	c.Places = []string{"it's: here", "12", "Østerbro 3", "null", "[x]", "#1", "a, b"}
	for _, place := range c.Places {
		d, err := Check(Document{Place: place}, c)
		if err != nil || d.Place != place {
			t.Errorf("%q became %q, %v", place, d.Place, err)
			continue
		}
		fixedPoint(t, d, c)
	}
}

// hard are pieces that text is made of when it wants to be something else.
var hard = []string{"[", "]", "[A]", "[B alone]", "#", "##", "## Plan", "---", `\`, `\\`, "- ", "@boss", " ", "\n", "\n\n",
	"word", "æøå", "A\u030a", "\u0301", "\t", "👩‍👩‍👧", "\u2067", "\u200f", "\u00a0", "\u2028", "\ufeff", ":", "'"}

func anyText() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(rapid.SampledFrom(hard), 0, 12).Draw(t, "text"), "")
	})
}

// anyDocument draws a document as a form might hand it over.
func anyDocument(c Context) *rapid.Generator[Document] {
	return rapid.Custom(func(t *rapid.T) Document {
		pick := func(name string, choices []string) string {
			return rapid.SampledFrom(append([]string{""}, choices...)).Draw(t, name)
		}
		when := func(name string) time.Time {
			return c.Now.Add(time.Duration(rapid.IntRange(-1e6, 1e6).Draw(t, name)) * time.Minute).UTC()
		}
		d := Document{
			Minutes: rapid.IntRange(0, MaxMinutes).Draw(t, "minutes"),
			Kind:    pick("kind", Kinds()),
			Layer:   pick("layer", Layers()),
			Place:   pick("place", append(Elsewhere(), c.Places...)),
			Risk:    pick("risk", Risks()),
		}
		if rapid.Bool().Draw(t, "started") {
			d.Start = when("start")
		}
		if rapid.Bool().Draw(t, "has next") {
			d.Next = &Appointment{Start: when("next"), Place: pick("next place", c.Places)}
		}
		for _, label := range c.Parties {
			if rapid.Bool().Draw(t, "present") {
				d.Present = append(d.Present, label)
			}
		}
		format, ok := KindFormat(d.Kind)
		if !ok {
			format = rapid.SampledFrom(Formats()).Draw(t, "format")
		}
		d.Format = format.Name
		for _, s := range format.Empty("da") {
			if rapid.Bool().Draw(t, "heading") {
				for range rapid.IntRange(0, 3).Draw(t, "paragraphs") {
					s.Paragraphs = append(s.Paragraphs, Paragraph{
						Text:  anyText().Draw(t, "text"),
						Whose: Whose(rapid.SampledFrom([]string{"", "A", "B alone", "[C,A]", "b"}).Draw(t, "whose")),
					})
				}
				d.Sections = append(d.Sections, s)
			}
		}
		for _, k := range OwnKeys(d.Kind) {
			if values := anyOwn(t, k, d); len(values) > 0 {
				d.Own = append(d.Own, Own{Key: k.Key, List: k.List, Values: values})
			}
		}
		rand.Shuffle(len(d.Own), func(i, j int) { d.Own[i], d.Own[j] = d.Own[j], d.Own[i] })
		rand.Shuffle(len(d.Sections), func(i, j int) { d.Sections[i], d.Sections[j] = d.Sections[j], d.Sections[i] })
		return d
	})
}

// anyOwn draws values of a key of a kind's own.
func anyOwn(t *rapid.T, k OwnKey, d Document) []string {
	choices := k.Choices
	switch k.Takes {
	case "day":
		choices = []string{"today", "2026-02-28", "1.7.2026"}
	case "number":
		choices = []string{"0", "7", "012"}
	case "who":
		choices = []string{"A", "b", "@Boss-wife", "@søster"}
	case "heading":
		for i, s := range intakeSections() {
			unused := !slices.ContainsFunc(d.Sections, func(w Section) bool { return w.Key == s.Key })
			if unused && (i%2 == 0) == (k.Key == "not_asked") {
				choices = append(choices, s.Key)
			}
		}
	}
	if len(choices) == 0 || rapid.Bool().Draw(t, "no "+k.Key) {
		return nil
	}
	most := 1
	if k.List {
		most = 4
	}
	return rapid.SliceOfN(rapid.SampledFrom(choices), 1, most).Draw(t, k.Key)
}

func TestCheckedDocumentsAreFixedPoints(t *testing.T) {
	c := family(t)
	rapid.Check(t, func(rt *rapid.T) {
		d, err := Check(anyDocument(c).Draw(rt, "document"), c)
		if err != nil {
			rt.Fatal(err)
		}
		if again, err := Check(d, c); err != nil || !cmp.Equal(d, again) {
			rt.Fatalf("checked twice: %v\n%s", err, cmp.Diff(d, again))
		}
		fixedPoint(t, d, c)
	})
}

func TestCheckRefuses(t *testing.T) {
	text := func(s string) []Section {
		return []Section{{Key: "data", Paragraphs: []Paragraph{{Text: s}}}}
	}
	for what, d := range map[string]Document{
		"minutes is not a number":                           {Minutes: -1},
		"minutes is not between 1 and 1440":                 {Minutes: 1441},
		`unknown kind`:                                      {Kind: "x"},
		`present: unknown party "Q"`:                        {Present: []string{"Q"}},
		"text needs a format":                               {Sections: text("x")},
		"a heading that the format soap does not have":      {Format: "soap", Sections: text("x")},
		"a heading twice":                                   {Format: "dap", Sections: append(text("x"), text("y")...)},
		"part is another than follows from who was present": {Present: []string{"A"}, Part: "joint"},
	} {
		_, err := Check(d, couple(t))
		wantSyntaxError(t, err, 0, what)
	}
	_, err := Check(Document{Format: "dap", Sections: text("a\nb\x07")}, couple(t))
	wantSyntaxError(t, err, 2, "control character U+0007")
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(session))
	for _, head := range []string{"kind: no-show", "start: today 9:00\nnext: 4.12.2026 16:00 walk", "part: b", "x: &a [*a]",
		"kind: contact\nwith: [A, '@boss']\nchannel: mail", "kind: intake\nnot_asked: [family]", "kind: closing\nheld: 3\nlast: today"} {
		f.Add([]byte("---\n" + head + "\n---\n[B] \\[x\n"))
	}
	f.Add([]byte("---\nformat: narrative\n---\n\\## a\n\n[A,B]\n\\---\n---\n\t\u2066\u0301"))
	c := couple(f)
	f.Fuzz(func(t *testing.T, src []byte) {
		d, err := Parse(src, c)
		if err != nil {
			return
		}
		fixedPoint(t, d, c)
		if checked, err := Check(d, c); err != nil || !cmp.Equal(checked, d) {
			t.Errorf("Check of what Parse made: %v\n%s", err, cmp.Diff(d, checked))
		}
	})
}

func FuzzBody(f *testing.F) {
	f.Add("one\n\n[B alone] two\n  three\n\n\\[four")
	c := couple(f)
	f.Fuzz(func(t *testing.T, text string) {
		paragraphs, err := CheckParagraph(Paragraph{Text: text, Whose: "B"}, c)
		if err != nil || len(paragraphs) == 0 {
			return
		}
		again, err := ParseBody(PrintBody(paragraphs), c)
		if err != nil || !cmp.Equal(paragraphs, again) {
			t.Errorf("%v\n%s", err, cmp.Diff(paragraphs, again))
		}
	})
}
