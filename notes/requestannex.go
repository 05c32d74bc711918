package notes

import (
	"fmt"
	"slices"
	"strings"

	"subrosa/notes/packet"
	"subrosa/notes/profile"
	"subrosa/vault"
)

// tell adds to a packet what goes with the records: notices to whoever is not the
// person, and to the person what the law wants told beside the copy, with everybody
// who received something.
func (d *deliberation) tell(tx *vault.Tx, r Request, records *packet.Records) error {
	if !records.Request.Own {
		for _, n := range d.rules.Notices(r.Type, "", records.Language) {
			if n.Only == "" {
				records.Notices = append(records.Notices, packet.Notice{Title: n.Title, Text: n.Text})
			}
		}
		return nil
	}
	var data profile.AnnexData
	var err error
	if data.Basis, err = basisOf(tx, r); err != nil {
		return err
	}
	if data.Recipients, err = d.recipients(tx, r, records.Language); err != nil {
		return err
	}
	lead, rows, ok := d.rules.Annex(r.Type, records.Language, data)
	if !ok {
		return nil
	}
	annex := &packet.Annex{Title: lead.Title}
	for _, row := range rows {
		annex.Rows = append(annex.Rows, packet.AnnexRow(row))
	}
	records.Annex = annex
	return nil
}

// basisOf is the legal basis as it was entered for the cases.
func basisOf(tx *vault.Tx, r Request) (string, error) {
	var list []string
	for _, c := range r.Cases {
		n, err := c.number()
		if err != nil {
			return "", err
		}
		basis, err := vault.One(tx, vault.Value[string], "SELECT legal_basis FROM casefile WHERE id = ?", n)
		if err != nil {
			return "", err
		}
		if basis != "" && !slices.Contains(list, basis) {
			list = append(list, basis)
		}
	}
	return strings.Join(list, ", "), nil
}

// recipients are those who received something from the cases of a request: of
// what another party of a case asked for in their own right nothing is told.
func (d *deliberation) recipients(tx *vault.Tx, r Request, language string) ([]string, error) {
	var list []string
	seen := map[int64]bool{}
	for _, c := range r.Cases {
		n, err := c.number()
		if err != nil {
			return nil, err
		}
		given, err := readDisclosures(tx, `d.id IN (SELECT disclosure FROM disclosure_case WHERE casefile = ?1)
			AND (q.person = ?2 OR q.type NOT IN ('access', 'portability'))`, n, r.person)
		if err != nil {
			return nil, err
		}
		for _, g := range given {
			if !seen[g.row] {
				seen[g.row] = true
				list = append(list, fmt.Sprintf("%s: %s (%s)", d.rules.Date(g.At, language), g.Recipient, g.Purpose))
			}
		}
	}
	return list, nil
}
