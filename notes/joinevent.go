package notes

import "subrosa/vault"

// takeLodged takes the heads that were lodged from the other copy, and with
// whom.
func (j *joining) takeLodged() error {
	theirs, err := j.rows(j.there, "head_lodged", "ORDER BY id")
	if err != nil {
		return err
	}
	for _, r := range theirs {
		here, err := exists(j.here, "SELECT 1 FROM head_lodged WHERE head = ? AND holder = ?", r["head"], r["holder"])
		if err == nil && !here {
			if r["id"], err = j.nextRow("head_lodged"); err == nil {
				err = j.insert("head_lodged", r)
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// takeCopyPlaces takes the places of copies that are only in the register there.
func (j *joining) takeCopyPlaces() error {
	theirs, err := j.rows(j.there, "copy_place", "ORDER BY id")
	if err != nil {
		return err
	}
	for _, r := range theirs {
		there, settled := r.int("id"), r["settled_at"]
		own, err := vault.All(j.here, vault.Value[int64], "SELECT id FROM copy_place WHERE kind = ? AND label = ? AND folder = ? AND added_at = ?",
			r["kind"], r["label"], r["folder"], r["added_at"])
		if err == nil && len(own) == 0 {
			own = []int64{0}
			if own[0], err = nextCode(j.here, "copy_place"); err == nil {
				r["id"], r["settled_at"] = own[0], nil
				err = j.insert("copy_place", r)
				j.renumber(string(copyPlaceCode(there)), string(copyPlaceCode(own[0])))
			}
		}
		if err == nil && settled != nil {
			_, err = j.here.Exec("UPDATE copy_place SET settled_at = ? WHERE id = ? AND settled_at IS NULL", settled, own[0])
		}
		if err != nil {
			return err
		}
		j.places[there] = own[0]
		j.same(string(copyPlaceCode(there)), string(copyPlaceCode(own[0])))
	}
	return nil
}

// takeBackups takes the copies that are only in the register there, and what
// became there of those in both.
func (j *joining) takeBackups() error {
	theirs, err := j.rows(j.there, "backup", "ORDER BY id")
	if err != nil {
		return err
	}
	for _, r := range theirs {
		there, gone := r.int("id"), r["gone_at"]
		own, err := vault.All(j.here, vault.Value[int64], "SELECT id FROM backup WHERE sha256 = ? AND path = ? AND at = ?", r["sha256"], r["path"], r["at"])
		if err == nil && len(own) == 0 {
			own = []int64{0}
			if own[0], err = nextCode(j.here, "backup"); err == nil {
				r["id"], r["place"], r["gone_at"] = own[0], j.places[r.int("place")], nil
				err = j.insert("backup", r)
				j.renumber(string(backupCode(there)), string(backupCode(own[0])))
			}
		} else if err == nil {
			_, err = j.here.Exec("UPDATE backup SET checked_at = ?1, rehearsed_at = ?2 WHERE id = ?3 AND gone_at IS NULL AND coalesce(rehearsed_at, '') < ?2",
				r["checked_at"], r["rehearsed_at"], own[0])
		}
		if err == nil && gone != nil {
			_, err = j.here.Exec("UPDATE backup SET gone_at = ? WHERE id = ? AND gone_at IS NULL", gone, own[0])
		}
		if err != nil {
			return err
		}
		j.same(string(backupCode(there)), string(backupCode(own[0])))
	}
	return nil
}

// takeEvents takes what was done there, with the times at which it was done and
// the codes that things have here.
func (j *joining) takeEvents() error {
	known, err := j.idsByUID("event")
	if err != nil {
		return err
	}
	type event struct {
		id  int64
		uid string
	}
	theirs, err := vault.All(j.there, func(scan vault.Scan) (e event, err error) {
		var uid []byte
		err = scan(&e.id, &uid)
		e.uid = string(uid)
		return e, err
	}, "SELECT id, uid FROM event ORDER BY id")
	if err != nil {
		return err
	}
	id, err := j.nextRow("event")
	for _, e := range theirs {
		if err != nil {
			return err
		}
		if _, here := known[e.uid]; here {
			continue
		}
		err = j.takeEvent(e.id, id)
		id++
	}
	return err
}

func (j *joining) takeEvent(there, here int64) error {
	rows, err := j.rows(j.there, "event", "WHERE id = ?", there)
	if err != nil {
		return err
	}
	r := rows[0]
	r["id"], r["joined"] = here, j.id
	if file, ok := r["casefile"].(int64); ok {
		r["casefile"] = j.cases[file]
	}
	if note, ok := r["note"].(int64); ok {
		if r["note"], err = j.noteOf(note); err != nil {
			return err
		}
	}
	if request, ok := r["request"].(string); ok {
		r["request"] = j.inCodes(request)
	}
	if what := r.text("what"); what != "renumbered" && what != "copy-joined" { // these speak of what they joined
		r["detail"] = j.inCodes(r.text("detail"))
	}
	return j.insert("event", r)
}

// noteOf is the number here of a note that an event tells of. It may be gone
// there: then it has the number that it had here, or one that nothing else has.
func (j *joining) noteOf(there int64) (int64, error) {
	if id, ok := j.notes[there]; ok {
		return id, nil
	}
	id, ok := j.begun[there]
	if !ok {
		var err error
		if id, err = j.number("note", there); err != nil {
			return 0, err
		}
		j.same(string(noteID(there)), string(noteID(id)))
	}
	j.notes[there] = id
	return id, nil
}
