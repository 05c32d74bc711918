package notes

import (
	"slices"
	"strings"

	"subrosa/vault"
)

// takePractice adds the places that only the other copy has; the rest of the
// practice stays as it is here.
func (j *joining) takePractice() error {
	ours, err := readPractice(j.here)
	if err != nil {
		return err
	}
	theirs, err := readPractice(j.there)
	if err != nil {
		return err
	}
	for _, c := range []struct{ what, ours, theirs string }{
		{"therapist", ours.Therapist, theirs.Therapist}, {"title", ours.Title, theirs.Title},
		{"authorisation", ours.Authorisation, theirs.Authorisation}, {"address", ours.Address, theirs.Address},
		{"language", ours.Language, theirs.Language}, {"profile", ours.Profile, theirs.Profile},
	} {
		if c.ours != c.theirs {
			j.differs("practice", c.what)
		}
	}
	for _, p := range theirs.Places {
		i := slices.IndexFunc(ours.Places, func(own Place) bool { return own.ID == p.ID })
		if i >= 0 {
			if ours.Places[i] != p {
				j.differs("practice", "a place")
			}
			continue
		}
		_, err := j.here.Exec("INSERT INTO place (id, position, label, address) VALUES (?, (SELECT coalesce(max(position), 0) + 1 FROM place), ?, ?)",
			p.ID, p.Label, p.Address)
		if err != nil {
			return err
		}
	}
	return nil
}

// idsByUID are the rows of a table here.
func (j *joining) idsByUID(table string) (map[string]int64, error) {
	known := map[string]int64{}
	_, err := vault.All(j.here, func(scan vault.Scan) (struct{}, error) {
		var id int64
		var uid []byte
		err := scan(&id, &uid)
		known[string(uid)] = id
		return struct{}{}, err
	}, "SELECT id, uid FROM "+table)
	return known, err
}

func (j *joining) takePersons() error {
	known, err := j.idsByUID("person")
	if err != nil {
		return err
	}
	theirs, err := j.rows(j.there, "person", "ORDER BY id")
	if err != nil {
		return err
	}
	var added []int64
	for _, r := range theirs {
		there := r.int("id")
		if id, ok := known[r.uid()]; ok {
			j.persons[there] = id
			j.same(string(personCode(there)), string(personCode(id)))
			if err := j.comparePerson(id, r); err != nil {
				return err
			}
			continue
		}
		if left, err := j.leavePerson(r); err != nil || left {
			if err != nil {
				return err
			}
			continue
		}
		id, err := j.addPerson(r)
		if err != nil {
			return err
		}
		added = append(added, id)
	}
	return j.lookAlike(added)
}

func (j *joining) addPerson(r row) (int64, error) {
	there := r.int("id")
	id, err := j.number("person", there)
	if err != nil {
		return 0, err
	}
	r["id"] = id
	if err := j.insert("person", r); err != nil {
		return 0, err
	}
	names, err := j.rows(j.there, "person_name", "WHERE person = ? ORDER BY position", there)
	if err != nil {
		return 0, err
	}
	for _, n := range names {
		n["person"] = id
		if err := j.insert("person_name", n); err != nil {
			return 0, err
		}
	}
	j.persons[there] = id
	j.took("person", string(personCode(id)))
	j.renumber(string(personCode(there)), string(personCode(id)))
	return id, nil
}

// comparePerson adds the names that only the other copy knows.
func (j *joining) comparePerson(id int64, r row) error {
	ours, err := j.rows(j.here, "person", "WHERE id = ?", id)
	if err != nil {
		return err
	}
	code := string(personCode(id))
	columns := differing(ours[0], r, "born", "email", "phone", "address", "country", "safe_email", "safe_phone", "safe_address")
	if len(columns) > 0 {
		j.differs(code, strings.ReplaceAll(strings.Join(columns, ", "), "_", " "))
	}
	names := func(tx *vault.Tx, person int64) ([]string, error) {
		return vault.All(tx, vault.Value[string], "SELECT name FROM person_name WHERE person = ? ORDER BY position", person)
	}
	own, err := names(j.here, id)
	if err != nil {
		return err
	}
	theirs, err := names(j.there, r.int("id"))
	if err != nil {
		return err
	}
	if len(own) > 0 && len(theirs) > 0 && own[0] != theirs[0] {
		j.differs(code, "the name in use; both are kept")
	}
	if all := unique(append(slices.Clone(own), theirs...)); len(all) > len(own) {
		return writePersonNames(j.here, id, all)
	}
	return nil
}

// lookAlike tells which of the new persons may be somebody who was known here.
func (j *joining) lookAlike(added []int64) error {
	for _, id := range added {
		list, err := vault.All(j.here, vault.Value[int64], `SELECT DISTINCT o.person FROM person_name n
			JOIN person_name o ON o.folded = n.folded AND o.person <> n.person WHERE n.person = ? ORDER BY 1`, id)
		if err != nil {
			return err
		}
		for _, other := range list {
			if !slices.Contains(added, other) {
				j.result.Known = append(j.result.Known, SamePerson{personCode(id), personCode(other)})
			}
		}
	}
	return nil
}

func (j *joining) takeCases() error {
	known, err := j.idsByUID("casefile")
	if err != nil {
		return err
	}
	theirs, err := j.rows(j.there, "casefile", "ORDER BY id")
	if err != nil {
		return err
	}
	for _, r := range theirs {
		there := r.int("id")
		id, here := known[r.uid()]
		if there == 0 { // there is one case of the practice, whoever opened it
			if here, err = exists(j.here, "SELECT 1 FROM casefile WHERE id = 0"); err != nil {
				return err
			}
		}
		if here && (j.gone[there] || j.kept[there]) {
			j.cases[there] = id
			j.same(string(caseCode(there)), string(caseCode(id)))
			continue
		}
		if here {
			clash, err := j.otherParties(id, there)
			if err != nil {
				return err
			}
			if clash {
				j.differs(string(caseCode(id)), "its parties are other persons; what was written there is in a case of its own")
				r["uid"] = derived("parties", r.uid())
				id, here = known[r.uid()]
			}
		}
		if here {
			err = j.compareCase(id, r)
		} else {
			id, err = j.addCase(r)
		}
		if err != nil {
			return err
		}
		j.cases[there] = id
		j.same(string(caseCode(there)), string(caseCode(id)))
		if err := j.takeParties(id, there); err != nil {
			return err
		}
		if err := j.takeAliases(id, there); err != nil {
			return err
		}
	}
	return nil
}

// otherParties says whether a label of a case stands for another person there:
// what was written under it would be about somebody else here.
func (j *joining) otherParties(here, there int64) (bool, error) {
	theirs, err := j.rows(j.there, "party", "WHERE casefile = ?", there)
	if err != nil {
		return false, err
	}
	for _, p := range theirs {
		other, err := exists(j.here, "SELECT 1 FROM party WHERE casefile = ? AND (label = ?) <> (person = ?)",
			here, p["label"], j.persons[p.int("person")])
		if err != nil || other {
			return other, err
		}
	}
	return false, nil
}

func (j *joining) addCase(r row) (int64, error) {
	there := r.int("id")
	id := int64(0)
	if there != 0 {
		var err error
		if id, err = j.number("case", there); err != nil {
			return 0, err
		}
	}
	r["id"], r["notes"], r["drafts"] = id, int64(0), int64(0)
	j.took("case", string(caseCode(id)))
	j.renumber(string(caseCode(there)), string(caseCode(id)))
	return id, j.insert("casefile", r)
}

func (j *joining) compareCase(id int64, r row) error {
	ours, err := j.rows(j.here, "casefile", "WHERE id = ?", id)
	if err != nil {
		return err
	}
	columns := differing(ours[0], r, "kind", "service", "reason", "legal_basis", "opened")
	if len(columns) > 0 {
		j.differs(string(caseCode(id)), strings.ReplaceAll(strings.Join(columns, ", "), "_", " "))
	}
	switch {
	case ours[0]["closed"] == r["closed"]:
	case r["closed"] == nil:
		j.differs(string(caseCode(id)), "closed here, open there")
	case ours[0]["closed"] == nil:
		j.differs(string(caseCode(id)), "open here, closed there")
	default:
		j.differs(string(caseCode(id)), "closed on another day")
	}
	return nil
}

// takeParties adds the parties that a case has only there.
func (j *joining) takeParties(here, there int64) error {
	theirs, err := j.rows(j.there, "party", "WHERE casefile = ? ORDER BY label", there)
	if err != nil {
		return err
	}
	for _, p := range theirs {
		p["casefile"], p["person"] = here, j.persons[p.int("person")]
		ours, err := j.rows(j.here, "party", "WHERE casefile = ? AND label = ?", here, p["label"])
		switch {
		case err != nil:
			return err
		case len(ours) == 0:
			if err := j.insert("party", p); err != nil {
				return err
			}
		case ours[0]["role"] != p["role"]:
			j.differs(string(caseCode(here)), "the role of "+p.text("label"))
		}
	}
	return nil
}

// takeAliases adds aliases and names of aliases that a case has only there.
// Those that only a draft uses come with the draft.
func (j *joining) takeAliases(here, there int64) error {
	theirs, err := j.rows(j.there, "alias", "WHERE casefile = ? AND draft IS NULL ORDER BY id", there)
	if err != nil {
		return err
	}
	for _, a := range theirs {
		token := a.text("token")
		ours, err := j.rows(j.here, "alias", "WHERE casefile = ? AND token = ?", here, token)
		if err != nil {
			return err
		}
		in := AliasInput{Token: token, Relation: a.text("relation"), Of: a.text("of")}
		in.Names, err = vault.All(j.there, vault.Value[string], "SELECT name FROM alias_name WHERE alias = ? ORDER BY position", a["id"])
		if err != nil {
			return err
		}
		if len(ours) > 0 {
			own := ours[0]
			if own.text("relation") != "" && own.text("relation") != in.Relation || own.text("of") != "" && own.text("of") != in.Of {
				j.differs(string(caseCode(here)), "what an alias stands for")
				in.Relation, in.Of = "", ""
			}
		}
		if err := writeAlias(j.here, here, in); err != nil {
			return err
		}
	}
	return nil
}
