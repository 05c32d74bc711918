package page

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
)

// tag writes the tree of elements into a document that fpdf has finished. The
// objects stay as they are and where they are, but for each page, which is told
// its place in the tree, and the catalog, which leads to it; the elements come
// behind them, and a new table of all objects at the end.
func (s *Sheet) tag(pdf []byte) ([]byte, error) {
	old, err := readObjects(pdf)
	if err != nil {
		return nil, err
	}
	n := len(old) - 1 // the catalog is the last one, the description the one before
	first := n + 3    // number of the first element
	for p := range s.marks {
		old[pageObject(p)] = bytes.Replace(old[pageObject(p)], []byte("<</Type /Page\n"),
			fmt.Appendf(nil, "<</Type /Page\n/StructParents %d /Tabs /S\n", p), 1)
	}
	old[n] = bytes.Replace(old[n], []byte("/Type /Catalog\n"), fmt.Appendf(nil,
		"/Type /Catalog\n/MarkInfo <</Marked true>>\n/StructTreeRoot %d 0 R\n/ViewerPreferences <</DisplayDocTitle true>>\n", n+1), 1)
	if !bytes.Contains(old[pageObject(0)], []byte("/StructParents 0")) || !bytes.Contains(old[n], []byte("/StructTreeRoot")) {
		return nil, errors.New("tag a document: it is not made as it used to be")
	}
	f := file{}
	f.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	for number, body := range old[1:] {
		f.object(number+1, body)
	}
	f.object(n+1, fmt.Appendf(nil, "<</Type /StructTreeRoot /K %d 0 R /ParentTree %d 0 R /ParentTreeNextKey %d>>\nendobj\n", first, n+2, len(s.marks)))
	f.object(n+2, s.parents(first))
	for i, e := range s.tree {
		f.object(first+i, s.element(e, first, n+1))
	}
	return f.close(n), nil
}

// pageObject is the number of the object of a page, counted from 0: fpdf
// writes each page and its content, from 3 on.
func pageObject(page int) int { return 3 + 2*page }

// parents tells for each marked place of each page which element it belongs to.
func (s *Sheet) parents(first int) []byte {
	var b bytes.Buffer
	b.WriteString("<</Nums [")
	for p, marks := range s.marks {
		fmt.Fprintf(&b, "%d [", p)
		for _, e := range marks {
			fmt.Fprintf(&b, "%d 0 R ", first+e)
		}
		b.WriteString("]\n")
	}
	b.WriteString("]>>\nendobj\n")
	return b.Bytes()
}

func (s *Sheet) element(e element, first, root int) []byte {
	parent := root
	if e.parent >= 0 {
		parent = first + e.parent
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "<</S /%s /P %d 0 R %s", e.tag, parent, e.keys)
	begins := e.begins()
	if begins >= 0 {
		fmt.Fprintf(&b, "/Pg %d 0 R ", pageObject(begins))
	}
	b.WriteString("/K [")
	for _, k := range e.kids {
		switch {
		case k.element > 0:
			fmt.Fprintf(&b, "%d 0 R ", first+k.element)
		case k.page == begins:
			fmt.Fprintf(&b, "%d ", k.mark)
		default:
			fmt.Fprintf(&b, "<</Type /MCR /Pg %d 0 R /MCID %d>> ", pageObject(k.page), k.mark)
		}
	}
	b.WriteString("]>>\nendobj\n")
	return b.Bytes()
}

// readObjects takes a document of fpdf's apart: the text of each object behind
// its number, by number from 1.
func readObjects(pdf []byte) ([][]byte, error) {
	bad := errors.New("tag a document: its table of objects does not read")
	at := bytes.LastIndex(pdf, []byte("\nxref\n0 "))
	if at < 0 {
		return nil, bad
	}
	size, entries, _ := bytes.Cut(pdf[at+len("\nxref\n0 "):], []byte("\n"))
	count, err := strconv.Atoi(string(size))
	if err != nil || count < 6 || len(entries) < 20*count {
		return nil, bad
	}
	offsets := make([]int, count)
	for i := 1; i < count; i++ {
		if offsets[i], err = strconv.Atoi(string(entries[20*i : 20*i+10])); err != nil || offsets[i] <= 0 || offsets[i] > at {
			return nil, bad
		}
	}
	ends := append(slices.Sorted(slices.Values(offsets[1:])), at+1)
	objects := make([][]byte, count)
	for i := 1; i < count; i++ {
		next, _ := slices.BinarySearch(ends, offsets[i]+1)
		body, ok := bytes.CutPrefix(pdf[offsets[i]:ends[next]], fmt.Appendf(nil, "%d 0 obj\n", i))
		if !ok {
			return nil, bad
		}
		objects[i] = body
	}
	return objects, nil
}

// file is a PDF that is being written: objects one after the other, numbered
// from 1.
type file struct {
	bytes.Buffer
	offsets []int
}

func (f *file) object(number int, body []byte) {
	f.offsets = append(f.offsets, f.Len())
	fmt.Fprintf(f, "%d 0 obj\n", number)
	f.Write(body)
}

// close writes the table of objects. The identity of the file is made from its
// content, for want of anything else that stays the same.
func (f *file) close(catalog int) []byte {
	sum := sha256.Sum256(f.Bytes())
	at := f.Len()
	fmt.Fprintf(f, "xref\n0 %d\n0000000000 65535 f \n", len(f.offsets)+1)
	for _, o := range f.offsets {
		fmt.Fprintf(f, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(f, "trailer\n<</Size %d /Root %d 0 R /Info %d 0 R /ID [<%x> <%[4]x>]>>\nstartxref\n%d\n%%%%EOF\n",
		len(f.offsets)+1, catalog, catalog-1, sum[:16], at)
	return f.Bytes()
}

// textString is a text as PDF writes it in a dictionary.
func textString(s string) string {
	var b strings.Builder
	b.WriteString("<feff")
	for _, u := range utf16.Encode([]rune(s)) {
		fmt.Fprintf(&b, "%04x", u)
	}
	return b.String() + ">"
}
