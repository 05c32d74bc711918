package notes

import (
	"context"
	"slices"

	"subrosa/vault"
)

// Person is somebody known by name.
type Person struct {
	Code    PersonCode `json:"code"`
	Name    string     `json:"name"`
	Names   []string   `json:"names,omitempty"` // other spellings and former names
	Born    string     `json:"born,omitempty"`
	Email   string     `json:"email,omitempty"`
	Phone   string     `json:"phone,omitempty"`
	Address string     `json:"address,omitempty"`
	Country string     `json:"country,omitempty"`
	Safe    []string   `json:"safe,omitempty"` // contacts that are safe to use: email, phone, address
	Cases   []PartyOf  `json:"cases"`
}

// PartyOf is the part a person has in a case.
type PartyOf struct {
	Case  CaseCode `json:"case"`
	Label Label    `json:"label"`
}

// Persons lists everybody known, by code.
func (b *Book) Persons(ctx context.Context) ([]Person, error) {
	return view(ctx, b, func(tx *vault.Tx) ([]Person, error) { return readPersons(tx, "") })
}

// Person tells about one.
func (b *Book) Person(ctx context.Context, p PersonCode) (Person, error) {
	return view(ctx, b, func(tx *vault.Tx) (Person, error) { return readPerson(tx, p) })
}

func readPerson(tx *vault.Tx, p PersonCode) (Person, error) {
	n, err := p.number()
	if err != nil {
		return Person{}, err
	}
	list, err := readPersons(tx, "WHERE id = ?", n)
	if err == nil && len(list) == 0 {
		err = &NotFound{What: string(personCode(n))}
	}
	if err != nil {
		return Person{}, err
	}
	return list[0], nil
}

func readPersons(tx *vault.Tx, where string, args ...any) ([]Person, error) {
	list, err := vault.All(tx, scanPerson, `SELECT id, born, email, phone, address, country,
		safe_email, safe_phone, safe_address FROM person `+where+" ORDER BY id", args...)
	if err != nil {
		return nil, err
	}
	for i := range list {
		p := &list[i]
		n, _ := p.Code.number()
		names, err := vault.All(tx, vault.Value[string], "SELECT name FROM person_name WHERE person = ? ORDER BY position", n)
		if err != nil {
			return nil, err
		}
		if len(names) > 0 {
			p.Name, p.Names = names[0], names[1:]
		}
		p.Cases, err = vault.All(tx, func(scan vault.Scan) (of PartyOf, err error) {
			var file int64
			err = scan(&file, &of.Label)
			of.Case = caseCode(file)
			return of, err
		}, "SELECT casefile, label FROM party WHERE person = ? ORDER BY casefile", n)
		if err != nil {
			return nil, err
		}
		if p.Cases == nil {
			p.Cases = []PartyOf{}
		}
	}
	return list, nil
}

func scanPerson(scan vault.Scan) (p Person, err error) {
	var id int64
	var email, phone, address bool
	err = scan(&id, &p.Born, &p.Email, &p.Phone, &p.Address, &p.Country, &email, &phone, &address)
	p.Code = personCode(id)
	for _, contact := range []struct {
		name string
		safe bool
	}{{"email", email}, {"phone", phone}, {"address", address}} {
		if contact.safe {
			p.Safe = append(p.Safe, contact.name)
		}
	}
	return p, err
}

// addPerson enters a new person under a new code.
func addPerson(tx *vault.Tx, in PartyInput) (int64, error) {
	n, err := nextCode(tx, "person")
	if err != nil {
		return 0, err
	}
	_, err = tx.Exec(`INSERT INTO person
		(id, born, email, phone, address, country, safe_email, safe_phone, safe_address)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		n, in.Born, in.Email, in.Phone, in.Address, in.Country, in.safe("email"), in.safe("phone"), in.safe("address"))
	if err != nil {
		return 0, err
	}
	return n, writePersonNames(tx, n, append([]string{in.Name}, in.Names...))
}

// changePerson writes all that in says of somebody known. A former name stays
// among the names, so that it is still found where it stands.
func changePerson(tx *vault.Tx, n int64, in PartyInput) error {
	_, err := tx.Exec(`UPDATE person SET born = ?, email = ?, phone = ?, address = ?, country = ?,
		safe_email = ?, safe_phone = ?, safe_address = ? WHERE id = ?`,
		in.Born, in.Email, in.Phone, in.Address, in.Country,
		in.safe("email"), in.safe("phone"), in.safe("address"), n)
	if err != nil {
		return err
	}
	former, err := vault.One(tx, vault.Value[string], "SELECT name FROM person_name WHERE person = ? AND position = 0", n)
	if err != nil {
		return err
	}
	name := in.Name
	if name == "" {
		name = former
	}
	return writePersonNames(tx, n, append(append([]string{name}, in.Names...), former))
}

func writePersonNames(tx *vault.Tx, person int64, names []string) error {
	if _, err := tx.Exec("DELETE FROM person_name WHERE person = ?", person); err != nil {
		return err
	}
	for i, name := range unique(names) {
		_, err := tx.Exec("INSERT INTO person_name (person, position, name, folded) VALUES (?, ?, ?, ?)",
			person, i, name, foldName(name))
		if err != nil {
			return err
		}
	}
	return nil
}

// unique drops what is empty or stood before.
func unique(list []string) []string {
	var once []string
	for _, s := range list {
		if s != "" && !slices.Contains(once, s) {
			once = append(once, s)
		}
	}
	return once
}
