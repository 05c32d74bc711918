package leak

import (
	"bytes"
	"cmp"
	"compress/zlib"
	"fmt"
	"strings"
	"testing"
)

// pdfDoc builds PDFs for tests, object by object, as no decent writer would.
type pdfDoc struct {
	objects []string // object n is objects[n-1]
	content string   // of the page
	page    string   // more entries of the page
	catalog string   // more entries of the catalog
	kids    string   // the pages, "" the one
	trailer string   // more entries of the trailer
	fonts   string   // more fonts of the page
	xobject string   // entries of its XObject resources
	more    string   // other resources
}

// The first objects of every document.
const (
	catalogNo = iota + 1
	pagesNo
	pageNo
	contentNo
	fontNo
	firstFree
)

func newDoc(content string) *pdfDoc {
	return &pdfDoc{objects: make([]string, firstFree-1), content: content}
}

// add adds an object and returns its number.
func (d *pdfDoc) add(body string) int {
	d.objects = append(d.objects, body)
	return len(d.objects)
}

func streamOf(entries, data string) string {
	return fmt.Sprintf("<< %s /Length %d >>\nstream\n%s\nendstream", entries, len(data), data)
}

func (d *pdfDoc) addStream(entries, data string) int { return d.add(streamOf(entries, data)) }

// body is the objects, without head and end.
func (d *pdfDoc) fill() {
	d.objects[catalogNo-1] = fmt.Sprintf("<< /Type /Catalog /Pages %d 0 R %s >>", pagesNo, d.catalog)
	kids := cmp.Or(d.kids, fmt.Sprintf("%d 0 R", pageNo))
	d.objects[pagesNo-1] = fmt.Sprintf("<< /Type /Pages /Kids [%s] /Count %d >>", kids, strings.Count(kids, "R"))
	d.objects[pageNo-1] = fmt.Sprintf("<< /Type /Page /Parent %d 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "+
		"/Resources << /Font << /F1 %d 0 R %s >> /XObject << %s >> %s >> %s >>", pagesNo, contentNo, fontNo, d.fonts, d.xobject, d.more, d.page)
	if d.objects[contentNo-1] == "" {
		d.objects[contentNo-1] = streamOf("", d.content)
	}
	d.objects[fontNo-1] = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
}

func (d *pdfDoc) bytes() []byte {
	d.fill()
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	var at []int
	for i, o := range d.objects {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	d.end(&b, at)
	return b.Bytes()
}

func (d *pdfDoc) end(b *bytes.Buffer, at []int) {
	xref := b.Len()
	fmt.Fprintf(b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, n := range at {
		fmt.Fprintf(b, "%010d 00000 n \n", n)
	}
	fmt.Fprintf(b, "trailer\n<< /Size %d /Root %d 0 R %s >>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, catalogNo, d.trailer, xref)
}

// latin writes a string as WinAnsi does, for between parentheses.
func latin(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '(' || r == ')' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r < 256:
			b.WriteByte(byte(r))
		default:
			b.WriteByte('?')
		}
	}
	return b.String()
}

// utf16String is a string of a PDF in UTF-16.
func utf16String(s string) string {
	var b strings.Builder
	b.WriteString("<FEFF")
	for _, r := range s {
		fmt.Fprintf(&b, "%04X", r)
	}
	return b.String() + ">"
}

// line draws text at a height.
func lineAt(x, y int, s string) string {
	return fmt.Sprintf("BT /F1 11 Tf %d %d Td (%s) Tj ET\n", x, y, latin(s))
}

func deflated(s string) string {
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	z.Write([]byte(s))
	z.Close()
	return b.String()
}

// twoPages is a document of two pages with these contents.
func twoPages(first, second string) *pdfDoc {
	d := newDoc(first)
	d.fill()
	content := d.addStream("", second)
	page := d.add(strings.Replace(d.objects[pageNo-1], fmt.Sprintf("/Contents %d 0 R", contentNo), fmt.Sprintf("/Contents %d 0 R", content), 1))
	d.kids = fmt.Sprintf("%d 0 R %d 0 R", pageNo, page)
	return d
}

// revised adds a revision in which objects are others.
func revised(b []byte, changed map[int]string, trailer string) []byte {
	out := bytes.NewBuffer(bytes.Clone(b))
	at := map[int]int{}
	for n, body := range changed {
		at[n] = out.Len()
		fmt.Fprintf(out, "%d 0 obj\n%s\nendobj\n", n, body)
	}
	xref := out.Len()
	out.WriteString("xref\n")
	for n, off := range at {
		fmt.Fprintf(out, "%d 1\n%010d 00000 n \n", n, off)
	}
	fmt.Fprintf(out, "trailer\n<< /Size 99 /Root %d 0 R /Prev 9 %s >>\nstartxref\n%d\n%%%%EOF\n", catalogNo, trailer, xref)
	return out.Bytes()
}

// The builder makes documents that other readers take for whole.
func TestBuiltDocumentsAreWhole(t *testing.T) {
	for name, d := range map[string]*pdfDoc{"one page": newDoc(lineAt(72, 700, "Hello")), "two pages": twoPages(lineAt(72, 700, "Hello"), lineAt(72, 700, "again"))} {
		t.Run(name, func(t *testing.T) {
			text := run(t, "pdftotext", written(t, d.bytes()), "-")
			if !strings.Contains(text, "Hello") {
				t.Errorf("pdftotext reads %q", text)
			}
			if out := run(t, "qpdf", "--check", written(t, d.bytes())); strings.Contains(out, "WARNING") {
				t.Error(out)
			}
		})
	}
}
