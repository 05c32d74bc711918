package notes

import (
	"errors"
	"time"

	"subrosa/vault"
)

// How often the copies, and the evidence outside of the house, are to be
// renewed. `todo`, `status` and the home screen all go by these.
const (
	// What is lost with a computer is what was written since the last backup.
	// After two weeks a therapist can still write most sessions again from
	// memory and calendar; after more, she cannot.
	backupEvery = 14 * day
	// Sticks fail, and passphrases fade, in silence: four times a year somebody
	// looks. A first backup is looked at sooner, while a mistake in it is cheap.
	rehearsalEvery = 91 * day
	firstRehearsal = 14 * day
	// A head proves from the day on which it left the house. A month is what
	// an opponent could say was written later.
	headEvery = 30 * day

	// Words that were copied wrongly are seen when they are typed from the sheet,
	// not on the day on which they were on the screen as well.
	wordsOnceMore = 7 * day

	day = 24 * time.Hour
)

// Upkeep is something that has to be done again and again: when it was done
// last, and the day on which it is due, in the practice's zone.
type Upkeep struct {
	Last *time.Time
	Due  string // a date; "" while there is nothing to do it for
}

// By says whether it is due on or before a date.
func (u Upkeep) By(date string) bool { return u.Due != "" && u.Due <= date }

// upkeepOfBackups is due some time after the last backup that is not gone, when
// something was written since; at once when there is something to lose and no
// backup at all.
func (b *Book) upkeepOfBackups(tx *vault.Tx) (u Upkeep, err error) {
	changed, err := lastChange(tx)
	if err != nil || changed == nil {
		return u, err
	}
	if u.Last, err = lastStamp(tx, "SELECT max(at) FROM backup WHERE gone_at IS NULL"); err != nil {
		return u, err
	}
	if u.Last == nil {
		first, err := lastStamp(tx, "SELECT started_at FROM note ORDER BY id LIMIT 1")
		if err == nil && first != nil {
			u.Due = b.date(*first)
		}
		return u, err
	}
	if !changed.Before(*u.Last) {
		u.Due = b.date(u.Last.Add(backupEvery))
	}
	return u, nil
}

// upkeepOfRehearsals goes by the copies that are not gone.
func (b *Book) upkeepOfRehearsals(tx *vault.Tx) (u Upkeep, err error) {
	if u.Last, err = lastStamp(tx, "SELECT max(rehearsed_at) FROM backup WHERE gone_at IS NULL"); err != nil {
		return u, err
	}
	if u.Last != nil {
		u.Due = b.date(u.Last.Add(rehearsalEvery))
		return u, nil
	}
	first, err := lastStamp(tx, "SELECT min(at) FROM backup WHERE gone_at IS NULL")
	if err == nil && first != nil {
		u.Due = b.date(first.Add(firstRehearsal))
	}
	return u, err
}

// upkeepOfWords is due once, some days after the recovery words were made, until
// they were typed from their sheet.
func (b *Book) upkeepOfWords(tx *vault.Tx) (u Upkeep, err error) {
	if u.Last, err = lastStamp(tx, "SELECT at FROM event WHERE what = ? ORDER BY id DESC LIMIT 1", string(WordsChecked)); err != nil {
		return u, err
	}
	made, err := lastStamp(tx, `SELECT at FROM event e WHERE id = (SELECT max(id) FROM event WHERE what IN ('practice-begun', ?))
		AND NOT EXISTS (SELECT 1 FROM event c WHERE c.what = ? AND c.id > e.id)`, string(WordsChanged), string(WordsChecked))
	if err == nil && made != nil {
		u.Due = b.date(made.Add(wordsOnceMore))
	}
	return u, err
}

// upkeepOfHeads is due while the log has grown since a head was last lodged.
func (b *Book) upkeepOfHeads(tx *vault.Tx) (u Upkeep, err error) {
	size, err := logSize(tx)
	if err != nil || size == 0 {
		return u, err
	}
	if u.Last, err = lastStamp(tx, "SELECT max(at) FROM head_lodged"); err != nil {
		return u, err
	}
	if u.Last != nil {
		grown, err := exists(tx, "SELECT 1 FROM (SELECT max(size) AS lodged FROM head_lodged) WHERE lodged < ?", size)
		if err == nil && grown {
			u.Due = b.date(u.Last.Add(headEvery))
		}
		return u, err
	}
	first, err := lastStamp(tx, "SELECT signed_at FROM note WHERE signed_at IS NOT NULL ORDER BY id LIMIT 1")
	if err == nil && first != nil {
		u.Due = b.date(first.Add(headEvery))
	}
	return u, err
}

// lastChange is when something was last written that a backup should have: any
// event but those that only look, or that are about copies; and the draft in
// hand, of which only the beginning is an event.
func lastChange(tx *vault.Tx) (*time.Time, error) {
	event, err := lastStamp(tx, `SELECT at FROM event WHERE what NOT IN ('case-read', 'note-read', 'practice-begun')
		AND what NOT GLOB 'backup-*' AND what NOT GLOB 'copy-place-*' AND what NOT IN ('old-copies-gone', 'recovery-words-checked') ORDER BY id DESC LIMIT 1`)
	if err != nil {
		return nil, err
	}
	draft, err := lastStamp(tx, "SELECT max(text_at) FROM note WHERE status = 'draft'")
	if err != nil || draft == nil || event != nil && event.After(*draft) {
		return event, err
	}
	return draft, nil
}

// lastStamp is the one time that a query finds, nil when it finds none.
func lastStamp(tx *vault.Tx, query string, args ...any) (*time.Time, error) {
	s, err := vault.One(tx, vault.Value[*string], query, args...)
	if errors.Is(err, vault.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return parseStampPtr(s)
}

// date is the day of a time in the practice's zone.
func (b *Book) date(t time.Time) string { return t.In(b.zone).Format(dateForm) }
