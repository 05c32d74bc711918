package notes

import (
	"fmt"
	"time"

	"subrosa/vault"
)

// Contents is what a copy of the vault has in it, in numbers and dates.
type Contents struct {
	Cases     int        `json:"cases"`
	Notes     int        `json:"notes"` // signed, void ones too
	Drafts    int        `json:"drafts"`
	Requests  int        `json:"requests"`   // closed ones too
	LastEntry *time.Time `json:"last_entry"` // when a text was last written; nil: none yet
}

// Rehearse reads the records of a copy as opening it would, and checks them:
// what is in it, how many records were read, and what is wrong with them, by
// code. A record made by a newer version is vault.ErrNewerFormat.
func Rehearse(tx *vault.Tx, progress func(done, total int)) (c Contents, records int, problems []string, err error) {
	list, err := migrations()
	if err != nil {
		return c, 0, nil, err
	}
	have, err := schemaVersion(tx)
	if err != nil {
		return c, 0, nil, err
	}
	if have > len(list) {
		return c, 0, nil, fmt.Errorf("record of schema %d: %w", have, vault.ErrNewerFormat)
	}
	if records, problems, err = CheckRecords(tx, progress); err != nil {
		return c, 0, nil, err
	}
	c, err = readContents(tx)
	return c, records, problems, err
}

func readContents(tx *vault.Tx) (Contents, error) {
	c, err := vault.One(tx, func(scan vault.Scan) (c Contents, err error) {
		err = scan(&c.Cases, &c.Notes, &c.Drafts, &c.Requests)
		return c, err
	}, `SELECT count(*), coalesce(sum(notes), 0), coalesce(sum(drafts), 0), (SELECT count(*) FROM request) FROM casefile`)
	if err == nil {
		c.LastEntry, err = LastEntry(tx)
	}
	return c, err
}

// LastEntry is when the text of a note or an addendum was last written, nil
// when none was.
func LastEntry(tx *vault.Tx) (*time.Time, error) {
	return lastStamp(tx, "SELECT max(t) FROM (SELECT max(text_at) AS t FROM note UNION ALL SELECT max(at) FROM addendum)")
}
