package notes

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"subrosa/notes/document"
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

	id     int64
	reason string // of a void
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

// AmendKinds are the kinds of addenda that are written.
func AmendKinds() []string {
	return []string{"addendum", "correction", "late-entry", "client-statement"}
}

// Amend adds a signed addendum to a signed note, in a closed case too.
func (b *Book) Amend(ctx context.Context, n NoteID, kind string, body []document.Paragraph) (Addendum, error) {
	return update(ctx, b, func(tx *vault.Tx) (Addendum, error) {
		if kind == "" {
			kind = "addendum"
		}
		if !slices.Contains(AmendKinds(), kind) {
			return Addendum{}, &Invalid{What: "kind: " + strings.Join(AmendKinds(), ", "), Flag: "--kind"}
		}
		id, note, err := readAmendable(tx, n)
		if err != nil {
			return Addendum{}, err
		}
		file, _ := note.Case.number()
		c, err := b.documentContext(tx, file)
		if err != nil {
			return Addendum{}, err
		}
		a := Addendum{Kind: kind}
		if a.Paragraphs, err = checkBody(body, c); err != nil {
			return a, err
		}
		return addAddendum(tx, id, note, a, Event{What: "note-amended", Detail: kind})
	})
}

// checkBody brings the text of an addendum into the form in which it is kept.
func checkBody(body []document.Paragraph, c document.Context) ([]Paragraph, error) {
	if paragraphsSize(body) > maxText {
		return nil, &Invalid{What: "the text is longer than 1 MiB"}
	}
	var list []Paragraph
	for _, given := range body {
		checked, err := document.CheckParagraph(given, c)
		if err != nil {
			return nil, asInvalid(err)
		}
		for _, p := range checked {
			list = append(list, Paragraph{Text: p.Text, Whose: string(p.Whose)})
		}
	}
	if len(list) == 0 {
		return nil, &Invalid{What: "an addendum needs text", Flag: "--from"}
	}
	return list, nil
}

// Mark changes whose a paragraph of a signed note is, by a signed addendum.
func (b *Book) Mark(ctx context.Context, n NoteID, in MarkInput) (Addendum, error) {
	return update(ctx, b, func(tx *vault.Tx) (Addendum, error) {
		id, note, err := readAmendable(tx, n)
		if err != nil {
			return Addendum{}, err
		}
		if in.Reason, err = cleanText("reason", in.Reason); err != nil {
			return Addendum{}, err
		}
		file, _ := note.Case.number()
		parties, err := labels(tx, file)
		if err != nil {
			return Addendum{}, err
		}
		whose, err := document.ParseWhose(in.Whose, parties)
		if err != nil {
			return Addendum{}, asInvalid(err)
		}
		in.Whose = string(whose)
		there, err := exists(tx, "SELECT 1 FROM paragraph WHERE note = ? AND position = ?", id, in.Paragraph)
		switch {
		case err != nil:
			return Addendum{}, err
		case !there:
			return Addendum{}, &Invalid{What: fmt.Sprintf("%s has no paragraph %d", note.ID, in.Paragraph), Flag: "--from"}
		case in.Reason == "":
			return Addendum{}, &Invalid{What: "a changed mark needs a reason", Flag: "--from"}
		}
		return addAddendum(tx, id, note, Addendum{Kind: markKind, Mark: &in}, Event{What: "note-marked"})
	})
}

// Void says, signed, that a signed note was entered in error. It stays in the
// record.
func (b *Book) Void(ctx context.Context, n NoteID, reason string) error {
	return b.vault.Update(ctx, func(tx *vault.Tx) error {
		id, note, err := readAmendable(tx, n)
		if err != nil {
			return err
		}
		if reason, err = cleanText("reason", reason); err != nil {
			return err
		}
		if reason == "" {
			return &Invalid{What: "a void needs a reason", Flag: "--reason-from"}
		}
		a, err := addAddendum(tx, id, note, Addendum{Kind: voidKind, reason: reason}, Event{What: "note-voided"})
		if err != nil {
			return err
		}
		_, err = tx.Exec("UPDATE note SET status = 'void', void_at = ?, void_reason = ? WHERE id = ?", stamp(a.At), reason, id)
		return err
	})
}

// readAmendable reads the head of a note that can be amended.
func readAmendable(tx *vault.Tx, n NoteID) (int64, Note, error) {
	id, note, err := readHead(tx, n)
	switch {
	case err != nil:
	case note.Status == draft:
		err = &Refused{Rule: "not_signed", What: string(note.ID) + " is a draft", Hint: "drafts are edited: note edit " + string(note.ID)}
	case note.Status == void:
		err = &Refused{Rule: "void", What: string(note.ID) + " was entered in error"}
	}
	return id, note, err
}

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
	list, err := vault.All(tx, scanAddendum, `SELECT a.id, a.kind, a.at, a.author, a.language, a.paragraph, a.whose, s.digest
		FROM addendum a JOIN seal s ON s.addendum = a.id WHERE a.note = ? ORDER BY a.number`, note)
	if err != nil {
		return nil, err
	}
	for i := range list {
		a := &list[i]
		a.Paragraphs, err = vault.All(tx, func(scan vault.Scan) (p Paragraph, err error) {
			err = scan(&p.Text, &p.Whose)
			return p, err
		}, "SELECT text, whose FROM addendum_paragraph WHERE addendum = ? ORDER BY position", a.id)
		if err != nil {
			return nil, err
		}
		if len(a.Paragraphs) == 0 {
			return nil, fmt.Errorf("addendum %d has no text: %w", a.id, vault.ErrDamaged)
		}
		switch a.Kind {
		case markKind:
			a.Mark.Reason, a.Paragraphs = a.Paragraphs[0].Text, nil
		case voidKind:
			a.reason, a.Paragraphs = a.Paragraphs[0].Text, nil
		}
	}
	return list, nil
}

func scanAddendum(scan vault.Scan) (a Addendum, err error) {
	var at string
	var paragraph *int
	var whose *string
	var sum []byte
	err = scan(&a.id, &a.Kind, &at, &a.Author, &a.Language, &paragraph, &whose, &sum)
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

// index enters what a query names into the full-text index.
func index(tx *vault.Tx, docid string, id int64) error {
	_, err := tx.Exec("INSERT INTO search (rowid, text) SELECT docid, coalesce(text, '') FROM searchable WHERE docid = ("+docid+")", id)
	return err
}
