package notes

import (
	"fmt"

	"subrosa/vault"
)

// takeRequests takes the requests with all that hangs on them.
func (j *joining) takeRequests() error {
	for _, step := range []func() error{j.requestsThere, j.approvalsThere, j.packetsThere, j.deliveriesThere, j.disclosuresThere} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

func (j *joining) requestsThere() error {
	known, err := j.idsByUID("request")
	if err != nil {
		return err
	}
	theirs, err := j.rows(j.there, "request", "ORDER BY id")
	if err != nil {
		return err
	}
	for _, r := range theirs {
		there := r.int("id")
		left, err := j.leaveRequest(r)
		if err != nil {
			return err
		}
		if left {
			continue
		}
		if j.emptied[there], err = j.ofGone("SELECT casefile FROM request_touches WHERE request = ?", there); err != nil {
			return err
		}
		id, here := known[r.uid()]
		if here {
			err = j.closeRequest(id, r)
		} else {
			id, err = j.addRequest(r)
		}
		if err != nil {
			return err
		}
		j.requests[there] = id
		if err := j.decisions(there, id); err != nil {
			return err
		}
	}
	if err := j.stepsThere(); err != nil {
		return err
	}
	return j.holdsThere()
}

// asHere writes person and case of a row in the numbers they have here. A person
// who was left there is nobody.
func (j *joining) asHere(r row) {
	if r["person"] != nil {
		id, known := j.persons[r.int("person")]
		if r["person"] = id; !known {
			r["person"] = nil
		}
	}
	if r["casefile"] != nil {
		r["casefile"] = j.cases[r.int("casefile")]
	}
}

// stepsThere takes what was done about requests there, behind what was done here.
func (j *joining) stepsThere() error {
	known, err := j.idsByUID("request_step")
	if err != nil {
		return err
	}
	theirs, err := j.rows(j.there, "request_step", "ORDER BY id")
	if err != nil {
		return err
	}
	for _, r := range theirs {
		_, here := known[r.uid()]
		_, taken := j.requests[r.int("request")]
		_, somebody := j.persons[r.int("person")]
		if here || !taken || r["person"] != nil && !somebody || j.gone[r.int("casefile")] && r["casefile"] != nil {
			continue
		}
		id, err := j.nextRow("request_step")
		if err != nil {
			return err
		}
		r["id"], r["request"] = id, j.requests[r.int("request")]
		if r.text("kind") == checkStep {
			r["ground"] = j.inCodes(r.text("ground")) // an attachment
		}
		j.asHere(r)
		if err := j.insert("request_step", r); err != nil {
			return err
		}
	}
	return nil
}

// holdsThere takes the holds, and lifts those that were lifted there.
func (j *joining) holdsThere() error {
	known, err := j.idsByUID("hold")
	if err != nil {
		return err
	}
	theirs, err := j.rows(j.there, "hold", "ORDER BY id")
	if err != nil {
		return err
	}
	for _, r := range theirs {
		there := r.int("id")
		id, here := known[r.uid()]
		switch left, err := j.leaveHold(r); {
		case err != nil:
			return err
		case here:
			j.same(string(holdCode(there)), string(holdCode(id)))
		case left:
			continue
		default:
			if id, err = j.takeHold(r); err != nil {
				return err
			}
		}
		if r["lifted_at"] != nil {
			if _, err := j.here.Exec("UPDATE hold SET lifted_at = ?, lifted_for = ? WHERE id = ? AND lifted_at IS NULL",
				r["lifted_at"], r["lifted_for"], id); err != nil {
				return err
			}
		}
	}
	return nil
}

func (j *joining) takeHold(r row) (int64, error) {
	there := r.int("id")
	id, err := j.nextRow("hold")
	if err != nil {
		return 0, err
	}
	r["id"] = id
	if r["request"] != nil {
		r["request"] = j.requests[r.int("request")]
		r["reason"] = j.inCodes(r.text("reason"))
	}
	if err := j.insert("hold", r); err != nil {
		return 0, err
	}
	files, err := j.rows(j.there, "hold_case", "WHERE hold = ?", there)
	for _, f := range files {
		if err == nil && !j.gone[f.int("casefile")] {
			err = j.insert("hold_case", row{"hold": id, "casefile": j.cases[f.int("casefile")]})
		}
	}
	if r["request"] == nil { // else it came with its request
		j.took("hold", string(holdCode(id)))
	}
	j.renumber(string(holdCode(there)), string(holdCode(id)))
	return id, err
}

func (j *joining) addRequest(r row) (int64, error) {
	there, year := r.int("id"), r.int("year")
	number, err := j.number(fmt.Sprintf("request-%d", year), r.int("number"))
	if err != nil {
		return 0, err
	}
	id, err := j.nextRow("request")
	if err != nil {
		return 0, err
	}
	code := string(requestCode(int(year), number))
	j.renumber(string(requestCode(int(year), r.int("number"))), code)
	j.took("request", code)
	files, err := j.ofTombstone(r)
	if err == nil && len(files) == 0 {
		files, err = vault.All(j.there, vault.Value[int64], "SELECT casefile FROM request_case WHERE request = ? ORDER BY casefile", there)
	}
	if err != nil {
		return 0, err
	}
	r["id"], r["number"] = id, number
	j.asHere(r)
	if err := j.insert("request", r); err != nil {
		return 0, err
	}
	for _, f := range files {
		if err := j.insert("request_case", row{"request": id, "casefile": j.cases[f]}); err != nil {
			return 0, err
		}
	}
	return id, nil
}

// closeRequest closes what both copies have and the other one has closed: a
// request is closed once.
func (j *joining) closeRequest(id int64, r row) error {
	code, err := j.requestCodeOf(id)
	if err != nil {
		return err
	}
	j.same(string(requestCode(int(r.int("year")), r.int("number"))), code)
	if r["closed_at"] == nil {
		return nil
	}
	changed, err := j.here.Exec("UPDATE request SET closed_at = ? WHERE id = ? AND closed_at IS NULL", r["closed_at"], id)
	if changed > 0 {
		j.differs(code, "closed there; it is closed here too")
	}
	return err
}

func (j *joining) requestCodeOf(id int64) (string, error) {
	return vault.One(j.here, func(scan vault.Scan) (string, error) {
		var year, number int64
		err := scan(&year, &number)
		return string(requestCode(int(year), number)), err
	}, "SELECT year, number FROM request WHERE id = ?", id)
}

// decisions adds what was decided in a review there and not here.
func (j *joining) decisions(there, here int64) error {
	notes, err := j.rows(j.there, "request_note", "WHERE request = ?", there)
	if err != nil {
		return err
	}
	code, err := j.requestCodeOf(here)
	if err != nil {
		return err
	}
	for _, d := range notes {
		note, taken := j.notes[d.int("note")]
		if !taken { // of a case that was destroyed
			continue
		}
		d["request"], d["note"] = here, note
		own, err := j.rows(j.here, "request_note", "WHERE request = ? AND note = ?", here, d["note"])
		switch {
		case err != nil:
			return err
		case len(own) == 0:
			err = j.insert("request_note", d)
		case own[0]["decision"] != d["decision"]:
			j.differs(code, "the decision about "+string(noteID(d.int("note"))))
		}
		if err != nil {
			return err
		}
	}
	spans, err := j.rows(j.there, "request_span", "WHERE request = ?", there)
	if err != nil {
		return err
	}
	for _, s := range spans {
		if err := j.decidedPlace(s, here, code); err != nil {
			return err
		}
	}
	return nil
}

// decidedPlace adds what was decided about a place. Addenda are counted there in
// the order in which they leave, which may be another one here.
func (j *joining) decidedPlace(s row, request int64, code string) error {
	noteThere, part := s.int("note"), s.int("addendum")
	note, taken := j.notes[noteThere]
	if !taken {
		return nil
	}
	s["request"], s["note"] = request, note
	if part > 0 {
		theirs, err := leaving(j.there, noteThere)
		if err != nil {
			return err
		}
		ours, err := leaving(j.here, s.int("note"))
		if err != nil {
			return err
		}
		s["addendum"] = int64(0)
		for i, id := range ours {
			if part <= int64(len(theirs)) && id == j.addenda[theirs[part-1]] {
				s["addendum"] = int64(i + 1)
			}
		}
		if s["addendum"] == int64(0) {
			return nil // of an addendum that never was: nothing can rest on it
		}
	}
	own, err := j.rows(j.here, "request_span", "WHERE request = ? AND note = ? AND addendum = ? AND paragraph = ? AND start = ? AND stop = ?",
		request, s["note"], s["addendum"], s["paragraph"], s["start"], s["stop"])
	switch {
	case err != nil:
		return err
	case len(own) == 0:
		return j.insert("request_span", s)
	case own[0]["decision"] != s["decision"]:
		j.differs(code, "the decision about a place in "+string(noteID(s.int("note"))))
	}
	return nil
}

// leaving are the addenda of a note that can leave, in their order.
func leaving(tx *vault.Tx, note int64) ([]int64, error) {
	return vault.All(tx, vault.Value[int64], "SELECT id FROM addendum WHERE note = ? AND kind NOT IN ('mark', 'void') ORDER BY number", note)
}

func (j *joining) approvalsThere() error {
	theirs, err := j.rows(j.there, "approval", "ORDER BY id")
	if err != nil {
		return err
	}
	for _, r := range theirs {
		own, err := vault.All(j.here, vault.Value[int64], "SELECT id FROM approval WHERE plan_id = ?", r["plan_id"])
		if err != nil {
			return err
		}
		if len(own) > 0 {
			j.approvals[r.int("id")] = own[0]
			continue
		}
		request, taken := j.requests[r.int("request")]
		if !taken {
			continue
		}
		id, err := j.nextRow("approval")
		if err != nil {
			return err
		}
		if j.emptied[r.int("request")] {
			r["body"] = ""
		}
		j.approvals[r.int("id")] = id
		r["id"], r["request"] = id, request
		code, err := j.requestCodeOf(r.int("request"))
		if err != nil {
			return err
		}
		j.took("approval", code)
		if err := j.insert("approval", r); err != nil {
			return err
		}
	}
	return nil
}

// packetsThere takes the packets one by one: they may be large.
func (j *joining) packetsThere() error {
	type built struct{ id, approval int64 }
	theirs, err := vault.All(j.there, func(scan vault.Scan) (b built, err error) {
		err = scan(&b.id, &b.approval)
		return b, err
	}, "SELECT id, approval FROM packet ORDER BY id")
	if err != nil {
		return err
	}
	for _, b := range theirs {
		approval, taken := j.approvals[b.approval]
		if !taken {
			continue
		}
		own, err := vault.All(j.here, vault.Value[int64], "SELECT id FROM packet WHERE approval = ?", approval)
		if err != nil {
			return err
		}
		if len(own) > 0 {
			j.packets[b.id] = own[0]
			err = j.packetCodes(b.id, own[0], j.same)
		} else {
			err = j.takePacket(b.id)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// packetCodes tells which code a packet has here.
func (j *joining) packetCodes(there, here int64, tell func(there, here string)) error {
	code := func(tx *vault.Tx, id int64) (string, error) {
		return vault.One(tx, func(scan vault.Scan) (string, error) {
			var year, number int64
			var packet int
			err := scan(&year, &number, &packet)
			return packetCode(requestCode(int(year), number), packet), err
		}, "SELECT q.year, q.number, p.number FROM packet p JOIN request q ON q.id = p.request WHERE p.id = ?", id)
	}
	theirs, err := code(j.there, there)
	if err != nil {
		return err
	}
	ours, err := code(j.here, here)
	if err == nil {
		tell(theirs, ours)
	}
	return err
}

func (j *joining) takePacket(there int64) error {
	rows, err := j.rows(j.there, "packet", "WHERE id = ?", there)
	if err != nil {
		return err
	}
	r := rows[0]
	id, err := j.nextRow("packet")
	if err != nil {
		return err
	}
	if j.emptied[r.int("request")] {
		r["zip"] = []byte{}
	}
	request := j.requests[r.int("request")]
	number, err := vault.One(j.here, vault.Value[int64], "SELECT coalesce(max(number), 0) + 1 FROM packet WHERE request = ?", request)
	if err != nil {
		return err
	}
	r["id"], r["request"], r["approval"], r["number"] = id, request, j.approvals[r.int("approval")], number
	if err := j.insert("packet", r); err != nil {
		return err
	}
	j.packets[there] = id
	if err := j.packetCodes(there, id, j.renumber); err != nil {
		return err
	}
	code, err := j.requestCodeOf(request)
	if err != nil {
		return err
	}
	code = packetCode(RequestID(code), int(number))
	j.took("packet", code)
	twice, err := exists(j.here, `SELECT 1 FROM packet p JOIN request q ON q.id = p.request JOIN packet n ON n.id = ?1 JOIN request m ON m.id = n.request
		WHERE p.id <> n.id AND (q.id = m.id OR q.matter = m.matter AND m.matter <> '')
		AND p.bates_from < n.bates_from + n.pages AND n.bates_from < p.bates_from + p.pages`, id)
	if twice {
		j.differs(code, "bears page numbers that another packet of the same matter bears too; later ones begin after both")
	}
	return err
}

// deliveriesThere takes the deliveries, also those whose end nobody knows, and
// ends those that ended there.
func (j *joining) deliveriesThere() error {
	known, err := j.idsByUID("delivery")
	if err != nil {
		return err
	}
	theirs, err := j.rows(j.there, "delivery", "ORDER BY id")
	if err != nil {
		return err
	}
	for _, r := range theirs {
		there, outcome := r.int("id"), r["outcome"]
		if _, taken := j.packets[r.int("packet")]; !taken {
			continue
		}
		id, here := known[r.uid()]
		if !here {
			if id, err = j.nextRow("delivery"); err != nil {
				return err
			}
			r["id"], r["packet"], r["outcome"] = id, j.packets[r.int("packet")], nil
			if err := j.insert("delivery", r); err != nil {
				return err
			}
			if outcome == nil { // else it is told as the disclosure that it became
				if err := j.tookDelivery(r.int("packet")); err != nil {
					return err
				}
			}
		}
		j.deliveries[there] = id
		if outcome == nil {
			continue
		}
		if _, err := j.here.Exec("UPDATE delivery SET outcome = ? WHERE id = ? AND outcome IS NULL", outcome, id); err != nil {
			return err
		}
	}
	return nil
}

// tookDelivery tells of a delivery whose end nobody knows, by its request.
func (j *joining) tookDelivery(packet int64) error {
	request, err := vault.One(j.here, vault.Value[int64], "SELECT request FROM packet WHERE id = ?", packet)
	if err != nil {
		return err
	}
	code, err := j.requestCodeOf(request)
	j.took("delivery", code)
	return err
}

func (j *joining) disclosuresThere() error {
	theirs, err := j.rows(j.there, "disclosure", "ORDER BY id")
	if err != nil {
		return err
	}
	for _, r := range theirs {
		there := r.int("id")
		delivery, taken := j.deliveries[r.int("delivery")]
		if !taken {
			continue
		}
		own, err := vault.All(j.here, vault.Value[int64], "SELECT id FROM disclosure WHERE delivery = ?", delivery)
		if err != nil {
			return err
		}
		if len(own) > 0 {
			j.disclosures[there] = own[0]
			j.same(string(disclosureCode(there)), string(disclosureCode(own[0])))
			if r["settled_at"] != nil {
				_, err = j.here.Exec("UPDATE disclosure SET settled_at = ? WHERE id = ? AND settled_at IS NULL", r["settled_at"], own[0])
			}
		} else {
			err = j.takeDisclosure(r, delivery)
		}
		if err != nil {
			return err
		}
	}
	return j.correctionsThere()
}

// correctionsThere takes what was put right about disclosures.
func (j *joining) correctionsThere() error {
	known, err := j.idsByUID("disclosure_note")
	if err != nil {
		return err
	}
	theirs, err := j.rows(j.there, "disclosure_note", "ORDER BY id")
	for _, r := range theirs {
		_, here := known[r.uid()]
		if _, taken := j.disclosures[r.int("disclosure")]; here || !taken || err != nil {
			continue
		}
		var id int64
		if id, err = j.nextRow("disclosure_note"); err != nil {
			return err
		}
		r["id"], r["disclosure"] = id, j.disclosures[r.int("disclosure")]
		err = j.insert("disclosure_note", r)
	}
	return err
}

func (j *joining) takeDisclosure(r row, delivery int64) error {
	there := r.int("id")
	id, err := j.nextRow("disclosure")
	if err != nil {
		return err
	}
	j.disclosures[there] = id
	r["id"], r["delivery"], r["request"] = id, delivery, j.requests[r.int("request")]
	if err := j.insert("disclosure", r); err != nil {
		return err
	}
	files, err := j.rows(j.there, "disclosure_case", "WHERE disclosure = ?", there)
	for _, f := range files {
		if err == nil && !j.gone[f.int("casefile")] {
			err = j.insert("disclosure_case", row{"disclosure": id, "casefile": j.cases[f.int("casefile")]})
		}
	}
	j.took("disclosure", string(disclosureCode(id)))
	j.renumber(string(disclosureCode(there)), string(disclosureCode(id)))
	return err
}
