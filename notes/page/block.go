package page

// List sets texts one below the other, each behind a dash.
func (s *Sheet) List(st Style, items []string) {
	if len(items) == 0 {
		return
	}
	list := -1
	for _, text := range items {
		lines := s.ruler.lines(st, text, s.measure()-listIndent)
		s.room(float64(min(len(lines), 3)) * st.Line())
		if list < 0 {
			list = s.add(0, "L", "")
		}
		item := s.add(list, "LI", "")
		s.content(s.add(item, "Lbl", ""), func() { s.put(st, s.left()+s.indent(), s.y, "–") })
		body := s.add(item, "LBody", "")
		for len(lines) > 0 {
			fit := max(1, s.fit(len(lines), st.Line(), 0))
			s.content(body, func() {
				for _, l := range lines[:fit] {
					s.put(st, s.left()+s.indent()+listIndent, s.y, l)
					s.y += st.Line()
				}
			})
			if lines = lines[fit:]; len(lines) > 0 {
				s.turn()
			}
		}
		s.Space(1)
	}
}

const listIndent = 5.0

// Opposite sets two texts on one line, one against each margin.
func (s *Sheet) Opposite(st Style, left, right string) {
	s.room(st.Line())
	for _, side := range []struct {
		x    float64
		text string
	}{{s.left(), left}, {s.right() - s.ruler.width(st, oneLine(right)), right}} {
		if side.text != "" {
			s.content(s.add(0, "P", ""), func() { s.put(st, side.x, s.y, side.text) })
		}
	}
	s.y += st.Line()
}

// Together sets parts on one line with a point between them, and begins a new
// line where the next one does not fit.
func (s *Sheet) Together(st Style, parts []string) {
	const between = "  ·  "
	line := ""
	for _, p := range parts {
		switch {
		case p == "":
		case line == "":
			line = p
		case s.ruler.width(st, Visible(line+between+p)) <= s.measure():
			line += between + p
		default:
			s.Paragraph(st, line)
			line = p
		}
	}
	if line != "" {
		s.Paragraph(st, line)
	}
}

// SignatureRoom is how much of a page a signature needs.
const SignatureRoom = signatureAbove + 13.0

const signatureAbove, signatureWidth = 16.0, 72.0

// Signature leaves room to write by hand above one line or two side by side,
// and sets below each what belongs there: who signs, place and date.
func (s *Sheet) Signature(blocks ...[]string) {
	most := 0
	for _, b := range blocks {
		most = max(most, len(b))
	}
	s.room(signatureAbove + 1 + float64(most)*Body.Line())
	s.y += signatureAbove
	x := s.left()
	for _, lines := range blocks {
		s.artifact("", func() { s.line(s.y, 90, x, x+signatureWidth) })
		for i, l := range lines {
			if l != "" {
				s.content(s.add(0, "P", ""), func() { s.put(Body, x, s.y+1+float64(i)*Body.Line(), l) })
			}
		}
		x = s.right() - signatureWidth
	}
	s.y += 1 + float64(most)*Body.Line()
	s.fresh = false
}

// Slip sets a sheet that stands in place of something: in a frame, what it
// stands for, with facts and an explanation. It has the page for itself.
func (s *Sheet) Slip(heading string, rows [][2]string, explanation string) {
	s.NewPage()
	top, slip := s.height*0.3, s.pageNo
	s.MoveTo(top)
	s.Heading(1, heading)
	s.Space(4)
	s.Facts(rows)
	s.Space(5)
	s.Paragraph(Fine, explanation)
	if s.pdf != nil && s.pageNo == slip { // else it was too long for a frame
		s.artifact("", func() {
			s.pdf.SetDrawColor(90, 90, 90)
			s.pdf.SetLineWidth(0.4)
			s.pdf.Rect(s.left()-8, top-10, s.right()-s.left()+16, s.y-top+20, "D")
		})
	}
}
