// Package certificate sets the certificate that a record was destroyed: one page
// in the practice's name, without a name of anybody whom the record was about,
// with room for two signatures.
//
//	pdf, err := certificate.Render(certificate.Certificate{
//		Language: "en", Paper: page.A4, At: at, Number: "X-001", Case: "C-001", Kind: "couple",
//		Practice: letter.Practice{Therapist: "Ada Holm"}, Rule: "term", Notes: 12, Version: "1.0",
//	})
//
// It says what was done and no more: that what a disk or a copy of before may
// still hold is out of its reach stands in it too.
package certificate

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"subrosa/notes/letter"
	"subrosa/notes/page"
)

// Certificate is what the page tells. Days are as they are printed.
type Certificate struct {
	Language string // en | da
	Paper    page.Paper
	Practice letter.Practice
	Version  string // of the program
	At       time.Time
	Day      string // of At

	Number, Case          string // X-001, C-001
	Kind                  string // individual | couple | family | inquiry
	Opened, Closed, Last  string
	Until                 string // the day that was reached
	Rule, Source          string // term | minors | inquiry | own, and where it stands
	Notes, Addenda        int
	Requests, Disclosures int
	Persons, Holds        int
	MayHold, Gone         []string // backups and places, by their codes
	Checked               string   // the day on which the two lists were as they are
}

// Render makes the PDF: a function of the certificate.
func Render(c Certificate) ([]byte, error) {
	w := english
	if c.Language == "da" {
		w = danish
	}
	return page.Render(page.Options{Paper: c.Paper, Language: c.Language, Title: w.title + " " + c.Number, From: c.Practice.Therapist, At: c.At},
		func(s *page.Sheet) { draw(s, c, w) })
}

func draw(s *page.Sheet, c Certificate, w words) {
	letter.Head(s, c.Practice)
	s.Space(5)
	s.Heading(1, w.title+" "+c.Number)
	s.Space(2.5)
	s.Paragraph(page.Fine, w.intro)
	s.Space(3)
	s.Facts([][2]string{
		{w.labels[0], c.Case + ", " + w.kinds[c.Kind]},
		{w.labels[1], fmt.Sprintf(w.course, c.Opened, c.Closed, c.Last)},
		{w.labels[2], c.Until + ": " + w.rule(c)},
		{w.labels[3], w.holds(c.Holds)},
		{w.labels[4], w.counts(c)},
		{w.labels[5], fmt.Sprintf(w.when, c.Day, c.At.UTC().Format("15:04"))},
		{w.labels[6], strings.TrimSuffix(c.Practice.Therapist+", "+c.Practice.Title, ", ")},
		{w.labels[7], "subrosa " + c.Version},
	})
	s.Space(3)
	s.Heading(2, w.howTitle)
	s.Space(1)
	s.Paragraph(page.Fine, w.how)
	s.Space(3)
	s.Heading(2, w.copiesTitle)
	s.Space(1)
	s.Paragraph(page.Fine, w.copies)
	s.Space(2)
	s.Facts([][2]string{
		{w.mayHold, w.codes(c.MayHold, c.Checked)},
		{w.gone, w.codes(c.Gone, c.Checked)},
	})
	s.Signature([]string{w.signed}, []string{w.witness})
}

// codes lists codes on a day; those that follow on one another are told by the
// first and the last. Places come first: they are few, and need a look.
func (w words) codes(list []string, day string) string {
	if len(list) == 0 {
		return fmt.Sprintf(w.none, day)
	}
	list = slices.SortedFunc(slices.Values(list), func(a, b string) int {
		return cmp.Or(cmp.Compare(b[0], a[0]), cmp.Compare(a, b))
	})
	var runs []string
	for i := 0; i < len(list); {
		end := i + 1
		for end < len(list) && follows(list[end-1], list[end]) {
			end++
		}
		if end-i > 2 {
			runs = append(runs, list[i]+w.to+list[end-1])
		} else {
			runs = append(runs, list[i:end]...)
		}
		i = end
	}
	const most = 8 // it stays on its page
	if len(runs) > most {
		runs = append(runs[:most], fmt.Sprintf(w.more, len(runs)-most))
	}
	return strings.Join(runs, ", ") + fmt.Sprintf(w.on, day)
}

func follows(a, b string) bool {
	var letters [2]string
	var numbers [2]int
	for i, code := range []string{a, b} {
		letters[i], code, _ = strings.Cut(code, "-")
		if _, err := fmt.Sscan(strings.TrimLeft(code, "0"), &numbers[i]); err != nil {
			return false
		}
	}
	return letters[0] == letters[1] && numbers[1] == numbers[0]+1
}

// counts says how much was destroyed.
func (w words) counts(c Certificate) string {
	var parts []string
	for i, n := range []int{c.Notes, c.Addenda, c.Requests, c.Disclosures, c.Persons} {
		form := w.many[i]
		if n == 1 {
			form = w.one[i]
		}
		if n > 0 || i == 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, form))
		}
	}
	return strings.Join(parts, ", ")
}

func (w words) rule(c Certificate) string {
	if c.Source == "" {
		return w.rules[c.Rule]
	}
	return w.rules[c.Rule] + " (" + c.Source + ")"
}

func (w words) holds(lifted int) string {
	if lifted == 0 {
		return w.neverHeld
	}
	return fmt.Sprintf(w.wasHeld, lifted)
}
