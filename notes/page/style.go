package page

import (
	"fmt"

	"codeberg.org/go-fonts/dejavu/dejavusanscondensed"
	"codeberg.org/go-fonts/dejavu/dejavusanscondensedbold"
	"codeberg.org/go-fonts/dejavu/dejavuserifcondensed"
	"codeberg.org/go-fonts/dejavu/dejavuserifcondensedbold"
	"codeberg.org/go-pdf/fpdf"
)

// Style is how a stretch of text is set.
type Style int

// The styles.
const (
	Body     Style = iota // what is read
	Fine                  // the same, smaller
	Name                  // who writes, at the head of a letter
	Facts                 // what is known about a text, above it
	Small                 // what is looked up
	Cell                  // in a table
	CellHead              // in the head of a table
	title                 // headings of the first level
	section               // of the second
	part                  // of the third
	stamp                 // the number of a page
)

// look is a style in points (size) and millimetres (line, from one line to the
// next); grey is 0 for black.
type look struct {
	font, weight string
	size, line   float64
	grey         int
}

func (st Style) look() look {
	return [...]look{
		Body:     {"serif", "", 10.5, 5.2, 0},
		Fine:     {"serif", "", 9.5, 4.7, 0},
		Name:     {"sans", "B", 12, 6, 0},
		Facts:    {"sans", "", 9, 4.6, 90},
		Small:    {"sans", "", 7.5, 3.8, 110},
		Cell:     {"sans", "", 9, 4.7, 0},
		CellHead: {"sans", "B", 9, 4.7, 0},
		title:    {"sans", "B", 14, 7, 0},
		section:  {"sans", "B", 10.5, 5.6, 0},
		part:     {"sans", "B", 9.5, 5.2, 0},
		stamp:    {"sans", "B", 8.5, 3.8, 0},
	}[st]
}

// Line is how high a line of a style is, in millimetres.
func (st Style) Line() float64 { return st.look().line }

func addFonts(p *fpdf.Fpdf) {
	p.AddUTF8FontFromBytes("serif", "", dejavuserifcondensed.TTF)
	p.AddUTF8FontFromBytes("serif", "B", dejavuserifcondensedbold.TTF)
	p.AddUTF8FontFromBytes("sans", "", dejavusanscondensed.TTF)
	p.AddUTF8FontFromBytes("sans", "B", dejavusanscondensedbold.TTF)
}

// words are what a page says of itself.
type words struct {
	tag          string // of the language
	confidential string
	page         string
}

func wordsOf(language string) words {
	if language == "da" {
		return words{"da-DK", "Fortroligt", "Side %d af %d"}
	}
	return words{"en-GB", "Confidential", "Page %d of %d"}
}

func (w words) pageOf(n, total int) string { return fmt.Sprintf(w.page, n, total) }
