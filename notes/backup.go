package notes

import (
	"context"
	"time"

	"subrosa/vault"
)

// Backup is a sealed copy of the vault that was made, and whether it was
// checked and a restore from it rehearsed.
type Backup struct {
	Path        string     `json:"path"`
	At          time.Time  `json:"at"`
	Generation  uint64     `json:"generation"`
	Bytes       int64      `json:"bytes"`
	SHA256      string     `json:"sha256"`
	CheckedAt   *time.Time `json:"checked_at"`
	RehearsedAt *time.Time `json:"rehearsed_at"`
}

// RegisterBackup enters a copy that was made. At zero: the time of the
// transaction.
func (b *Book) RegisterBackup(ctx context.Context, k Backup) error {
	return b.vault.Update(ctx, func(tx *vault.Tx) error {
		if k.At.IsZero() {
			k.At = now(tx)
		}
		var checked, rehearsed any
		if k.CheckedAt != nil {
			checked = stamp(*k.CheckedAt)
		}
		if k.RehearsedAt != nil {
			rehearsed = stamp(*k.RehearsedAt)
		}
		id, err := nextCode(tx, "backup")
		if err != nil {
			return err
		}
		_, err = tx.Exec(`INSERT INTO backup (id, path, at, generation, bytes, sha256, checked_at, rehearsed_at)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
			id, k.Path, stamp(k.At), int64(k.Generation), k.Bytes, k.SHA256, checked, rehearsed)
		if err != nil {
			return err
		}
		return record(tx, Event{What: "backup-made"})
	})
}

// RegisterRehearsal says that a restore from the copy with this SHA-256 was
// rehearsed. A copy that is not in the register is *NotFound.
func (b *Book) RegisterRehearsal(ctx context.Context, sha256 string) error {
	return b.vault.Update(ctx, func(tx *vault.Tx) error {
		at := stamp(now(tx))
		changed, err := tx.Exec("UPDATE backup SET checked_at = ?, rehearsed_at = ? WHERE sha256 = ?", at, at, sha256)
		if err == nil && changed == 0 {
			err = &NotFound{What: "copy like this in the register of backups"}
		}
		if err != nil {
			return err
		}
		return record(tx, Event{What: "backup-rehearsed"})
	})
}

// Backups lists the register, the newest first.
func (b *Book) Backups(ctx context.Context) ([]Backup, error) {
	return view(ctx, b, func(tx *vault.Tx) ([]Backup, error) {
		return vault.All(tx, func(scan vault.Scan) (k Backup, err error) {
			var at string
			var generation int64
			var checked, rehearsed *string
			if err = scan(&k.Path, &at, &generation, &k.Bytes, &k.SHA256, &checked, &rehearsed); err != nil {
				return k, err
			}
			k.Generation = uint64(generation)
			if k.At, err = parseStamp(at); err != nil {
				return k, err
			}
			if k.CheckedAt, err = parseStampPtr(checked); err != nil {
				return k, err
			}
			k.RehearsedAt, err = parseStampPtr(rehearsed)
			return k, err
		}, "SELECT path, at, generation, bytes, sha256, checked_at, rehearsed_at FROM backup ORDER BY id DESC")
	})
}
