package notes

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// The windows are a short cut and nothing else: every form finds the same in
// them as in the whole text.
func TestWindowsLoseNothing(t *testing.T) {
	piece := rapid.SampledFrom([]string{"20", "30", "4050", "+45", "0207", "010190", "1234", "(212)", "555-0142", " ", "-", ".", "\n", "\u00a0", "a", "Æ", "@",
		"joe", "@example.org", "Sønder", "gade", "vej", "Baker", "Street", "St", " 12", "B", ", 2100 København Ø", "9", "x", "å", "e\u0301", "\xff"})
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(piece, 0, 12).Draw(t, "pieces"), "")
		var whole []foundPattern
		for _, p := range patterns {
			for _, m := range p.form.FindAllStringIndex(text, -1) {
				whole = append(whole, foundPattern{utf8.RuneCountInString(text[:m[0]]), utf8.RuneCountInString(text[:m[1]]), p.reason})
			}
		}
		whole = apart(whole, func(f foundPattern) (int, int) { return f.start, f.end })
		if got := findPatterns(text); !slices.Equal(got, whole) {
			t.Fatalf("%q: %v, in the whole text %v", text, got, whole)
		}
	})
}
