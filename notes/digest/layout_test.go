package digest

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestPlacesAreInOrderAndInRange(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 200).Draw(t, "paragraphs")
		at := places(n, nodeCount(n))
		if len(at) != n || !slices.IsSorted(at) || len(slices.Compact(slices.Clone(at))) != n {
			t.Fatalf("%d places: %v", n, at)
		}
		if n > 0 && (at[0] < 0 || at[n-1] >= nodeCount(n)) {
			t.Fatalf("out of range: %v", at)
		}
	})
}

// A long run of unopened nodes at the end, as the withheld half of a note would
// leave it, has to be usual where nothing is withheld. With all places equally
// likely it would be seen once in 80,000 notes.
func TestLongGapsAreUsual(t *testing.T) {
	const notes, paragraphs = 2000, 10
	long, none := 0, 0
	for range notes {
		switch gap := nodeBlock - 1 - places(paragraphs, nodeBlock)[paragraphs-1]; {
		case gap >= 40:
			long++
		case gap == 0:
			none++
		}
	}
	if long < notes/200 || none < notes/10 {
		t.Errorf("of %d notes %d end with 40 random nodes or more, %d with none", notes, long, none)
	}
}

func TestEveryPaddingIsUsed(t *testing.T) {
	var seen [maxPad + 1]int
	c := Content{Fields: make([][]byte, len(fields)), Paragraphs: [][][]byte{slices.Repeat([][]byte{[]byte("x")}, 4000)}}
	for _, s := range draw(c).paragraphs[0] {
		seen[s.pad]++
	}
	for pad, n := range seen {
		if n < 800 || n > 1200 { // six standard deviations are 164
			t.Errorf("padding %d after %d of 4000 tokens", pad, n)
		}
	}
}

func TestLeavesAndNodesComeInBlocks(t *testing.T) {
	for _, c := range []struct {
		slots []slot
		want  int
	}{{nil, 32}, {make([]slot, 1), 32}, {make([]slot, 32), 32}, {make([]slot, 33), 64}, {[]slot{{1, 3}, {1, 3}}, 32}} {
		if got := leafCount(c.slots); got != c.want {
			t.Errorf("%d tokens: %d leaves, want %d", len(c.slots), got, c.want)
		}
	}
	for paragraphs, want := range map[int]int{0: 64, 64: 64, 65: 128, 129: 256} {
		if got := nodeCount(paragraphs); got != want {
			t.Errorf("%d paragraphs: %d nodes, want %d", paragraphs, got, want)
		}
	}
}
