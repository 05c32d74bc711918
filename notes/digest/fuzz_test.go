package digest

import (
	"bytes"
	"errors"
	"testing"
)

func FuzzProof(f *testing.F) {
	for _, name := range []string{"note-part", "note-whole"} {
		v := sealedSample(f, name)
		f.Add(v)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		var p Proof
		if err := p.UnmarshalJSON(b); err != nil {
			if !errors.As(err, new(*Malformed)) {
				t.Fatalf("%T: %v", err, err)
			}
			return
		}
		if again, err := p.MarshalJSON(); err != nil || !bytes.Equal(again, b) {
			t.Fatalf("read %q, wrote %q, %v", b, again, err)
		}
		if _, err := p.Open(); err != nil && !errors.As(err, new(*Malformed)) {
			t.Fatalf("%T: %v", err, err)
		}
	})
}

// sealedSample is the proof of a small note, in part or whole.
func sealedSample(f *testing.F, name string) []byte {
	c := sample()
	_, seal, err := Sign(c)
	if err != nil {
		f.Fatal(err)
	}
	sel := Selection{Paragraphs: []Shown{{All: true}, {Tokens: make([]bool, len(c.Paragraphs[1]))}, {All: true}, {}}}
	sel.Paragraphs[1].Tokens[0] = true
	sel.Paragraphs[1].All = name == "note-whole"
	p, err := Prove(c, seal, sel)
	if err != nil {
		f.Fatal(err)
	}
	b, err := p.MarshalJSON()
	if err != nil {
		f.Fatal(err)
	}
	return b
}

func FuzzSeal(f *testing.F) {
	_, seal, err := Sign(sample())
	if err != nil {
		f.Fatal(err)
	}
	stored, err := seal.MarshalBinary()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(stored)
	f.Add([]byte{sealVersion})
	f.Fuzz(func(t *testing.T, b []byte) {
		var s Seal
		if err := s.UnmarshalBinary(b); err != nil {
			if !errors.Is(err, ErrSeal) {
				t.Fatal(err)
			}
			return
		}
		if again, err := s.MarshalBinary(); err != nil || !bytes.Equal(again, b) {
			t.Fatalf("read %x, wrote %x, %v", b, again, err)
		}
	})
}
