package notes

import (
	"context"
	"errors"
	"fmt"
	"time"

	"subrosa/vault"
)

// CertificateCode stands for a certificate of destruction: X-001.
type CertificateCode string

func certificateCode(n int64) CertificateCode { return CertificateCode(fmt.Sprintf("X-%03d", n)) }

// Destruction is what is left of a case that was destroyed, and what its
// certificate is made of: codes, days and numbers. Before it took place, it is
// what would be: without certificate and time.
type Destruction struct {
	Case        CaseCode        `json:"case"`
	Certificate CertificateCode `json:"certificate"`
	At          time.Time       `json:"at"`
	Kind        string          `json:"kind"`
	Opened      string          `json:"opened"`
	Closed      string          `json:"closed"`
	Last        string          `json:"last"` // day of the last entry
	Rule        string          `json:"rule"` // term | minors | inquiry | own: the one whose day counted
	Source      string          `json:"source"`
	Until       string          `json:"until"` // the day that was reached
	Notes       int             `json:"notes"`
	Addenda     int             `json:"addenda"`
	Requests    int             `json:"requests"`    // that went with it
	Disclosures int             `json:"disclosures"` // of those
	Persons     int             `json:"persons"`     // who were in no other case
	Holds       int             `json:"holds"`       // that had stood, and were lifted

	// Copies of the vault that may still hold the case, and what is known to be
	// gone of those that did.
	OldCopies OldCopies `json:"old_copies"`
}

// OldCopies are backups made before a case was destroyed, and places that there
// were then.
type OldCopies struct {
	Backups []BackupCode    `json:"backups"` // that may hold it
	Places  []CopyPlaceCode `json:"places"`  // where copies may be that hold it
	Gone    []string        `json:"gone"`    // backups and places where none is left
}

// MayDestroy looks whether a case can be destroyed, and says what that would be.
// Refused: open, on_hold, not_due, open_drafts, open_request, destroyed.
func (b *Book) MayDestroy(ctx context.Context, c CaseCode) (Destruction, error) {
	return view(ctx, b, func(tx *vault.Tx) (Destruction, error) { return b.mayDestroy(tx, c) })
}

// Destroying destroys a case inside the transaction of vault.Rotate, so that
// with it the vault gets a new key: nothing that was sealed while the case was
// there can be opened with today's. done becomes what took place.
//
//	v.Rotate(ctx, vault.Change{Record: b.Destroying(c, &done)}, nil)
func (b *Book) Destroying(c CaseCode, done *Destruction) func(*vault.Tx) error {
	return func(tx *vault.Tx) (err error) {
		if *done, err = b.mayDestroy(tx, c); err != nil {
			return err
		}
		return b.destroy(tx, done)
	}
}

// Destroy is Destroying with its rotation.
func (b *Book) Destroy(ctx context.Context, c CaseCode) (Destruction, vault.Rotation, error) {
	var done Destruction
	r, err := b.vault.Rotate(ctx, vault.Change{Record: b.Destroying(c, &done)}, nil)
	return done, r, err
}

// Destruction tells of a case that was destroyed.
func (b *Book) Destruction(ctx context.Context, c CaseCode) (Destruction, error) {
	return view(ctx, b, func(tx *vault.Tx) (Destruction, error) {
		n, err := caseNumber(tx, c)
		if err != nil {
			return Destruction{}, err
		}
		return readDestruction(tx, n)
	})
}

func (b *Book) mayDestroy(tx *vault.Tx, c CaseCode) (Destruction, error) {
	var d Destruction
	n, err := liveCase(tx, c)
	if err != nil {
		return d, err
	}
	list, keeping, err := b.readKept(tx, false, "WHERE id = ?", n)
	if err != nil {
		return d, err
	}
	shown, kept := list[0], keeping.of(list[0])
	holds, err := standingHolds(tx)
	if err != nil {
		return d, err
	}
	request, err := openRequestOf(tx, n)
	if err != nil {
		return d, err
	}
	rule, code := kept.decisive(), string(shown.Code)
	switch {
	case n == 0:
		return d, &Refused{Rule: "practice_case", What: code + " is the practice's own: it is not destroyed"}
	case shown.Closed == nil:
		return d, &Refused{Rule: "open", What: code + " is open", Hint: "subrosa case close " + code}
	case shown.Drafts > 0:
		return d, &Refused{Rule: "open_drafts", What: code + " has drafts", Hint: "sign or discard them first"}
	case len(holds[shown.Code]) > 0:
		return d, &Refused{Rule: "on_hold", What: fmt.Sprintf("%s is held: %s", code, holds[shown.Code][0]), Hint: "subrosa hold lift, once there is no reason for it any more"}
	case request != "":
		return d, &Refused{Rule: "open_request", What: fmt.Sprintf("%s is asked for: %s is open", code, request), Hint: "answer and close it first"}
	case rule == nil:
		return d, &Refused{Rule: "not_due", What: "until when " + code + " has to be kept is not known", Hint: "decide it: subrosa retention keep " + code}
	case *rule.Until > b.today(tx):
		return d, &Refused{Rule: "not_due", What: code + " is kept until " + *rule.Until, Hint: "subrosa retention list says why"}
	}
	d = Destruction{Case: shown.Code, Kind: shown.Kind, Opened: shown.Opened, Closed: *shown.Closed, Last: *kept.last,
		Rule: rule.Kind, Source: rule.source, Until: *rule.Until, Notes: shown.Notes}
	if err := d.count(tx, n); err != nil {
		return d, err
	}
	d.OldCopies, err = copiesBefore(tx, int64(tx.Generation()), now(tx))
	return d, err
}

// openRequestOf is an open request that reaches a case, "" when there is none.
func openRequestOf(tx *vault.Tx, file int64) (RequestID, error) {
	id, err := vault.One(tx, func(scan vault.Scan) (RequestID, error) {
		var year int
		var number int64
		err := scan(&year, &number)
		return requestCode(year, number), err
	}, `SELECT q.year, q.number FROM request_touches t JOIN request q ON q.id = t.request
		WHERE t.casefile = ? AND q.closed_at IS NULL ORDER BY q.id LIMIT 1`, file)
	if errors.Is(err, vault.ErrNoRows) {
		return "", nil
	}
	return id, err
}

// Which requests go with a case, and which persons: those that concern no other.
const (
	requestsOnlyOf = `SELECT t.request FROM request_touches t WHERE t.casefile = ?1
		AND NOT EXISTS (SELECT 1 FROM request_said o WHERE o.request = t.request AND o.casefile <> ?1 AND o.casefile NOT IN (SELECT casefile FROM destruction))
		AND (EXISTS (SELECT 1 FROM request_said s WHERE s.request = t.request AND s.casefile = ?1)
		  OR NOT EXISTS (SELECT 1 FROM request_touches o WHERE o.request = t.request AND o.casefile <> ?1 AND o.casefile NOT IN (SELECT casefile FROM destruction)))`
	personsOnlyOf = `SELECT p.person FROM party p WHERE p.casefile = ?1
		AND NOT EXISTS (SELECT 1 FROM party o WHERE o.person = p.person AND o.casefile <> ?1)
		AND NOT EXISTS (SELECT 1 FROM request q WHERE q.person = p.person AND q.id NOT IN (` + requestsOnlyOf + `))
		AND NOT EXISTS (SELECT 1 FROM request_step s WHERE s.person = p.person AND s.request NOT IN (SELECT request FROM request_touches WHERE casefile = ?1))`
)

// count counts what would go.
func (d *Destruction) count(tx *vault.Tx, file int64) error {
	for _, c := range []struct {
		into  *int
		query string
	}{
		{&d.Addenda, "SELECT count(*) FROM addendum a JOIN note n ON n.id = a.note WHERE n.casefile = ?1"},
		{&d.Requests, "SELECT count(*) FROM (" + requestsOnlyOf + ")"},
		{&d.Disclosures, "SELECT count(*) FROM disclosure WHERE request IN (" + requestsOnlyOf + ")"},
		{&d.Persons, "SELECT count(*) FROM (" + personsOnlyOf + ")"},
		{&d.Holds, "SELECT count(*) FROM hold_case WHERE casefile = ?1"},
	} {
		var err error
		if *c.into, err = vault.One(tx, vault.Value[int], c.query, file); err != nil {
			return err
		}
	}
	return nil
}

// destroy does it. The order is that of the references: what refers goes before
// what it refers to.
func (b *Book) destroy(tx *vault.Tx, d *Destruction) error {
	file, err := d.Case.number()
	if err != nil {
		return err
	}
	number, err := nextCode(tx, "certificate")
	if err != nil {
		return err
	}
	d.Certificate, d.At = certificateCode(number), now(tx)
	if err := d.insert(tx, file, number); err != nil {
		return err
	}
	for _, table := range []string{"hold", "disclosure", "consent", "measure", "attachment"} { // their codes are not given again
		if err := rememberNumbers(tx, table); err != nil {
			return err
		}
	}
	for _, statement := range destroyStatements {
		if _, err := tx.Exec(statement, file); err != nil {
			return err
		}
	}
	if _, err := tx.Exec("UPDATE destruction SET unfinished = NULL WHERE casefile = ?", file); err != nil {
		return err
	}
	if err := record(tx, Event{What: "case-destroyed", Case: d.Case, Detail: string(d.Certificate)}); err != nil {
		return err
	}
	return compact(tx)
}

func (d *Destruction) insert(tx *vault.Tx, file, number int64) error {
	_, err := tx.Exec(`INSERT INTO destruction (casefile, number, at, generation, rule, source, until, last,
		notes, addenda, requests, disclosures, persons, holds, unfinished) VALUES (?1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?1)`,
		file, number, stamp(d.At), int64(tx.Generation()), d.Rule, d.Source, d.Until, d.Last,
		d.Notes, d.Addenda, d.Requests, d.Disclosures, d.Persons, d.Holds)
	return err
}

// rememberNumbers keeps the highest number that a table has given.
func rememberNumbers(tx *vault.Tx, table string) error {
	next, err := nextRow(tx, table)
	if err != nil || next == 1 {
		return err
	}
	changed, err := tx.Exec("UPDATE counter SET last = ? WHERE name = ?", next-1, table)
	if err == nil && changed == 0 {
		_, err = tx.Exec("INSERT INTO counter (name, last) VALUES (?, ?)", table, next-1)
	}
	return err
}

const (
	itsNotes    = "(SELECT id FROM note WHERE casefile = ?1)"
	itsAddenda  = "(SELECT id FROM addendum WHERE note IN " + itsNotes + ")"
	itsRequests = "(SELECT request FROM request_destroying WHERE whole = 1)"
)

// destroyStatements take the number of the case as their argument.
var destroyStatements = [...]string{
	// What goes, by its uid and its digest, while it can still be named.
	"INSERT INTO request_destroying SELECT request, request IN (" + requestsOnlyOf + ") FROM request_touches WHERE casefile = ?1",
	"INSERT OR IGNORE INTO destroyed_uid SELECT uid, ?1 FROM person WHERE id IN (" + personsOnlyOf + ")",
	"INSERT OR IGNORE INTO destroyed_uid SELECT uid, ?1 FROM request WHERE id IN " + itsRequests,
	"INSERT OR IGNORE INTO destroyed_uid SELECT uid, ?1 FROM hold WHERE id IN (SELECT hold FROM hold_case c WHERE casefile = ?1 AND NOT EXISTS (SELECT 1 FROM hold_case o WHERE o.hold = c.hold AND o.casefile <> ?1))",
	"INSERT INTO destroyed_item (digest, leaf, casefile) SELECT digest, leaf, ?1 FROM seal WHERE note IN " + itsNotes + " OR addendum IN " + itsAddenda,

	// What was asked for and handed over.
	"DELETE FROM request_span WHERE note IN " + itsNotes + " OR request IN " + itsRequests,
	"DELETE FROM request_note WHERE note IN " + itsNotes + " OR request IN " + itsRequests,
	"DELETE FROM disclosure_note WHERE disclosure IN (SELECT id FROM disclosure WHERE request IN " + itsRequests + ")",
	"DELETE FROM disclosure_case WHERE casefile = ?1",
	"DELETE FROM disclosure WHERE request IN " + itsRequests,
	"DELETE FROM delivery WHERE packet IN (SELECT id FROM packet WHERE request IN " + itsRequests + ")",
	"DELETE FROM packet WHERE request IN " + itsRequests,
	"DELETE FROM approval WHERE request IN " + itsRequests,
	"UPDATE packet SET zip = x'' WHERE request IN (SELECT request FROM request_destroying)",
	"UPDATE approval SET body = '' WHERE request IN (SELECT request FROM request_destroying)",
	"DELETE FROM request_step WHERE casefile = ?1 OR request IN " + itsRequests + ` OR request IN (SELECT request FROM request_destroying)
		AND person IN (SELECT person FROM party p WHERE casefile = ?1 AND NOT EXISTS (SELECT 1 FROM party o WHERE o.person = p.person AND o.casefile <> ?1))`,
	"DELETE FROM hold_case WHERE casefile = ?1",
	"DELETE FROM hold WHERE uid IN (SELECT uid FROM destroyed_uid WHERE casefile = ?1)",
	"DELETE FROM request_case WHERE casefile = ?1",

	// What was written.
	"DELETE FROM addendum_paragraph WHERE addendum IN " + itsAddenda,
	"DELETE FROM seal WHERE note IN " + itsNotes + " OR addendum IN " + itsAddenda,
	"DELETE FROM addendum WHERE note IN " + itsNotes,
	"DELETE FROM paragraph WHERE note IN " + itsNotes,
	"DELETE FROM section WHERE note IN " + itsNotes,
	"DELETE FROM note WHERE casefile = ?1",
	"DELETE FROM alias WHERE casefile = ?1", // and the names with it
	"DELETE FROM party WHERE casefile = ?1",
	"DELETE FROM retention_keep WHERE casefile = ?1",
	"DELETE FROM attachment_void WHERE attachment IN (SELECT id FROM attachment WHERE casefile = ?1)",
	"DELETE FROM attachment_piece WHERE attachment IN (SELECT id FROM attachment WHERE casefile = ?1)",
	"DELETE FROM attachment WHERE casefile = ?1",
	"DELETE FROM measure_void WHERE measure IN (SELECT id FROM measure WHERE casefile = ?1)",
	"DELETE FROM measure WHERE casefile = ?1",
	"DELETE FROM consent_end WHERE consent IN (SELECT id FROM consent WHERE casefile = ?1)",
	"DELETE FROM consent WHERE casefile = ?1",
	"UPDATE casefile SET service = '', reason = '', legal_basis = '' WHERE id = ?1",

	// Who asked, and who came.
	"DELETE FROM request WHERE id IN " + itsRequests,
	"DELETE FROM request_destroying",
	"DELETE FROM person_name WHERE person IN (SELECT id FROM person WHERE uid IN (SELECT uid FROM destroyed_uid WHERE casefile = ?1))",
	"DELETE FROM person WHERE uid IN (SELECT uid FROM destroyed_uid WHERE casefile = ?1)",
}

// compact makes the full-text index anew, since FTS5 keeps words of what was
// deleted as the borders of its pages, and gives back the pages that are free.
func compact(tx *vault.Tx) error {
	if _, err := tx.Exec("INSERT INTO search (search) VALUES ('rebuild')"); err != nil {
		return err
	}
	// Each step of the pragma frees a page; Exec would take one.
	_, err := vault.All(tx, func(vault.Scan) (struct{}, error) { return struct{}{}, nil }, "PRAGMA incremental_vacuum")
	return err
}

func readDestruction(tx *vault.Tx, file int64) (Destruction, error) {
	type row struct {
		Destruction
		generation int64
	}
	r, err := vault.One(tx, func(scan vault.Scan) (r row, err error) {
		var number int64
		var at string
		err = scan(&number, &at, &r.generation, &r.Kind, &r.Opened, &r.Closed, &r.Last, &r.Rule, &r.Source, &r.Until,
			&r.Notes, &r.Addenda, &r.Requests, &r.Disclosures, &r.Persons, &r.Holds)
		if err != nil {
			return r, err
		}
		r.Case, r.Certificate = caseCode(file), certificateCode(number)
		r.At, err = parseStamp(at)
		return r, err
	}, `SELECT d.number, d.at, d.generation, c.kind, c.opened, c.closed, d.last, d.rule, d.source, d.until,
		d.notes, d.addenda, d.requests, d.disclosures, d.persons, d.holds
		FROM destruction d JOIN casefile c ON c.id = d.casefile WHERE d.casefile = ?`, file)
	if errors.Is(err, vault.ErrNoRows) {
		return r.Destruction, &Refused{Rule: "not_destroyed", What: string(caseCode(file)) + " was not destroyed"}
	}
	if err != nil {
		return r.Destruction, err
	}
	r.OldCopies, err = copiesBefore(tx, r.generation, r.At)
	return r.Destruction, err
}
