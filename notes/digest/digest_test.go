package digest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// text of tokens that a paragraph may hold.
var anyToken = rapid.SampledFrom([]string{"Joe", " ", ", ", "@boss", "Kevin Brandt", "æøå", "ü", "👩‍👩‍👧", "\n", "<&>", "\u2028",
	strings.Repeat("x", MaxToken)})

func anyContent(t *rapid.T) Content {
	c := Content{Fields: make([][]byte, len(fields))}
	for i := range c.Fields {
		if rapid.Bool().Draw(t, "present") {
			c.Fields[i] = []byte(rapid.String().Draw(t, "value"))
		}
	}
	for range rapid.IntRange(0, 70).Draw(t, "paragraphs") {
		var tokens [][]byte
		for _, s := range rapid.SliceOfN(anyToken, 0, 40).Draw(t, "tokens") {
			tokens = append(tokens, []byte(s))
		}
		c.Paragraphs = append(c.Paragraphs, tokens)
	}
	return c
}

func anySelection(t *rapid.T, c Content) Selection {
	bools := func(n int) []bool { return rapid.SliceOfN(rapid.Bool(), n, n).Draw(t, "shown") }
	sel := Selection{Fields: bools(len(fields)), Paragraphs: make([]Shown, len(c.Paragraphs))}
	for p, tokens := range c.Paragraphs {
		switch rapid.IntRange(0, 2).Draw(t, "how") {
		case 0:
			sel.Paragraphs[p].All = true
		case 1:
			sel.Paragraphs[p].Tokens = bools(len(tokens))
		}
	}
	return sel
}

// expected is what a selection should open to, but for the nodes.
func expected(c Content, sel Selection) (fieldsShown map[string][]byte, paragraphs [][]Run) {
	fieldsShown = map[string][]byte{}
	for i, shown := range sel.Fields {
		if shown {
			fieldsShown[fields[i]] = c.Fields[i]
		}
	}
	for p, how := range sel.Paragraphs {
		if !how.All && how.Tokens == nil {
			continue
		}
		var runs []Run
		for i, token := range c.Paragraphs[p] {
			withheld := !how.All && !how.Tokens[i]
			if len(runs) == 0 || runs[len(runs)-1].Withheld != withheld {
				runs = append(runs, Run{Withheld: withheld})
			}
			if !withheld {
				runs[len(runs)-1].Text += string(token)
			}
		}
		paragraphs = append(paragraphs, runs)
	}
	return fieldsShown, paragraphs
}

func TestAnySelectionOpensToTheSameDigestAndShowsExactlyItself(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyContent(t)
		d, seal, err := Sign(c)
		if err != nil {
			t.Fatal(err)
		}
		sel := anySelection(t, c)
		proof, err := Prove(c, seal, sel)
		if err != nil {
			t.Fatal(err)
		}
		o, err := sentAndReceived(proof).Open()
		if err != nil {
			t.Fatal(err)
		}
		if o.Digest != d {
			t.Fatalf("opened to %s, signed as %s", o.Digest, d)
		}
		wantFields, wantRuns := expected(c, sel)
		if diff := cmp.Diff(wantFields, o.Fields); diff != "" {
			t.Fatal(diff)
		}
		var got [][]Run
		for _, p := range o.Paragraphs {
			got = append(got, p.Runs)
		}
		if diff := cmp.Diff(wantRuns, got); diff != "" {
			t.Fatal(diff)
		}
	})
}

// sentAndReceived takes a proof through its JSON.
func sentAndReceived(p Proof) (received Proof) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(p); err != nil {
		panic(err)
	}
	if err := json.Unmarshal(b.Bytes(), &received); err != nil {
		panic(err)
	}
	return received
}

func TestSealStoredAndReadMakesTheSameDigest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyContent(t)
		d, seal, err := Sign(c)
		if err != nil {
			t.Fatal(err)
		}
		stored, err := seal.MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		var read Seal
		if err := read.UnmarshalBinary(stored); err != nil {
			t.Fatal(err)
		}
		texts := make([]string, len(c.Paragraphs))
		for p, tokens := range c.Paragraphs {
			texts[p] = string(bytes.Join(tokens, nil))
		}
		cut, err := read.Cut(texts)
		if err != nil {
			t.Fatal(err)
		}
		again, err := Recompute(Content{c.Fields, cut}, read)
		if err != nil || again != d {
			t.Fatalf("%s, %v; want %s", again, err, d)
		}
	})
}

func TestEveryByteCounts(t *testing.T) {
	c := sample()
	d, seal, err := Sign(c)
	if err != nil {
		t.Fatal(err)
	}
	differs := func(what string, change func(*Content)) {
		t.Helper()
		changed := sample()
		change(&changed)
		if again, err := Recompute(changed, seal); err == nil && again == d {
			t.Errorf("%s: the same digest", what)
		}
	}
	differs("a letter", func(c *Content) { c.Paragraphs[1][0][0] ^= 1 })
	differs("a field", func(c *Content) { c.Fields[2] = []byte("closing") })
	differs("an absent field made empty", func(c *Content) { c.Fields[3] = []byte{} })
	differs("a field made absent", func(c *Content) { c.Fields[2] = nil })
	differs("paragraphs exchanged", func(c *Content) { slices.Reverse(c.Paragraphs) })
	differs("a paragraph dropped", func(c *Content) { c.Paragraphs = c.Paragraphs[1:] })
	differs("a token boundary moved", func(c *Content) {
		c.Paragraphs[1][0], c.Paragraphs[1][1] = []byte("Jo"), []byte("e ")
	})
	if again, err := Recompute(sample(), seal); err != nil || again != d {
		t.Errorf("unchanged: %s, %v", again, err)
	}
}

// sample is a small note: two fields, a heading, two paragraphs, an empty one.
func sample() Content {
	c := Content{Fields: make([][]byte, len(fields))}
	c.Fields[0], c.Fields[2] = []byte("N-000001"), []byte("session")
	for _, text := range []string{"## Data", "Joe spoke of @boss, Kevin Brandt.", "", "Next week."} {
		var tokens [][]byte
		for _, token := range Tokenise(text, []string{"Kevin Brandt"}) {
			tokens = append(tokens, []byte(token))
		}
		c.Paragraphs = append(c.Paragraphs, tokens)
	}
	return c
}

func TestSignRefuses(t *testing.T) {
	for name, change := range map[string]func(*Content){
		"too few fields":        func(c *Content) { c.Fields = c.Fields[1:] },
		"a field that is long":  func(c *Content) { c.Fields[0] = make([]byte, MaxField+1) },
		"a field not UTF-8":     func(c *Content) { c.Fields[0] = []byte{0xff} },
		"an empty token":        func(c *Content) { c.Paragraphs[0][0] = nil },
		"a token that is long":  func(c *Content) { c.Paragraphs[0][0] = bytes.Repeat([]byte("x"), MaxToken+1) },
		"a token not UTF-8":     func(c *Content) { c.Paragraphs[0][0] = []byte("\xc3") },
		"too many paragraphs":   func(c *Content) { c.Paragraphs = make([][][]byte, MaxNodes+1) },
		"more leaves than 2^22": func(c *Content) { c.Paragraphs = [][][]byte{slices.Repeat([][]byte{[]byte("x")}, MaxLeaf+1)} },
	} {
		c := sample()
		change(&c)
		if _, _, err := Sign(c); !errors.Is(err, ErrContent) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestContentOfAnotherSealIsRefused(t *testing.T) {
	_, seal, err := Sign(sample())
	if err != nil {
		t.Fatal(err)
	}
	other := sample()
	other.Paragraphs = other.Paragraphs[1:]
	_, err = Recompute(other, seal)
	_, proveErr := Prove(other, seal, Selection{})
	_, selErr := Prove(sample(), seal, Selection{Paragraphs: make([]Shown, 1)})
	_, tokErr := Prove(sample(), seal, Selection{Paragraphs: []Shown{{Tokens: []bool{true}}, {}, {}, {}}})
	_, cutErr := seal.Cut([]string{"## Data", "Joe", "", "Next week."})
	_, longErr := seal.Cut([]string{"## Data", "Joe spoke of @boss, Kevin Brandt. And more.", "", "Next week."})
	_, emptyErr := Recompute(Content{Fields: make([][]byte, len(fields))}, Seal{})
	for i, err := range []error{err, proveErr, selErr, tokErr, cutErr, longErr, emptyErr} {
		if !errors.Is(err, ErrMismatch) {
			t.Errorf("%d: %v", i, err)
		}
	}
}

func TestSealNeverPrints(t *testing.T) {
	_, seal, err := Sign(sample())
	if err != nil {
		t.Fatal(err)
	}
	j, _ := json.Marshal(seal)
	for _, s := range []string{fmt.Sprintf("%v", seal), fmt.Sprintf("%+v", &seal), fmt.Sprintf("%#v", seal),
		fmt.Sprintf("%x", seal), seal.String(), seal.LogValue().String(), strings.Trim(string(j), `"`)} {
		if s != "[redacted]" {
			t.Errorf("printed as %q", s)
		}
	}
}

func TestDigestAsText(t *testing.T) {
	d, _, err := Sign(sample())
	if err != nil {
		t.Fatal(err)
	}
	if got, err := ParseDigest(d.String()); err != nil || got != d {
		t.Errorf("%v, %v", got, err)
	}
	for _, s := range []string{"", strings.ToUpper("a" + d.String()[1:]), d.String()[2:], d.String() + "00"} {
		if _, err := ParseDigest(s); err == nil {
			t.Errorf("%q read as a digest", s)
		}
	}
	if got, want := string(d.LogLeaf("note")), "subrosa/log/v1\nnote\n"+d.String(); got != want {
		t.Errorf("log leaf %q, want %q", got, want)
	}
}
