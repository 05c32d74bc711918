package notes

import (
	"context"
	"slices"

	"subrosa/vault"
)

// OpenedCase is the result of `case open`.
type OpenedCase struct {
	Case    CaseCode             `json:"case"`
	Parties map[Label]PersonCode `json:"parties"`
	Known   []Known              `json:"known"`
}

// Known is a likely match between a new name and somebody already recorded: a
// person and a case that person is a party in, or a case in which an alias
// stands for the name.
type Known struct {
	Person PersonCode `json:"person"`
	Case   CaseCode   `json:"case"`
}

// KnownAs says who is recorded under a name already.
func (b *Book) KnownAs(ctx context.Context, name string) ([]Known, error) {
	return view(ctx, b, func(tx *vault.Tx) ([]Known, error) {
		return knownNames(tx, -1, CaseInput{Parties: []PartyInput{{Name: name}}})
	})
}

// OpenCase opens a case. C-000 is the case of kind practice; there is one.
func (b *Book) OpenCase(ctx context.Context, in CaseInput) (OpenedCase, error) {
	return update(ctx, b, func(tx *vault.Tx) (OpenedCase, error) {
		in, err := in.clean()
		if err == nil {
			err = in.complete()
		}
		if err != nil {
			return OpenedCase{}, err
		}
		return b.openCase(tx, in)
	})
}

func (b *Book) openCase(tx *vault.Tx, in CaseInput) (OpenedCase, error) {
	opened := OpenedCase{Parties: map[Label]PersonCode{}}
	file, err := caseNumberFor(tx, in.Kind)
	if err != nil {
		return opened, err
	}
	opened.Case = caseCode(file)
	if in.Opened == "" {
		in.Opened = b.today(tx)
	}
	_, err = tx.Exec(`INSERT INTO casefile (id, kind, service, reason, legal_basis, opened) VALUES (?, ?, ?, ?, ?, ?)`,
		file, in.Kind, in.Service, in.Reason, in.LegalBasis, in.Opened)
	if err != nil {
		return opened, err
	}
	opened.Known, err = knownNames(tx, file, in)
	if err != nil {
		return opened, err
	}
	for _, p := range in.Parties {
		person, err := addParty(tx, file, p)
		if err != nil {
			return opened, err
		}
		opened.Parties[Label(p.Label)] = personCode(person)
	}
	if err := writeAliases(tx, file, in.Aliases); err != nil {
		return opened, err
	}
	return opened, record(tx, Event{What: "case-opened", Case: opened.Case})
}

// caseNumberFor gives a new case its number.
func caseNumberFor(tx *vault.Tx, kind string) (int64, error) {
	if kind != "practice" {
		return nextCode(tx, "case")
	}
	there, err := exists(tx, "SELECT 1 FROM casefile WHERE id = 0")
	if there {
		return 0, &Refused{Rule: "exists", What: "the case of the practice is open: C-000"}
	}
	return 0, err
}

// addParty makes somebody known or new a party.
func addParty(tx *vault.Tx, file int64, in PartyInput) (person int64, err error) {
	if in.Person == "" {
		person, err = addPerson(tx, in)
	} else {
		var p Person
		if p, err = readPerson(tx, PersonCode(in.Person)); err != nil {
			return 0, err
		}
		if slices.ContainsFunc(p.Cases, func(of PartyOf) bool { return of.Case == caseCode(file) }) {
			return 0, &Invalid{What: "parties: " + in.Person + " is given twice", Flag: "--from"}
		}
		person, err = p.Code.number()
	}
	if err != nil {
		return 0, err
	}
	_, err = tx.Exec("INSERT INTO party (casefile, label, person, role) VALUES (?, ?, ?, ?)",
		file, in.Label, person, in.Role)
	return person, err
}

// knownNames compares the new names of a case with all names known, folded.
func knownNames(tx *vault.Tx, file int64, in CaseInput) ([]Known, error) {
	var names []string
	for _, p := range in.Parties {
		if p.Person == "" {
			names = append(append(names, p.Name), p.Names...)
		}
	}
	for _, a := range in.Aliases {
		names = append(names, a.Names...)
	}
	known := []Known{}
	for _, name := range unique(names) {
		found, err := vault.All(tx, func(scan vault.Scan) (k Known, err error) {
			var person, of int64
			err = scan(&person, &of)
			if person > 0 {
				k.Person = personCode(person)
			}
			if of >= 0 {
				k.Case = caseCode(of)
			}
			return k, err
		}, `SELECT n.person, coalesce(p.casefile, -1) FROM person_name n LEFT JOIN party p ON p.person = n.person
			 WHERE n.folded = ?1 AND coalesce(p.casefile, -1) <> ?2
			UNION
			SELECT 0, a.casefile FROM alias_name n JOIN alias a ON a.id = n.alias
			 WHERE n.folded = ?1 AND a.casefile <> ?2
			ORDER BY 1 DESC, 2`, foldName(name), file)
		if err != nil {
			return nil, err
		}
		for _, k := range found {
			if !slices.Contains(known, k) {
				known = append(known, k)
			}
		}
	}
	return known, nil
}
