package document

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const session = `---
start: 2026-11-20 16:00    # local time
minutes: 50
kind: session
format: dap
layer: record
place: osterbro
present: [A, B]
part: joint
risk: none
next: 2026-12-04 16:00 osterbro
---
## Data
They were on time, chairs apart.

[B alone] While Chris was late, Joe owned up to nights with @boss, whose own wife
is @boss-wife.

## Assessment
[a] Less afraid of the subject than last time.

## Plan
Homework: ten minutes of listening.
`

func TestParseReadsEverything(t *testing.T) {
	got := mustParse(t, session, couple(t))
	want := Document{
		Start: time.Date(2026, 11, 20, 16, 0, 0, 0, zone(t)), Minutes: 50,
		Kind: "session", Format: "dap", Layer: "record", Place: "osterbro",
		Present: []string{"A", "B"}, Part: "joint", Risk: "none",
		Next: &Appointment{time.Date(2026, 12, 4, 16, 0, 0, 0, zone(t)), "osterbro"},
		Sections: []Section{
			{"data", "Data", []Paragraph{
				{"They were on time, chairs apart.", ""},
				{"While Chris was late, Joe owned up to nights with @boss, whose own wife\nis @boss-wife.", "B alone"}}},
			{"assessment", "Assessment", []Paragraph{{"Less afraid of the subject than last time.", "A"}}},
			{"plan", "Plan", []Paragraph{{"Homework: ten minutes of listening.", ""}}},
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// Every way of writing on the left means what stands on the right.
func TestParseIsLenient(t *testing.T) {
	tests := map[string]struct{ src, want string }{
		"danish headings, any case, any order": {
			"---\nformat: SOAP\n---\n## PLAN\np\n## subjektivt:\ns\n## Vurdering ##\nv\n",
			"---\nformat: soap\nlayer: record\n---\n## Subjective\ns\n\n## Assessment\nv\n\n## Plan\np\n"},
		"byte order mark, CRLF, trailing space, blank lines": {
			"\ufeff\r\n---\r\nformat: dap  \r\n---\r\n\r\n\r\n## Data\r\n\r\n  one \r\ntwo\t\r\n\r\n\r\nthree",
			"---\nformat: dap\nlayer: record\n---\n## Data\none\ntwo\n\nthree\n"},
		"decomposed letters": {
			"---\nformat: birp\n---\n## Adfærd\nblåbær\n",
			"---\nformat: birp\nlayer: record\n---\n## Behavior\nblåbær\n"},
		"present as words, part instead of present": {
			"---\npresent: b a\npart: JOINT\n---\n", "---\nlayer: record\npresent: [A, B]\n---\n"},
		"part alone": {"---\npart: b\n---\n", "---\nlayer: record\npresent: [B]\n---\n"},
		"dates": {
			"---\nstart: yesterday 9:15\nnext: 4.12.2026 16:00 City\n---\n",
			"---\nstart: 2026-11-22 09:15\nlayer: record\nnext: 2026-12-04 16:00 city\n---\n"},
		"a quoted value, an empty one": {
			"---\n\"place\": 'walk'\nrisk:\n---\n", "---\nlayer: record\nplace: walk\n---\n"},
		"no head":                 {"  \n\n", "---\nlayer: record\n---\n"},
		"an empty head":           {"---\n# nothing\n---\n", "---\nlayer: record\n---\n"},
		"a no-show needs nothing": {"---\nkind: no-show\n---\n", "---\nkind: no-show\nlayer: record\n---\n"},
		"a no-show may say something": {
			"---\nkind: no-show\n---\nRang at five past.\n",
			"---\nkind: no-show\nformat: narrative\nlayer: record\n---\n## Note\nRang at five past.\n"},
		"a mark on a line of its own": {
			"---\nformat: narrative\n---\n[ b  ALONE ]\ntext\n",
			"---\nformat: narrative\nlayer: record\n---\n## Note\n[B alone] text\n"},
		"tabs and controls of direction": {
			"---\nformat: narrative\n---\na\tb \u2067שלום\u2069 \u200fx 👩‍👩‍👧\n",
			"---\nformat: narrative\nlayer: record\n---\n## Note\na    b שלום \u200fx 👩‍👩‍👧\n"},
		"what looks like something else": {
			"---\nformat: narrative\n---\n#1 of two\n---\n\\## no heading\n\n\\[sic] and \\\\server\n",
			"---\nformat: narrative\nlayer: record\n---\n## Note\n#1 of two\n\\---\n\\## no heading\n\n\\[sic] and \\\\server\n"},
		"a kind with keys and headings of its own": {
			"---\nkind: contact\nwith: [a, '@Sister']\ndirection: IN\nchannel: mail\ncopied: []\n---\n## ordret\nx\n",
			"---\nkind: contact\nformat: contact\nlayer: record\nchannel: mail\ndirection: in\nwith: [A, '@sister']\n---\n## Word for word\nx\n"},
		"days and numbers of a kind's own": {
			"---\nkind: closing\nlast: today\nheld: 012\nending: agreed\n---\n",
			"---\nkind: closing\nformat: closing\nlayer: record\nlast: 2026-11-23\nheld: 12\nending: agreed\n---\n"},
		"headings by key or by name": {
			"---\nkind: intake\nnot_asked: [Rusmidler, violence, rusmidler]\n---\n",
			"---\nkind: intake\nformat: intake\nlayer: record\nnot_asked: [substances, violence]\n---\n"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, string(Print(mustParse(t, test.src, couple(t))))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestParseRefuses(t *testing.T) {
	in := func(head string) string { return "---\n" + head + "\n---\n" }
	body := func(text string) string { return "---\nformat: dap\n---\n" + text }
	tests := []struct {
		src  string
		line int
		what string
	}{
		{"---\nkind: session\n", 1, "the head has no closing ---"},
		{in("minutes: 50\nfoo: bar"), 3, `unknown key`},
		{in("Joe said that he: loves her"), 2, "unknown key"},
		{in("minutes: 50\nminutes: 50"), 3, "this key stands twice"},
		{in("channel: mail"), 2, `unknown key`},
		{in("? [a]\n: b"), 2, "unknown key"},
		{in("a sentence"), 2, "the head is not made of keys and values"},
		{in("risk: none\nstart: [\nlayer: record"), 3, "the head is not well-formed YAML"},
		{in("minutes 50\nlayer: record"), 2, "the head is not well-formed YAML"},
		{in("minutes: 50\n  layer: record"), 3, "the head is not well-formed YAML"},
		{in("place: \"osterbro\nlayer: record"), 2, "the head is not well-formed YAML"},
		{in("start: &a 2026-11-20 16:00\nnext: *a"), 2, "anchors, aliases and tags are not allowed in the head"},
		{in("kind: session\nminutes: !!int 50"), 3, "anchors, aliases and tags are not allowed in the head"},
		{in("risk: none\n...\nrisk: none"), 2, "the head is more than one YAML document"},
		{in("risk: " + strings.Repeat("x", maxHead)), 1, "the head is longer than 8192 bytes"},
		{in("kind: seance"), 2, `unknown kind`},
		{in("kind: what she said"), 2, "unknown kind"},
		{in("kind: [session]"), 2, "kind has no single value"},
		{in("format: contact"), 2, `unknown format`},
		{in("kind: contact\nformat: dap"), 3, "a note of this kind has headings of its own, and no format"},
		{in("kind: contact\nchannel: pigeon"), 3, `unknown channel`},
		{in("kind: contact\nchannel: [mail, phone]"), 3, "channel has no single value"},
		{in("kind: contact\nasked_by: A"), 3, `unknown key`},
		{in("kind: contact\nwith: Kevin"), 3, "with takes labels of the case, such as A, and aliases, such as @sister"},
		{in("kind: plan\nreview: today 16:00"), 3, "review takes a day, without a time"},
		{in("kind: plan\nreview: 2026-02-30"), 3, "review: there is no such day"},
		{in("kind: closing\nheld: many"), 3, "held is not a number"},
		{in("kind: intake\nnot_asked: [dreams]"), 3, "not_asked: a heading that the intake does not have"},
		{in("kind: intake\nnone_reported: [family]\nnot_asked: [family]"), 4, "a heading that is both not asked and nothing to report: family"},
		{in("kind: intake\nnone_reported: [family]") + "## Family history\nAn uncle.\n", 3, "a heading with text was asked and answered: family"},
		{in("layer: secret"), 2, `unknown layer`},
		{in("place: moon"), 2, `unknown place`},
		{in("risk: some"), 2, `unknown risk`},
		{in("minutes: 0"), 2, "minutes is not between 1 and 1440"},
		{in("minutes: 1441"), 2, "minutes is not between 1 and 1440"},
		{in("minutes: 0x20"), 2, "minutes is not a number"},
		{in("minutes: -5"), 2, "minutes is not a number"},
		{in("start: 2026-11-20"), 2, "start needs a time of day"},
		{in("start: 2026-02-29 10:00"), 2, "start: there is no such day"},
		{in("next: 2026-12-04"), 2, "next: a time of day is missing"},
		{in("next: 2026-12-04 16:00 moon"), 2, `next: unknown place`},
		{in("present: [A, C]"), 2, `present: unknown party "C"`},
		{in("present: [A, a]"), 2, `present: party "A" twice`},
		{in("present: [[A]]"), 2, "present is not a list of words"},
		{in("present: [A]\npart: joint"), 3, "part is another than follows from who was present"},
		{in("part: C"), 2, `unknown part "C"`},
		{"## Data\n", 1, "text needs a format"},
		{body("text"), 4, "text before the first heading"},
		{body("## Dta\n"), 4, "a heading that the format dap does not have"},
		{body("## Data\n\n## Plan\n## data\n"), 7, "the heading of line 4 again"},
		{body("## Data\n# Plan\n"), 5, `headings begin with ##; text that begins with # is written \#`},
		{body("## Data\nx\n### Plan\n"), 6, `headings begin with ##; text that begins with # is written \#`},
		{body("##\n"), 4, "a heading without words"},
		{body("## Data\n[C] x\n"), 5, `unknown party "C" in a mark`},
		{body("## Data\n[B alnoe] x\n"), 5, notAMark},
		{body("## Data\n[inaudible] x\n"), 5, `unknown party in a mark`},
		{body("## Data\n[B\n"), 5, notAMark},
		{body("## Data\n[] x\n"), 5, notAMark},
		{body("## Data\n[A B] x\n"), 5, notAMark},
		{body("## Data\n[A, A] x\n"), 5, `party "A" twice in a mark`},
		{body("## Data\n[A, B alone] x\n"), 5, `a mark with "alone" names one party`},
		{body("## Data\n\n[B]\n\nx\n"), 6, "a mark without text"},
		{body("## Data\n[A] [B] x\n"), 5, `two marks; text that begins with [ is written \[`},
		{body("## Data\nx\x00y"), 5, "control character U+0000"},
		{body("## Data\n\x1b[31m"), 5, "control character U+001B"},
		{body("## Data\na\u0085b"), 5, "control character U+0085"},
		{body("## Data\na\rb"), 5, "control character U+000D"},
		{body("## Data\nbl\xe5b\xe6r"), 5, "not valid UTF-8"},
		{body("## Data\n" + strings.Repeat("long ", 1<<20)), 0, "longer than 1 MiB"},
	}
	for _, test := range tests {
		t.Run(test.what, func(t *testing.T) {
			_, err := Parse([]byte(test.src), couple(t))
			wantSyntaxError(t, err, test.line, test.what)
		})
	}
}

func TestWhatWasSaidBesideTheDocument(t *testing.T) {
	c := couple(t)
	c.Kind, c.Format = "cancellation", "Narrative"
	if d := mustParse(t, "Ill.\n", c); d.Kind != "cancellation" || d.Format != "narrative" || d.Sections[0].Paragraphs[0].Text != "Ill." {
		t.Errorf("read as %+v", d)
	}
	mustParse(t, "---\nkind: cancellation\n---\n", c)
	_, err := Parse([]byte("---\nlayer: record\nkind: session\n---\n"), c)
	wantSyntaxError(t, err, 3, "kind is another than the one given beside the document")
	c.Format = "poem"
	_, err = Parse(nil, c)
	wantSyntaxError(t, err, 0, `unknown format`)
}

func TestParts(t *testing.T) {
	tests := []struct {
		c             Context
		present, part string
	}{
		{couple(t), "A B", "joint"}, {couple(t), "B", "B"}, {couple(t), "", ""},
		{family(t), "C A", "A,C"}, {family(t), "A B C", "joint"},
		{Context{Parties: []string{"A"}, Now: time.Now()}, "A", ""},
	}
	for _, test := range tests {
		if d := mustParse(t, "---\npresent: "+test.present+"\n---\n", test.c); d.Part != test.part {
			t.Errorf("present %q: part %q, want %q", test.present, d.Part, test.part)
		}
	}
}

func TestParseBody(t *testing.T) {
	got, err := ParseBody([]byte("\ufeffone\n\n[a, c] two\nlines\n"), family(t))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]Paragraph{{"one", ""}, {"two\nlines", "A,C"}}, got); diff != "" {
		t.Error(diff)
	}
	for src, want := range map[string]SyntaxError{
		" \n":                   {0, "there is no text"},
		"one\n\n## Data\ntwo":   {3, "a heading where only paragraphs may stand"},
		"\n---\nkind: x\n---\n": {2, "a head where only paragraphs may stand"},
		"one\n\n[D] two":        {3, `unknown party "D" in a mark`},
	} {
		_, err := ParseBody([]byte(src), family(t))
		wantSyntaxError(t, err, want.Line, want.What)
	}
}

func TestErrorsNameTheLine(t *testing.T) {
	if got := (&SyntaxError{12, `unknown key`}).Error(); got != `line 12: unknown key` {
		t.Error(got)
	}
	if got := (&SyntaxError{0, "too long"}).Error(); got != "too long" {
		t.Error(got)
	}
}
