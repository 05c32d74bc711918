package digest

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"slices"
)

// The construction of docs/note-digest.md: every hash and every key begins with
// a tag of its own, so that none can be taken for another, and every string is
// preceded by its length.

type hash = [sha256.Size]byte

// key is always 32 bytes: HMAC pads shorter keys with zeros, so a key and the
// same key followed by a zero byte would be one.
type key = [32]byte

const (
	kindText    = 0
	kindPadding = 1
)

const tokenTag = "subrosa/note/v1/token\x00"

func tag(s string) []byte { return append([]byte("subrosa/note/v1/"+s), 0) }

func u32(b []byte, n int) []byte { return binary.BigEndian.AppendUint32(b, uint32(n)) }

func lp(b, s []byte) []byte {
	return append(binary.BigEndian.AppendUint64(b, uint64(len(s))), s...)
}

func mac(k key, message []byte) hash {
	h := hmac.New(sha256.New, k[:])
	h.Write(message)
	return hash(h.Sum(nil))
}

func fieldKey(secret key, i int) key { return mac(secret, u32(tag("field-key"), i)) }

// fieldHash is the node of field i; a nil value is absent, an empty one is not.
func fieldHash(k key, i int, value []byte) hash {
	b := lp(u32(tag("field"), i), []byte(fields[i]))
	if value == nil {
		return mac(k, append(b, 0))
	}
	return mac(k, lp(append(b, 1), value))
}

func paragraphKey(secret key, node int) key { return mac(secret, u32(tag("para-key"), node)) }

// leafKeys makes the keys of a paragraph's leaves.
func leafKeys(paragraph key) func(leaf int) key {
	message := u32(tag("token-key"), 0)
	number := message[len(message)-4:]
	h := hmac.New(sha256.New, paragraph[:])
	return func(leaf int) (k key) {
		binary.BigEndian.PutUint32(number, uint32(leaf))
		h.Reset()
		h.Write(message)
		h.Sum(k[:0])
		return k
	}
}

func leafHash(k key, node, leaf int, kind byte, text []byte) hash {
	var b [128]byte
	return mac(k, lp(append(u32(u32(append(b[:0], tokenTag...), node), leaf), kind), text))
}

func paragraphHash(node int, leaves []hash) hash {
	return sha256.Sum256(join(u32(u32(tag("para"), node), len(leaves)), leaves))
}

// randomNode stands where no paragraph is. It is drawn from the secret, so that
// it can be made again, and looks like the hash of a paragraph to anybody else.
func randomNode(secret key, node int) hash { return mac(secret, u32(tag("random-node"), node)) }

func noteHash(fields, nodes []hash) Digest {
	b := join(u32(tag("note"), len(fields)), fields)
	return sha256.Sum256(join(u32(b, len(nodes)), nodes))
}

func join(b []byte, hashes []hash) []byte {
	b = slices.Grow(b, len(hashes)*sha256.Size)
	for _, h := range hashes {
		b = append(b, h[:]...)
	}
	return b
}
