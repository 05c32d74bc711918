package packet

import (
	"strconv"
	"strings"
	"time"
)

// Layout says where things came to stand in the PDF.
type Layout struct {
	Pages int
	First []int // for each item its first page, counted from 1
}

// Render sets 01-records.pdf: the letter, the index, and every record on a
// page of its own. It is a function of r; the Page of items is not read.
func Render(r Records) ([]byte, Layout, error) {
	// Twice: the first time for the number of pages and where the records begin.
	at, _, err := render(r, Layout{First: make([]int, len(r.Items))})
	if err != nil {
		return nil, Layout{}, err
	}
	final, pdf, err := render(r, at)
	return pdf, final, err
}

func render(r Records, known Layout) (Layout, []byte, error) {
	w := wordsOf(r.Language)
	s := newSheet(r, w, known.Pages)
	letter(s, r, known)
	index(s, r, known)
	found := Layout{}
	for _, it := range r.Items {
		found.First = append(found.First, s.pdf.PageNo()+1)
		record(s, r, it)
	}
	found.Pages = s.pdf.PageNo()
	b, err := s.finish()
	return found, b, err
}

func letter(s *sheet, r Records, known Layout) {
	w := s.words
	s.page()
	plain := style{font: "serif", size: 10.5, line: 5.1}
	head := style{font: "sans", weight: "B", size: 12, line: 6}
	s.text(head, r.Practice.Therapist)
	for _, l := range []string{r.Practice.Title, r.Practice.Authorisation, r.Practice.Address} {
		if l != "" {
			s.text(facts, l)
		}
	}
	s.space(4)
	s.line(s.y)
	s.space(9)
	for _, l := range []string{r.Recipient.Name, r.Recipient.Role, r.Recipient.Address} {
		if l != "" {
			s.text(plain, l)
		}
	}
	s.space(7)
	s.text(plain, w.date(r.Approved))
	s.space(7)
	s.text(title, w.subject)
	s.space(3)
	for _, p := range letterText(w, r, known) {
		s.text(plain, p)
		s.space(2.6)
	}
	s.space(4)
	s.need(plain.line*3 + 14)
	s.text(plain, w.regards)
	s.y += 14 // for a signature by hand
	s.text(plain, r.Practice.Therapist)
	if r.Practice.Title != "" {
		s.text(plain, r.Practice.Title)
	}
	proof := style{font: "serif", size: 9.5, line: 4.7}
	s.space(9)
	s.need(section.line + s.height(proof, w.proves, 99))
	s.text(section, w.provesTitle)
	s.text(proof, w.proves)
}

func letterText(w words, r Records, known Layout) []string {
	paras := []string{w.dear(r.Recipient.Name, r.Request.Own), w.answer(dateOf(w, r.Request.Received), r.Request.Person, r.Request.Own)}
	if n := len(r.Items); n > 0 {
		first, last := dateOf(w, r.Items[0].Facts["start"]), dateOf(w, r.Items[n-1].Facts["start"])
		paras = append(paras, w.enclosed(n, first, last, r.Bates.Number(1), r.Bates.Number(max(known.Pages, 1))))
	} else {
		paras = append(paras, w.nothing)
	}
	return append(paras, w.noMore, w.thirdParty, w.rights(r.Authority), w.keep(r.Request.Own))
}

// Columns of the index: number, date, record, length, page (ends there).
const colWhen, colWhat, colLength, colPage = left + 12, left + 60, left + 112, right

func index(s *sheet, r Records, known Layout) {
	w := s.words
	if len(r.Items) == 0 {
		return
	}
	s.running = Visible(r.Practice.Therapist)
	s.page()
	s.text(title, w.indexTitle)
	s.space(4)
	head := style{font: "sans", weight: "B", size: 9, line: 6}
	row := style{font: "sans", size: 9, line: 6}
	heading := func() {
		s.indexRow(head, w.number, w.when, w.what, w.length, w.pageName)
		s.line(s.y)
		s.y += 1.5
	}
	heading()
	for i, it := range r.Items {
		if s.y+row.line > bottom {
			s.page()
			heading()
		}
		f := it.Facts
		length := ""
		if f["minutes"] != "" && f["minutes"] != "0" {
			length = w.minutes(f["minutes"])
		}
		s.indexRow(row, strconv.Itoa(it.Number), stamp(w, f["start"], nil), itemName(w, f), length, r.Bates.Number(known.First[i]))
	}
}

func (s *sheet) indexRow(st style, number, when, what, length, page string) {
	s.cell(st, left, number)
	s.cell(st, colWhen, when)
	what = s.wrap(what, colLength-colWhat-4)[0]
	s.cell(st, colWhat, what)
	s.cell(st, colLength, length)
	s.cell(st, colPage-s.pdf.GetStringWidth(oneLine(page)), page)
	s.y += st.line
}

func record(s *sheet, r Records, it Item) {
	w := s.words
	s.running = Visible(r.Practice.Therapist)
	s.page()
	s.running = w.continued(it.Number)
	f := it.Facts
	zone := zoneOf(f["start"], r.Approved.Location())
	s.text(title, w.item(it.Number, itemName(w, f)))
	s.space(1)
	for _, l := range factLines(w, r, f, zone) {
		s.together(facts, l)
	}
	s.space(3)
	s.line(s.y)
	s.space(4)
	s.paragraphs(it.Paragraphs, section, body)
	s.space(2)
	s.text(small, w.digest+" "+it.Digest)
	for _, a := range it.Addenda {
		kind := name(w.addenda, a.Facts["kind"])
		head := w.addendumBy(kind, stamp(w, a.Facts["signed_at"], zone), a.Facts["author"])
		s.space(5)
		first := ""
		if len(a.Paragraphs) > 0 {
			first = a.Paragraphs[0].String()
		}
		room := amended.line + s.height(addendum, first, 2)
		if len(a.Paragraphs) == 1 {
			room = amended.line + s.height(addendum, first, 3) + 4 + small.line
		}
		s.need(room)
		s.text(amended, head)
		s.paragraphs(a.Paragraphs, amended, addendum)
		s.text(underAdd, w.digest+" "+a.Digest)
	}
}

// paragraphs sets headings and paragraphs. A heading stands on the page of
// what it heads, and one that heads nothing is left out.
func (s *sheet) paragraphs(ps []Paragraph, heading, text style) {
	digest := 2 + small.line // the last paragraph does not leave its digest alone on a page
	for i, p := range ps {
		if !p.Heading {
			if i+1 == len(ps) {
				s.below = 2 + digest
			}
			s.text(text, p.String())
			s.below = 0
			s.gap(text, 2)
			continue
		}
		if i+1 == len(ps) || ps[i+1].Heading {
			continue
		}
		s.gap(heading, 1.5)
		room := s.height(text, ps[i+1].String(), 2)
		if i+2 == len(ps) {
			room = s.height(text, ps[i+1].String(), 3) + 2.5 + digest
		}
		s.need(heading.line + room)
		s.text(heading, p.String())
		s.gap(heading, 0.5)
	}
}

// gap leaves room inside a block, carrying on the line down its side.
func (s *sheet) gap(st style, mm float64) {
	if st.rule && s.y > top {
		s.pdf.SetDrawColor(150, 150, 150)
		s.pdf.SetLineWidth(0.5)
		s.pdf.Line(left+2, s.y, left+2, s.y+mm)
	}
	s.space(mm)
}

func itemName(w words, f map[string]string) string {
	s := name(w.kinds, f["kind"])
	if f["layer"] == "process" {
		s += ", " + w.process
	}
	return s
}

// factLines are the facts of a record: when and where, when written and
// signed, and what else was recorded beside the text. Facts of one line stand
// together as long as they fit.
func factLines(w words, r Records, f map[string]string, zone *time.Location) [][]string {
	var when []string
	if t, err := time.Parse(time.RFC3339, f["start"]); err == nil {
		s := capital(w.weekday(t)) + ", " + t.Format("15:04")
		if f["minutes"] != "" && f["minutes"] != "0" {
			s += ", " + w.minutes(f["minutes"])
		}
		when = append(when, s)
	}
	if p := f["place"]; p != "" {
		when = append(when, name(r.Places, name(w.places, p)))
	}
	lines := [][]string{when,
		{w.written(stamp(w, f["text_at"], zone)), w.signed(stamp(w, f["signed_at"], zone), f["author"])}}
	if s := f["late_reason"]; s != "" {
		lines = append(lines, []string{w.late(s)})
	}
	var rest []string
	if s, ok := w.risk[f["risk"]]; ok {
		rest = append(rest, s)
	}
	if s := f["next"]; s != "" {
		when, place, _ := strings.Cut(s, " ")
		rest = append(rest, w.next(strings.TrimRight(stamp(w, when, nil)+", "+name(r.Places, name(w.places, place)), ", ")))
	}
	return append(lines, rest)
}

// together sets parts on one line, with a point between them, and begins a new
// line where the next part does not fit.
func (s *sheet) together(st style, parts []string) {
	const between = "  ·  "
	line := ""
	for _, p := range parts {
		if p = capital(p); line == "" {
			line = p
			continue
		}
		s.set(st)
		if s.pdf.GetStringWidth(Visible(line+between+p)) <= right-left {
			line += between + p
			continue
		}
		s.text(st, line)
		line = p
	}
	if line != "" {
		s.text(st, line)
	}
}

// stamp prints a moment with its clock, in its own zone or in the one given.
func stamp(w words, s string, zone *time.Location) string {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return s
	}
	if zone != nil {
		t = t.In(zone)
	}
	return w.date(t) + ", " + t.Format("15:04")
}

// dateOf prints the day of a date or a moment.
func dateOf(w words, s string) string {
	if len(s) >= len(time.DateOnly) {
		if t, err := time.Parse(time.DateOnly, s[:len(time.DateOnly)]); err == nil {
			return w.date(t)
		}
	}
	return s
}

func zoneOf(s string, otherwise *time.Location) *time.Location {
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return t.Location()
	}
	return otherwise
}
