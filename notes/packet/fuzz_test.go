package packet

import (
	"bytes"
	"errors"
	"testing"
)

// Parse then print is the identity, for all three files that have a form.
func FuzzParse(f *testing.F) {
	records, err := sample(1).Marshal()
	if err != nil {
		f.Fatal(err)
	}
	proof, err := Proof{Format: ProofFormat, Key: "k", Items: []ItemProof{{Addenda: []SignedProof{{Kind: "addendum", Path: []Hash{{1}}}}}},
		Earlier: []Earlier{{1, []Hash{}}}}.Marshal()
	if err != nil {
		f.Fatal(err)
	}
	withheld := Records{Format: RecordsFormat, Mode: Marked, Items: []Item{{Number: 1, Withheld: &Withheld{Type: "session"}}},
		Notices: []Notice{{"t", "x"}}, Annex: &Annex{Title: "t"}, Certification: Certification{Withheld: new(1), Addenda: map[string]int{"a": 1}}}
	marked, err := withheld.Marshal()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(records)
	f.Add(marked)
	f.Add(proof)
	f.Fuzz(func(t *testing.T, b []byte) {
		if r, err := ParseRecords(b); err == nil {
			if again, err := r.Marshal(); err != nil || !bytes.Equal(again, b) {
				t.Fatalf("records read %q, wrote %q, %v", b, again, err)
			}
		}
		if p, err := ParseProof(b); err == nil {
			if again, err := p.Marshal(); err != nil || !bytes.Equal(again, b) {
				t.Fatalf("proof read %q, wrote %q, %v", b, again, err)
			}
		}
	})
}

// A packet of which any bytes were changed does not verify.
func FuzzVerify(f *testing.F) {
	whole := newHandout(f).marked().pack(nil)
	if _, err := Verify(whole, Options{}); err != nil {
		f.Fatal(err)
	}
	f.Add(0, 0, []byte{})
	f.Add(len(whole), 0, []byte("PK\x05\x06"))
	f.Add(30, 1, []byte("1"))
	f.Add(0, len(whole), []byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, at, cut int, put []byte) {
		from := min(max(at, 0), len(whole))
		b := bytes.Join([][]byte{whole[:from], put, whole[min(from+min(max(cut, 0), len(whole)), len(whole)):]}, nil)
		_, err := Verify(b, Options{})
		if same := bytes.Equal(b, whole); same != (err == nil) || err != nil && !errors.Is(err, ErrNotVerified) && !errors.Is(err, ErrUnreadable) {
			t.Errorf("%d bytes put in at %d: %v", len(put), from, err)
		}
	})
}

// A PDF that anybody made is read, or refused.
func FuzzPages(f *testing.F) {
	document, _, err := Render(sample(1))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(document)
	f.Add([]byte("%PDF-1.4\ntrailer <<>>\nstartxref\n0\n%%EOF"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if pages, err := Pages(b); err != nil && pages != nil {
			t.Errorf("%d pages, and %v", len(pages), err)
		}
	})
}
