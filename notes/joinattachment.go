package notes

import "subrosa/vault"

// takeAttachments takes the files, that some were added in error, and the
// readable copies that are about.
func (j *joining) takeAttachments() error {
	known, err := j.idsByUID("attachment")
	if err != nil {
		return err
	}
	theirs, err := j.rows(j.there, "attachment", "ORDER BY id")
	if err != nil {
		return err
	}
	files := map[int64]int64{}
	for _, r := range theirs {
		there := r.int("id")
		id, here := known[r.uid()]
		switch {
		case here:
			j.same(string(attachmentCode(there)), string(attachmentCode(id)))
		case j.gone[r.int("casefile")]:
			continue
		default:
			if id, err = j.takeAttachment(r); err != nil {
				return err
			}
		}
		files[there] = id
	}
	voids, err := j.rows(j.there, "attachment_void", "ORDER BY attachment")
	for _, r := range voids {
		id, taken := files[r.int("attachment")]
		if err != nil || !taken {
			continue
		}
		_, err = j.here.Exec("INSERT INTO attachment_void (attachment, at, reason) SELECT ?1, ?2, ?3 WHERE NOT EXISTS (SELECT 1 FROM attachment_void WHERE attachment = ?1)",
			id, r["at"], r["reason"])
	}
	if err != nil {
		return err
	}
	return j.takeReadableCopies(files)
}

// takeAttachment takes a file piece by piece, so that no more than one is in
// memory.
func (j *joining) takeAttachment(r row) (int64, error) {
	there := r.int("id")
	id, err := j.nextRow("attachment")
	if err != nil {
		return 0, err
	}
	r["id"], r["casefile"] = id, j.cases[r.int("casefile")]
	if err := j.insert("attachment", r); err != nil {
		return 0, err
	}
	pieces, err := vault.All(j.there, vault.Value[int64], "SELECT number FROM attachment_piece WHERE attachment = ? ORDER BY number", there)
	for _, no := range pieces {
		if err != nil {
			return 0, err
		}
		var body []byte
		if body, err = vault.One(j.there, vault.Value[[]byte], "SELECT body FROM attachment_piece WHERE attachment = ? AND number = ?", there, no); err == nil {
			_, err = j.here.Exec("INSERT INTO attachment_piece (attachment, number, body) VALUES (?, ?, ?)", id, no, body)
		}
	}
	j.took("attachment", string(attachmentCode(id)))
	j.renumber(string(attachmentCode(there)), string(attachmentCode(id)))
	return id, err
}

// takeReadableCopies takes what lies about readable, and what does not any more.
func (j *joining) takeReadableCopies(files map[int64]int64) error {
	known, err := j.idsByUID("readable_copy")
	if err != nil {
		return err
	}
	theirs, err := j.rows(j.there, "readable_copy", "ORDER BY id")
	if err != nil {
		return err
	}
	for _, r := range theirs {
		there := r.int("id")
		id, here := known[r.uid()]
		if !here {
			if id, err = j.nextRow("readable_copy"); err != nil {
				return err
			}
			r["id"] = id
			if r["attachment"] != nil { // a case that is gone here may still lie about
				if file, taken := files[r.int("attachment")]; taken {
					r["attachment"] = file
				}
				if file, here := j.cases[r.int("casefile")]; here {
					r["casefile"] = file
				}
			}
			if err := j.insert("readable_copy", r); err != nil {
				return err
			}
			j.renumber(readableCopyCode(there), readableCopyCode(id))
		}
		if _, err := j.here.Exec("INSERT INTO readable_copy_gone (copy, at) SELECT ?1, ?2 WHERE ?2 IS NOT NULL AND NOT EXISTS (SELECT 1 FROM readable_copy_gone WHERE copy = ?1)",
			id, j.goneThere(there)); err != nil {
			return err
		}
	}
	return nil
}

// goneThere is when a readable copy was said to be gone in the other copy; nil
// when it was not.
func (j *joining) goneThere(copy int64) any {
	at, err := vault.One(j.there, vault.Value[string], "SELECT at FROM readable_copy_gone WHERE copy = ?", copy)
	if err != nil {
		return nil
	}
	return at
}
