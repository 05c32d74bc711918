package notes

import (
	"fmt"

	"subrosa/vault"
)

// What was destroyed here does not come back with another copy: nothing of such a
// case is taken, and that the copy still has it is told. A case that was destroyed
// there and not here stays, which is told too.
//
// Of a request that reaches such a case, the packets and what they were made from
// are taken without their contents. One that concerns no other case is taken only
// while it is open, since it wants an answer: then it names the case by its
// code, and is answered from what is left of it.

// findDestroyed looks which cases of the other copy were destroyed here.
func (j *joining) findDestroyed() error {
	here, err := j.destroyedCases(j.here)
	if err != nil {
		return err
	}
	there, err := j.destroyedCases(j.there)
	if err != nil {
		return err
	}
	known, err := j.idsByUID("casefile")
	if err != nil {
		return err
	}
	theirs, err := j.rows(j.there, "casefile", "ORDER BY id")
	for _, r := range theirs {
		if err != nil {
			return err
		}
		id, both := known[r.uid()]
		file := r.int("id")
		_, thereToo := there[file]
		if at, gone := here[id]; both && gone {
			j.gone[file] = true
			if !thereToo {
				err = j.tellGone(file, id, at)
			}
		} else if thereToo && both {
			j.kept[file] = true
			j.differs(string(caseCode(id)), "destroyed there, and kept here")
		} else if thereToo {
			j.tombs[file] = true
		}
	}
	return err
}

// destroyedCases are the cases that a copy has destroyed, with the days.
func (j *joining) destroyedCases(tx *vault.Tx) (map[int64]string, error) {
	list := map[int64]string{}
	_, err := vault.All(tx, func(scan vault.Scan) (none struct{}, err error) {
		var file int64
		var at string
		err = scan(&file, &at)
		list[file] = at
		return none, err
	}, "SELECT casefile, substr(at, 1, 10) FROM destruction")
	return list, err
}

// tellGone says what the other copy has of a case that was destroyed here.
func (j *joining) tellGone(there, here int64, at string) error {
	count, err := vault.One(j.there, vault.Value[int], "SELECT count(*) FROM note WHERE casefile = ?", there)
	j.differs(string(caseCode(here)), fmt.Sprintf("destroyed here on %s; that copy still has it (notes: %d), and it is not taken", at, count))
	return err
}

// ofGone says whether a row of the other copy is of such a case.
func (j *joining) ofGone(query string, id int64) (bool, error) {
	files, err := vault.All(j.there, vault.Value[int64], query, id)
	for _, f := range files {
		if j.gone[f] {
			return true, err
		}
	}
	return false, err
}

// onlyGone says whether it is of such cases and of no other.
func (j *joining) onlyGone(query string, id int64) (bool, error) {
	files, err := vault.All(j.there, vault.Value[int64], query, id)
	for _, f := range files {
		if !j.gone[f] {
			return false, err
		}
	}
	return len(files) > 0, err
}

// leavePerson says whether a person of the other copy is left there: one who went
// with a case, or came only to such.
func (j *joining) leavePerson(r row) (bool, error) {
	left, err := exists(j.here, "SELECT 1 FROM destroyed_uid WHERE uid = ?", r["uid"])
	if err != nil {
		return false, err
	}
	files, err := vault.All(j.there, vault.Value[int64], "SELECT casefile FROM party WHERE person = ?", r.int("id"))
	for _, f := range files {
		if !j.gone[f] {
			return false, err
		}
	}
	return left || len(files) > 0, err
}

// leaveRequest says whether a request is left there.
func (j *joining) leaveRequest(r row) (bool, error) {
	destroyed, err := exists(j.here, "SELECT 1 FROM destroyed_uid WHERE uid = ?", r["uid"])
	if err != nil || destroyed {
		return destroyed, err
	}
	only, err := j.onlyGone("SELECT casefile FROM request_touches WHERE request = ?", r.int("id"))
	return only && r["closed_at"] != nil, err
}

// leaveHold says whether a hold is left there: it holds nothing that is here.
func (j *joining) leaveHold(r row) (bool, error) {
	if r["request"] != nil {
		if _, taken := j.requests[r.int("request")]; !taken {
			return true, nil
		}
	}
	return j.onlyGone("SELECT casefile FROM hold_case WHERE hold = ?", r.int("id"))
}

// ofTombstone writes a request that concerns nothing but destroyed cases as one
// that names them.
func (j *joining) ofTombstone(r row) (files []int64, err error) {
	there := r.int("id")
	only, err := j.onlyGone("SELECT casefile FROM request_touches WHERE request = ?", there)
	if err != nil || !only {
		return nil, err
	}
	r["named_cases"] = int64(1)
	return vault.All(j.there, vault.Value[int64], "SELECT casefile FROM request_touches WHERE request = ? ORDER BY casefile", there)
}

// leaveSealed says whether a signed item is of a destroyed case. Its digest is
// kept, since the log of the other copy has it.
func (j *joining) leaveSealed(s sealed) (bool, error) {
	query, id := "SELECT casefile FROM note WHERE id = ?", s.note
	if s.addendum != nil {
		query, id = "SELECT n.casefile FROM addendum a JOIN note n ON n.id = a.note WHERE a.id = ?", s.addendum
	}
	file, err := vault.One(j.there, vault.Value[int64], query, *id)
	if err != nil || !j.gone[file] {
		return false, err
	}
	return true, j.keepDigest(s.digest[:], j.cases[file])
}

// keepDigest remembers a digest of something that is not in the record.
func (j *joining) keepDigest(digest []byte, file int64) error {
	_, err := j.here.Exec(`INSERT INTO destroyed_item (digest, casefile, joined) SELECT ?1, ?2, ?3
		WHERE NOT EXISTS (SELECT 1 FROM destroyed_item WHERE digest = ?1) AND NOT EXISTS (SELECT 1 FROM seal WHERE digest = ?1)`, digest, file, j.id)
	return err
}

// takeDestroyed takes the digests of what was destroyed there, and the tombstones
// of cases that this record never had.
func (j *joining) takeDestroyed() error {
	items, err := j.rows(j.there, "destroyed_item", "ORDER BY digest")
	if err != nil {
		return err
	}
	for _, r := range items {
		if err := j.keepDigest(r["digest"].([]byte), j.cases[r.int("casefile")]); err != nil {
			return err
		}
	}
	tombs, err := j.rows(j.there, "destruction", "ORDER BY number")
	if err != nil {
		return err
	}
	for _, r := range tombs {
		file := r.int("casefile")
		if !j.tombs[file] {
			continue
		}
		if err := j.takeTombstone(r); err != nil {
			return err
		}
	}
	uids, err := j.rows(j.there, "destroyed_uid", "ORDER BY uid")
	for _, r := range uids {
		if err == nil && !j.kept[r.int("casefile")] {
			_, err = j.here.Exec("INSERT INTO destroyed_uid SELECT ?1, ?2 WHERE NOT EXISTS (SELECT 1 FROM destroyed_uid WHERE uid = ?1)", r["uid"], j.cases[r.int("casefile")])
		}
	}
	return err
}

func (j *joining) takeTombstone(r row) error {
	there := r.int("number")
	number, err := j.number("certificate", there)
	if err != nil {
		return err
	}
	file := j.cases[r.int("casefile")]
	j.renumber(string(certificateCode(there)), string(certificateCode(number)))
	r["casefile"], r["number"], r["unfinished"] = file, number, file
	if err := j.insert("destruction", r); err != nil {
		return err
	}
	_, err = j.here.Exec("UPDATE destruction SET unfinished = NULL WHERE casefile = ?", file)
	return err
}

// takeLooks takes that places were looked through for old copies.
func (j *joining) takeLooks() error {
	known, err := j.idsByUID("place_looked")
	if err != nil {
		return err
	}
	theirs, err := j.rows(j.there, "place_looked", "ORDER BY id")
	for _, r := range theirs {
		if _, here := known[r.uid()]; here || err != nil {
			continue
		}
		if r["id"], err = j.nextRow("place_looked"); err == nil {
			r["place"] = j.places[r.int("place")]
			err = j.insert("place_looked", r)
		}
	}
	return err
}

// takeKeeping takes her decisions how long cases are kept, behind those made here.
func (j *joining) takeKeeping() error {
	known, err := j.idsByUID("retention_keep")
	if err != nil {
		return err
	}
	theirs, err := j.rows(j.there, "retention_keep", "ORDER BY id")
	for _, r := range theirs {
		if _, here := known[r.uid()]; here || err != nil || j.gone[r.int("casefile")] {
			continue
		}
		if r["id"], err = j.nextRow("retention_keep"); err == nil {
			r["casefile"] = j.cases[r.int("casefile")]
			err = j.insert("retention_keep", r)
		}
	}
	return err
}
