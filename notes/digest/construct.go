package digest

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
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

func tag(s string) []byte { return append([]byte("subrosa/note/v1/"+s), 0) }

func u32(b []byte, n int) []byte { return binary.BigEndian.AppendUint32(b, uint32(n)) }

func lp(b, s []byte) []byte {
	return append(binary.BigEndian.AppendUint64(b, uint64(len(s))), s...)
}

func mac(k key, message []byte) hash {
	m := hmac.New(sha256.New, k[:])
	m.Write(message)
	return hash(m.Sum(nil))
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
	m, t := hmac.New(sha256.New, paragraph[:]), tag("token-key")
	return func(leaf int) (k key) {
		m.Reset()
		m.Write(u32(t[:len(t):len(t)], leaf))
		m.Sum(k[:0])
		return k
	}
}

func leafHash(k key, node, leaf int, kind byte, text []byte) hash {
	b := append(make([]byte, 0, 64+len(text)), tag("token")...)
	return mac(k, lp(append(u32(u32(b, node), leaf), kind), text))
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
	for _, h := range hashes {
		b = append(b, h[:]...)
	}
	return b
}
