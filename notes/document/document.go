// Package document reads and writes note documents: a note as a text file, a
// YAML head with the facts of the session above Markdown with its text.
//
//	---
//	start: 2026-11-20 16:00
//	minutes: 50
//	kind: session
//	format: dap
//	place: osterbro
//	present: [A, B]
//	risk: none
//	---
//	## Data
//	Both came on time.
//
//	[B alone] Before the other came in, B spoke of @boss.
//
// The package knows the format and nothing else: no record, no encryption, no
// terminal. What a document may say (which parties, which places, what "today"
// is) comes in as a Context.
//
// Parse reads leniently and checks strictly: spacing, letter case, the order of
// headings and their language do not matter, but nothing is guessed and nothing
// is passed over. Print writes the one canonical form. Parse of what Print wrote
// is the identity, and Print of what Parse read is a fixed point. Whoever makes
// a Document without Parse, as a form does, passes it through Check.
//
// Errors are always *SyntaxError. They name lines, keys and codes, and never
// quote the text of a note or a heading.
package document

import (
	"slices"
	"time"
)

// Document is a note as it is written and read: a head and sections. A fact
// that the head does not state has its zero value; which facts a note cannot do
// without is for the record to say.
type Document struct {
	Start   time.Time // local, to the minute; zero when not stated
	Minutes int       // 1 to 1440; 0 when not stated
	Kind    string    // one of Kinds; "" when not stated
	Format  string    // name of one of Formats, or the kind's own; "" for a note without text
	Layer   string    // one of Layers; never "" after Parse or Check
	Place   string    // id of a practice place, or one of Elsewhere; "" when not stated
	Present []string  // labels, in the order of the case; nil when not stated
	Part    string    // see PartOf; follows from Present
	Risk    string    // one of Risks; "" when not answered
	Next    *Appointment
	Own     []Own // facts of the kind's own, in canonical order

	// Sections stand in the order of the format, each heading at most once.
	// Headings that were not written are not there.
	Sections []Section
}

// Appointment is the next session: when, and where if that was said.
type Appointment struct {
	Start time.Time // local, to the minute
	Place string    // as Document.Place
}

// Section is a heading of the format with the paragraphs under it.
type Section struct {
	Key        string // the heading's name in every language: "data"
	Heading    string // the heading in the language of the note
	Paragraphs []Paragraph
}

// Paragraph is one paragraph and whose it is.
type Paragraph struct {
	Text  string // see Clean; at least one character, no blank line inside
	Whose Whose
}

// Context is what reading a document depends on.
type Context struct {
	Now      time.Time // in the practice's zone; today and yesterday count from it
	Language string    // "en" | "da": the language the headings are written in
	Parties  []string  // labels of the case in order
	Places   []string  // ids of the practice's places
	Formats  []Format  // hers, besides those of the program

	// Kind and Format are what was said beside the document, by a flag or a
	// form. They hold where the head is silent; a head that says another is an
	// error.
	Kind, Format string
}

// Empty says whether a document has no text at all.
func (d Document) Empty() bool {
	for _, s := range d.Sections {
		if len(s.Paragraphs) > 0 {
			return false
		}
	}
	return true
}

// SameOwn says whether two documents agree in the facts of their kind.
func (d Document) SameOwn(other Document) bool { return slices.EqualFunc(d.Own, other.Own, Own.same) }

// SameFacts says whether two documents agree in everything but their text.
func (d Document) SameFacts(other Document) bool {
	sameNext := d.Next == nil && other.Next == nil ||
		d.Next != nil && other.Next != nil && d.Next.Place == other.Next.Place && d.Next.Start.Equal(other.Next.Start)
	return sameNext && d.Start.Equal(other.Start) && d.Minutes == other.Minutes && d.Kind == other.Kind &&
		d.Format == other.Format && d.Layer == other.Layer && d.Place == other.Place && d.Part == other.Part &&
		d.Risk == other.Risk && slices.Equal(d.Present, other.Present) && d.SameOwn(other)
}
