package notes

import (
	"context"
	"fmt"
	"time"

	"subrosa/vault"
)

// DisclosureCode stands for a disclosure: D-0001.
type DisclosureCode string

func disclosureCode(n int64) DisclosureCode { return DisclosureCode(fmt.Sprintf("D-%04d", n)) }

// ParseDisclosureCode reads D-0001.
func ParseDisclosureCode(s string) (DisclosureCode, error) {
	n, err := number(s, "D", "disclosure")
	return disclosureCode(n), err
}

// Disclosure is what was handed over: when, to whom, how, why, and on what
// authority. Disclosures are only ever added.
type Disclosure struct {
	ID           DisclosureCode `json:"id"`
	At           time.Time      `json:"at"`
	Request      RequestID      `json:"request"`
	Cases        []CaseCode     `json:"cases"`
	Recipient    string         `json:"recipient"`
	By           string         `json:"by"`
	Via          string         `json:"via"`
	Purpose      string         `json:"purpose"`
	Authority    string         `json:"authority"`
	Address      string         `json:"address"`
	Description  string         `json:"description"`
	SHA256Packet string         `json:"sha256_packet"`
	SHA256Sent   string         `json:"sha256_sent"`
	SettledAt    *time.Time     `json:"settled_at"` // of a readable copy: when it was gone

	// Corrections stand beside a disclosure, which itself never changes.
	Corrections []Correction `json:"corrections"`

	row int64
}

// Correction puts something right about a disclosure.
type Correction struct {
	At   time.Time `json:"at"`
	Text string    `json:"text"`
}

// CorrectDisclosure adds what has to be put right about a disclosure.
func (b *Book) CorrectDisclosure(ctx context.Context, id DisclosureCode, text string) (Disclosure, error) {
	return update(ctx, b, func(tx *vault.Tx) (Disclosure, error) {
		d, err := readDisclosure(tx, id)
		if err != nil {
			return d, err
		}
		if text, err = needed("text", text, "a correction needs text", "from"); err != nil {
			return d, err
		}
		if _, err := tx.Exec(`INSERT INTO disclosure_note (id, disclosure, at, text)
			VALUES ((SELECT coalesce(max(id), 0) + 1 FROM disclosure_note), ?, ?, ?)`, d.row, stamp(now(tx)), text); err != nil {
			return d, err
		}
		if err := recordForCases(tx, d.Cases, Event{What: "disclosure-corrected", Request: d.Request, Detail: string(d.ID)}); err != nil {
			return d, err
		}
		return readDisclosure(tx, id)
	})
}

func readDisclosure(tx *vault.Tx, id DisclosureCode) (Disclosure, error) {
	n, err := number(string(id), "D", "disclosure")
	if err != nil {
		return Disclosure{}, err
	}
	list, err := readDisclosures(tx, "d.id = ?", n)
	if err == nil && len(list) == 0 {
		err = &NotFound{What: string(disclosureCode(n))}
	}
	if err != nil {
		return Disclosure{}, err
	}
	return list[0], nil
}

// DisclosureQuery says which disclosures: of a case, of a person's cases and
// requests, since a day; all when empty.
type DisclosureQuery struct {
	Case   CaseCode
	Person PersonCode
	Since  string
}

// Disclosures lists what was handed over, in the order in which it was.
func (b *Book) Disclosures(ctx context.Context, q DisclosureQuery) ([]Disclosure, error) {
	return view(ctx, b, func(tx *vault.Tx) ([]Disclosure, error) {
		where, args := "1", []any{}
		if q.Case != "" {
			n, err := caseNumber(tx, q.Case)
			if err != nil {
				return nil, err
			}
			where, args = where+" AND d.id IN (SELECT disclosure FROM disclosure_case WHERE casefile = ?)", append(args, n)
		}
		if q.Person != "" {
			if _, err := readPerson(tx, q.Person); err != nil {
				return nil, err
			}
			n, err := q.Person.number()
			if err != nil {
				return nil, err
			}
			where, args = where+" AND q.person = ?", append(args, n)
		}
		since, err := parseDate("since", q.Since, "")
		if err != nil {
			return nil, err
		}
		list, err := readDisclosures(tx, where, args...)
		if err != nil || since == "" {
			return list, err
		}
		kept := []Disclosure{}
		for _, d := range list {
			if d.At.In(b.zone).Format(dateForm) >= since {
				kept = append(kept, d)
			}
		}
		return kept, nil
	})
}

// Sent says which disclosures handed over these bytes, or a packet with them:
// "is this what was sent?".
func (b *Book) Sent(ctx context.Context, sha256 string) ([]Disclosure, error) {
	return view(ctx, b, func(tx *vault.Tx) ([]Disclosure, error) {
		return readDisclosures(tx, "d.sha256_packet = ? OR d.sha256_sent = ?", sha256, sha256)
	})
}

func readDisclosures(tx *vault.Tx, where string, args ...any) ([]Disclosure, error) {
	list, err := vault.All(tx, scanDisclosure, `SELECT d.id, d.at, q.year, q.number, d.recipient, d.address, d.by, d.via, d.purpose, d.authority,
		d.description, d.sha256_packet, d.sha256_sent, d.settled_at FROM disclosure d JOIN request q ON q.id = d.request WHERE `+where+" ORDER BY d.id", args...)
	if err != nil {
		return nil, err
	}
	if list == nil {
		list = []Disclosure{}
	}
	for i := range list {
		files, err := vault.All(tx, vault.Value[int64], "SELECT casefile FROM disclosure_case WHERE disclosure = ? ORDER BY casefile", list[i].row)
		if err != nil {
			return nil, err
		}
		list[i].Cases = []CaseCode{}
		for _, n := range files {
			list[i].Cases = append(list[i].Cases, caseCode(n))
		}
		list[i].Corrections, err = vault.All(tx, func(scan vault.Scan) (c Correction, err error) {
			var at string
			if err := scan(&at, &c.Text); err != nil {
				return c, err
			}
			c.At, err = parseStamp(at)
			return c, err
		}, "SELECT at, text FROM disclosure_note WHERE disclosure = ? ORDER BY id", list[i].row)
		if err != nil {
			return nil, err
		}
		if list[i].Corrections == nil {
			list[i].Corrections = []Correction{}
		}
	}
	return list, nil
}

func scanDisclosure(scan vault.Scan) (d Disclosure, err error) {
	var at string
	var year int
	var number int64
	var settled *string
	err = scan(&d.row, &at, &year, &number, &d.Recipient, &d.Address, &d.By, &d.Via, &d.Purpose, &d.Authority, &d.Description, &d.SHA256Packet, &d.SHA256Sent, &settled)
	if err != nil {
		return d, err
	}
	d.ID, d.Request = disclosureCode(d.row), requestCode(year, number)
	if d.SettledAt, err = parseStampPtr(settled); err != nil {
		return d, err
	}
	d.At, err = parseStamp(at)
	return d, err
}

// readableCopies counts the packets that were delivered readable and are not
// known to be gone.
func readableCopies(tx *vault.Tx) (int, error) {
	return vault.One(tx, vault.Value[int], "SELECT count(*) FROM disclosure WHERE by = 'open' AND settled_at IS NULL")
}

// SettleDisclosure says that a readable copy that was handed over is gone:
// read, stored elsewhere or destroyed, and not lying about any more.
func (b *Book) SettleDisclosure(ctx context.Context, id DisclosureCode) (Disclosure, error) {
	return update(ctx, b, func(tx *vault.Tx) (Disclosure, error) {
		d, err := readDisclosure(tx, id)
		switch {
		case err != nil:
			return d, err
		case d.By != Readable:
			return d, &Refused{Rule: "sealed", What: string(d.ID) + " was not handed over readable: there is nothing to settle"}
		case d.SettledAt != nil:
			return d, &Refused{Rule: "settled", What: string(d.ID) + " is settled"}
		}
		if _, err := tx.Exec("UPDATE disclosure SET settled_at = ? WHERE id = ?", stamp(now(tx)), d.row); err != nil {
			return d, err
		}
		if err := recordForCases(tx, d.Cases, Event{What: "readable-copy-gone", Request: d.Request, Detail: string(d.ID)}); err != nil {
			return d, err
		}
		return readDisclosure(tx, id)
	})
}
