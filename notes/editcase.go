package notes

import (
	"context"
	"errors"
	"fmt"

	"subrosa/vault"
)

// CaseInputOf is what would open a case as it is now, with everything known of
// its parties: what `case edit` starts from.
func (b *Book) CaseInputOf(ctx context.Context, c CaseCode) (CaseInput, error) {
	return view(ctx, b, func(tx *vault.Tx) (CaseInput, error) {
		shown, err := b.readCase(tx, c, true)
		if err != nil {
			return CaseInput{}, err
		}
		in := CaseInput{Kind: shown.Kind, Service: shown.Service, Reason: shown.Reason, Opened: shown.Opened,
			LegalBasis: shown.LegalBasis}
		for _, party := range shown.Parties {
			p, err := readPerson(tx, party.Person)
			if err != nil {
				return CaseInput{}, err
			}
			in.Parties = append(in.Parties, PartyInput{Label: string(party.Label), Person: string(p.Code), Name: p.Name,
				Names: p.Names, Born: p.Born, Email: p.Email, Phone: p.Phone, Address: p.Address, Country: p.Country,
				Safe: p.Safe, Role: party.Role})
		}
		for _, a := range shown.Aliases {
			in.Aliases = append(in.Aliases, AliasInput{Token: a.Token, Names: a.Names, Relation: a.Relation, Of: string(a.Of)})
		}
		return in, nil
	})
}

// EditCase writes a case anew, as CaseInputOf gave it and with what was changed.
// A party is named by its label: one that the case has is changed, another is
// added. Parties and aliases that are left out stay as they are; the kind stays
// too, and who a party is.
func (b *Book) EditCase(ctx context.Context, c CaseCode, in CaseInput) error {
	return b.vault.Update(ctx, func(tx *vault.Tx) error {
		file, err := liveCase(tx, c)
		if err != nil {
			return err
		}
		if in, err = in.clean(); err != nil {
			return err
		}
		if err := editHead(tx, file, in); err != nil {
			return err
		}
		for _, p := range in.Parties {
			if err := editParty(tx, file, p); err != nil {
				return err
			}
		}
		if err := checkKind(tx, file); err != nil {
			return err
		}
		if err := writeAliases(tx, file, in.Aliases); err != nil {
			return err
		}
		return record(tx, Event{What: "case-edited", Case: caseCode(file)})
	})
}

// ConvertCase makes an inquiry the case of the therapy that came of it. What was
// written stays in it, and is kept from now on as long as its new kind asks for.
// in may bring what the first talk did not need: parties, reason, legal basis.
func (b *Book) ConvertCase(ctx context.Context, c CaseCode, kind string, in CaseInput) error {
	return b.vault.Update(ctx, func(tx *vault.Tx) error {
		file, err := openCaseNumber(tx, c)
		if err != nil {
			return err
		}
		was, err := vault.One(tx, vault.Value[string], "SELECT kind FROM casefile WHERE id = ?", file)
		if err != nil {
			return err
		}
		if was != "inquiry" {
			return &Refused{Rule: "kind", What: string(caseCode(file)) + " is no inquiry: only of one can something else come"}
		}
		least, most, ok := partiesOf(kind)
		if !ok || kind == "inquiry" || kind == "practice" {
			return &Invalid{What: "to: individual, couple or family", Flag: "to"}
		}
		in.Kind = ""
		if in, err = in.clean(); err != nil {
			return err
		}
		if err := editHead(tx, file, in); err != nil {
			return err
		}
		for _, p := range in.Parties {
			if err := editParty(tx, file, p); err != nil {
				return err
			}
		}
		if err := writeAliases(tx, file, in.Aliases); err != nil {
			return err
		}
		list, err := labels(tx, file)
		if err != nil {
			return err
		}
		if len(list) < least || len(list) > most {
			return &Invalid{What: fmt.Sprintf("parties: there are %d; a case of kind %s has from %d to %d", len(list), kind, least, most), Flag: "from"}
		}
		if _, err := tx.Exec("UPDATE casefile SET kind = ? WHERE id = ?", kind, file); err != nil {
			return err
		}
		return record(tx, Event{What: "case-converted", Case: caseCode(file), Detail: kind})
	})
}

func editHead(tx *vault.Tx, file int64, in CaseInput) error {
	kind, err := vault.One(tx, vault.Value[string], "SELECT kind FROM casefile WHERE id = ?", file)
	if err != nil {
		return err
	}
	if in.Kind != "" && in.Kind != kind {
		return &Refused{Rule: "kind", What: "a case stays what it was opened as", Hint: "an inquiry from which a therapy comes: subrosa case convert"}
	}
	_, err = tx.Exec(`UPDATE casefile SET service = ?, reason = ?, legal_basis = ?,
		opened = coalesce(nullif(?, ''), opened) WHERE id = ?`,
		in.Service, in.Reason, in.LegalBasis, in.Opened, file)
	return err
}

func editParty(tx *vault.Tx, file int64, in PartyInput) error {
	person, err := vault.One(tx, vault.Value[int64],
		"SELECT person FROM party WHERE casefile = ? AND label = ?", file, in.Label)
	if errors.Is(err, vault.ErrNoRows) {
		if (in.Person == "") == (in.Name == "") {
			return &Invalid{What: "parties: a new party has either person or name", Flag: "--from"}
		}
		_, err = addParty(tx, file, in)
		return err
	}
	if err != nil {
		return err
	}
	if in.Person != "" && in.Person != string(personCode(person)) {
		return &Invalid{What: "parties: " + in.Label + " is " + string(personCode(person)), Flag: "--from"}
	}
	_, err = tx.Exec("UPDATE party SET role = ? WHERE casefile = ? AND label = ?", in.Role, file, in.Label)
	if err != nil {
		return err
	}
	return changePerson(tx, person, in)
}

// checkKind says whether a case has as many parties as its kind may have.
func checkKind(tx *vault.Tx, file int64) error {
	kind, err := vault.One(tx, vault.Value[string], "SELECT kind FROM casefile WHERE id = ?", file)
	if err != nil {
		return err
	}
	list, err := labels(tx, file)
	if _, most, _ := partiesOf(kind); err == nil && len(list) > most {
		err = &Invalid{What: "parties: too many for a case of kind " + kind, Flag: "--from"}
	}
	return err
}

// CloseCase closes a case that has no drafts.
func (b *Book) CloseCase(ctx context.Context, c CaseCode) error {
	return b.vault.Update(ctx, func(tx *vault.Tx) error {
		file, err := liveCase(tx, c)
		if err != nil {
			return err
		}
		drafts, err := vault.One(tx, vault.Value[int], "SELECT drafts FROM casefile WHERE id = ?", file)
		if err != nil {
			return err
		}
		if drafts > 0 {
			return &Refused{Rule: "open_drafts", What: string(caseCode(file)) + " has drafts",
				Hint: "sign or discard them first"}
		}
		changed, err := tx.Exec("UPDATE casefile SET closed = ? WHERE id = ? AND closed IS NULL", b.today(tx), file)
		if err == nil && changed == 0 {
			err = &Refused{Rule: "closed", What: string(caseCode(file)) + " is closed"}
		}
		if err != nil {
			return err
		}
		return record(tx, Event{What: "case-closed", Case: caseCode(file)})
	})
}

// ReopenCase opens a closed case again.
func (b *Book) ReopenCase(ctx context.Context, c CaseCode) error {
	return b.vault.Update(ctx, func(tx *vault.Tx) error {
		file, err := liveCase(tx, c)
		if err != nil {
			return err
		}
		changed, err := tx.Exec("UPDATE casefile SET closed = NULL WHERE id = ? AND closed IS NOT NULL", file)
		if err == nil && changed == 0 {
			err = &Refused{Rule: "open", What: string(caseCode(file)) + " is open"}
		}
		if err != nil {
			return err
		}
		return record(tx, Event{What: "case-reopened", Case: caseCode(file)})
	})
}
