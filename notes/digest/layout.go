package digest

import (
	"crypto/rand"
	"encoding/binary"
	"math/bits"
)

const (
	leafBlock = 32 // leaves of a paragraph come in multiples of this
	nodeBlock = 64 // nodes of a note come in this times a power of two
	maxPad    = 3  // padding leaves after one token, before filling up
)

// slot is one token of a paragraph: the length of its text and the number of
// padding leaves after it.
type slot struct {
	length int
	pad    int
}

// leafCount is the number of leaves of a paragraph; an empty one has a block
// of padding too.
func leafCount(slots []slot) int {
	n := len(slots)
	for _, s := range slots {
		n += s.pad
	}
	return max(1, (n+leafBlock-1)/leafBlock) * leafBlock
}

// nodeCount is the smallest allowed number of nodes that holds the paragraphs.
func nodeCount(paragraphs int) int {
	n := nodeBlock
	for n < paragraphs {
		n *= 2
	}
	return n
}

// draw makes a seal for a content: a secret, padding, and places.
func draw(c Content) Seal {
	s := Seal{nodes: nodeCount(len(c.Paragraphs))}
	rand.Read(s.secret[:])
	for _, tokens := range c.Paragraphs {
		pads := make([]byte, len(tokens))
		rand.Read(pads)
		slots := make([]slot, len(tokens))
		for i, t := range tokens {
			slots[i] = slot{len(t), int(pads[i] & maxPad)}
		}
		s.paragraphs = append(s.paragraphs, slots)
	}
	s.at = places(len(c.Paragraphs), s.nodes)
	return s
}

// places chooses the nodes of n paragraphs among nodes, in order.
//
// Were all choices equally likely, the random nodes would spread evenly, and a
// long run of unopened nodes would betray withheld paragraphs. So the gaps
// between paragraphs are filled as by an urn: each random node goes beside one
// that is already placed, or, with a weight drawn anew for every note, into any
// gap. Then few large gaps, many small ones and everything between are all
// usual where nothing is withheld.
func places(n, nodes int) []int {
	weight := 1 << below(bits.Len(uint(n+1)))
	gaps := make([]int, n+1)
	var placed []int
	for j := range nodes - n {
		gap := below(n + 1)
		if k := below(weight + j); k < j {
			gap = placed[k]
		}
		gaps[gap]++
		placed = append(placed, gap)
	}
	at, next := make([]int, n), 0
	for i := range at {
		at[i] = next + gaps[i]
		next = at[i] + 1
	}
	return at
}

// below draws a number from 0 to n-1, all equally likely.
func below(n int) int {
	limit := ^uint64(0) - ^uint64(0)%uint64(n)
	for {
		var b [8]byte
		rand.Read(b[:])
		if x := binary.BigEndian.Uint64(b[:]); x < limit {
			return int(x % uint64(n))
		}
	}
}
