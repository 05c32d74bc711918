package vault

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"subrosa/crypto"
)

// digest is a SHA-256.
type digest [sha256.Size]byte

func (d digest) String() string { return hex.EncodeToString(d[:]) }

// root is what a vault claims to be at one generation. Everything else in the
// file is believed because the root, which only the vault key can seal, says
// so.
type root struct {
	vault      string // 32 hexadecimal characters
	key        string // crypto.Key.ID
	generation uint64 // 1 is the first
	saved      time.Time
	pages      int
	previous   digest // of the sealed root before this one; zero for the first
	slots      []slotEntry
	top        []digest // of the nodes of the digest tree's top level
}

// slotEntry is a slot as the root knows it.
type slotEntry struct {
	id     string
	kind   crypto.SlotKind
	digest digest // of the digests of both its halves
}

const (
	rootMagic    = "subrosa root 1"
	maxPages     = 1 << 26 // one tebibyte of records
	maxSlots     = 64
	maxRootBytes = 64 << 10
)

var errRoot = errors.New("malformed root")

// encode writes the canonical text of a root: docs/vault-format.md.
func (r *root) encode() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s\nvault %s\nkey %s\ngeneration %d\nsaved %s\npage-size %d\npages %d\nprevious %s\n",
		rootMagic, r.vault, r.key, r.generation, r.saved.UTC().Format(time.RFC3339), pageSize, r.pages, r.previous)
	for _, s := range r.slots {
		fmt.Fprintf(&b, "slot %s %s %s\n", s.id, s.kind, s.digest)
	}
	for _, d := range r.top {
		fmt.Fprintf(&b, "node %s\n", d)
	}
	return b.Bytes()
}

// parseRoot accepts exactly what encode writes.
func parseRoot(text []byte) (*root, error) {
	lines := strings.Split(string(text), "\n")
	if len(text) > maxRootBytes || len(lines) < 9 || lines[0] != rootMagic {
		return nil, errRoot
	}
	r := &root{}
	var err error
	for i, field := range []struct {
		name string
		read func(string) error
	}{
		{"vault", func(s string) error { r.vault = s; return checkHex(s, 16) }},
		{"key", func(s string) error { r.key = s; return checkHex(s, 8) }},
		{"generation", func(s string) error { r.generation, err = strconv.ParseUint(s, 10, 63); return err }},
		{"saved", func(s string) error { r.saved, err = time.Parse(time.RFC3339, s); return err }},
		{"page-size", func(s string) error { return equal(s, strconv.Itoa(pageSize)) }},
		{"pages", func(s string) error { r.pages, err = strconv.Atoi(s); return err }},
		{"previous", func(s string) error { return readDigest(s, &r.previous) }},
	} {
		value, ok := strings.CutPrefix(lines[i+1], field.name+" ")
		if !ok || field.read(value) != nil {
			return nil, fmt.Errorf("%w: %s", errRoot, field.name)
		}
	}
	for _, line := range lines[8 : len(lines)-1] {
		if err := r.readEntry(line); err != nil {
			return nil, err
		}
	}
	if !r.consistent() || !bytes.Equal(r.encode(), text) {
		return nil, fmt.Errorf("%w: not canonical", errRoot)
	}
	return r, nil
}

func (r *root) readEntry(line string) error {
	var d digest
	if hash, ok := strings.CutPrefix(line, "node "); ok && readDigest(hash, &d) == nil {
		r.top = append(r.top, d)
		return nil
	}
	f := strings.Split(line, " ")
	if len(f) != 4 || f[0] != "slot" || checkHex(f[1], 8) != nil || readDigest(f[3], &d) != nil {
		return fmt.Errorf("%w: entry", errRoot)
	}
	r.slots = append(r.slots, slotEntry{f[1], crypto.SlotKind(f[2]), d})
	return nil
}

// consistent checks what the text alone cannot show.
func (r *root) consistent() bool {
	return r.generation >= 1 && (r.generation == 1) == (r.previous == digest{}) &&
		r.pages >= 1 && r.pages <= maxPages && len(r.top) == shapeOf(r.pages).top() &&
		len(r.slots) >= 1 && len(r.slots) <= maxSlots && r.slotsAscend()
}

func (r *root) slotsAscend() bool {
	for i := 1; i < len(r.slots); i++ {
		if r.slots[i-1].id >= r.slots[i].id {
			return false
		}
	}
	return true
}

func checkHex(s string, n int) error {
	b, err := hex.DecodeString(s)
	if err != nil || len(b) != n || hex.EncodeToString(b) != s {
		return errRoot
	}
	return nil
}

func readDigest(s string, d *digest) error {
	if err := checkHex(s, len(d)); err != nil {
		return err
	}
	hex.Decode(d[:], []byte(s))
	return nil
}

func equal(a, b string) error {
	if a != b {
		return errRoot
	}
	return nil
}
