package notes

import (
	"encoding/json"

	"subrosa/vault"
)

// The facts of a draft; what else stands in its row says when and where.
var draftFacts = []string{"kind", "layer", "format", "start", "minutes", "place", "present", "part", "risk", "next", "next_place", "extra"}

// content is what is written in a draft, so that two of them can be compared.
func (j *joining) content(tx *vault.Tx, r row) (string, error) {
	var all []any
	for _, c := range draftFacts {
		all = append(all, r[c])
	}
	for _, table := range []string{"section", "paragraph"} {
		rows, err := j.rows(tx, table, "WHERE note = ? ORDER BY position", r["id"])
		if err != nil {
			return "", err
		}
		for _, r := range rows {
			delete(r, "note")
			all = append(all, map[string]any(r))
		}
	}
	text, err := json.Marshal(all)
	return string(text), err
}

// takeDrafts takes the drafts of the other copy, and what was changed in those
// that both have.
func (j *joining) takeDrafts() error {
	ids, err := vault.All(j.there, vault.Value[int64], "SELECT id FROM note WHERE status = 'draft' ORDER BY id")
	if err != nil {
		return err
	}
	for _, there := range ids {
		rows, err := j.rows(j.there, "note", "WHERE id = ?", there)
		if err != nil {
			return err
		}
		if err := j.takeDraft(rows[0]); err != nil {
			return err
		}
	}
	return nil
}

func (j *joining) takeDraft(r row) error {
	there := r.int("id")
	if j.gone[r.int("casefile")] {
		return nil
	}
	content, err := j.content(j.there, r)
	if err != nil {
		return err
	}
	ours, err := j.sameDraft(r.uid())
	if err != nil {
		return err
	}
	if len(ours) == 0 {
		return j.newDraft(r, there)
	}
	own := ours[0]
	j.notes[there] = own.int("id")
	j.same(string(noteID(there)), string(noteID(own.int("id"))))
	if uint64(r.int("written_in")) <= j.fork.Theirs { // nothing that was not known here
		return nil
	}
	for _, o := range ours {
		same, err := j.content(j.here, o)
		if err != nil || same == content {
			return err
		}
	}
	if own.text("status") == draft && uint64(own.int("written_in")) <= j.fork.Ours {
		return j.goOn(own, r, there)
	}
	kept, err := j.keepDraft(j.there, r, content)
	if err != nil || kept == "" {
		return err
	}
	what := "a draft that was changed in both copies; the other one is "
	if own.text("status") != draft {
		what = "signed here; what was written there since is the draft "
	}
	j.differs(string(noteID(own.int("id"))), what+string(kept))
	return nil
}

// sameDraft are the notes here that a draft is or became.
func (j *joining) sameDraft(uid string) ([]row, error) {
	if j.drafts == nil {
		j.drafts = map[string][]int64{}
		_, err := vault.All(j.here, func(scan vault.Scan) (struct{}, error) {
			var id int64
			var uid []byte
			err := scan(&id, &uid)
			j.drafts[string(uid)] = append(j.drafts[string(uid)], id)
			return struct{}{}, err
		}, "SELECT id, uid FROM note ORDER BY id")
		if err != nil {
			return nil, err
		}
	}
	var list []row
	for _, id := range j.drafts[uid] {
		rows, err := j.rows(j.here, "note", "WHERE id = ?", id)
		if err != nil {
			return nil, err
		}
		list = append(list, rows...)
	}
	return list, nil
}

// newNote writes the row of a note, a draft as yet.
func (j *joining) newNote(r row) error {
	if j.drafts != nil {
		j.drafts[r.uid()] = append(j.drafts[r.uid()], r.int("id"))
	}
	return j.insert("note", r)
}

// newDraft takes a draft that is not here: one that was begun there, or that was
// discarded here.
func (j *joining) newDraft(r row, there int64) error {
	id, err := j.noteNumber(there)
	if err != nil {
		return err
	}
	if _, discarded := j.begun[there]; discarded {
		j.differs(string(noteID(id)), "discarded here, a draft there: it is kept")
	}
	j.renumber(string(noteID(there)), string(noteID(id)))
	j.notes[there] = id
	j.took("draft", string(noteID(id)))
	return j.addDraft(j.there, r, id)
}

// addDraft writes a draft under another number.
func (j *joining) addDraft(from *vault.Tx, r row, id int64) error {
	old := r.int("id")
	file := r.int("casefile")
	if from == j.there {
		file = j.cases[file]
	}
	n := merge(r, row{"id": id, "casefile": file, "written_in": writtenIn(j.here)})
	if err := j.newNote(n); err != nil {
		return err
	}
	if err := j.copyText(from, old, id); err != nil {
		return err
	}
	return j.tokensOf(file, id)
}

// tokensOf registers the aliases that a draft uses.
func (j *joining) tokensOf(file, id int64) error {
	sections, err := readSections(j.here, id)
	if err == nil {
		_, err = registerTokens(j.here, file, id, DocumentOf(Note{Sections: sections}).Sections)
	}
	return err
}

// goOn brings a draft to what it became in the other copy.
func (j *joining) goOn(own, r row, there int64) error {
	id := own.int("id")
	if err := j.clearText(id); err != nil {
		return err
	}
	n := merge(r, row{"revision": own.int("revision") + 1, "written_in": writtenIn(j.here)})
	if err := j.update("note", id, n, append([]string{"revision", "written_in", "text_at", "author", "language"}, draftFacts...)...); err != nil {
		return err
	}
	if err := j.copyText(j.there, there, id); err != nil {
		return err
	}
	j.took("draft", string(noteID(id)))
	return j.tokensOf(own.int("casefile"), id)
}

// keepDraft keeps what is written in a draft as a draft of its own, and says
// which; "" when that was done before. Its uid comes from what is written, so
// that every copy gives the same.
func (j *joining) keepDraft(from *vault.Tx, r row, content string) (NoteID, error) {
	uid := derived("draft", r.uid(), content)
	kept, err := j.sameDraft(string(uid))
	if err != nil || len(kept) > 0 {
		return "", err
	}
	id, err := nextCode(j.here, "note")
	if err != nil {
		return "", err
	}
	if err := j.addDraft(from, merge(r, row{"uid": uid, "status": draft}), id); err != nil {
		return "", err
	}
	file, err := vault.One(j.here, vault.Value[int64], "SELECT casefile FROM note WHERE id = ?", id)
	if err != nil {
		return "", err
	}
	of := r.int("id")
	if from == j.there {
		j.took("draft", string(noteID(id)))
		of = j.notes[of]
	}
	return noteID(id), record(j.here, Event{What: "note-forked", Case: caseCode(file), Note: noteID(id), Detail: string(noteID(of))})
}
