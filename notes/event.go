package notes

import (
	"context"
	"errors"
	"time"

	"subrosa/vault"
)

// Event is something that was done, at a time. Events are only ever added.
type Event struct {
	At      time.Time `json:"at"`
	What    string    `json:"what"` // case-opened, note-signed, note-read, delivered, ...
	Case    CaseCode  `json:"case,omitempty"`
	Note    NoteID    `json:"note,omitempty"`
	Request RequestID `json:"request,omitempty"`
	Detail  string    `json:"detail,omitempty"` // codes and numbers only

	// Elsewhere: it was done in another copy of the vault, and came with it when
	// that was joined.
	Elsewhere bool `json:"elsewhere,omitempty"`
}

// record adds an event at the time of the transaction.
func record(tx *vault.Tx, e Event) error {
	var file, note, request any
	if e.Case != "" {
		n, err := e.Case.number()
		if err != nil {
			return err
		}
		file = n
	}
	if e.Note != "" {
		n, err := e.Note.number()
		if err != nil {
			return err
		}
		note = n
	}
	if e.Request != "" {
		request = string(e.Request)
	}
	_, err := tx.Exec(`INSERT INTO event (id, at, what, casefile, note, request, detail)
		VALUES ((SELECT coalesce(max(id), 0) + 1 FROM event), ?, ?, ?, ?, ?, ?)`,
		stamp(now(tx)), e.What, file, note, request, e.Detail)
	return err
}

// History tells what was done in a case, or with everything when no case is
// given, in the order in which it was done.
func (b *Book) History(ctx context.Context, c CaseCode) ([]Event, error) {
	return view(ctx, b, func(tx *vault.Tx) ([]Event, error) {
		if c == "" {
			return vault.All(tx, scanEvent, eventColumns+" ORDER BY id")
		}
		n, err := caseNumber(tx, c)
		if err != nil {
			return nil, err
		}
		return vault.All(tx, scanEvent, eventColumns+" WHERE casefile = ? ORDER BY id", n)
	})
}

const eventColumns = "SELECT at, what, casefile, note, coalesce(request, ''), detail, joined IS NOT NULL FROM event"

func scanEvent(scan vault.Scan) (e Event, err error) {
	var at string
	var file, note *int64
	if err := scan(&at, &e.What, &file, &note, &e.Request, &e.Detail, &e.Elsewhere); err != nil {
		return e, err
	}
	if file != nil {
		e.Case = caseCode(*file)
	}
	if note != nil {
		e.Note = noteID(*note)
	}
	e.At, err = parseStamp(at)
	return e, err
}

// readAgain is how long the opening of a case covers its other openings.
const readAgain = time.Hour

// readingIsNew says whether no opening of the case was recorded in the last hour.
func readingIsNew(tx *vault.Tx, file int64) (bool, error) {
	last, err := vault.One(tx, vault.Value[string], `SELECT at FROM event
		WHERE casefile = ? AND what IN ('case-read', 'note-read') ORDER BY id DESC LIMIT 1`, file)
	if errors.Is(err, vault.ErrNoRows) {
		return true, nil
	}
	if err != nil {
		return false, err
	}
	at, err := parseStamp(last)
	return now(tx).Sub(at) >= readAgain, err
}

// recordReading records the opening of a case or note, at most once an hour for
// each case. A record that cannot be written to, or not now, can be read all
// the same: Unrecorded says why nothing was recorded.
func (b *Book) recordReading(ctx context.Context, file int64, e Event) error {
	b.unrecorded = nil
	err := b.vault.Update(ctx, func(tx *vault.Tx) error {
		isNew, err := readingIsNew(tx, file)
		if err != nil || !isNew {
			return err
		}
		return record(tx, e)
	})
	for _, known := range []error{vault.ErrReadOnly, vault.ErrBusy, vault.ErrDiskFull, vault.ErrNotSaved} {
		if errors.Is(err, known) {
			b.unrecorded = err
			return nil
		}
	}
	return err
}

// Unrecorded says why the last opening of a case or note could not be entered
// into the record, nil when it was or did not have to be.
func (b *Book) Unrecorded() error { return b.unrecorded }
