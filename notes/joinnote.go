package notes

import (
	"fmt"
	"slices"

	"subrosa/notes/digest"
	"subrosa/vault"
)

// sealed is a signed item in the log of one copy.
type sealed struct {
	leaf           int64
	note, addendum *int64
	digest         digest.Digest
}

func readSealed(tx *vault.Tx) ([]sealed, error) {
	return vault.All(tx, func(scan vault.Scan) (s sealed, err error) {
		var sum []byte
		if err = scan(&s.leaf, &s.note, &s.addendum, &sum); err == nil && len(sum) != len(s.digest) {
			err = fmt.Errorf("a seal: %w", vault.ErrDamaged)
		}
		if err == nil {
			s.digest = digest.Digest(sum)
		}
		return s, err
	}, "SELECT leaf, note, addendum, digest FROM seal ORDER BY leaf")
}

// findBeginnings learns which notes of the other copy were begun before the
// copies parted, whatever became of them: both have the event.
func (j *joining) findBeginnings() error {
	type beginning struct {
		note int64
		uid  string
	}
	begun := func(tx *vault.Tx) ([]beginning, error) {
		return vault.All(tx, func(scan vault.Scan) (b beginning, err error) {
			var uid []byte
			err = scan(&b.note, &uid)
			b.uid = string(uid)
			return b, err
		}, "SELECT note, uid FROM event WHERE what IN ('note-begun', 'note-forked') AND note IS NOT NULL")
	}
	ours, err := begun(j.here)
	if err != nil {
		return err
	}
	known := map[string]int64{}
	for _, b := range ours {
		known[b.uid] = b.note
	}
	theirs, err := begun(j.there)
	for _, b := range theirs {
		if note, ok := known[b.uid]; ok {
			j.begun[b.note] = note
		}
	}
	return err
}

// noteNumber is the number here of a note that comes with the other copy: the
// one that it had here before it was discarded; else its own, when it was never
// given here.
func (j *joining) noteNumber(there int64) (int64, error) {
	if id, ok := j.begun[there]; ok {
		taken, err := exists(j.here, "SELECT 1 FROM note WHERE id = ?", id)
		if err != nil || !taken {
			return id, err
		}
	}
	id, err := j.number("note", there)
	if err == nil && id > maxNote {
		err = &Refused{Rule: "too_many", What: "the record has as many notes as it can have"}
	}
	return id, err
}

// maxNote is the highest number of a note.
const maxNote = 1<<24 - 1

// takeSigned takes what was signed there, in the order in which it was signed.
func (j *joining) takeSigned() error {
	ours, err := readSealed(j.here)
	if err != nil {
		return err
	}
	theirs, err := readSealed(j.there)
	if err != nil {
		return err
	}
	known := make(map[digest.Digest]sealed, len(ours))
	for _, s := range ours {
		known[s.digest] = s
	}
	for _, s := range theirs {
		own, here := known[s.digest]
		switch {
		case here && s.note != nil && own.note != nil:
			j.notes[*s.note] = *own.note
			j.same(string(noteID(*s.note)), string(noteID(*own.note)))
		case here && s.addendum != nil && own.addendum != nil:
			j.addenda[*s.addendum] = *own.addendum
		case here:
			err = fmt.Errorf("%w: a note and an addendum with one digest", vault.ErrDamaged)
		default:
			err = j.takeSealed(s)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (j *joining) takeSealed(s sealed) error {
	left, err := j.leaveSealed(s)
	switch {
	case err != nil || left:
		return err
	case s.note != nil:
		return j.takeNote(*s.note, s)
	}
	return j.takeAddendum(*s.addendum, s)
}

// takeNote takes a signed note: into its draft, where that is still one here.
func (j *joining) takeNote(there int64, s sealed) error {
	rows, err := j.rows(j.there, "note", "WHERE id = ?", there)
	if err != nil {
		return err
	}
	if len(rows) != 1 {
		return fmt.Errorf("note %d of the other copy: %w", there, vault.ErrDamaged)
	}
	r := rows[0]
	file := j.cases[r.int("casefile")]
	signedAs, signedCase := pick(r["signed_as"], there), pick(r["signed_case"], r.int("casefile"))
	signedAt, lateHours, lateReason := r["signed_at"], r["late_hours"], r["late_reason"]
	r["status"], r["casefile"] = draft, file
	for _, column := range []string{"signed_at", "late_hours", "late_reason", "void_at", "void_reason", "signed_as", "signed_case"} {
		r[column] = nil
	}
	id, err := j.draftToSign(r, there)
	if err != nil {
		return err
	}
	if id == 0 {
		if id, err = j.addSigned(r); err != nil {
			return err
		}
	}
	if err := j.copyText(j.there, there, id); err != nil {
		return err
	}
	if err := j.sealHere("note", "note", s, there, id); err != nil {
		return err
	}
	_, err = j.here.Exec("UPDATE note SET status = 'signed', signed_at = ?, late_hours = ?, late_reason = ?, signed_as = ?, signed_case = ? WHERE id = ?",
		signedAt, lateHours, lateReason, unless(signedAs, id), unless(signedCase, file), id)
	if err != nil {
		return err
	}
	if _, err := j.here.Exec("UPDATE alias SET draft = NULL WHERE draft = ?", id); err != nil {
		return err
	}
	j.notes[there] = id
	j.took("note", string(noteID(id)))
	j.renumber(string(noteID(there)), string(noteID(id)))
	return index(j.here, "SELECT docid FROM note WHERE id = ?", id)
}

// addSigned writes the row of a note that is about to be sealed.
func (j *joining) addSigned(r row) (int64, error) {
	twice, err := j.sameDraft(r.uid())
	if err != nil {
		return 0, err
	}
	id, err := j.noteNumber(r.int("id"))
	if err != nil {
		return 0, err
	}
	for _, own := range twice {
		if own.text("status") != draft {
			j.differs(string(noteID(own.int("id"))), "signed in both copies; the other one is "+string(noteID(id)))
		}
	}
	return id, j.newNote(merge(r, row{"id": id}))
}

// draftToSign makes room in a draft here for the text under which it was signed
// there; 0 when there is no such draft. What was written in it here since, and
// is not what was signed, stays as a draft of its own.
func (j *joining) draftToSign(r row, there int64) (int64, error) {
	ours, err := j.rows(j.here, "note", "WHERE uid = ? AND casefile = ? AND started_at = ? AND status = 'draft'", r["uid"], r["casefile"], r["started_at"])
	if err != nil || len(ours) == 0 {
		return 0, err
	}
	own := ours[0]
	id := own.int("id")
	content, err := j.content(j.here, own)
	if err != nil {
		return 0, err
	}
	signed, err := j.content(j.there, merge(r, row{"id": there}))
	if err != nil {
		return 0, err
	}
	if content != signed && uint64(own.int("written_in")) > j.fork.Ours {
		kept, err := j.keepDraft(j.here, own, content)
		if err != nil {
			return 0, err
		}
		if kept != "" {
			j.differs(string(noteID(id)), "a draft here, signed there; what was written here is the draft "+string(kept))
		}
	}
	if err := j.clearText(id); err != nil {
		return 0, err
	}
	return id, j.update("note", id, r, j.without("note", "id", "casefile", "started_at", "uid", "status")...)
}

// without are the columns of a table but for some. The columns are known by now.
func (j *joining) without(table string, not ...string) []string {
	var list []string
	for _, c := range j.columns[table] {
		if !slices.Contains(not, c) {
			list = append(list, c)
		}
	}
	return list
}

// clearText removes the text of a draft.
func (j *joining) clearText(id int64) error {
	for _, table := range []string{"paragraph", "section"} {
		if _, err := j.here.Exec("DELETE FROM "+table+" WHERE note = ?", id); err != nil {
			return err
		}
	}
	return nil
}

// copyText copies the sections and paragraphs of a note.
func (j *joining) copyText(from *vault.Tx, there, here int64) error {
	for _, table := range []string{"section", "paragraph"} {
		rows, err := j.rows(from, table, "WHERE note = ? ORDER BY position", there)
		if err != nil {
			return err
		}
		for _, r := range rows {
			r["note"] = here
			if err := j.insert(table, r); err != nil {
				return err
			}
		}
	}
	return nil
}

// sealHere enters what was signed there into the log here, and keeps its seal.
func (j *joining) sealHere(column, kind string, s sealed, there, here int64) error {
	seal, err := vault.One(j.there, vault.Value[[]byte], "SELECT seal FROM seal WHERE "+column+" = ?", there)
	if err != nil {
		return err
	}
	leaf, err := enterLog(j.here, kind, s.digest)
	if err != nil {
		return err
	}
	_, err = j.here.Exec("INSERT INTO seal (leaf, "+column+", digest, seal) VALUES (?, ?, ?, ?)", leaf, here, s.digest[:], seal)
	return err
}

// takeAddendum takes a signed addendum, mark or void.
func (j *joining) takeAddendum(there int64, s sealed) error {
	rows, err := j.rows(j.there, "addendum", "WHERE id = ?", there)
	if err != nil {
		return err
	}
	if len(rows) != 1 {
		return fmt.Errorf("addendum %d of the other copy: %w", there, vault.ErrDamaged)
	}
	r := rows[0]
	noteThere := r.int("note")
	note, ok := j.notes[noteThere]
	if !ok {
		return fmt.Errorf("addendum %d of the other copy comes before its note: %w", there, vault.ErrDamaged)
	}
	file := func(tx *vault.Tx, n int64) (int64, error) {
		return vault.One(tx, vault.Value[int64], "SELECT casefile FROM note WHERE id = ?", n)
	}
	fileThere, err := file(j.there, noteThere)
	if err != nil {
		return err
	}
	fileHere, err := file(j.here, note)
	if err != nil {
		return err
	}
	if err := j.markedBoth(note, r); err != nil {
		return err
	}
	id, err := j.addAddendum(note, r)
	if err != nil {
		return err
	}
	r["signed_as"] = unless(pick(r["signed_as"], noteThere), note)
	r["signed_case"] = unless(pick(r["signed_case"], fileThere), fileHere)
	if err := j.insert("addendum", r); err != nil {
		return err
	}
	texts, err := j.rows(j.there, "addendum_paragraph", "WHERE addendum = ? ORDER BY position", there)
	if err != nil {
		return err
	}
	for _, p := range texts {
		p["addendum"] = id
		if err := j.insert("addendum_paragraph", p); err != nil {
			return err
		}
	}
	kind := r.text("kind")
	if err := j.sealHere("addendum", kind, s, there, id); err != nil {
		return err
	}
	if kind == voidKind {
		_, err := j.here.Exec("UPDATE note SET status = 'void', void_at = ?, void_reason = ? WHERE id = ? AND status = 'signed'",
			r["at"], texts[0]["text"], note)
		if err != nil {
			return err
		}
	}
	j.addenda[there] = id
	j.took(kind, string(noteID(note)))
	return index(j.here, "SELECT docid FROM addendum WHERE id = ?", id)
}

// addAddendum gives an addendum its place here: the next number of its note.
func (j *joining) addAddendum(note int64, r row) (int64, error) {
	id, err := j.nextRow("addendum")
	if err != nil {
		return 0, err
	}
	type place struct{ number, docid int64 }
	at, err := vault.One(j.here, func(scan vault.Scan) (p place, err error) {
		err = scan(&p.number, &p.docid)
		return p, err
	}, "SELECT coalesce((SELECT max(number) FROM addendum WHERE note = n.id), 0) + 1, docid FROM note n WHERE n.id = ?", note)
	if err != nil {
		return 0, err
	}
	if at.number > 4095 {
		return 0, &Refused{Rule: "too_many", What: string(noteID(note)) + " has as many addenda as a note can have"}
	}
	r["id"], r["note"], r["number"], r["docid"], r["joined"] = id, note, at.number, at.docid+at.number, j.id
	return id, nil
}

// markedBoth tells of a paragraph that was marked in both copies since they
// parted, and of a note that was amended in one and void in the other. The mark
// that was signed later counts.
func (j *joining) markedBoth(note int64, r row) error {
	code := string(noteID(note))
	state, err := vault.One(j.here, vault.Value[string], "SELECT status FROM note WHERE id = ?", note)
	if err != nil {
		return err
	}
	if state == void {
		j.differs(code, "entered in error; the other copy has a later addendum: "+r.text("kind"))
	}
	if r.text("kind") != markKind {
		return nil
	}
	own, err := vault.All(j.here, vault.Value[string], "SELECT whose FROM addendum WHERE note = ? AND paragraph = ? AND joined IS NULL ORDER BY number DESC LIMIT 1",
		note, r["paragraph"])
	if err == nil && len(own) > 0 && own[0] != r.text("whose") {
		j.differs(code, fmt.Sprintf("paragraph %d is marked in both copies; the later mark counts", r.int("paragraph")))
	}
	return err
}

// pick is a number of the record, or another one where there is none.
func pick(stored any, otherwise int64) int64 {
	if n, ok := stored.(int64); ok {
		return n
	}
	return otherwise
}

// unless is nil for the number that needs not be said.
func unless(n, usual int64) any {
	if n == usual {
		return nil
	}
	return n
}

// merge is a row with other values.
func merge(r, other row) row {
	m := row{}
	for _, from := range []row{r, other} {
		for c, v := range from {
			m[c] = v
		}
	}
	return m
}
