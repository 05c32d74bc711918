package digest

import "fmt"

// Selection says what of a content is shown: fields by index; for each
// paragraph all, nothing, or the tokens named. Its zero value shows nothing.
type Selection struct {
	Fields     []bool  // by index of Fields; nil: none
	Paragraphs []Shown // one for each paragraph; nil: none
}

// Shown is how a paragraph is shown. When Tokens are given and none is true,
// the paragraph is there, but all of it stands behind one mark.
type Shown struct {
	All    bool
	Tokens []bool // when not All; nil: the paragraph is withheld
}

// Prove makes the proof for a selection. It holds nothing about what is
// withheld but keyed hashes: a withheld paragraph is one, like the random nodes.
func Prove(c Content, s Seal, sel Selection) (Proof, error) {
	if err := s.fits(c); err != nil {
		return Proof{}, err
	}
	if sel.Fields != nil && len(sel.Fields) != len(fields) ||
		sel.Paragraphs != nil && len(sel.Paragraphs) != len(c.Paragraphs) {
		return Proof{}, fmt.Errorf("%w: selection", ErrMismatch)
	}
	p := Proof{fields: make([]fieldProof, len(fields))}
	for i, value := range c.Fields {
		p.fields[i] = proveField(s.secret, i, value, sel.Fields != nil && sel.Fields[i])
	}
	for _, h := range s.randomNodes() {
		p.nodes = append(p.nodes, nodeProof{Hash: asHex(h)})
	}
	for i, node := range s.at {
		var shown Shown
		if sel.Paragraphs != nil {
			shown = sel.Paragraphs[i]
		}
		n, err := s.proveParagraph(c, i, shown)
		if err != nil {
			return Proof{}, err
		}
		p.nodes[node] = n
	}
	return p, nil
}

func proveField(secret key, i int, value []byte, shown bool) fieldProof {
	k := fieldKey(secret, i)
	switch {
	case !shown:
		return fieldProof{Name: fields[i], Hash: asHex(fieldHash(k, i, value))}
	case value == nil:
		return fieldProof{Name: fields[i], Key: asHex(k)}
	}
	text := string(value)
	return fieldProof{Name: fields[i], Key: asHex(k), Value: &text}
}

func (s Seal) proveParagraph(c Content, p int, shown Shown) (nodeProof, error) {
	tokens := len(c.Paragraphs[p])
	if !shown.All && shown.Tokens != nil && len(shown.Tokens) != tokens {
		return nodeProof{}, fmt.Errorf("%w: selection of paragraph %d", ErrMismatch, p)
	}
	switch {
	case shown.All || shown.Tokens != nil && all(shown.Tokens):
		return s.proveWhole(c, p), nil
	case shown.Tokens == nil:
		return nodeProof{Hash: asHex(paragraphHash(s.at[p], s.leafHashes(c, p)))}, nil
	}
	return s.provePart(c, p, shown.Tokens), nil
}

func all(shown []bool) bool {
	for _, s := range shown {
		if !s {
			return false
		}
	}
	return true
}

func (s Seal) proveWhole(c Content, p int) nodeProof {
	n := nodeProof{Key: asHex(paragraphKey(s.secret, s.at[p]))}
	for _, text := range s.layout(c, p) {
		n.Leaves = append(n.Leaves, textOf(text))
	}
	return n
}

func (s Seal) provePart(c Content, p int, shown []bool) nodeProof {
	hashes, leaves, open := s.leafHashes(c, p), s.layout(c, p), s.openLeaves(p, shown)
	k := leafKeys(paragraphKey(s.secret, s.at[p]))
	part := make([]leafProof, len(leaves))
	for t := range leaves {
		if open[t] {
			part[t] = leafProof{Key: asHex(k(t)), Text: textOf(leaves[t])}
		} else {
			part[t] = leafProof{Hash: asHex(hashes[t])}
		}
	}
	return nodeProof{Part: part}
}

// openLeaves tells which leaves are opened when some tokens are shown: these,
// and padding that has no withheld token on either side.
func (s Seal) openLeaves(p int, shown []bool) []bool {
	slots := s.paragraphs[p]
	open := make([]bool, leafCount(slots))
	t := 0
	for i, slot := range slots {
		open[t] = shown[i]
		last := i == len(slots)-1
		end := t + 1 + slot.pad
		if last {
			end = len(open)
		}
		for t++; t < end; t++ {
			open[t] = shown[i] && (last || shown[i+1])
		}
	}
	return open
}

func textOf(b []byte) *string {
	if b == nil {
		return nil
	}
	s := string(b)
	return &s
}
