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
	f.Add(records)
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

func FuzzVerify(f *testing.F) {
	packed, err := Compose(sample(1), func(Records, []File) ([]byte, error) { return []byte("{}\n"), nil })
	if err != nil {
		f.Fatal(err)
	}
	f.Add(packed.Zip)
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if _, err := Verify(b, Options{}); !errors.Is(err, ErrNotVerified) && !errors.Is(err, ErrUnreadable) {
			t.Fatal(err)
		}
	})
}
