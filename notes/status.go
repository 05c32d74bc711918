package notes

import (
	"context"
	"time"

	"subrosa/vault"
)

// Status is what `status` tells of an unlocked vault.
type Status struct {
	Cases          int        `json:"cases"`
	Notes          int        `json:"notes"` // signed, void ones too
	Drafts         int        `json:"drafts"`
	RequestsDue    int        `json:"requests_due"`
	ReadableCopies int        `json:"readable_copies"` // delivered readable, not yet settled
	LastBackup     *time.Time `json:"last_backup"`
	LastRehearsal  *time.Time `json:"last_rehearsal"`
}

// Status counts what is in the record.
func (b *Book) Status(ctx context.Context) (Status, error) {
	return view(ctx, b, func(tx *vault.Tx) (Status, error) {
		var backup, rehearsal *string
		s, err := vault.One(tx, func(scan vault.Scan) (s Status, err error) {
			err = scan(&s.Cases, &s.Notes, &s.Drafts, &backup, &rehearsal)
			return s, err
		}, `SELECT count(*), coalesce(sum(notes), 0), coalesce(sum(drafts), 0),
			(SELECT max(at) FROM backup), (SELECT max(rehearsed_at) FROM backup) FROM casefile`)
		if err != nil {
			return s, err
		}
		if s.RequestsDue, err = requestsDue(tx); err != nil {
			return s, err
		}
		if s.ReadableCopies, err = readableCopies(tx); err != nil {
			return s, err
		}
		if s.LastBackup, err = parseStampPtr(backup); err != nil {
			return s, err
		}
		s.LastRehearsal, err = parseStampPtr(rehearsal)
		return s, err
	})
}
