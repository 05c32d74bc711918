package vault

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// storedTree is what the table digest would hold.
type storedTree map[nodeID][]byte

func (s storedTree) load(id nodeID) ([]byte, error) {
	if hashes, ok := s[id]; ok {
		return slices.Clone(hashes), nil
	}
	return nil, ErrAltered
}

// apply stores what update says, and drops what is beyond.
func (s storedTree) apply(t *tree, written []nodeID) {
	for _, id := range written {
		s[id] = slices.Clone(t.nodes[id])
	}
	maps.DeleteFunc(s, func(id nodeID, _ []byte) bool {
		return id.level >= len(t.shape) || id.no >= t.shape[id.level]
	})
}

// buildAnew computes a tree the plain way, all at once.
func buildAnew(pages []digest) (storedTree, []digest) {
	s, below := storedTree{}, pages
	for level := 0; ; level++ {
		var above []digest
		for no := 0; no*fanout < len(below); no++ {
			hashes := join(below[no*fanout : min(len(below), (no+1)*fanout)])
			s[nodeID{level, no}] = hashes
			above = append(above, sha256.Sum256(hashes))
		}
		if len(above) <= fanout {
			return s, above
		}
		below = above
	}
}

// TestTreeChangesAsIfBuiltAnew grows, shrinks and changes a tree, and compares
// it with one that is computed from all its pages.
func TestTreeChangesAsIfBuiltAnew(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		stored, pages, salt := storedTree{}, []digest{}, uint64(0)
		tr := &tree{load: stored.load, nodes: map[nodeID][]byte{}}
		fresh := func() digest {
			salt++
			return sha256.Sum256(binary.BigEndian.AppendUint64(nil, salt))
		}
		for range rapid.IntRange(1, 6).Draw(rt, "commits") {
			n := rapid.SampledFrom([]int{1, 2, 127, 128, 129, 300, 16383, 16384, 16385, 16600, 17000}).Draw(rt, "pages")
			changed := map[int]digest{}
			for no := len(pages); no < n; no++ {
				changed[no] = fresh()
			}
			for range rapid.IntRange(0, 5).Draw(rt, "changes") {
				changed[rapid.IntRange(0, n-1).Draw(rt, "no")] = fresh()
			}
			pages = slices.Clone(pages[:min(n, len(pages))])
			pages = append(pages, make([]digest, n-len(pages))...)
			for no, d := range changed {
				pages[no] = d
			}
			next, written, err := tr.update(n, changed)
			if err != nil {
				rt.Fatal(err)
			}
			stored.apply(next, written)
			want, tops := buildAnew(pages)
			if !slices.Equal(next.tops, tops) || !maps.EqualFunc(stored, want, slices.Equal) {
				rt.Fatalf("%d pages: not as built anew", n)
			}
			tr = newTree(n, next.tops, stored.load) // as another process reads it
			no := rapid.IntRange(0, n-1).Draw(rt, "asked")
			if d, err := tr.page(no); err != nil || d != pages[no] {
				rt.Fatalf("page %d of %d: %v", no, n, err)
			}
		}
	})
}

func TestTreeBelievesNoNodeThatItsParentDoesNot(t *testing.T) {
	pages := make([]digest, 20_000)
	for i := range pages {
		pages[i] = sha256.Sum256(binary.BigEndian.AppendUint64(nil, uint64(i)))
	}
	for _, id := range []nodeID{{0, 3}, {1, 0}} {
		stored, tops := buildAnew(pages)
		stored[id][5] ^= 1
		if _, err := newTree(len(pages), tops, stored.load).page(3 * fanout); !errors.Is(err, ErrAltered) {
			t.Errorf("node %v: %v", id, err)
		}
	}
}
