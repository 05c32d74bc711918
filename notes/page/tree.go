package page

import "fmt"

// element is a part of the document as it is read: a heading, a paragraph, a
// cell of a table. kids are its parts, in order.
type element struct {
	tag    string
	keys   string // of its dictionary, beside those that all have
	parent int    // root: the document itself
	kids   []kid
}

// kid is another element, or a marked place on a page (mark, from 0).
type kid struct {
	element    int // 0 for a marked place
	page, mark int
}

const root = -1

// begins is the page on which the first marked place of an element stands, -1
// when it has none of its own.
func (e element) begins() int {
	for _, k := range e.kids {
		if k.element == 0 {
			return k.page
		}
	}
	return -1
}

// add puts a new element behind the others of its parent.
func (s *Sheet) add(parent int, tag, keys string) int {
	s.tree = append(s.tree, element{tag: tag, keys: keys, parent: parent})
	n := len(s.tree) - 1
	s.tree[parent].kids = append(s.tree[parent].kids, kid{element: n})
	return n
}

// content draws what belongs to an element on this page.
func (s *Sheet) content(e int, draw func()) {
	page := s.pageNo - 1
	mark := len(s.marks[page])
	s.marks[page] = append(s.marks[page], e)
	s.tree[e].kids = append(s.tree[e].kids, kid{page: page, mark: mark})
	s.raw(fmt.Sprintf("/%s <</MCID %d>> BDC", s.tree[e].tag, mark))
	draw()
	s.raw("EMC")
	s.fresh = false
}

// artifact draws what only decorates the page and is not read.
func (s *Sheet) artifact(kind string, draw func()) {
	s.raw("/Artifact <<" + kind + ">> BDC")
	draw()
	s.raw("EMC")
}

func (s *Sheet) raw(operators string) {
	if s.pdf != nil {
		s.pdf.RawWriteStr(operators)
	}
}
