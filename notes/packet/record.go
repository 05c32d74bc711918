package packet

import (
	"strings"
	"time"

	doc "subrosa/notes/document"
	"subrosa/notes/page"
)

// record sets an item with its addenda, from a new page on.
func (d *document) record(it Item) {
	w, f := d.w, it.Facts
	d.Running("")
	d.NewPage()
	d.found.First = append(d.found.First, d.PageNo())
	d.Running(w.continued(it.Number))
	zone := zoneOf(f["start"], d.r.Approved.Location())
	d.Heading(1, w.item(it.Number, itemName(w, f)))
	d.Space(1)
	for _, l := range factLines(w, d.r, f, zone) {
		d.Together(page.Facts, l)
	}
	d.Space(3)
	d.Rule()
	d.Space(4)
	d.paragraphs(it.Signed, 2)
	for _, a := range it.Addenda {
		d.Space(5)
		d.Inset(true)
		d.Heading(2, w.addendumBy(name(w.addenda, a.Facts["kind"]), stamp(w, a.Facts["signed_at"], zone), a.Facts["author"]))
		d.paragraphs(a, 3)
		d.Inset(false)
	}
}

// paragraphs sets headings and paragraphs, and the digest below them. A
// heading that heads nothing is left out.
func (d *document) paragraphs(s Signed, level int) {
	const above = 2.0 // the digest
	heads := 0        // marks in headings, which come to stand where the text below them does
	d.Speak(s.Facts["language"])
	for i, p := range s.Paragraphs {
		last := i+1 == len(s.Paragraphs)
		if p.Heading {
			heads += p.marks()
			if !last && !s.Paragraphs[i+1].Heading {
				d.Space(1.5)
				d.Heading(level, p.String())
				d.Space(0.5)
			}
			continue
		}
		if last { // so that the digest does not stand alone on a page
			d.Follow(2 + above + page.Small.Line())
		}
		placed := d.Paragraph(page.Body, p.String())
		d.mark(heads, placed.PageOf(""))
		heads = 0
		before := ""
		for _, piece := range p.Pieces {
			if piece.Mark != "" {
				d.mark(1, placed.PageOf(before))
			}
			before += piece.Text + piece.Mark
		}
		d.Space(2)
	}
	d.mark(heads, d.PageNo())
	d.Speak("")
	d.Space(above)
	d.Paragraph(page.Small, d.w.digest+" "+s.Digest)
}

// mark enters n marks as standing on a page.
func (d *document) mark(n, page int) {
	for range n {
		d.found.Marks = append(d.found.Marks, page)
	}
}

// marks is how many marks stand in a paragraph.
func (p Paragraph) marks() int {
	n := 0
	for _, piece := range p.Pieces {
		if piece.Mark != "" {
			n++
		}
	}
	return n
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
		s := w.weekday(t) + ", " + t.Format("15:04")
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
	lines = append(lines, rest)
	var own doc.OwnFacts
	if own.UnmarshalJSON([]byte(f["extra"])) == nil {
		var said []string
		for _, o := range own {
			said = append(said, o.In(r.Language))
		}
		lines = append(lines, said)
	}
	for _, l := range lines {
		for i := range l {
			l[i] = capital(l[i])
		}
	}
	return lines
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
