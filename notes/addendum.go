package notes

import (
	"fmt"
	"time"

	"subrosa/vault"
)

// Addendum is a signed amendment of a signed note: addendum, correction,
// late-entry, client-statement, or a changed mark (mark).
type Addendum struct {
	Kind       string      `json:"kind"`
	At         time.Time   `json:"at"`
	Author     string      `json:"author"`
	Language   string      `json:"language"`
	Digest     string      `json:"digest"`
	Paragraphs []Paragraph `json:"paragraphs,omitempty"`
	Mark       *MarkInput  `json:"mark,omitempty"`

	id       int64
	reason   string // of a void
	joined   bool   // it came with another copy of the vault
	signedAs struct{ note, file *int64 }
}

// MarkInput changes whose a paragraph of a signed note is. Paragraph counts
// the paragraphs of the note from 1, headings not counted.
type MarkInput struct {
	Paragraph int    `json:"paragraph"`
	Whose     string `json:"whose"`
	Reason    string `json:"reason"`
}

// The kinds of addenda that have no text of their own.
const (
	markKind = "mark"
	voidKind = "void"
)

// addAddendum writes, signs and indexes an addendum.
func addAddendum(tx *vault.Tx, note int64, n Note, a Addendum, e Event) (Addendum, error) {
	p, err := readPractice(tx)
	if err != nil {
		return a, err
	}
	a.At, a.Author, a.Language = now(tx), p.author(), p.Language
	if err := insertAddendum(tx, note, &a); err != nil {
		return a, err
	}
	texts, marks, err := paragraphTexts(a.signedParagraphs())
	if err != nil {
		return a, err
	}
	amends, err := vault.One(tx, vault.Value[[]byte], "SELECT digest FROM seal WHERE note = ?", note)
	if err != nil {
		return a, err
	}
	fields, err := addendumFields(n, hexOf(amends), a, marks)
	if err != nil {
		return a, err
	}
	file, _ := n.Case.number()
	sum, err := seal(tx, "addendum", a.Kind, a.id, file, texts, fields)
	if err != nil {
		return a, err
	}
	a.Digest = sum.String()
	if err := index(tx, "SELECT docid FROM addendum WHERE id = ?", a.id); err != nil {
		return a, err
	}
	e.Case, e.Note = n.Case, n.ID
	return a, record(tx, e)
}

// insertAddendum writes an addendum and its paragraphs under the next number.
func insertAddendum(tx *vault.Tx, note int64, a *Addendum) error {
	var err error
	a.id, err = vault.One(tx, vault.Value[int64], "SELECT coalesce(max(id), 0) + 1 FROM addendum")
	if err != nil {
		return err
	}
	number, err := vault.One(tx, vault.Value[int64], "SELECT coalesce(max(number), 0) + 1 FROM addendum WHERE note = ?", note)
	if err != nil {
		return err
	}
	if number > 4095 {
		return &Refused{Rule: "too_many", What: string(noteID(note)) + " has as many addenda as a note can have"}
	}
	var paragraph, whose any
	if a.Mark != nil {
		paragraph, whose = a.Mark.Paragraph, a.Mark.Whose
	}
	_, err = tx.Exec(`INSERT INTO addendum (id, note, number, docid, kind, at, author, language, paragraph, whose)
		VALUES (?, ?, ?, (SELECT docid + ? FROM note WHERE id = ?), ?, ?, ?, ?, ?, ?)`,
		a.id, note, number, number, note, a.Kind, stamp(a.At), a.Author, a.Language, paragraph, whose)
	if err != nil {
		return err
	}
	for i, p := range a.signedParagraphs() {
		_, err := tx.Exec("INSERT INTO addendum_paragraph (addendum, position, text, whose) VALUES (?, ?, ?, ?)",
			a.id, i+1, p.Text, p.Whose)
		if err != nil {
			return err
		}
	}
	return nil
}

// signedParagraphs is what is signed as text: of a mark or a void, the reason.
func (a Addendum) signedParagraphs() []Paragraph {
	switch {
	case a.Mark != nil:
		return []Paragraph{{Text: a.Mark.Reason}}
	case a.Kind == voidKind:
		return []Paragraph{{Text: a.reason}}
	}
	return a.Paragraphs
}

// readAddenda reads the addenda of a note in order, void included.
func readAddenda(tx *vault.Tx, note int64) ([]Addendum, error) {
	list, err := vault.All(tx, scanAddendum, addendumColumns+" WHERE a.note = ? ORDER BY a.number", note)
	if err != nil {
		return nil, err
	}
	for i := range list {
		a := &list[i]
		paragraphs, err := vault.All(tx, func(scan vault.Scan) (p Paragraph, err error) {
			err = scan(&p.Text, &p.Whose)
			return p, err
		}, "SELECT text, whose FROM addendum_paragraph WHERE addendum = ? ORDER BY position", a.id)
		if err == nil {
			err = a.setText(paragraphs)
		}
		if err != nil {
			return nil, err
		}
	}
	return list, nil
}

// setText gives an addendum its paragraphs, which of a mark or a void are the
// reason.
func (a *Addendum) setText(paragraphs []Paragraph) error {
	if len(paragraphs) == 0 {
		return fmt.Errorf("addendum %d has no text: %w", a.id, vault.ErrDamaged)
	}
	switch {
	case a.Mark != nil:
		a.Mark.Reason = paragraphs[0].Text
	case a.Kind == voidKind:
		a.reason = paragraphs[0].Text
	default:
		a.Paragraphs = paragraphs
	}
	return nil
}

const addendumColumns = `SELECT a.id, a.kind, a.at, a.author, a.language, a.paragraph, a.whose, s.digest,
	a.signed_as, a.signed_case, a.joined IS NOT NULL FROM addendum a JOIN seal s ON s.addendum = a.id`

func scanAddendum(scan vault.Scan) (a Addendum, err error) {
	var at string
	var paragraph *int
	var whose *string
	var sum []byte
	err = scan(&a.id, &a.Kind, &at, &a.Author, &a.Language, &paragraph, &whose, &sum,
		&a.signedAs.note, &a.signedAs.file, &a.joined)
	if err != nil {
		return a, err
	}
	if paragraph != nil && whose != nil {
		a.Mark = &MarkInput{Paragraph: *paragraph, Whose: *whose}
	}
	a.Digest = hexOf(sum)
	a.At, err = parseStamp(at)
	return a, err
}
