package notes

import (
	"context"
	"errors"
	"fmt"
	"time"

	"subrosa/vault"
)

// BackupCode stands for a copy of the vault in the register: B-001.
type BackupCode string

func backupCode(n int64) BackupCode { return BackupCode(fmt.Sprintf("B-%03d", n)) }

// ParseBackupCode reads B-001.
func ParseBackupCode(s string) (BackupCode, error) {
	n, err := number(s, "B", "copy of the vault")
	return backupCode(n), err
}

// Backup is a sealed copy of the vault: where it was made, what it was then,
// when it was read whole, when a restore from it was rehearsed, and when it was
// removed or said to be gone.
type Backup struct {
	ID          BackupCode    `json:"id"`
	Place       CopyPlaceCode `json:"place"`
	Path        string        `json:"path"`
	At          time.Time     `json:"at"` // when copying began: what was written later is not in it
	Generation  uint64        `json:"generation"`
	Bytes       int64         `json:"bytes"`
	SHA256      string        `json:"sha256"`
	CheckedAt   *time.Time    `json:"checked_at"`
	RehearsedAt *time.Time    `json:"rehearsed_at"`
	GoneAt      *time.Time    `json:"gone_at"`
}

// RegisterBackup enters a copy that was made and read back, in the place that
// its folder is; a folder that is no place yet becomes one. At zero: the time
// of the transaction.
func (b *Book) RegisterBackup(ctx context.Context, k Backup, place CopyPlaceInput) (Backup, error) {
	return update(ctx, b, func(tx *vault.Tx) (Backup, error) {
		n, err := insertBackup(tx, k, place)
		if err != nil {
			return k, err
		}
		if err := record(tx, Event{What: "backup-made", Detail: string(backupCode(n))}); err != nil {
			return k, err
		}
		return readBackup(tx, n)
	})
}

func insertBackup(tx *vault.Tx, k Backup, place CopyPlaceInput) (int64, error) {
	place, err := place.clean()
	if err != nil {
		return 0, err
	}
	at, err := placeOfFolder(tx, place.Folder)
	if err == nil && at == 0 {
		at, err = addCopyPlace(tx, place)
	}
	if err != nil {
		return 0, err
	}
	// What had this path before is not there any more.
	before, err := vault.All(tx, vault.Value[int64], "SELECT id FROM backup WHERE path = ? AND gone_at IS NULL ORDER BY id", k.Path)
	if err != nil {
		return 0, err
	}
	for _, n := range before {
		if err := backupGone(tx, n); err != nil {
			return 0, err
		}
	}
	if k.At.IsZero() {
		k.At = now(tx)
	}
	n, err := nextCode(tx, "backup")
	if err != nil {
		return 0, err
	}
	_, err = tx.Exec(`INSERT INTO backup (id, place, path, at, generation, bytes, sha256, checked_at, rehearsed_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		n, at, k.Path, stamp(k.At), int64(k.Generation), k.Bytes, k.SHA256, stampPtr(k.CheckedAt), stampPtr(k.RehearsedAt))
	return n, err
}

// stampPtr writes a time that may be missing.
func stampPtr(t *time.Time) any {
	if t == nil {
		return nil
	}
	return stamp(*t)
}

// RegisterRehearsal says that a restore from a copy was rehearsed. All copies
// with its SHA-256 are the same copy; where k.Path is not among them, it was
// made by hand, and is entered too: found says so.
func (b *Book) RegisterRehearsal(ctx context.Context, k Backup, place CopyPlaceInput) (entered Backup, found bool, err error) {
	entered, err = update(ctx, b, func(tx *vault.Tx) (Backup, error) {
		at := now(tx)
		_, err := tx.Exec("UPDATE backup SET checked_at = ?1, rehearsed_at = ?1 WHERE sha256 = ?2 AND gone_at IS NULL", stamp(at), k.SHA256)
		if err != nil {
			return k, err
		}
		n, err := vault.One(tx, vault.Value[int64],
			"SELECT id FROM backup WHERE sha256 = ? AND path = ? AND gone_at IS NULL ORDER BY id DESC", k.SHA256, k.Path)
		if found = errors.Is(err, vault.ErrNoRows); found {
			k.CheckedAt, k.RehearsedAt = &at, &at
			n, err = insertBackup(tx, k, place)
		}
		if err != nil {
			return k, err
		}
		what := map[bool]string{true: "backup-found", false: "backup-rehearsed"}[found]
		if err := record(tx, Event{What: what, Detail: string(backupCode(n))}); err != nil {
			return k, err
		}
		return readBackup(tx, n)
	})
	return entered, found, err
}

// SettleBackup says that a copy is gone: it was removed, or nobody has it any
// more.
func (b *Book) SettleBackup(ctx context.Context, id BackupCode) (Backup, error) {
	return update(ctx, b, func(tx *vault.Tx) (Backup, error) {
		n, err := number(string(id), "B", "copy of the vault")
		if err != nil {
			return Backup{}, err
		}
		k, err := readBackup(tx, n)
		if err == nil && k.GoneAt != nil {
			err = &Refused{Rule: "settled", What: string(k.ID) + " is gone already"}
		}
		if err != nil {
			return k, err
		}
		if err := backupGone(tx, n); err != nil {
			return k, err
		}
		return readBackup(tx, n)
	})
}

func backupGone(tx *vault.Tx, n int64) error {
	if _, err := tx.Exec("UPDATE backup SET gone_at = ? WHERE id = ?", stamp(now(tx)), n); err != nil {
		return err
	}
	return record(tx, Event{What: "backup-gone", Detail: string(backupCode(n))})
}

// Backups lists the register, the newest first.
func (b *Book) Backups(ctx context.Context) ([]Backup, error) {
	return view(ctx, b, func(tx *vault.Tx) ([]Backup, error) { return readBackups(tx, "") })
}

func readBackup(tx *vault.Tx, n int64) (Backup, error) {
	list, err := readBackups(tx, "WHERE id = ?", n)
	if err == nil && len(list) == 0 {
		err = &NotFound{What: string(backupCode(n))}
	}
	if err != nil {
		return Backup{}, err
	}
	return list[0], nil
}

func readBackups(tx *vault.Tx, where string, args ...any) ([]Backup, error) {
	return vault.All(tx, func(scan vault.Scan) (k Backup, err error) {
		var n, place, generation int64
		var at string
		var checked, rehearsed, gone *string
		if err = scan(&n, &place, &k.Path, &at, &generation, &k.Bytes, &k.SHA256, &checked, &rehearsed, &gone); err != nil {
			return k, err
		}
		k.ID, k.Place, k.Generation = backupCode(n), copyPlaceCode(place), uint64(generation)
		var errs [4]error
		k.At, errs[0] = parseStamp(at)
		k.CheckedAt, errs[1] = parseStampPtr(checked)
		k.RehearsedAt, errs[2] = parseStampPtr(rehearsed)
		k.GoneAt, errs[3] = parseStampPtr(gone)
		return k, errors.Join(errs[:]...)
	}, "SELECT id, place, path, at, generation, bytes, sha256, checked_at, rehearsed_at, gone_at FROM backup "+where+" ORDER BY id DESC", args...)
}
