// Package page sets documents on paper: letters, records, statements, tables, a
// chart. Text goes from top to bottom, in order; the package breaks lines and
// pages, keeps headings with what they head, and puts head and foot on every
// page.
//
//	pdf, err := page.Render(page.Options{Paper: page.A4, Language: "en", Title: "A letter", At: at},
//		func(s *page.Sheet) {
//			s.Heading(1, "Your question")
//			s.Paragraph(page.Body, "Dear Chris, ...")
//		})
//
// What comes out is a tagged PDF: a reader for the blind finds headings,
// paragraphs, tables with their heads, lists, and a text in place of a figure,
// in the order in which they were set; what only decorates a page is marked as
// such. It is a function of what goes in, byte for byte.
//
// The library that draws, fpdf, knows no structure. Sheet keeps the tree while
// it draws, and tags.go writes it into the finished file: fpdf numbers its
// objects in a known way, so a few keys and one object for each element are all
// that is needed. A general PDF library could do the same, but reads the whole
// file, links network code, and gives its own order to what it writes.
package page

import (
	"bytes"
	"errors"
	"fmt"
	"time"

	"codeberg.org/go-pdf/fpdf"
)

// Paper is a size of paper.
type Paper string

// The two sizes of paper that letters are written on.
const (
	A4     Paper = "a4"
	Letter Paper = "letter"
)

// size is width and height in millimetres.
func (p Paper) size() (width, height float64, err error) {
	switch p {
	case A4:
		return 210, 297, nil
	case Letter:
		return 215.9, 279.4, nil
	}
	return 0, 0, fmt.Errorf("paper is %s or %s", A4, Letter)
}

// Margins of every page, in millimetres.
const sideMargin, topMargin, bottomMargin = 25.0, 27.0, 27.0

// Options are what is the same for a whole document.
type Options struct {
	Paper    Paper
	Language string                // en | da: of the document, and of what stands at its foot
	Title    string                // shown by readers in the title of their window
	From     string                // who writes; stands at the head of every page but the first
	At       time.Time             // date of the file
	Number   func(page int) string // stands at the foot on the right, a Bates number; nil: nothing
}

// Sheet is a document in the making.
type Sheet struct {
	o             Options
	words         words
	width, height float64
	total         int // pages of the document, 0 while they are counted
	ruler         ruler
	pdf           *fpdf.Fpdf // nil while pages are counted
	current       *Style     // the style that the page has been told last

	pageNo  int
	y       float64
	fresh   bool // nothing stands on the page yet
	running string
	inset   bool
	speaks  string    // language of what is set now, "" for the document's
	gap     float64   // to be left before what comes next
	follow  float64   // room that the next paragraph leaves below itself
	waiting []heading // headings without anything below them yet

	tree  []element
	marks [][]int // for each page, the element of each of its marked places
	err   error
}

// Render makes a document. draw is called twice and has to do the same both
// times: first to count the pages, then to set them.
func Render(o Options, draw func(*Sheet)) ([]byte, error) {
	width, height, err := o.Paper.size()
	if err != nil {
		return nil, err
	}
	blank := Sheet{o: o, words: wordsOf(o.Language), width: width, height: height, ruler: newRuler()}
	counting := blank
	counting.finish(draw)
	s := blank
	s.total, s.pdf = counting.pageNo, blank.newPDF()
	s.finish(draw)
	if s.err != nil {
		return nil, s.err
	}
	if s.pageNo != s.total {
		return nil, errors.New("set a document: it is another one the second time")
	}
	var b bytes.Buffer
	if err := s.pdf.Output(&b); err != nil {
		return nil, fmt.Errorf("set a document: %w", err)
	}
	return s.tag(b.Bytes())
}

func (s *Sheet) finish(draw func(*Sheet)) {
	s.tree = []element{{tag: "Document", parent: root}}
	s.turn()
	draw(s)
	s.room(0)
}

func (s *Sheet) newPDF() *fpdf.Fpdf {
	p := fpdf.NewCustom(&fpdf.InitType{OrientationStr: "P", UnitStr: "mm", Size: fpdf.SizeType{Wd: s.width, Ht: s.height}})
	p.SetCatalogSort(true)
	p.SetCreationDate(s.o.At.UTC())
	p.SetModificationDate(s.o.At.UTC())
	p.SetTitle(Visible(s.o.Title), true)
	p.SetLang(s.words.tag)
	p.SetProducer("subrosa", true)
	p.SetCreator("subrosa", true)
	p.SetDisplayMode("fullpage", "single")
	p.SetAutoPageBreak(false, 0)
	addFonts(p)
	return p
}

// NewPage begins a new page, unless there is nothing on this one.
func (s *Sheet) NewPage() {
	s.room(0)
	if !s.fresh {
		s.turn()
	}
	s.gap = 0
}

// PageNo is the page that is being set, from 1.
func (s *Sheet) PageNo() int { return s.pageNo }

// Running sets what stands at the head on the right from the next page on.
func (s *Sheet) Running(text string) { s.running = text }

// Speak sets the language of what comes next, for whoever hears it read out:
// en, da, or "" for that of the document.
func (s *Sheet) Speak(language string) {
	s.speaks = ""
	if language != "" && language != s.o.Language {
		s.speaks = language
	}
}

// turn goes on to the next page and sets its head and foot.
func (s *Sheet) turn() {
	s.pageNo++
	s.y, s.fresh, s.current = topMargin, true, nil
	s.marks = append(s.marks, nil)
	if s.pdf != nil {
		s.pdf.AddPage()
	}
	left, right := s.left(), s.right()
	s.artifact("/Type /Pagination", func() {
		if s.pageNo > 1 {
			s.put(Small, left, topMargin-12, s.o.From)
			running := oneLine(s.running)
			s.put(Small, right-s.ruler.width(Small, running), topMargin-12, running)
			s.line(topMargin-7, 170, left, right)
		}
		y := s.height - 20
		s.line(y, 170, left, right)
		s.put(Small, left, y+3, s.words.confidential)
		of := s.words.pageOf(s.pageNo, s.total)
		s.put(Small, (s.width-s.ruler.width(Small, of))/2, y+3, of)
		if s.o.Number != nil {
			number := oneLine(s.o.Number(s.pageNo))
			s.put(stamp, right-s.ruler.width(stamp, number), y+3, number)
		}
	})
}

func (s *Sheet) left() float64   { return sideMargin }
func (s *Sheet) right() float64  { return s.width - sideMargin }
func (s *Sheet) bottom() float64 { return s.height - bottomMargin }

// put draws one line of text whose line begins at y.
func (s *Sheet) put(st Style, x, y float64, text string) {
	if s.pdf == nil || text == "" {
		return
	}
	look := st.look()
	if s.current == nil || *s.current != st {
		s.pdf.SetFont(look.font, look.weight, look.size)
		s.pdf.SetTextColor(look.grey, look.grey, look.grey)
		s.current = &st
	}
	// The baseline: what of the line's height the letters do not fill is above and below.
	s.pdf.Text(x, y+look.line*0.5+look.size*0.3528*0.36, oneLine(text))
}

// line draws a thin line across.
func (s *Sheet) line(y float64, grey int, from, to float64) {
	if s.pdf != nil {
		s.pdf.SetDrawColor(grey, grey, grey)
		s.pdf.SetLineWidth(0.2)
		s.pdf.Line(from, y, to, y)
	}
}
