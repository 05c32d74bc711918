package notes

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"subrosa/notes/document"
	"subrosa/vault"
)

// CopyPlaceCode stands for a place where copies of the vault may be: L-001.
type CopyPlaceCode string

func copyPlaceCode(n int64) CopyPlaceCode { return CopyPlaceCode(fmt.Sprintf("L-%03d", n)) }

// ParseCopyPlaceCode reads L-001.
func ParseCopyPlaceCode(s string) (CopyPlaceCode, error) {
	n, err := number(s, "L", "place of copies")
	return copyPlaceCode(n), err
}

// CopyPlaceKinds are what a place of copies can be.
func CopyPlaceKinds() []string {
	return []string{"sync-folder", "replica", "stick", "cloud", "computer", "other"}
}

// CopyPlace is where copies of the vault may be: what has to be thought of when
// a record is destroyed, and where to look when one is lost. It is not a room
// in which clients are seen; that is Place.
type CopyPlace struct {
	ID        CopyPlaceCode `json:"id"`
	Kind      string        `json:"kind"`
	Label     string        `json:"label"`
	Folder    string        `json:"folder,omitempty"` // on this computer
	AddedAt   time.Time     `json:"added_at"`
	SettledAt *time.Time    `json:"settled_at"` // when she said that no copy is there any more
	Backups   int           `json:"backups"`    // in the register, not known to be gone
	LookedAt  *time.Time    `json:"looked_at"`  // when she said last that no old copy is
}

// CopyPlaceInput is a place as it is entered.
type CopyPlaceInput struct {
	Kind   string `json:"kind"`
	Label  string `json:"label"`
	Folder string `json:"folder"`
}

func (in CopyPlaceInput) clean() (CopyPlaceInput, error) {
	for _, s := range []*string{&in.Label, &in.Folder} {
		text, err := document.Clean(*s)
		if err != nil {
			return in, &Invalid{What: "a place: " + err.Error()}
		}
		*s = strings.TrimSpace(text)
	}
	if !slices.Contains(CopyPlaceKinds(), in.Kind) {
		return in, &Invalid{What: "kind: " + strings.Join(CopyPlaceKinds(), ", ")}
	}
	if in.Label == "" {
		return in, &Invalid{What: "label is missing"}
	}
	return in, nil
}

// AddCopyPlace enters a place where copies of the vault may be.
func (b *Book) AddCopyPlace(ctx context.Context, in CopyPlaceInput) (CopyPlace, error) {
	return update(ctx, b, func(tx *vault.Tx) (CopyPlace, error) {
		in, err := in.clean()
		if err != nil {
			return CopyPlace{}, err
		}
		known, err := placeOfFolder(tx, in.Folder)
		if err != nil {
			return CopyPlace{}, err
		}
		if known != 0 {
			return CopyPlace{}, &Refused{Rule: "exists", What: string(copyPlaceCode(known)) + " is this folder"}
		}
		n, err := addCopyPlace(tx, in)
		if err != nil {
			return CopyPlace{}, err
		}
		return readCopyPlace(tx, n)
	})
}

func addCopyPlace(tx *vault.Tx, in CopyPlaceInput) (int64, error) {
	n, err := nextCode(tx, "copy_place")
	if err != nil {
		return 0, err
	}
	_, err = tx.Exec("INSERT INTO copy_place (id, kind, label, folder, added_at) VALUES (?, ?, ?, ?, ?)",
		n, in.Kind, in.Label, in.Folder, stamp(now(tx)))
	if err != nil {
		return 0, err
	}
	return n, record(tx, Event{What: "copy-place-added", Detail: string(copyPlaceCode(n))})
}

// placeOfFolder is the number of the place that a folder is, 0 when it is none
// yet or was settled.
func placeOfFolder(tx *vault.Tx, folder string) (int64, error) {
	if folder == "" {
		return 0, nil
	}
	return vault.One(tx, vault.Value[int64],
		"SELECT coalesce(max(id), 0) FROM copy_place WHERE folder = ? AND settled_at IS NULL", folder)
}

// CopyPlaces lists the places, in the order in which they were entered.
func (b *Book) CopyPlaces(ctx context.Context) ([]CopyPlace, error) {
	return view(ctx, b, func(tx *vault.Tx) ([]CopyPlace, error) { return readCopyPlaces(tx, "") })
}

// SettleCopyPlace says that no copy of the vault is in a place any more. The
// backups that were made there are gone with it.
func (b *Book) SettleCopyPlace(ctx context.Context, id CopyPlaceCode) (CopyPlace, error) {
	return update(ctx, b, func(tx *vault.Tx) (CopyPlace, error) {
		n, err := number(string(id), "L", "place of copies")
		if err != nil {
			return CopyPlace{}, err
		}
		p, err := readCopyPlace(tx, n)
		if err != nil {
			return p, err
		}
		if p.SettledAt != nil {
			return p, &Refused{Rule: "settled", What: string(p.ID) + " is settled"}
		}
		gone, err := vault.All(tx, vault.Value[int64], "SELECT id FROM backup WHERE place = ? AND gone_at IS NULL ORDER BY id", n)
		if err != nil {
			return p, err
		}
		for _, k := range gone {
			if err := backupGone(tx, k); err != nil {
				return p, err
			}
		}
		if _, err := tx.Exec("UPDATE copy_place SET settled_at = ? WHERE id = ?", stamp(now(tx)), n); err != nil {
			return p, err
		}
		if err := record(tx, Event{What: "copy-place-settled", Detail: string(p.ID)}); err != nil {
			return p, err
		}
		return readCopyPlace(tx, n)
	})
}

func readCopyPlace(tx *vault.Tx, n int64) (CopyPlace, error) {
	list, err := readCopyPlaces(tx, "WHERE id = ?", n)
	if err == nil && len(list) == 0 {
		err = &NotFound{What: string(copyPlaceCode(n))}
	}
	if err != nil {
		return CopyPlace{}, err
	}
	return list[0], nil
}

func readCopyPlaces(tx *vault.Tx, where string, args ...any) ([]CopyPlace, error) {
	return vault.All(tx, func(scan vault.Scan) (p CopyPlace, err error) {
		var n int64
		var added string
		var settled, looked *string
		if err := scan(&n, &p.Kind, &p.Label, &p.Folder, &added, &settled, &looked, &p.Backups); err != nil {
			return p, err
		}
		p.ID = copyPlaceCode(n)
		if p.LookedAt, err = parseStampPtr(looked); err != nil {
			return p, err
		}
		if p.SettledAt, err = parseStampPtr(settled); err != nil {
			return p, err
		}
		p.AddedAt, err = parseStamp(added)
		return p, err
	}, `SELECT id, kind, label, folder, added_at, settled_at,
		(SELECT max(at) FROM place_looked WHERE place = copy_place.id),
		(SELECT count(*) FROM backup WHERE place = copy_place.id AND gone_at IS NULL) FROM copy_place `+where+" ORDER BY id", args...)
}
