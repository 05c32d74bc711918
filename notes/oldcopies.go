package notes

import (
	"context"
	"time"

	"subrosa/vault"
)

// A backup that was made before a case was destroyed holds the case, and opens
// with what opened the vault then. So may a copy that lies in a place where
// copies were. Both wait in the list of things to do until she says that they are
// gone.

// oldBackups are the backups made before a destruction, and oldPlaces the places
// that there were then and that were not looked through since.
const (
	oldBackups = "FROM backup k JOIN destruction d ON k.generation <= d.generation OR k.at < d.at WHERE k.gone_at IS NULL"
	oldPlaces  = `FROM copy_place p JOIN destruction d ON p.added_at <= d.at WHERE p.settled_at IS NULL
		AND NOT EXISTS (SELECT 1 FROM place_looked l WHERE l.place = p.id AND l.at >= d.at)`
)

// copiesBefore are the copies that may hold what was destroyed at a time, after a
// generation of the vault.
func copiesBefore(tx *vault.Tx, generation int64, at time.Time) (OldCopies, error) {
	c := OldCopies{Backups: []BackupCode{}, Places: []CopyPlaceCode{}, Gone: []string{}}
	_, err := vault.All(tx, func(scan vault.Scan) (none struct{}, err error) {
		var n int64
		var gone bool
		if err = scan(&n, &gone); err != nil {
			return none, err
		}
		if gone {
			c.Gone = append(c.Gone, string(backupCode(n)))
		} else {
			c.Backups = append(c.Backups, backupCode(n))
		}
		return none, nil
	}, "SELECT id, gone_at IS NOT NULL FROM backup WHERE generation <= ? OR at < ? ORDER BY id", generation, stamp(at))
	if err != nil {
		return c, err
	}
	_, err = vault.All(tx, func(scan vault.Scan) (none struct{}, err error) {
		var n int64
		var gone bool
		if err = scan(&n, &gone); err != nil {
			return none, err
		}
		if gone {
			c.Gone = append(c.Gone, string(copyPlaceCode(n)))
		} else {
			c.Places = append(c.Places, copyPlaceCode(n))
		}
		return none, nil
	}, `SELECT id, settled_at IS NOT NULL OR EXISTS (SELECT 1 FROM place_looked l WHERE l.place = p.id AND l.at >= ?1)
		FROM copy_place p WHERE added_at <= ?1 ORDER BY id`, stamp(at))
	return c, err
}

// oldCopies are the backups and places of which nobody said that nothing that
// was destroyed is left there. The case is named when there is only one.
func oldCopies(tx *vault.Tx) ([]Todo, error) {
	find := func(id func(int64) string, from string) ([]Todo, error) {
		return vault.All(tx, func(scan vault.Scan) (Todo, error) {
			var n, file int64
			var cases int
			err := scan(&n, &file, &cases)
			t := Todo{Kind: "old-copy", ID: id(n)}
			if cases == 1 {
				t.Case = caseCode(file)
			}
			return t, err
		}, from)
	}
	backups, err := find(func(n int64) string { return string(backupCode(n)) },
		"SELECT k.id, min(d.casefile), count(*) "+oldBackups+" GROUP BY k.id ORDER BY k.id")
	if err != nil {
		return nil, err
	}
	places, err := find(func(n int64) string { return string(copyPlaceCode(n)) },
		"SELECT p.id, min(d.casefile), count(*) "+oldPlaces+" GROUP BY p.id ORDER BY p.id")
	return append(backups, places...), err
}

// SettleOldCopies says that in a place no copy of the vault is left from before
// the last destruction. The backups of that time that were made there are gone
// with them; later ones stay.
func (b *Book) SettleOldCopies(ctx context.Context, id CopyPlaceCode) (CopyPlace, error) {
	return update(ctx, b, func(tx *vault.Tx) (CopyPlace, error) {
		n, err := number(string(id), "L", "place of copies")
		if err != nil {
			return CopyPlace{}, err
		}
		p, err := readCopyPlace(tx, n)
		if err != nil {
			return p, err
		}
		waits, err := exists(tx, "SELECT 1 "+oldPlaces+" AND p.id = ?", n)
		switch {
		case err != nil:
			return p, err
		case p.SettledAt != nil:
			return p, &Refused{Rule: "settled", What: string(p.ID) + " is settled"}
		case !waits:
			return p, &Refused{Rule: "settled", What: string(p.ID) + ": no case was destroyed since you looked"}
		}
		gone, err := vault.All(tx, vault.Value[int64], "SELECT DISTINCT k.id "+oldBackups+" AND k.place = ? ORDER BY k.id", n)
		if err != nil {
			return p, err
		}
		for _, k := range gone {
			if err := backupGone(tx, k); err != nil {
				return p, err
			}
		}
		if _, err := tx.Exec("INSERT INTO place_looked (id, place, at) VALUES ((SELECT coalesce(max(id), 0) + 1 FROM place_looked), ?, ?)", n, stamp(now(tx))); err != nil {
			return p, err
		}
		if err := record(tx, Event{What: "old-copies-gone", Detail: string(p.ID)}); err != nil {
			return p, err
		}
		return readCopyPlace(tx, n)
	})
}
