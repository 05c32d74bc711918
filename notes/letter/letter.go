// Package letter sets a letter in the practice's name, to be printed, signed by
// hand and sent: letterhead, recipient where the window of an envelope is,
// reference and date, subject, text, room for a signature.
//
//	pdf, err := letter.Render(letter.Letter{
//		Language: "en", Paper: page.A4, At: at, Date: "24 November 2026",
//		Practice:  letter.Practice{Therapist: "Ada Holm", Address: "Rosenvej 1, 2100 København Ø"},
//		Recipient: letter.Recipient{Name: "Chris Dahl", Address: "Søvej 2\n2100 København Ø"},
//		Subject:   "Your request",
//		Paragraphs: []string{"Dear Chris Dahl,", "..."},
//	})
package letter

import (
	"strings"
	"time"

	"subrosa/notes/page"
)

// Letter is a letter. Paragraphs begin with the salutation; the closing words
// follow from the language.
type Letter struct {
	Language   string // en | da
	Paper      page.Paper
	Practice   Practice
	Recipient  Recipient
	Date       string // as it is printed
	At         time.Time
	Subject    string
	Paragraphs []string
	Reference  string
}

// Practice is who writes.
type Practice struct {
	Therapist     string
	Title         string
	Authorisation string
	Address       string
}

// Recipient is to whom.
type Recipient struct {
	Name    string
	Role    string
	Address string
}

// Render makes the PDF of a letter: a function of it.
func Render(l Letter) ([]byte, error) {
	return page.Render(page.Options{Paper: l.Paper, Language: l.Language, Title: l.Subject, From: l.Practice.Therapist, At: l.At},
		func(s *page.Sheet) {
			s.Running(l.Subject)
			Draw(s, l)
		})
}

// Draw sets a letter on the first page of a document, and goes on where that
// ends.
func Draw(s *page.Sheet, l Letter) {
	Head(s, l.Practice)
	s.MoveTo(window(l.Paper))
	for _, line := range append([]string{l.Recipient.Name, l.Recipient.Role}, lines(l.Recipient.Address)...) {
		if line != "" {
			s.Paragraph(page.Body, line)
		}
	}
	s.MoveTo(max(s.Y()+8, belowWindow))
	reference := ""
	if l.Reference != "" {
		reference = "Reference: " + l.Reference // the same word in both languages
	}
	s.Opposite(page.Body, reference, l.Date)
	s.Space(7)
	s.Heading(1, l.Subject)
	s.Space(3)
	for i, p := range l.Paragraphs {
		if i == len(l.Paragraphs)-1 {
			s.Follow(4 + page.Body.Line() + page.SignatureRoom)
		}
		s.Paragraph(page.Body, p)
		s.Space(2.6)
	}
	s.Space(1.4)
	s.Follow(page.SignatureRoom)
	s.Paragraph(page.Body, closing(l.Language))
	s.Signature([]string{l.Practice.Therapist, l.Practice.Title})
}

// Head sets the letterhead of a practice at the top of the first page.
func Head(s *page.Sheet, p Practice) {
	s.MoveTo(19)
	s.Paragraph(page.Name, p.Therapist)
	s.Together(page.Facts, append([]string{p.Title, p.Authorisation}, lines(p.Address)...))
	s.Space(2.5)
	s.Rule()
}

// Where the recipient stands, in millimetres from the upper edge, 25 from the
// left. A4: inside the window of DIN 5008 form B (45 to 90) and of the Danish
// M65 envelope. Letter, folded in three for a #10 envelope: its window shows
// 52 to 80 or, when the sheet has slipped down in it, 64 to 92.
const belowWindow = 91.0

func window(p page.Paper) float64 {
	if p == page.Letter {
		return 60
	}
	return 54
}

func lines(text string) []string { return strings.Split(strings.TrimSpace(text), "\n") }

func closing(language string) string {
	if language == "da" {
		return "Med venlig hilsen"
	}
	return "Yours sincerely,"
}
