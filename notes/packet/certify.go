package packet

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"subrosa/notes/letter"
	"subrosa/notes/page"
)

// Certification is what 02-certification.pdf states, for the keeper of the
// records to sign by hand. Missing and Declaration are given; everything else
// is counted from the records, and counted again by whoever verifies. In a
// silent packet it speaks of nothing but what is enclosed: Withheld and Void
// are nil, Missing is empty.
type Certification struct {
	Records     int            `json:"records"` // enclosed
	Pages       int            `json:"pages"`   // of 01-records.pdf
	BatesFrom   string         `json:"bates_from"`
	BatesTo     string         `json:"bates_to"`
	Late        int            `json:"late"`              // records whose text was changed more than 48 hours after the session
	Addenda     map[string]int `json:"addenda,omitempty"` // by kind
	Marks       int            `json:"marks"`             // in the text
	Withheld    *int           `json:"withheld,omitempty"`
	Void        *int           `json:"void,omitempty"` // of those withheld, because entered in error
	Missing     []string       `json:"missing,omitempty"`
	Declaration string         `json:"declaration,omitempty"` // a sentence that the law of the place asks for
}

// certified counts the records for a packet of so many pages.
func (r Records) certified(pages int) Certification {
	c := Certification{Records: len(r.enclosed()), Pages: pages, BatesFrom: r.Bates.Number(1), BatesTo: r.Bates.Number(pages),
		Marks: len(r.redactions()), Missing: r.Certification.Missing, Declaration: r.Certification.Declaration}
	for _, it := range r.enclosed() {
		if it.late() {
			c.Late++
		}
		for _, a := range it.Addenda {
			if c.Addenda == nil {
				c.Addenda = map[string]int{}
			}
			c.Addenda[a.Facts["kind"]]++
		}
	}
	if r.Mode != Marked {
		return c
	}
	slips, void := r.slips(), 0
	for _, it := range slips {
		if it.Withheld.Reason == "EE" {
			void++
		}
	}
	c.Withheld, c.Void = new(len(slips)), new(void)
	return c
}

// late says whether the text was changed more than 48 hours after the end of
// the session.
func (s Signed) late() bool {
	start, err := time.Parse(time.RFC3339, s.Facts["start"])
	if err != nil {
		return false
	}
	changed, err := time.Parse(time.RFC3339, s.Facts["text_at"])
	minutes, _ := strconv.Atoi(s.Facts["minutes"])
	return err == nil && changed.Sub(start.Add(time.Duration(minutes)*time.Minute)) > 48*time.Hour
}

// renderCertification sets 02-certification.pdf.
func renderCertification(r Records) ([]byte, error) {
	w := wordsOf(r.Language)
	o := page.Options{Paper: r.Paper, Language: r.Language, Title: w.certification.title, From: r.Practice.Therapist, At: r.Approved}
	return page.Render(o, func(s *page.Sheet) {
		s.Running(w.certification.title)
		letter.Head(s, letter.Practice(r.Practice))
		s.Space(12)
		s.Heading(1, w.certification.title)
		s.Space(4)
		s.Facts(certificationFacts(r, w))
		s.Space(5)
		for _, p := range certificationText(r, w.certification) {
			s.Paragraph(page.Body, p)
			s.Space(2.6)
		}
		if missing := r.Certification.Missing; len(missing) > 0 {
			s.Paragraph(page.Body, w.certification.missing)
			s.Space(1)
			s.List(page.Body, missing)
			s.Space(1.6)
		}
		last := or(r.Certification.Declaration, w.certification.register)
		if last != w.certification.register {
			s.Paragraph(page.Body, w.certification.register)
			s.Space(2.6)
		}
		s.Follow(page.SignatureRoom)
		s.Paragraph(page.Body, last)
		s.Signature([]string{w.certification.placeAndDate}, []string{r.Practice.Therapist, r.Practice.Title})
		s.Space(6)
		s.Paragraph(page.Small, w.certification.unsigned)
	})
}

func certificationFacts(r Records, w words) [][2]string {
	c, cw := r.Certification, w.certification
	var addenda []string
	for _, kind := range slices.Sorted(maps.Keys(c.Addenda)) {
		addenda = append(addenda, fmt.Sprintf("%s: %d", name(w.addenda, kind), c.Addenda[kind]))
	}
	rows := [][2]string{
		{cw.to, r.Recipient.Name},
		{cw.concerning, r.Request.Person},
		{cw.approved, w.date(r.Approved)},
		{cw.records, strconv.Itoa(c.Records)},
		{cw.late, strconv.Itoa(c.Late)},
		{cw.pages, fmt.Sprintf("%d, %s – %s", c.Pages, c.BatesFrom, c.BatesTo)},
		{cw.addenda, or(strings.Join(addenda, ", "), "0")},
		{cw.marks, strconv.Itoa(c.Marks)},
	}
	if c.Withheld != nil && c.Void != nil {
		rows = append(rows, [2]string{cw.withheld, strconv.Itoa(*c.Withheld)}, [2]string{cw.void, strconv.Itoa(*c.Void)})
	}
	return slices.DeleteFunc(rows, func(row [2]string) bool { return row[1] == "" })
}

// certificationText is the statement itself, a sentence for each thing that is so.
func certificationText(r Records, cw certificationWords) []string {
	c := r.Certification
	text := []string{cw.keeper}
	if c.Records > 0 {
		late := cw.allInTime
		if c.Late > 0 {
			late = cw.someLate(c.Late)
		}
		text = append(text, cw.copies+" "+late, cw.unchanged)
	} else {
		text = append(text, cw.none)
	}
	if c.Marks > 0 {
		text = append(text, cw.marked)
	}
	switch {
	case r.Mode != Marked:
		text = append(text, cw.onlyThis)
	case len(r.slips()) > 0:
		text = append(text, cw.slips)
	default:
		text = append(text, cw.noSlips)
	}
	return text
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}
