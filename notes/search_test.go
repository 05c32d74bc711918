package notes

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"subrosa/notes/document"
)

// withNotes signs one note for each text, a day apart, the last one on 23
// November 2026; a text that begins with "draft " stays a draft.
func withNotes(t testing.TB, b *Book, texts ...string) {
	t.Helper()
	file := withCase(t, b)
	for i, text := range texts {
		d := session(text)
		d.Start = at("2026-11-23 14:00").AddDate(0, 0, i+1-len(texts))
		d.Sections = d.Sections[:1]
		in := NoteInput{Case: file, Document: d}
		var err error
		if rest, ok := strings.CutPrefix(text, "draft "); ok {
			in.Document.Sections[0].Paragraphs[0].Text = rest
			_, err = b.NewNote(ctx, in)
		} else {
			_, _, err = b.NewSigned(ctx, in, "late")
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

func found(hits Hits) string {
	var list []string
	for _, h := range hits.Hits {
		list = append(list, string(h.Note[len(h.Note)-1:]))
	}
	return strings.Join(list, "")
}

func TestSearch(t *testing.T) {
	b, _ := newBook(t)
	withNotes(t, b,
		"They quarrelled about the café on Ærø, in the snow.", // 1
		"A quarrel again. Blåbær in the kitchen.",             // 2
		"draft The listening exercise went well; no quarrel.", // 3
		`An @boss-wife called: "near" OR NOT, a AND b*c.`)     // 4
	for _, test := range []struct {
		words []string
		want  string
	}{
		{[]string{"quarrel"}, "32"},
		{[]string{"quarrel*"}, "321"},
		{[]string{"QUARREL", "kitchen"}, "2"},
		{[]string{"kitchen", "snow"}, ""},
		{[]string{"cafe"}, "1"}, {[]string{"CAFÉ"}, "1"}, {[]string{norm.NFD.String("café")}, "1"},
		{[]string{"ærø"}, "1"}, {[]string{"ÆRØ"}, "1"}, {[]string{"æ*"}, "1"}, {[]string{"aero"}, ""},
		{[]string{"blåbær"}, "2"}, {[]string{norm.NFD.String("BLÅBÆR")}, "2"}, {[]string{"blabær"}, "2"},
		{[]string{"listening exercise"}, "3"}, {[]string{`"exercise listening"`}, ""}, {[]string{`"listening exercise" well`}, "3"},
		{[]string{`"listening exer"*`}, "3"}, {[]string{"exercise", "listening"}, "3"},
		{[]string{"@boss-wife"}, "4"}, {[]string{"boss"}, "4"}, {[]string{"wife-boss"}, ""},
		// what FTS5 would take for its own language is nothing but words
		{[]string{"NOT"}, "4"}, {[]string{"OR"}, "4"}, {[]string{"near", "OR", "kitchen"}, ""}, {[]string{"NEAR(a"}, ""}, {[]string{"a(AND"}, "4"},
		{[]string{"text:kitchen"}, ""}, {[]string{"-kitchen"}, "2"}, {[]string{"^quarrel"}, "32"}, {[]string{"(snow"}, "1"},
		{[]string{"snow'; DROP TABLE note;--"}, ""}, {[]string{"kit{chen}"}, ""}, {[]string{`snow"`}, "1"},
	} {
		for _, ranked := range []bool{false, true} {
			hits, err := b.Search(ctx, Query{Words: test.words, Ranked: ranked})
			if err != nil {
				t.Errorf("%q: %v", test.words, err)
				continue
			}
			got := found(hits)
			if ranked {
				got = sorted(got)
			}
			if got != test.want || hits.Total != len(test.want) || hits.Truncated {
				t.Errorf("%q, ranked %t: %s of %d, want %s", test.words, ranked, got, hits.Total, test.want)
			}
		}
	}
	for _, words := range [][]string{nil, {""}, {"*"}, {`""`}, {"?!"}, {"a\x00b"}, {"\xff"}, {strings.Repeat("a ", 40) + `"`}} {
		if _, err := b.Search(ctx, Query{Words: words}); !is(err, "invalid") {
			t.Errorf("%q: %v", words, err)
		}
	}
}

func sorted(digits string) string {
	list := []byte(digits)
	slices.Sort(list)
	slices.Reverse(list)
	return string(list)
}

func TestSearchFilters(t *testing.T) {
	b, _ := newBook(t)
	withNotes(t, b, "word", "word", "draft word", "word") // 20, 21, 22, 23 November
	for _, test := range []struct {
		q    Query
		want string
	}{
		{Query{}, "4321"},
		{Query{Case: "C-001"}, "4321"},
		{Query{Kind: "session"}, "4321"},
		{Query{Kind: "no-show"}, ""},
		{Query{Since: "2026-11-22"}, "43"},
		{Query{Until: "2026-11-21"}, "21"},
		{Query{Since: "21.11.2026", Until: "yesterday"}, "32"},
	} {
		test.q.Words = []string{"word"}
		hits, err := b.Search(ctx, test.q)
		if err != nil || found(hits) != test.want {
			t.Errorf("%+v: %s, %v; want %s", test.q, found(hits), err, test.want)
		}
	}
	hits, err := b.Search(ctx, Query{Words: []string{"word"}, Limit: 2})
	if err != nil || found(hits) != "43" || hits.Total != 4 || !hits.Truncated {
		t.Errorf("%+v, %v", hits, err)
	}
	for want, q := range map[string]Query{"notfound": {Case: "C-009"}, "invalid --kind": {Kind: "x"}, "invalid --since": {Since: "soon"}} {
		q.Words = []string{"word"}
		if _, err := b.Search(ctx, q); !is(err, want) {
			t.Errorf("%+v: %v", q, err)
		}
	}
}

func TestSnippet(t *testing.T) {
	b, _ := newBook(t)
	d := session("The beginning.", strings.Repeat("æble ", 30)+"the Listening\nexercise was done "+strings.Repeat("pære ", 30))
	d.Sections[0].Paragraphs = append(d.Sections[0].Paragraphs, document.Paragraph{Text: "exercise"})
	if _, _, err := b.NewSigned(ctx, NoteInput{Case: withCase(t, b), Document: d}, ""); err != nil {
		t.Fatal(err)
	}
	hits, err := b.Search(ctx, Query{Words: []string{"listening exer*"}})
	if err != nil || len(hits.Hits) != 1 {
		t.Fatal(hits, err)
	}
	h := hits.Hits[0]
	want := "… æble æble æble æble æble æble æble the Listening exercise was done pære pære pære pære pære pære pære pære " +
		"pære pære pære pære pære pære …"
	if h.Section != "Data" || h.Snippet != want {
		t.Errorf("%s: %q", h.Section, h.Snippet)
	}
}

// What was searched stays findable, and nothing else, through signing, voiding
// and discarding.
func TestIndexFollows(t *testing.T) {
	b, _ := newBook(t)
	withNotes(t, b, "draft one", "draft two")
	for i, step := range []struct {
		do   func() error
		want string
	}{
		{func() error { return nil }, "21"},
		{func() error { _, err := b.Sign(ctx, "N-000001", "late"); return err }, "21"},
		{func() error { return b.Void(ctx, "N-000001", "wrong") }, "21"},
		{func() error { return b.Discard(ctx, "N-000002") }, "1"},
	} {
		if err := step.do(); err != nil {
			t.Fatal(err)
		}
		var all string
		for _, word := range []string{"two", "one"} {
			hits, err := b.Search(ctx, Query{Words: []string{word}})
			if err != nil {
				t.Fatal(err)
			}
			all += found(hits)
		}
		if all != step.want {
			t.Errorf("step %d: found %s, want %s", i, all, step.want)
		}
		if _, problems, err := b.Check(ctx, nil); err != nil || len(problems) > 0 {
			t.Errorf("step %d: %v, %v", i, problems, err)
		}
	}
}

func TestEmptyHitsAreAList(t *testing.T) {
	b, _ := newBook(t)
	hits, err := b.Search(ctx, Query{Words: []string{"nothing"}})
	if err != nil || hits.Hits == nil {
		t.Error(fmt.Sprintf("%+v", hits), err)
	}
}
