package digest

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// relabel gives a seal the boundaries of another content with as many tokens,
// all else equal.
func relabel(s Seal, c Content) Seal {
	relabelled := s
	relabelled.paragraphs = nil
	for p, slots := range s.paragraphs {
		slots = slices.Clone(slots)
		for i := range slots {
			slots[i].length = len(c.Paragraphs[p][i])
		}
		relabelled.paragraphs = append(relabelled.paragraphs, slots)
	}
	return relabelled
}

func size(t *rapid.T, c Content, s Seal, sel Selection) int {
	p, err := Prove(c, s, sel)
	if err != nil {
		t.Fatal(err)
	}
	b, err := p.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	return len(b)
}

func TestLengthOfWithheldWordDoesNotShow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := sample()
		_, seal, err := Sign(c)
		if err != nil {
			t.Fatal(err)
		}
		shown := slices.Repeat([]bool{true}, len(c.Paragraphs[1]))
		i := rapid.IntRange(0, len(shown)-1).Draw(t, "withheld")
		shown[i] = false
		sel := Selection{Paragraphs: []Shown{{All: true}, {Tokens: shown}, {}, {All: true}}}
		other := sample()
		other.Paragraphs[1][i] = bytes.Repeat([]byte("y"), rapid.IntRange(1, MaxToken).Draw(t, "length"))
		if a, b := size(t, c, seal, sel), size(t, other, relabel(seal, other), sel); a != b {
			t.Fatalf("token %d: proof of %d bytes, or %d with another word", i, a, b)
		}
	})
}

func TestWithheldParagraphLooksLikeNone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := Content{Fields: make([][]byte, len(fields))}
		with := anyContent(t)
		with.Fields = c.Fields
		with.Paragraphs = with.Paragraphs[:min(len(with.Paragraphs), nodeBlock)]
		_, a, err := Sign(c)
		if err != nil {
			t.Fatal(err)
		}
		_, b, err := Sign(with)
		if err != nil {
			t.Fatal(err)
		}
		if a, b := size(t, c, a, Selection{}), size(t, with, b, Selection{}); a != b {
			t.Fatalf("%d bytes without paragraphs, %d with %d of them", a, b, len(with.Paragraphs))
		}
	})
}

// What still shows of a withheld stretch: m unopened leaves between two shown
// tokens are at least (m-3)/4 and at most m tokens, and padding beside them is
// never opened.
func TestUnopenedLeavesBoundTheTokensRoughly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		withheld := rapid.IntRange(1, 30).Draw(t, "withheld")
		tokens := slices.Repeat([][]byte{[]byte("x")}, withheld+2)
		c := Content{Fields: make([][]byte, len(fields)), Paragraphs: [][][]byte{tokens}}
		_, seal, err := Sign(c)
		if err != nil {
			t.Fatal(err)
		}
		shown := make([]bool, len(tokens))
		shown[0], shown[len(shown)-1] = true, true
		proof, err := Prove(c, seal, Selection{Paragraphs: []Shown{{Tokens: shown}}})
		if err != nil {
			t.Fatal(err)
		}
		unopened := 0
		for _, l := range proof.nodes[seal.at[0]].Part {
			if l.Hash != "" {
				unopened++
			}
		}
		if unopened < withheld || unopened > 4*withheld+3 {
			t.Fatalf("%d tokens behind %d leaves", withheld, unopened)
		}
	})
}

func TestProofHoldsNothingWithheld(t *testing.T) {
	c := sample()
	_, seal, err := Sign(c)
	if err != nil {
		t.Fatal(err)
	}
	shown := make([]bool, len(c.Paragraphs[1]))
	shown[0] = true
	proof, err := Prove(c, seal, Selection{Paragraphs: []Shown{{All: true}, {Tokens: shown}, {}, {}}})
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(proof)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []string{"boss", "Kevin", "N-000001", "session", "week",
		asHex(seal.secret), asHex(paragraphKey(seal.secret, seal.at[1])), asHex(fieldKey(seal.secret, 0)),
		asHex(leafKeys(paragraphKey(seal.secret, seal.at[1]))(1))} {
		if strings.Contains(string(b), s) {
			t.Errorf("the proof holds %q", s)
		}
	}
	if !strings.Contains(string(b), `"Joe"`) || !strings.Contains(string(b), `"Data"`) {
		t.Error("the proof does not hold what is shown")
	}
}

func TestParagraphAllWithheldButThereIsOneMark(t *testing.T) {
	c := sample()
	d, seal, err := Sign(c)
	if err != nil {
		t.Fatal(err)
	}
	proof, err := Prove(c, seal, Selection{Paragraphs: []Shown{{}, {Tokens: make([]bool, len(c.Paragraphs[1]))}, {}, {}}})
	if err != nil {
		t.Fatal(err)
	}
	o, err := proof.Open()
	if err != nil || o.Digest != d || len(o.Paragraphs) != 1 || len(o.Paragraphs[0].Runs) != 1 || !o.Paragraphs[0].Runs[0].Withheld {
		t.Fatalf("%+v, %v", o, err)
	}
}
