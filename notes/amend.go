package notes

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"subrosa/notes/document"
	"subrosa/vault"
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
		if err := registerSigned(tx, file, a.Paragraphs); err != nil {
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
