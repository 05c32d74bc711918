package packet

import (
	"bytes"
	"strings"

	"codeberg.org/go-fonts/dejavu/dejavusanscondensed"
	"codeberg.org/go-fonts/dejavu/dejavusanscondensedbold"
	"codeberg.org/go-fonts/dejavu/dejavuserifcondensed"
	"codeberg.org/go-fonts/dejavu/dejavuserifcondensedbold"
	"codeberg.org/go-pdf/fpdf"
)

var serifRegular = dejavuserifcondensed.TTF

// The page: A4 in millimetres.
const (
	pageWidth, pageHeight = 210.0, 297.0
	left, right           = 25.0, pageWidth - 25
	top, bottom           = 27.0, pageHeight - 27
)

// style is how a stretch of text is set. Sizes in points, the rest in
// millimetres.
type style struct {
	font, weight string
	size         float64
	line         float64 // from one line to the next
	grey         int     // 0 black
	indent       float64
	rule         bool // a line down the left side
}

var (
	body     = style{font: "serif", size: 10.5, line: 5.3}
	section  = style{font: "sans", weight: "B", size: 10.5, line: 5.6}
	title    = style{font: "sans", weight: "B", size: 14, line: 7}
	facts    = style{font: "sans", size: 9, line: 4.6, grey: 90}
	small    = style{font: "sans", size: 7.5, line: 3.8, grey: 110}
	addendum = style{font: "serif", size: 10.5, line: 5.3, indent: 6, rule: true}
	amended  = style{font: "sans", weight: "B", size: 9.5, line: 5.2, indent: 6, rule: true}
	underAdd = style{font: "sans", size: 7.5, line: 3.8, grey: 110, indent: 6, rule: true}
)

// sheet sets text on pages from top to bottom.
type sheet struct {
	pdf     *fpdf.Fpdf
	words   words
	bates   Bates
	total   int    // pages of the whole packet, 0 while they are being counted
	running string // stands above the text of every page but the first
	y       float64
	below   float64 // what stands below the text being set, and on its last page
}

func newSheet(r Records, w words, total int) *sheet {
	p := fpdf.New("P", "mm", "A4", "")
	p.SetCatalogSort(true)
	p.SetCreationDate(r.Approved.UTC())
	p.SetModificationDate(r.Approved.UTC())
	p.SetTitle(w.documentTitle, true)
	p.SetLang(w.tag)
	p.SetProducer("subrosa", true)
	p.SetCreator("subrosa", true)
	p.SetDisplayMode("fullpage", "single")
	p.SetAutoPageBreak(false, 0)
	p.AddUTF8FontFromBytes("serif", "", serifRegular)
	p.AddUTF8FontFromBytes("serif", "B", dejavuserifcondensedbold.TTF)
	p.AddUTF8FontFromBytes("sans", "", dejavusanscondensed.TTF)
	p.AddUTF8FontFromBytes("sans", "B", dejavusanscondensedbold.TTF)
	return &sheet{pdf: p, words: w, bates: r.Bates, total: total}
}

// finish returns the document.
func (s *sheet) finish() ([]byte, error) {
	var b bytes.Buffer
	if err := s.pdf.Output(&b); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func (s *sheet) set(st style) {
	s.pdf.SetFont(st.font, st.weight, st.size)
	s.pdf.SetTextColor(st.grey, st.grey, st.grey)
}

// page begins a new page with its head and foot.
func (s *sheet) page() {
	s.pdf.AddPage()
	s.y = top
	n := s.pdf.PageNo()
	if s.running != "" {
		s.set(small)
		s.pdf.Text(left, top-9, oneLine(s.running))
		s.line(top - 7)
	}
	s.line(pageHeight - 20)
	foot := small
	s.set(foot)
	s.pdf.Text(left, pageHeight-15, s.words.confidential)
	of := s.words.pageOf(n, s.total)
	s.pdf.Text((pageWidth-s.pdf.GetStringWidth(of))/2, pageHeight-15, of)
	foot.weight, foot.size, foot.grey = "B", 8.5, 0
	s.set(foot)
	number := oneLine(s.bates.Number(n))
	s.pdf.Text(right-s.pdf.GetStringWidth(number), pageHeight-15, number)
}

func (s *sheet) line(y float64) {
	s.pdf.SetDrawColor(170, 170, 170)
	s.pdf.SetLineWidth(0.2)
	s.pdf.Line(left, y, right, y)
}

// space leaves room, but none at the top of a page.
func (s *sheet) space(mm float64) {
	if s.y > top {
		s.y += mm
	}
}

// need begins a new page unless there is room for mm.
func (s *sheet) need(mm float64) {
	if s.y+mm > bottom && s.y > top {
		s.page()
	}
}

// text sets a text in lines. A part of it that goes over to the next page is
// never a single line, neither there nor here.
func (s *sheet) text(st style, text string) {
	lines := s.lines(st, text)
	for len(lines) > 0 {
		fit := int((bottom - s.y + 0.01) / st.line)
		if fit >= len(lines) {
			fit = len(lines)
			if s.y+float64(fit)*st.line+s.below > bottom && s.y > top {
				if fit -= 2; fit < 2 {
					fit = 0
				}
			}
		} else {
			if len(lines)-fit == 1 {
				fit--
			}
			if fit < 2 && s.y > top {
				fit = 0
			}
		}
		for _, l := range lines[:max(fit, 0)] {
			s.put(st, l)
		}
		if lines = lines[max(fit, 0):]; len(lines) > 0 {
			s.page()
		}
	}
}

// height is how high the first lines of a text are, so that what stands above
// it can be kept together with it.
func (s *sheet) height(st style, text string, atMost int) float64 {
	return float64(min(len(s.lines(st, text)), atMost)) * st.line
}

func (s *sheet) put(st style, l string) {
	s.set(st)
	if st.rule {
		s.pdf.SetDrawColor(150, 150, 150)
		s.pdf.SetLineWidth(0.5)
		s.pdf.Line(left+2, s.y, left+2, s.y+st.line)
	}
	if l != "" {
		// The baseline: what of the line's height the letters do not fill is above and below.
		s.pdf.Text(left+st.indent, s.y+st.line*0.5+st.size*0.3528*0.36, l)
	}
	s.y += st.line
}

// lines breaks a text into lines: at spaces, and inside a word only when the
// word alone is wider than the page.
func (s *sheet) lines(st style, text string) []string {
	s.pdf.SetFont(st.font, st.weight, st.size)
	return s.wrap(text, right-left-st.indent)
}

func (s *sheet) wrap(text string, width float64) []string {
	var out []string
	for hard := range strings.SplitSeq(Visible(text), "\n") {
		line, used := "", 0.0
		for i, word := range strings.Split(strings.TrimRight(hard, " "), " ") {
			if i > 0 {
				word = " " + word
			}
			w := s.pdf.GetStringWidth(word)
			if used+w <= width {
				line, used = line+word, used+w
				continue
			}
			if line != "" {
				out = append(out, line)
			}
			line = strings.TrimPrefix(word, " ")
			for s.pdf.GetStringWidth(line) > width {
				head := s.fill(line, width)
				out = append(out, head)
				line = line[len(head):]
			}
			used = s.pdf.GetStringWidth(line)
		}
		out = append(out, line)
	}
	return out
}

// fill is the longest beginning of a word that fits, cut after a sign that
// divides it if there is one in its second half.
func (s *sheet) fill(word string, width float64) string {
	end, used := 0, 0.0
	for i, r := range word {
		used += s.pdf.GetStringWidth(string(r))
		if used > width && i > 0 {
			break
		}
		end = i + len(string(r))
	}
	if cut := strings.LastIndexAny(word[:end], "/&?=.,_]"); cut > end/2 {
		return word[:cut+1]
	}
	return word[:end]
}

// cell sets one line of text at x without moving on.
func (s *sheet) cell(st style, x float64, text string) {
	s.set(st)
	s.pdf.Text(x, s.y+st.line*0.5+st.size*0.3528*0.36, oneLine(text))
}

// oneLine is a text as it is drawn where there is room for one line.
func oneLine(text string) string { return strings.ReplaceAll(Visible(text), "\n", " ") }
