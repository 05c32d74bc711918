package digest

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// vector is one file of testdata/vectors; docs/note-digest.md describes them.
type vector struct {
	About string `json:"about"`
	// Expect is "ok", "digest" (the proof opens to another digest), "seal"
	// (not a seal), or the Class of the Malformed proof.
	Expect     string      `json:"expect"`
	Seal       string      `json:"seal,omitempty"` // hexadecimal
	Fields     []*string   `json:"fields,omitempty"`
	Paragraphs [][]string  `json:"paragraphs,omitempty"`
	Show       *vectorShow `json:"show,omitempty"`
	Digest     string      `json:"digest,omitempty"`
	Proof      string      `json:"proof,omitempty"`     // as text
	ProofHex   string      `json:"proof_hex,omitempty"` // when it is not text
}

// vectorShow is a selection: names of fields; per paragraph true, false, or a
// list of booleans, one for each token.
type vectorShow struct {
	Fields     []string          `json:"fields"`
	Paragraphs []json.RawMessage `json:"paragraphs"`
}

var update = flag.Bool("update", false, "write testdata/vectors anew, with new secrets")

func vectors(t *testing.T) map[string]vector {
	t.Helper()
	files, err := filepath.Glob("testdata/vectors/*.json")
	if err != nil || len(files) < 30 {
		t.Fatalf("%d vectors found, %v", len(files), err)
	}
	all := map[string]vector{}
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		d := json.NewDecoder(bytes.NewReader(b))
		d.DisallowUnknownFields()
		var v vector
		if err := d.Decode(&v); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		all[strings.TrimSuffix(filepath.Base(file), ".json")] = v
	}
	return all
}

func TestVectors(t *testing.T) {
	if *update {
		writeVectors(t)
	}
	for name, v := range vectors(t) {
		t.Run(name, func(t *testing.T) {
			if got := v.outcome(t); got != v.Expect {
				t.Errorf("%s, want %s", got, v.Expect)
			}
		})
	}
}

func (v vector) outcome(t *testing.T) string {
	if v.Seal != "" {
		var s Seal
		if err := s.UnmarshalBinary(unhexed(t, v.Seal)); errors.Is(err, ErrSeal) {
			return "seal"
		} else if err != nil {
			t.Fatal(err)
		}
		v.checkSigner(t, s)
	}
	text := []byte(v.Proof)
	if v.ProofHex != "" {
		text = unhexed(t, v.ProofHex)
	}
	var p Proof
	var o Opened
	err := p.UnmarshalJSON(text)
	if err == nil {
		o, err = p.Open()
	}
	var m *Malformed
	switch {
	case errors.As(err, &m):
		return m.Class
	case err != nil:
		t.Fatal(err)
	case o.Digest.String() != v.Digest:
		return "digest"
	}
	return "ok"
}

// checkSigner makes digest and proof again from content and seal.
func (v vector) checkSigner(t *testing.T, s Seal) {
	t.Helper()
	c := v.content()
	d, err := Recompute(c, s)
	if err != nil || d.String() != v.Digest {
		t.Fatalf("digest %s, %v, want %s", d, err, v.Digest)
	}
	p, err := Prove(c, s, v.selection(t))
	if err != nil {
		t.Fatal(err)
	}
	b, err := p.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(v.Proof, string(b)); diff != "" {
		t.Fatal(diff)
	}
}

func (v vector) content() Content {
	c := Content{}
	for _, f := range v.Fields {
		if f == nil {
			c.Fields = append(c.Fields, nil)
		} else {
			c.Fields = append(c.Fields, []byte(*f))
		}
	}
	for _, tokens := range v.Paragraphs {
		var p [][]byte
		for _, token := range tokens {
			p = append(p, []byte(token))
		}
		c.Paragraphs = append(c.Paragraphs, p)
	}
	return c
}

func (v vector) selection(t *testing.T) Selection {
	sel := Selection{}
	for _, f := range fields {
		sel.Fields = append(sel.Fields, slices.Contains(v.Show.Fields, f))
	}
	for _, raw := range v.Show.Paragraphs {
		var shown Shown
		if json.Unmarshal(raw, &shown.All) != nil {
			if err := json.Unmarshal(raw, &shown.Tokens); err != nil {
				t.Fatal(err)
			}
		}
		sel.Paragraphs = append(sel.Paragraphs, shown)
	}
	return sel
}

func unhexed(t *testing.T, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// The reader in Python knows nothing of this package; docs/note-digest.md was
// all it was written from.
func TestReaderInAnotherLanguageAgrees(t *testing.T) {
	needs(t, "python3")
	out, err := exec.Command("python3", "../../docs/verify_digest.py", "--vectors", "testdata/vectors").CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	want := len(vectors(t))
	if n := bytes.Count(out, []byte(" agrees\n")); n != want {
		t.Errorf("%d of %d vectors agree\n%s", n, want, out)
	}
}

// needs skips a test whose program is missing on a user's machine, and fails it
// where everything has to be tried.
func needs(t *testing.T, program string) {
	t.Helper()
	if _, err := exec.LookPath(program); err == nil {
		return
	}
	if os.Getenv("SUBROSA_CI") == "1" {
		t.Fatalf("%s is missing", program)
	}
	t.Skipf("%s is missing: this cross-check was not made", program)
}
