package document

import "time"

// Document is a note as it is written and read: a head and sections.
// Parse reads one leniently; Print writes the canonical form; Parse of what
// Print wrote is the identity.
type Document struct {
	Start   time.Time // local, with its zone
	Minutes int
	Kind    string // session, no-show, cancellation, ...
	Format  string // dap, soap, ...; "" for kinds without text
	Layer   string // record | process
	Place   string // id of a practice place, or online client-home walk phone message
	Present []string
	Part    string // derived from Present in a case of several parties: joint, A, B; "" with one party
	Risk    string // none | not-assessed | present | "" not answered
	Next    *Appointment

	Sections []Section
}

// Appointment is the next session: when and where.
type Appointment struct {
	Start time.Time
	Place string
}

// Section is a heading of the format with the paragraphs under it. Key is the
// heading's language-independent name ("data"), Heading what is printed.
type Section struct {
	Key        string
	Heading    string
	Paragraphs []Paragraph
}

// Paragraph is one paragraph and whose it is.
type Paragraph struct {
	Text  string // NFC, no leading mark, inner line breaks kept
	Whose Whose
}

// Whose says to whom a paragraph belongs, in the canonical form that stands
// between the brackets: "" everybody, "B" about B only, "B alone" said by B
// while the others were not there, "A,C" about several.
type Whose string

// Context is what reading a document depends on.
type Context struct {
	Now      time.Time // in the practice's zone; today and yesterday count from it
	Language string    // "en" | "da": the language the headings are written in
	Parties  []string  // labels of the case in order
	Places   []string  // ids of the practice's places
}

// SyntaxError says what is wrong with a document and on which line (from 1;
// 0 when no line is to blame). It never quotes text of the note.
type SyntaxError struct {
	Line int
	What string
}

func (e *SyntaxError) Error() string { panic("unwritten") }

// Parse reads a note document and checks it against the context. Every error
// is a *SyntaxError.
func Parse(src []byte, c Context) (Document, error) { panic("unwritten") }

// ParseBody reads Markdown without a head (marks allowed, no headings): what
// an addendum is made of.
func ParseBody(src []byte, c Context) ([]Paragraph, error) { panic("unwritten") }

// Print writes the canonical form.
func Print(d Document) []byte { panic("unwritten") }

// Format is a note format: its headings in order.
type Format struct {
	Name     string
	Sections []FormatSection
}

// FormatSection names one heading in every language.
type FormatSection struct {
	Key     string
	Heading map[string]string // by language
}

// Formats are the formats known: soap dap birp girp pie narrative.
func Formats() []Format { panic("unwritten") }

// ParseWhen reads ISO or 20.11.2026 dates, today, yesterday, with an optional
// HH:MM, in the zone of now. It refuses what does not exist on the calendar or
// the clock.
func ParseWhen(s string, now time.Time) (t time.Time, hasClock bool, err error) { panic("unwritten") }

// Tokens finds the @aliases of a text, in order, each once, without the @.
func Tokens(text string) []string { panic("unwritten") }
