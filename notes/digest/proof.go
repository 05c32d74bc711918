package digest

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
)

// Version is the first key of every proof.
const Version = "subrosa/note/v1"

// Proof is what ships with a shown content: keys of what is shown, hashes of
// what is not. Its JSON is canonical: no white space, keys in one order, hashes
// and keys in lower-case hex; any other spelling is refused.
type Proof struct {
	fields []fieldProof
	nodes  []nodeProof
}

// proofJSON is a Proof as it is written.
type proofJSON struct {
	Version string       `json:"version"`
	Fields  []fieldProof `json:"fields"`
	Nodes   []nodeProof  `json:"nodes"`
}

// fieldProof is a field shown (key and value), shown to be absent (key), or
// withheld (hash).
type fieldProof struct {
	Name  string  `json:"name"`
	Hash  string  `json:"hash,omitempty"`
	Key   string  `json:"key,omitempty"`
	Value *string `json:"value,omitempty"`
}

// nodeProof is a random node or a withheld paragraph (hash), a whole paragraph
// (key and leaves, null for padding), or a paragraph in part.
type nodeProof struct {
	Hash   string      `json:"hash,omitempty"`
	Key    string      `json:"key,omitempty"`
	Leaves []*string   `json:"leaves,omitempty"`
	Part   []leafProof `json:"part,omitempty"`
}

// leafProof is a token (key and text), padding (key), or unopened (hash).
type leafProof struct {
	Hash string  `json:"hash,omitempty"`
	Key  string  `json:"key,omitempty"`
	Text *string `json:"text,omitempty"`
}

// Malformed says in which respect a proof is not one, without quoting it.
type Malformed struct {
	Class string // syntax, version, count, order, key or kind
	What  string
}

func (e *Malformed) Error() string { return "malformed proof: " + e.What }

func malformed(class, format string, args ...any) error {
	return &Malformed{class, fmt.Sprintf(format, args...)}
}

// MarshalJSON writes the canonical form.
func (p Proof) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(proofJSON{Version, p.fields, p.nodes}); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// UnmarshalJSON reads the canonical form and refuses every other, so that
// unknown and doubled keys, other cases, and text that is not UTF-8 do not
// pass. Whether it is a proof, Open says.
func (p *Proof) UnmarshalJSON(b []byte) error {
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	var j proofJSON
	if err := d.Decode(&j); err != nil {
		return malformed("syntax", "not the JSON of a proof")
	}
	if j.Version != Version {
		return malformed("version", "not version %s", Version)
	}
	read := Proof{fields: j.Fields, nodes: j.Nodes}
	again, err := read.MarshalJSON()
	if err != nil || !bytes.Equal(again, b) {
		return malformed("syntax", "not in canonical form")
	}
	*p = read
	return nil
}

func asHex(b [32]byte) string { return hex.EncodeToString(b[:]) }

// unhex reads 32 bytes of lower-case hexadecimal.
func unhex(s string) ([32]byte, error) {
	b, err := hex.DecodeString(s)
	if err != nil || len(b) != 32 || hex.EncodeToString(b) != s {
		return [32]byte{}, malformed("key", "a hash or key is not 64 lower-case hexadecimal digits")
	}
	return [32]byte(b), nil
}
