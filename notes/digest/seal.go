package digest

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/bits"
	"slices"
)

// Seal is what has to be stored beside a signed content so that the digest can
// be made again and parts of it shown: the secret, the token boundaries, and
// where padding leaves and random nodes stand. It is as confidential as the
// content, and prints as [redacted].
type Seal struct {
	secret     key
	nodes      int
	at         []int    // the node of each paragraph, increasing
	paragraphs [][]slot // its tokens
}

// ErrSeal means that bytes are not a seal in its one canonical form.
var ErrSeal = errors.New("not a seal in canonical form")

const sealVersion = 1

// Cut cuts the texts of the paragraphs at the stored token boundaries.
func (s Seal) Cut(texts []string) ([][][]byte, error) {
	if len(texts) != len(s.paragraphs) {
		return nil, fmt.Errorf("%w: %d paragraphs instead of %d", ErrMismatch, len(texts), len(s.paragraphs))
	}
	cut := make([][][]byte, len(texts))
	for p, text := range texts {
		tokens, rest := make([][]byte, 0, len(s.paragraphs[p])), []byte(text)
		for _, slot := range s.paragraphs[p] {
			if slot.length > len(rest) {
				return nil, fmt.Errorf("%w: paragraph %d is too short", ErrMismatch, p)
			}
			tokens = append(tokens, rest[:slot.length:slot.length])
			rest = rest[slot.length:]
		}
		if len(rest) > 0 {
			return nil, fmt.Errorf("%w: paragraph %d is too long", ErrMismatch, p)
		}
		cut[p] = tokens
	}
	return cut, nil
}

func (s Seal) leaves() int {
	n := 0
	for _, slots := range s.paragraphs {
		n += leafCount(slots)
	}
	return n
}

// fits checks a content and compares its shape with the seal.
func (s Seal) fits(c Content) error {
	if err := c.check(); err != nil {
		return err
	}
	same := func(slots []slot, tokens [][]byte) bool {
		return slices.EqualFunc(slots, tokens, func(s slot, t []byte) bool { return s.length == len(t) })
	}
	if s.nodes == 0 || !slices.EqualFunc(s.paragraphs, c.Paragraphs, same) {
		return ErrMismatch
	}
	return nil
}

func (s Seal) digest(c Content) Digest {
	f := make([]hash, len(fields))
	for i, value := range c.Fields {
		f[i] = fieldHash(fieldKey(s.secret, i), i, value)
	}
	nodes := s.randomNodes()
	for p, node := range s.at {
		nodes[node] = paragraphHash(node, s.leafHashes(c, p))
	}
	return noteHash(f, nodes)
}

// randomNodes are all nodes of a note, as if none were a paragraph.
func (s Seal) randomNodes() []hash {
	nodes := make([]hash, s.nodes)
	for i := range nodes {
		nodes[i] = randomNode(s.secret, i)
	}
	return nodes
}

func (s Seal) leafHashes(c Content, p int) []hash {
	k := leafKeys(paragraphKey(s.secret, s.at[p]))
	leaves := s.layout(c, p)
	hashes := make([]hash, len(leaves))
	for t, text := range leaves {
		kind := byte(kindText)
		if text == nil {
			kind = kindPadding
		}
		hashes[t] = leafHash(k(t), s.at[p], t, kind, text)
	}
	return hashes
}

// layout is a paragraph's leaves in order: the text of a token, or nil for padding.
func (s Seal) layout(c Content, p int) [][]byte {
	leaves := make([][]byte, leafCount(s.paragraphs[p]))
	t := 0
	for i, slot := range s.paragraphs[p] {
		leaves[t] = c.Paragraphs[p][i]
		t += 1 + slot.pad
	}
	return leaves
}

// MarshalBinary writes the stored form: version, secret, the number of nodes as
// a power of two, a bit for each node that is a paragraph, then for each
// paragraph the number of its tokens and for each token its length and padding.
func (s Seal) MarshalBinary() ([]byte, error) {
	if s.nodes == 0 {
		return nil, fmt.Errorf("%w: empty", ErrSeal)
	}
	b := append([]byte{sealVersion}, s.secret[:]...)
	b = append(b, byte(bits.Len(uint(s.nodes/nodeBlock))-1))
	places := make([]byte, s.nodes/8)
	for _, node := range s.at {
		places[node/8] |= 0x80 >> (node % 8)
	}
	b = append(b, places...)
	for _, slots := range s.paragraphs {
		b = binary.AppendUvarint(b, uint64(len(slots)))
		for _, slot := range slots {
			b = binary.AppendUvarint(b, uint64(slot.length<<2|slot.pad))
		}
	}
	return b, nil
}

// UnmarshalBinary reads what MarshalBinary wrote, and nothing else.
func (s *Seal) UnmarshalBinary(b []byte) error {
	if len(b) < 34 || b[0] != sealVersion || b[33] > 10 {
		return ErrSeal
	}
	read := Seal{secret: key(b[1:33]), nodes: nodeBlock << b[33]}
	b = b[34:]
	if len(b) < read.nodes/8 {
		return ErrSeal
	}
	for node := range read.nodes {
		if b[node/8]&(0x80>>(node%8)) != 0 {
			read.at = append(read.at, node)
		}
	}
	if nodeCount(len(read.at)) != read.nodes {
		return ErrSeal
	}
	b = b[read.nodes/8:]
	for range read.at {
		slots, rest, err := readSlots(b)
		if err != nil {
			return err
		}
		read.paragraphs, b = append(read.paragraphs, slots), rest
	}
	if len(b) > 0 || read.leaves() > MaxLeaf {
		return ErrSeal
	}
	*s = read
	return nil
}

func readSlots(b []byte) (slots []slot, rest []byte, err error) {
	n, b, err := readUvarint(b)
	if err != nil || n > uint64(len(b)) { // a token takes a byte at least
		return nil, nil, ErrSeal
	}
	slots = make([]slot, n)
	for i := range slots {
		var x uint64
		if x, b, err = readUvarint(b); err != nil || x>>2 == 0 || x>>2 > MaxToken {
			return nil, nil, ErrSeal
		}
		slots[i] = slot{int(x >> 2), int(x & maxPad)}
	}
	return slots, b, nil
}

// readUvarint refuses a number written longer than it has to be.
func readUvarint(b []byte) (uint64, []byte, error) {
	x, n := binary.Uvarint(b)
	if n <= 0 || n > 1 && b[n-1] == 0 {
		return 0, nil, ErrSeal
	}
	return x, b[n:], nil
}

func (Seal) String() string               { return "[redacted]" }
func (Seal) Format(f fmt.State, _ rune)   { io.WriteString(f, "[redacted]") }
func (Seal) LogValue() slog.Value         { return slog.StringValue("[redacted]") }
func (Seal) MarshalJSON() ([]byte, error) { return json.Marshal("[redacted]") }
