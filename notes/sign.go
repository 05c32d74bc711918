package notes

import (
	"context"
	"slices"
	"time"

	"subrosa/notes/digest"
	"subrosa/notes/document"
	"subrosa/vault"
)

// lateAfter is how long after the end of a session its text may change without
// being late.
const lateAfter = 48 * time.Hour

// Sign freezes a draft, makes its digest and enters it into the log. A text
// that was changed late needs a reason; one that is on time ignores it.
func (b *Book) Sign(ctx context.Context, n NoteID, lateReason string) (Note, error) {
	return update(ctx, b, func(tx *vault.Tx) (Note, error) { return b.sign(tx, n, lateReason) })
}

// NewSigned keeps a document as a new note and signs it, both or neither. What
// Findings would have pointed out comes back with it.
func (b *Book) NewSigned(ctx context.Context, in NoteInput, lateReason string) (Note, Saved, error) {
	var saved Saved
	note, err := update(ctx, b, func(tx *vault.Tx) (note Note, err error) {
		if saved, err = b.newNote(tx, in); err != nil {
			return note, err
		}
		if saved.Findings, err = b.findings(tx, saved.Note); err != nil {
			return note, err
		}
		saved.Findings = slices.DeleteFunc(saved.Findings, func(f Finding) bool { return f.Blocks })
		return b.sign(tx, saved.Note, lateReason)
	})
	return note, saved, err
}

func (b *Book) sign(tx *vault.Tx, n NoteID, lateReason string) (Note, error) {
	id, note, err := readDraft(tx, n)
	if err != nil {
		return note, err
	}
	if note.Sections, err = readSections(tx, id); err != nil {
		return note, err
	}
	if lateReason, err = cleanText("reason", lateReason); err != nil {
		return note, err
	}
	at := now(tx)
	file, _ := note.Case.number()
	parties, err := labels(tx, file)
	if err != nil {
		return note, err
	}
	alerts, err := riskAlerts(tx, file)
	if err != nil {
		return note, err
	}
	if err := signable(note, parties, AlertFor(alerts, DocumentOf(note).Present), lateReason, at); err != nil {
		return note, err
	}
	note.Status, note.SignedAt = signed, &at
	if hours, late := note.lateness(); late {
		note.Late = &Late{hours, lateReason}
	}
	return b.freeze(tx, id, note)
}

// freeze seals a note and enters it into the log and the full-text index.
func (b *Book) freeze(tx *vault.Tx, id int64, note Note) (Note, error) {
	file, _ := note.Case.number()
	texts, marks, err := sectionTexts(note.Sections)
	if err != nil {
		return note, err
	}
	sum, err := seal(tx, "note", "note", id, file, texts, noteFields(note, marks))
	if err != nil {
		return note, err
	}
	var hours, reason any
	if note.Late != nil {
		hours, reason = note.Late.Hours, note.Late.Reason
	}
	_, err = tx.Exec("UPDATE note SET status = 'signed', signed_at = ?, late_hours = ?, late_reason = ? WHERE id = ?",
		stamp(*note.SignedAt), hours, reason, id)
	if err != nil {
		return note, err
	}
	if _, err := tx.Exec("UPDATE alias SET draft = NULL WHERE draft = ?", id); err != nil {
		return note, err
	}
	if err := index(tx, "SELECT docid FROM note WHERE id = ?", id); err != nil {
		return note, err
	}
	text := sum.String()
	note.Digest = &text
	return note, record(tx, Event{What: "note-signed", Case: note.Case, Note: note.ID})
}

// seal makes the digest of a note or an addendum, enters it into the log, and
// keeps the seal. column is "note" or "addendum".
func seal(tx *vault.Tx, column, kind string, id, file int64, texts []string, fields map[string]string) (digest.Digest, error) {
	names, err := caseNames(tx, file)
	if err != nil {
		return digest.Digest{}, err
	}
	content := digest.Content{Fields: fieldList(fields), Paragraphs: tokens(texts, newNameIndex(names))}
	sum, s, err := digest.Sign(content)
	if err != nil {
		return sum, &Invalid{What: "the text cannot be signed: " + err.Error()}
	}
	stored, err := s.MarshalBinary()
	if err != nil {
		return sum, err
	}
	leaf, err := enterLog(tx, kind, sum)
	if err != nil {
		return sum, err
	}
	_, err = tx.Exec("INSERT INTO seal (leaf, "+column+", digest, seal) VALUES (?, ?, ?, ?)", leaf, id, sum[:], stored)
	return sum, err
}

// signable says whether a draft may be signed.
func signable(n Note, parties []string, alert, lateReason string, at time.Time) error {
	d := DocumentOf(n)
	if err := complete(d, len(parties), at); err != nil {
		return err
	}
	_, late := n.lateness()
	switch what := RiskOpen(d, len(parties), alert); {
	case n.empty():
		return &Invalid{What: string(n.ID) + " has no text", Flag: "--from"}
	case what != "":
		return &Invalid{What: string(n.ID) + ": " + what, Flag: "--risk"}
	case late && lateReason == "":
		return &Invalid{What: string(n.ID) + " is late: its text was changed more than 48 hours after the end of the session",
			Flag: "--reason-from"}
	}
	return nil
}

// empty says whether a note lacks the text that it cannot do without.
func (n Note) empty() bool {
	d := DocumentOf(n)
	return !document.WithoutSession(n.Kind) && d.Empty() && d.OwnOf("none_reported") == nil
}

// RiskOpen says why the risk item of a note in a case of so many parties is not
// answered yet, "" when it is, or is not asked. alert is what a questionnaire asks
// to be addressed, as Facts have it; then, as well as where somebody wants a recording as proof
// or for control, in a case of several, or has made one already and may be the
// danger or in it, "not assessed" is no answer.
func RiskOpen(d document.Document, parties int, alert string) string {
	if !document.AsksRisk(d.Kind) {
		return ""
	}
	if alert != "" && (d.Risk == "" || d.Risk == "not-assessed") {
		return alert
	}
	if d.Risk == "" {
		return "risk is not stated"
	}
	reasons := d.OwnOf("reasons")
	forProof := parties > 1 && (slices.Contains(reasons, "proof") || slices.Contains(reasons, "control"))
	if d.Risk == "not-assessed" && (forProof || slices.Contains(reasons, "discovered")) {
		return "a recording for proof or control, or one made already: assess risk"
	}
	return ""
}

// lateness is the number of hours between the end of the session and the last
// change of the text, and whether that is late.
func (n Note) lateness() (hours int, late bool) {
	after := n.TextAt.Sub(n.Start.Add(time.Duration(n.Minutes) * time.Minute))
	return int(after.Hours()), after > lateAfter
}
