package digest

import (
	"strings"
	"testing"
)

// How long does signing a note of 400 words take?
func BenchmarkSign(b *testing.B) {
	c := Content{Fields: make([][]byte, len(fields))}
	for range 8 {
		var tokens [][]byte
		for _, t := range Tokenise(strings.Repeat("Five words make one sentence. ", 10), nil) {
			tokens = append(tokens, []byte(t))
		}
		c.Paragraphs = append(c.Paragraphs, tokens)
	}
	for b.Loop() {
		if _, _, err := Sign(c); err != nil {
			b.Fatal(err)
		}
	}
}
