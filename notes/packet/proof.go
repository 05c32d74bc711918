package packet

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"subrosa/notes/digest"
)

// ProofFormat names the format of proof.json.
const ProofFormat = "subrosa/proof/v1"

// Proof is the content of proof.json: that the records of a packet are what was
// signed, and stood in the practice's log when its head was signed.
type Proof struct {
	Format    string      `json:"format"`
	Key       string      `json:"key"`               // of the log: a verifier key of golang.org/x/mod/sumdb/note
	Head      string      `json:"head"`              // of the log, signed with that key
	Statement string      `json:"statement"`         // what the packet consists of, signed with that key
	Items     []ItemProof `json:"items"`             // one for each item of the records, in their order
	Earlier   []Earlier   `json:"earlier,omitempty"` // heads that went out before, smallest first
}

// ItemProof is the proof of an item and of each of its addenda.
type ItemProof struct {
	SignedProof
	Addenda []SignedProof `json:"addenda,omitempty"`
}

// SignedProof shows what is shown of one signed thing, and where its digest
// stands in the log.
type SignedProof struct {
	Kind   string       `json:"kind"` // in the log: "note", or the kind of the addendum
	Digest string       `json:"digest"`
	Index  int64        `json:"index"` // leaf of the log, from 0
	Path   []Hash       `json:"path"`  // from the leaf to the head
	Shown  digest.Proof `json:"shown"`
}

// Earlier shows that the log has only grown since a head with Size leaves.
type Earlier struct {
	Size int64  `json:"size"`
	Path []Hash `json:"path"`
}

// Hash is a node of the log, written in lower-case hexadecimal.
type Hash tlog.Hash

// MarshalText writes lower-case hexadecimal.
func (h Hash) MarshalText() ([]byte, error) { return []byte(hex.EncodeToString(h[:])), nil }

// UnmarshalText reads 64 lower-case hexadecimal digits.
func (h *Hash) UnmarshalText(b []byte) error {
	d, err := digest.ParseDigest(string(b))
	*h = Hash(d)
	return err
}

// Prove makes the entry of one signed thing: its kind, digest and index in the
// log, the path from there to the head, and what of it is shown. That they agree
// is for Verify to find.
func Prove(kind string, d digest.Digest, index int64, path tlog.RecordProof, shown digest.Proof) SignedProof {
	return SignedProof{kind, d.String(), index, hashes(path), shown}
}

// ProveEarlier makes the entry of a head that went out before.
func ProveEarlier(size int64, path tlog.TreeProof) Earlier { return Earlier{size, hashes(path)} }

func hashes(path []tlog.Hash) []Hash {
	hs := make([]Hash, len(path))
	for i, h := range path {
		hs[i] = Hash(h)
	}
	return hs
}

func logHashes(path []Hash) []tlog.Hash {
	hs := make([]tlog.Hash, len(path))
	for i, h := range path {
		hs[i] = tlog.Hash(h)
	}
	return hs
}

// Marshal writes proof.json: one line without white space.
func (p Proof) Marshal() ([]byte, error) {
	if p.Items == nil {
		p.Items = []ItemProof{}
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(p); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// ParseProof reads proof.json and refuses what Marshal would not have written.
func ParseProof(b []byte) (Proof, error) {
	var p Proof
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&p); err != nil {
		return Proof{}, errors.New("proof.json does not read")
	}
	if p.Format != ProofFormat {
		return Proof{}, errors.New("proof.json has another format")
	}
	again, err := p.Marshal()
	if err != nil || !bytes.Equal(again, b) {
		return Proof{}, errors.New("proof.json is not in its canonical form")
	}
	return p, nil
}

// unstated are the files that the statement can not cover: the one it stands
// in, and those with a hash of that one.
var unstated = map[string]bool{"proof.json": true, "MANIFEST.json": true, "SHA256SUMS": true}

// Statement is what the keeper of the log signs about a packet: the SHA-256 of
// each of its files, but for proof.json, where the statement stands, and
// MANIFEST.json and SHA256SUMS, which speak of that. So a record that was left
// out or moved is found even when everything else was made to agree.
func Statement(files []File, signer note.Signer) (string, error) {
	signed, err := note.Sign(&note.Note{Text: statementText(files)}, signer)
	return string(signed), err
}

func statementText(files []File) string {
	var b strings.Builder
	b.WriteString("subrosa/packet/v1\n")
	for _, f := range files {
		if !unstated[f.Name] {
			fmt.Fprintf(&b, "%x  %s\n", sha256.Sum256(f.Data), f.Name)
		}
	}
	return b.String()
}
