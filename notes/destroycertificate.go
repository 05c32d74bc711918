package notes

import (
	"context"
	"fmt"
	"time"

	"subrosa/notes/certificate"
	"subrosa/notes/letter"
	"subrosa/notes/page"
	"subrosa/notes/profile"
	"subrosa/vault"
)

// CertificateOf composes the certificate of a case that was destroyed, with the
// copies of before as they are known today; version is the program's. It can be
// had again at any time.
func (b *Book) CertificateOf(ctx context.Context, c CaseCode, version string) (certificate.Certificate, error) {
	return view(ctx, b, func(tx *vault.Tx) (certificate.Certificate, error) {
		n, err := caseNumber(tx, c)
		if err != nil {
			return certificate.Certificate{}, err
		}
		d, err := readDestruction(tx, n)
		if err != nil {
			return certificate.Certificate{}, err
		}
		p, err := readPractice(tx)
		if err != nil {
			return certificate.Certificate{}, err
		}
		return b.certificate(tx, d, p, version)
	})
}

func (b *Book) certificate(tx *vault.Tx, d Destruction, p Practice, version string) (certificate.Certificate, error) {
	known, _ := profile.Find(p.Profile)
	rules := known.On(now(tx))
	c := certificate.Certificate{
		Language: p.Language, Paper: page.Paper(rules.Paper()), Version: version, At: d.At, Day: rules.Date(d.At.UTC(), p.Language),
		Practice: letter.Practice{Therapist: p.Therapist, Title: p.Title, Authorisation: p.Authorisation, Address: p.Address},
		Number:   string(d.Certificate), Case: string(d.Case), Kind: d.Kind, Rule: d.Rule, Source: d.Source,
		Notes: d.Notes, Addenda: d.Addenda, Requests: d.Requests, Disclosures: d.Disclosures, Persons: d.Persons, Holds: d.Holds,
		Gone: d.OldCopies.Gone, Checked: rules.Date(now(tx).In(b.zone), p.Language),
	}
	for into, date := range map[*string]string{&c.Opened: d.Opened, &c.Closed: d.Closed, &c.Last: d.Last, &c.Until: d.Until} {
		day, err := time.Parse(dateForm, date)
		if err != nil {
			return c, fmt.Errorf("a day of %s: %w", d.Case, vault.ErrDamaged)
		}
		*into = rules.Date(day, p.Language)
	}
	for _, k := range d.OldCopies.Backups {
		c.MayHold = append(c.MayHold, string(k))
	}
	for _, l := range d.OldCopies.Places {
		c.MayHold = append(c.MayHold, string(l))
	}
	return c, nil
}
