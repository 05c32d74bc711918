package notes

import (
	"fmt"
	"time"

	"subrosa/vault"
)

const dateForm = "2006-01-02"

// now is the time of the transaction as the record keeps it: UTC, to the second.
func now(tx *vault.Tx) time.Time { return tx.Now().UTC().Truncate(time.Second) }

// stamp writes a time as the record keeps it.
func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// localStamp writes a local time with its offset.
func localStamp(t time.Time) string { return t.Format(time.RFC3339) }

// parseStamp reads what stamp and localStamp wrote.
func parseStamp(s string) (time.Time, error) {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return time.Time{}, fmt.Errorf("a time of the record: %w", vault.ErrDamaged)
	}
	return t, nil
}

// parseStampPtr reads a time that may be missing.
func parseStampPtr(s *string) (*time.Time, error) {
	if s == nil {
		return nil, nil
	}
	t, err := parseStamp(*s)
	return &t, err
}

// today is the date in the practice's zone.
func (b *Book) today(tx *vault.Tx) string { return now(tx).In(b.zone).Format(dateForm) }

// firstYear is the first one that a date of the record can have.
const firstYear = 1900

// parseDate checks a date given for a key of a document; empty means fallback. The
// year 26 is one of which two digits are missing.
func parseDate(key, s, fallback string) (string, error) {
	if s == "" {
		return fallback, nil
	}
	t, err := time.Parse(dateForm, s)
	if err != nil {
		return "", &Invalid{What: key + ": not a date; 2006-01-31 is one"}
	}
	if t.Year() < firstYear {
		return "", &Invalid{What: key + ": not a year of this time"}
	}
	return t.Format(dateForm), nil
}
