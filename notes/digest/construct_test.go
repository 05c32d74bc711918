package digest

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"testing"
)

// Each leaf has a key of its own, in whatever order they are asked for.
func TestLeafKeys(t *testing.T) {
	var paragraph key
	rand.Read(paragraph[:])
	k := leafKeys(paragraph)
	for _, leaf := range []int{0, 1, 0, 1 << 20, 7} {
		m := hmac.New(sha256.New, paragraph[:])
		m.Write(u32(tag("token-key"), leaf))
		if got := k(leaf); got != key(m.Sum(nil)) {
			t.Errorf("leaf %d has another key", leaf)
		}
	}
}
