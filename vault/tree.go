package vault

import (
	"crypto/sha256"
	"fmt"
	"maps"
	"slices"
)

// fanout is the number of digests in one node of the digest tree.
const fanout = 128

// shape is the number of nodes on each level of a digest tree. Level 0 holds
// the digests of the sealed pages, level 1 the digests of the nodes of level
// 0, and so on up to the first level with at most fanout nodes: the digests
// of those stand in the root.
type shape []int

func shapeOf(pages int) shape {
	var s shape
	for n := pages; ; {
		n = (n + fanout - 1) / fanout
		s = append(s, n)
		if n <= fanout {
			return s
		}
	}
}

func (s shape) top() int { return s[len(s)-1] }

// nodeID names a node: no counts from 0 on each level.
type nodeID struct{ level, no int }

// tree reads and changes the digest tree of one generation. Nodes are read
// when they are needed and believed only when their parent agrees.
type tree struct {
	load  func(nodeID) ([]byte, error)
	pages int
	shape shape
	tops  []digest
	nodes map[nodeID][]byte // checked
}

func newTree(pages int, tops []digest, load func(nodeID) ([]byte, error)) *tree {
	return &tree{load, pages, shapeOf(pages), tops, map[nodeID][]byte{}}
}

// page is the digest that page no must have.
func (t *tree) page(no int) (digest, error) {
	hashes, err := t.node(nodeID{0, no / fanout})
	if err != nil {
		return digest{}, err
	}
	return digest(hashes[no%fanout*sha256.Size:][:sha256.Size]), nil
}

func (t *tree) node(id nodeID) ([]byte, error) {
	if hashes, ok := t.nodes[id]; ok {
		return hashes, nil
	}
	want, err := t.digestOf(id)
	if err != nil {
		return nil, err
	}
	hashes, err := t.load(id)
	if err != nil {
		return nil, err
	}
	if len(hashes) != t.children(id)*sha256.Size || sha256.Sum256(hashes) != want {
		return nil, fmt.Errorf("%w: digest node %d/%d", ErrAltered, id.level, id.no)
	}
	t.nodes[id] = hashes
	return hashes, nil
}

// digestOf is what a node's parent, or the root, says of it.
func (t *tree) digestOf(id nodeID) (digest, error) {
	if id.level == len(t.shape)-1 {
		return t.tops[id.no], nil
	}
	hashes, err := t.node(nodeID{id.level + 1, id.no / fanout})
	if err != nil {
		return digest{}, err
	}
	return digest(hashes[id.no%fanout*sha256.Size:][:sha256.Size]), nil
}

// children is the number of digests in a node.
func (t *tree) children(id nodeID) int { return min(fanout, t.below(id.level)-id.no*fanout) }

// below is the number of things whose digests a level holds.
func (t *tree) below(level int) int {
	if level == 0 {
		return t.pages
	}
	return t.shape[level-1]
}

// update makes the tree of the next generation, with pages pages of which
// changed are new. It returns that tree; written lists the nodes to store.
// Every page beyond the present end must be in changed.
func (t *tree) update(pages int, changed map[int]digest) (next *tree, written []nodeID, err error) {
	next = newTree(pages, nil, t.load)
	maps.Copy(next.nodes, t.nodes)
	for level, count := range next.shape {
		above := map[int]digest{}
		for _, no := range next.touched(t, level, changed) {
			id := nodeID{level, no}
			hashes, err := t.base(id)
			if err != nil {
				return nil, nil, err
			}
			hashes = resize(hashes, next.children(id))
			for i := range len(hashes) / sha256.Size {
				if d, ok := changed[no*fanout+i]; ok {
					copy(hashes[i*sha256.Size:], d[:])
				}
			}
			next.nodes[id], above[no] = hashes, sha256.Sum256(hashes)
			written = append(written, id)
		}
		maps.DeleteFunc(next.nodes, func(id nodeID, _ []byte) bool { return id.level == level && id.no >= count })
		changed = above
	}
	maps.DeleteFunc(next.nodes, func(id nodeID, _ []byte) bool { return id.level >= len(next.shape) })
	next.tops, err = t.topsFor(next.shape, changed)
	return next, written, err
}

// touched lists the nodes of a level that differ from those of t.
func (next *tree) touched(t *tree, level int, changed map[int]digest) []int {
	set := map[int]bool{}
	for child := range changed {
		if child < next.below(level) {
			set[child/fanout] = true
		}
	}
	last := next.shape[level] - 1
	if level >= len(t.shape) { // a new level: all of it
		for no := range next.shape[level] {
			set[no] = true
		}
	} else if next.children(nodeID{level, last}) != t.lengthOf(nodeID{level, last}) {
		set[last] = true
	}
	return slices.Sorted(maps.Keys(set))
}

// lengthOf is the number of digests that t has in a node, 0 if it has no such node.
func (t *tree) lengthOf(id nodeID) int {
	if id.level >= len(t.shape) || id.no >= t.shape[id.level] {
		return 0
	}
	return t.children(id)
}

// base is a copy of what t holds in a node's place.
func (t *tree) base(id nodeID) ([]byte, error) {
	if id.level == len(t.shape) && id.no == 0 { // the tree grows by a level above the root's list
		return join(t.tops), nil
	}
	if t.lengthOf(id) == 0 {
		return nil, nil
	}
	hashes, err := t.node(id)
	return slices.Clone(hashes), err
}

// topsFor is the list for the root of a tree of the given shape, whose top
// level differs from this one's in changed.
func (t *tree) topsFor(s shape, changed map[int]digest) ([]digest, error) {
	tops := make([]digest, s.top())
	level := len(s) - 1
	for no := range tops {
		if d, ok := changed[no]; ok {
			tops[no] = d
		} else if d, err := t.digestOf(nodeID{level, no}); err == nil {
			tops[no] = d
		} else {
			return nil, err
		}
	}
	return tops, nil
}

func resize(hashes []byte, n int) []byte {
	if want := n * sha256.Size; want < len(hashes) {
		return hashes[:want]
	} else {
		return append(hashes, make([]byte, want-len(hashes))...)
	}
}

func join(digests []digest) []byte {
	b := make([]byte, 0, len(digests)*sha256.Size)
	for _, d := range digests {
		b = append(b, d[:]...)
	}
	return b
}
