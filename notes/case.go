package notes

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"subrosa/vault"
)

// Case is a row of `case list` and the body of `case show`. Names are filled
// only when asked for.
type Case struct {
	Code        CaseCode `json:"code"`
	Kind        string   `json:"kind"`
	Service     string   `json:"service,omitempty"`
	Reason      string   `json:"reason,omitempty"`
	LegalBasis  string   `json:"legal_basis,omitempty"`
	Opened      string   `json:"opened"`
	Closed      *string  `json:"closed"`
	Parties     []Party  `json:"parties"`
	Aliases     []Alias  `json:"aliases,omitzero"` // nil in lists
	Notes       int      `json:"notes"`            // signed, void ones too
	Drafts      int      `json:"drafts"`
	Last        *string  `json:"last"` // date of the last entry
	Next        *string  `json:"next"` // RFC 3339, the next appointment
	NextPlace   string   `json:"next_place,omitempty"`
	RetainUntil *string  `json:"retain_until"` // date, nil while open or without a rule

	// Destroyed is when the case was; then only its kind and its days are left.
	Destroyed   *time.Time      `json:"destroyed"`
	Certificate CertificateCode `json:"certificate,omitempty"`
}

// Party and Alias as shown. Initials stand for the name where names are not shown.
type Party struct {
	Label    Label      `json:"label"`
	Person   PersonCode `json:"person"`
	Role     string     `json:"role,omitempty"`
	Initials string     `json:"initials,omitempty"`
	Name     string     `json:"name,omitempty"`
}

// Alias is somebody the client talks about, as shown.
type Alias struct {
	Token    string   `json:"token"`
	Names    []string `json:"names,omitempty"`
	Relation string   `json:"relation,omitempty"`
	Of       Label    `json:"of,omitempty"`
}

// Detail asks for more than a list or a case shows by itself.
type Detail int

const (
	// WithNames fills the names of parties and aliases.
	WithNames Detail = iota + 1
	// Anonymous puts labels and tokens where names stand, to be read aloud.
	Anonymous
)

// Cases lists all cases by code, without their aliases.
func (b *Book) Cases(ctx context.Context, d ...Detail) ([]Case, error) {
	return view(ctx, b, func(tx *vault.Tx) ([]Case, error) {
		return b.readCases(tx, slices.Contains(d, WithNames), "")
	})
}

// Case shows one and records the opening.
func (b *Book) Case(ctx context.Context, c CaseCode, d ...Detail) (Case, error) {
	var record bool
	shown, err := view(ctx, b, func(tx *vault.Tx) (Case, error) {
		shown, err := b.readCase(tx, c, slices.Contains(d, WithNames))
		if err != nil || shown.Destroyed != nil { // nothing is left to read
			return shown, err
		}
		n, _ := shown.Code.number()
		record, err = readingIsNew(tx, n)
		return shown, err
	})
	if err == nil && record {
		n, _ := shown.Code.number()
		err = b.recordReading(ctx, n, Event{What: "case-read", Case: shown.Code})
	}
	return shown, err
}

// readCase reads one case with its aliases.
func (b *Book) readCase(tx *vault.Tx, c CaseCode, names bool) (Case, error) {
	n, err := caseNumber(tx, c)
	if err != nil {
		return Case{}, err
	}
	list, err := b.readCases(tx, names, "WHERE id = ?", n)
	if err != nil {
		return Case{}, err
	}
	list[0].Aliases, err = readAliases(tx, n, names)
	return list[0], err
}

// caseNumber is the number of a case that exists.
func caseNumber(tx *vault.Tx, c CaseCode) (int64, error) {
	n, err := c.number()
	if err != nil {
		return 0, err
	}
	there, err := exists(tx, "SELECT 1 FROM casefile WHERE id = ?", n)
	if err == nil && !there {
		err = &NotFound{What: string(caseCode(n))}
	}
	return n, err
}

// liveCase is caseNumber of a case that was not destroyed.
func liveCase(tx *vault.Tx, c CaseCode) (int64, error) {
	n, err := caseNumber(tx, c)
	if err != nil {
		return 0, err
	}
	gone, err := isDestroyed(tx, c)
	if gone {
		err = &Refused{Rule: "destroyed", What: string(caseCode(n)) + " was destroyed", Hint: "subrosa case show " + string(caseCode(n)) + " says when"}
	}
	return n, err
}

// isDestroyed says whether a case that exists was destroyed.
func isDestroyed(tx *vault.Tx, c CaseCode) (bool, error) {
	n, err := caseNumber(tx, c)
	if err != nil {
		return false, err
	}
	return exists(tx, "SELECT 1 FROM destruction WHERE casefile = ?", n)
}

// liveCases are those of a list that were not destroyed.
func liveCases(tx *vault.Tx, list []CaseCode) ([]CaseCode, error) {
	live := []CaseCode{}
	for _, c := range list {
		gone, err := isDestroyed(tx, c)
		if err != nil {
			return nil, err
		}
		if !gone {
			live = append(live, c)
		}
	}
	return live, nil
}

func (b *Book) readCases(tx *vault.Tx, names bool, where string, args ...any) ([]Case, error) {
	list, _, err := b.readKept(tx, names, where, args...)
	return list, err
}

// readKept reads cases without looking at their notes one by one: the counts
// stand in the case, the last and the next are ends of an index. It also returns
// what says how long they are kept.
func (b *Book) readKept(tx *vault.Tx, names bool, where string, args ...any) ([]Case, *keeping, error) {
	list, err := vault.All(tx, scanCase, `SELECT id, kind, service, reason, legal_basis, opened, closed, notes, drafts,
		(SELECT substr(start, 1, 10) FROM note
		  WHERE casefile = casefile.id AND status <> 'void' AND start_at <= ?1 ORDER BY start_at DESC LIMIT 1),
		(SELECT next || ' ' || next_place FROM note n
		  WHERE casefile = casefile.id AND next_at > ?1 AND status <> 'void'
		    AND NOT EXISTS (SELECT 1 FROM note m WHERE m.casefile = n.casefile AND m.start_at = n.next_at
		                    AND m.kind = 'cancellation' AND m.status <> 'void')
		  ORDER BY next_at LIMIT 1),
		(SELECT at || ' ' || number FROM destruction WHERE casefile = casefile.id)
		FROM casefile `+where+" ORDER BY id", append([]any{now(tx).Unix()}, args...)...)
	if err != nil {
		return nil, nil, err
	}
	parties, err := readParties(tx, names, where, args...)
	if err != nil {
		return nil, nil, err
	}
	keeping, err := readKeeping(tx, list)
	if err != nil {
		return nil, nil, err
	}
	for i := range list {
		c := &list[i]
		c.RetainUntil = keeping.of(*c).until()
		if c.Parties = parties[c.Code]; c.Parties == nil {
			c.Parties = []Party{}
		}
	}
	return list, keeping, nil
}

func scanCase(scan vault.Scan) (c Case, err error) {
	var n int64
	var next, destroyed *string
	err = scan(&n, &c.Kind, &c.Service, &c.Reason, &c.LegalBasis, &c.Opened, &c.Closed, &c.Notes, &c.Drafts, &c.Last, &next, &destroyed)
	c.Code = caseCode(n)
	if destroyed != nil && err == nil {
		var number int64
		at, _, _ := strings.Cut(*destroyed, " ")
		fmt.Sscan((*destroyed)[len(at):], &number)
		c.Certificate = certificateCode(number)
		c.Destroyed, err = parseStampPtr(&at)
	}
	if next != nil {
		start, place, _ := strings.Cut(*next, " ")
		c.Next, c.NextPlace = &start, place
	}
	return c, err
}

// readParties reads the parties of the cases that where selects, in the order
// of their labels.
func readParties(tx *vault.Tx, names bool, where string, args ...any) (map[CaseCode][]Party, error) {
	type row struct {
		file int64
		Party
	}
	rows, err := vault.All(tx, func(scan vault.Scan) (r row, err error) {
		var person int64
		err = scan(&r.file, &r.Label, &person, &r.Role, &r.Name)
		r.Person, r.Initials = personCode(person), initials(r.Name)
		if !names {
			r.Name = ""
		}
		return r, err
	}, `SELECT p.casefile, p.label, p.person, p.role, coalesce(n.name, '') FROM party p
		LEFT JOIN person_name n ON n.person = p.person AND n.position = 0
		WHERE p.casefile IN (SELECT id FROM casefile `+where+") ORDER BY p.casefile, p.label", args...)
	parties := map[CaseCode][]Party{}
	for _, r := range rows {
		code := caseCode(r.file)
		parties[code] = append(parties[code], r.Party)
	}
	return parties, err
}

// labels are the labels of a case's parties.
func labels(tx *vault.Tx, file int64) ([]string, error) {
	return vault.All(tx, vault.Value[string], "SELECT label FROM party WHERE casefile = ? ORDER BY label", file)
}
