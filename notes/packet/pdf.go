package packet

import (
	"slices"
	"strconv"
	"strings"

	"subrosa/notes/letter"
	"subrosa/notes/page"
)

// Layout says where things came to stand in the PDF.
type Layout struct {
	Pages int
	First []int // for each item its first page, counted from 1
	Marks []int // for each mark in the text, in order, its page
	after []int // for the measures, each notice and the annex its page
}

// Render sets 01-records.pdf: the letter, the index, every record and every
// slip-sheet on a page of its own, measures, notices, annex. It is a function of r; page
// numbers in r and its certification are not read.
func Render(r Records) ([]byte, Layout, error) {
	w := wordsOf(r.Language)
	o := page.Options{Paper: r.Paper, Language: r.Language, Title: w.documentTitle, From: r.Practice.Therapist, At: r.Approved, Number: r.Bates.Number}
	known := Layout{Pages: 1, First: make([]int, len(r.Items)), after: make([]int, len(r.Notices)+2)}
	pdf, err := page.Render(o, func(s *page.Sheet) {
		d := document{Sheet: s, r: r, w: w, known: known}
		d.letter()
		d.index()
		d.proves()
		for _, it := range r.Items {
			if it.Withheld != nil {
				d.slip(it)
			} else {
				d.record(it)
			}
		}
		d.measures()
		d.notices()
		d.found.Pages = s.PageNo()
		known = d.found // for the letter and the index of the second time
	})
	return pdf, known, err
}

// document is 01-records.pdf in the making.
type document struct {
	*page.Sheet
	r     Records
	w     words
	known Layout // as it was found the time before
	found Layout
}

func (d *document) letter() {
	l := letter.Letter{Language: d.r.Language, Paper: d.r.Paper, Practice: letter.Practice(d.r.Practice), Recipient: letter.Recipient(d.r.Recipient),
		Date: d.w.date(d.r.Approved), Subject: d.w.subject, Paragraphs: letterText(d.w, d.r, d.known)}
	letter.Draw(d.Sheet, l)
}

func letterText(w words, r Records, known Layout) []string {
	paras := []string{w.dear(r.Recipient.Name, r.Request.Own), w.nothing}
	if items := r.enclosed(); len(items) > 0 {
		first, last := dateOf(w, items[0].Facts["start"]), dateOf(w, items[len(items)-1].Facts["start"])
		paras[1] = w.enclosed(len(items), first, last, r.Bates.Number(1), r.Bates.Number(known.Pages))
	}
	switch {
	case r.measured() > 0 && len(r.enclosed()) > 0:
		paras = append(paras, w.measures.enclosed)
	case r.measured() > 0:
		paras[1] = w.measures.only
	}
	received := dateOf(w, r.Request.Received)
	var leftOut []string
	if used := r.markWords(); len(used) > 0 {
		leftOut = []string{w.leftOut(used)}
	}
	if r.Mode != Marked {
		paras = slices.Insert(paras, 1, w.answer(received, r.Request.Person, r.Request.Own))
		paras = append(append(paras, w.noMore, w.thirdParty), leftOut...)
		return append(paras, w.rights(r.Authority), w.keep(r.Request.Own))
	}
	paras = slices.Insert(paras, 1, w.markedAnswer(received, or(w.asked[r.Request.Type], w.asked[""]), r.Request.Person))
	if n := len(r.slips()); n > 0 {
		paras = append(paras, w.slips(n))
	}
	paras = append(append(paras, w.thirdParty), leftOut...)
	return append(paras, w.keep(false))
}

// markWords are what the marks in the text say that something concerns, each
// once.
func (r Records) markWords() []string {
	var list []string
	for _, m := range r.redactions() {
		if _, words := readWithheld(m.Mark); words != "" && !slices.Contains(list, words) {
			list = append(list, words)
		}
	}
	return list
}

func (d *document) index() {
	w := d.w
	if len(d.r.Items) == 0 {
		return
	}
	d.NewPage()
	d.Heading(1, w.indexTitle)
	d.Space(4)
	t := page.Table{Columns: []page.Column{{Title: w.number, Width: 12}, {Title: w.when, Width: 48}, {Title: w.what},
		{Title: w.length, Width: 28}, {Title: w.pageName, Width: 26, Right: true}}}
	for i, it := range d.r.Items {
		if s := it.Withheld; s != nil {
			t.Rows = append(t.Rows, []string{strconv.Itoa(it.Number), dateOf(w, s.Date), w.slipItem(name(w.kinds, s.Type)), "", d.r.Bates.Number(d.known.First[i])})
			continue
		}
		f, length := it.Facts, ""
		if f["minutes"] != "" && f["minutes"] != "0" {
			length = w.minutes(f["minutes"])
		}
		t.Rows = append(t.Rows, []string{strconv.Itoa(it.Number), stamp(w, f["start"], nil), itemName(w, f), length, d.r.Bates.Number(d.known.First[i])})
	}
	for i, title := range d.r.afterwards() {
		t.Rows = append(t.Rows, []string{"", "", title, "", d.r.Bates.Number(d.known.after[i])})
	}
	d.Table(t)
}

// afterwards are the titles of what stands behind the records.
func (r Records) afterwards() []string {
	var titles []string
	if r.Measures != nil {
		titles = append(titles, wordsOf(r.Language).measures.title)
	}
	for _, n := range r.Notices {
		titles = append(titles, n.Title)
	}
	if r.Annex != nil {
		titles = append(titles, r.Annex.Title)
	}
	return titles
}

// slip sets the sheet that stands in place of a record.
func (d *document) slip(it Item) {
	w, s := d.w, it.Withheld
	d.Running("")
	d.NewPage()
	d.found.First = append(d.found.First, d.PageNo())
	rows := [][2]string{{w.slipKind, name(w.kinds, s.Type)}, {w.when, dateOf(w, s.Date)}, {w.slipWords, name(w.concerns, s.Words)},
		{w.slipReason, s.Reason}, {w.slipBasis, s.Basis}}
	rows = slices.DeleteFunc(rows, func(row [2]string) bool { return row[1] == "" })
	d.Slip(w.item(it.Number, w.slipTitle), rows, w.slipText)
}

// notices sets notices and annex, each from a page of its own on.
func (d *document) notices() {
	for _, n := range d.r.Notices {
		d.begin(n.Title)
		for p := range strings.SplitSeq(n.Text, "\n\n") {
			d.Paragraph(page.Body, p)
			d.Space(2.6)
		}
	}
	if a := d.r.Annex; a != nil {
		d.begin(a.Title)
		var rows [][2]string
		for _, row := range a.Rows {
			rows = append(rows, [2]string{row.Label, row.Text})
		}
		d.Facts(rows)
	}
}

// begin begins what stands behind the records.
func (d *document) begin(title string) {
	d.Running("")
	d.NewPage()
	d.found.after = append(d.found.after, d.PageNo())
	d.Running(title)
	d.Heading(1, title)
	d.Space(4)
}

// proves tells below the index, or below the letter when there is no index,
// what can be checked.
func (d *document) proves() {
	d.Space(9)
	d.Heading(2, d.w.provesTitle)
	d.Paragraph(page.Fine, d.w.proves)
}
