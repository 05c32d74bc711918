package digest

import (
	"strings"
	"unicode/utf8"
)

// Opened is what a proof shows: fields by name (a nil value is shown to be
// absent), and the paragraphs that are shown at least in part, in order.
type Opened struct {
	Digest     Digest
	Fields     map[string][]byte
	Paragraphs []OpenedParagraph
}

// OpenedParagraph is one shown paragraph.
type OpenedParagraph struct {
	Node int // position among the note's nodes
	Runs []Run
}

// Run is a stretch of shown text, or a place where something is withheld.
type Run struct {
	Text     string
	Withheld bool
}

// Open checks a proof's shape strictly (lengths, counts, kinds, order, UTF-8)
// and returns what it shows and the digest it amounts to. Every error is a
// *Malformed. That the digest is the right one is for the caller to check.
func (p Proof) Open() (Opened, error) {
	o := Opened{Fields: map[string][]byte{}}
	if len(p.fields) != len(fields) {
		return Opened{}, malformed("count", "%d fields instead of %d", len(p.fields), len(fields))
	}
	if n := len(p.nodes); n > MaxNodes || n != nodeCount(n) {
		return Opened{}, malformed("count", "%d nodes", n)
	}
	if p.leaves() > MaxLeaf {
		return Opened{}, malformed("count", "more than %d leaves", MaxLeaf)
	}
	f := make([]hash, len(fields))
	for i := range p.fields {
		var err error
		if f[i], err = o.openField(i, p.fields[i]); err != nil {
			return Opened{}, err
		}
	}
	nodes := make([]hash, len(p.nodes))
	for i := range p.nodes {
		var err error
		if nodes[i], err = o.openNode(i, p.nodes[i]); err != nil {
			return Opened{}, err
		}
	}
	o.Digest = noteHash(f, nodes)
	return o, nil
}

func (p Proof) leaves() int {
	n := 0
	for _, node := range p.nodes {
		n += len(node.Leaves) + len(node.Part)
	}
	return n
}

func (o *Opened) openField(i int, f fieldProof) (hash, error) {
	if f.Name != fields[i] {
		return hash{}, malformed("order", "field %d is not %s", i, fields[i])
	}
	if f.Hash != "" {
		if f.Key != "" || f.Value != nil {
			return hash{}, malformed("kind", "field %s is both withheld and shown", f.Name)
		}
		return unhex(f.Hash)
	}
	k, err := unhex(f.Key)
	if err != nil {
		return hash{}, err
	}
	var value []byte
	if f.Value != nil {
		if len(*f.Value) > MaxField || !utf8.ValidString(*f.Value) {
			return hash{}, malformed("count", "field %s is too long or not UTF-8", f.Name)
		}
		value = append([]byte{}, *f.Value...)
	}
	o.Fields[f.Name] = value
	return fieldHash(k, i, value), nil
}

func (o *Opened) openNode(node int, n nodeProof) (hash, error) {
	var leaves []leaf
	var err error
	switch {
	case n.Hash != "" && n.Key == "" && len(n.Leaves) == 0 && len(n.Part) == 0:
		return unhex(n.Hash)
	case n.Hash == "" && n.Key != "" && len(n.Leaves) > 0 && len(n.Part) == 0:
		leaves, err = openWhole(node, n)
	case n.Hash == "" && n.Key == "" && len(n.Leaves) == 0 && len(n.Part) > 0:
		leaves, err = openPart(node, n.Part)
	default:
		err = malformed("kind", "node %d is neither withheld nor whole nor in part", node)
	}
	if err == nil {
		err = checkLeaves(node, leaves)
	}
	if err != nil {
		return hash{}, err
	}
	hashes := make([]hash, len(leaves))
	for t := range leaves {
		hashes[t] = leaves[t].hash
	}
	o.Paragraphs = append(o.Paragraphs, OpenedParagraph{node, runsOf(leaves)})
	return paragraphHash(node, hashes), nil
}

// leaf is a leaf of a shown paragraph with what is known of it.
type leaf struct {
	hash hash
	kind byte // kindText, kindPadding, unopened
	text string
}

const unopened = 0xff

func openWhole(node int, n nodeProof) ([]leaf, error) {
	k, err := unhex(n.Key)
	if err != nil {
		return nil, err
	}
	leaves, keys := make([]leaf, len(n.Leaves)), leafKeys(k)
	for t, text := range n.Leaves {
		leaves[t] = openLeaf(keys(t), node, t, text)
	}
	return leaves, nil
}

func openPart(node int, part []leafProof) ([]leaf, error) {
	leaves, hidden := make([]leaf, len(part)), false
	for t, l := range part {
		if (l.Hash == "") == (l.Key == "") || l.Hash != "" && l.Text != nil {
			return nil, malformed("kind", "node %d: leaf %d is neither shown nor withheld", node, t)
		}
		h, err := unhex(l.Hash + l.Key)
		if err != nil {
			return nil, err
		}
		if l.Hash != "" {
			leaves[t], hidden = leaf{hash: h, kind: unopened}, true
			continue
		}
		leaves[t] = openLeaf(h, node, t, l.Text)
	}
	if !hidden {
		return nil, malformed("kind", "node %d: nothing is withheld", node)
	}
	return leaves, nil
}

// openLeaf makes the leaf of a token, or of padding when there is no text.
func openLeaf(k key, node, t int, text *string) leaf {
	if text == nil {
		return leaf{leafHash(k, node, t, kindPadding, nil), kindPadding, ""}
	}
	return leaf{leafHash(k, node, t, kindText, []byte(*text)), kindText, *text}
}

// checkLeaves refuses what Sign and Prove never make: the layout of tokens and
// padding has little freedom, and padding beside a withheld token is withheld.
func checkLeaves(node int, leaves []leaf) error {
	if len(leaves)%leafBlock != 0 {
		return malformed("count", "node %d: %d leaves", node, len(leaves))
	}
	pads, before := 0, byte(kindPadding) // padding since the last other leaf, and that leaf's kind
	for t, l := range leaves {
		if l.kind == kindText && (l.text == "" || len(l.text) > MaxToken || !utf8.ValidString(l.text)) {
			return malformed("count", "node %d: token %d is empty, too long or not UTF-8", node, t)
		}
		if l.kind == kindPadding {
			if before == unopened {
				return malformed("order", "node %d: padding %d beside a withheld token", node, t)
			}
			pads++
			continue
		}
		if pads > 0 && (before == kindPadding || l.kind == unopened || pads > maxPad) {
			return malformed("order", "node %d: padding before leaf %d", node, t)
		}
		pads, before = 0, l.kind
	}
	if before == kindPadding && pads > leafBlock || before != kindPadding && pads >= leafBlock+maxPad {
		return malformed("order", "node %d: %d leaves of padding at the end", node, pads)
	}
	return nil
}

// runsOf joins neighbouring tokens, and neighbouring withheld leaves.
func runsOf(leaves []leaf) []Run {
	var runs []Run
	var text strings.Builder
	flush := func() {
		if text.Len() > 0 {
			runs = append(runs, Run{Text: text.String()})
			text.Reset()
		}
	}
	for _, l := range leaves {
		if l.kind != unopened {
			text.WriteString(l.text)
			continue
		}
		flush()
		if len(runs) == 0 || !runs[len(runs)-1].Withheld {
			runs = append(runs, Run{Withheld: true})
		}
	}
	flush()
	return runs
}
