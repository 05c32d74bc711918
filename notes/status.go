package notes

import (
	"context"

	"subrosa/vault"
)

// Status is what `status` tells of an unlocked vault.
type Status struct {
	Cases          int // without those that were destroyed
	Notes          int // signed, void ones too
	Drafts         int
	RequestsDue    int
	ReadableCopies int // delivered readable, not yet settled
	Backup         Upkeep
	Rehearsal      Upkeep
}

// Status counts what is in the record, and says how old its copies are.
func (b *Book) Status(ctx context.Context) (Status, error) {
	return view(ctx, b, func(tx *vault.Tx) (Status, error) {
		s, err := vault.One(tx, func(scan vault.Scan) (s Status, err error) {
			err = scan(&s.Cases, &s.Notes, &s.Drafts)
			return s, err
		}, "SELECT count(*), coalesce(sum(notes), 0), coalesce(sum(drafts), 0) FROM casefile WHERE id NOT IN (SELECT casefile FROM destruction)")
		if err != nil {
			return s, err
		}
		if s.RequestsDue, err = requestsDue(tx); err != nil {
			return s, err
		}
		if s.ReadableCopies, err = readableCopies(tx); err != nil {
			return s, err
		}
		if s.Backup, err = b.upkeepOfBackups(tx); err != nil {
			return s, err
		}
		s.Rehearsal, err = b.upkeepOfRehearsals(tx)
		return s, err
	})
}
