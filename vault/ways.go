package vault

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"subrosa/crypto"
)

// What can be wrong with a change of the ways in.
var (
	ErrLastWay     = errors.New("no passphrase and no words would be left")
	ErrNoWay       = errors.New("no such way in")
	ErrWayExists   = errors.New("that key is a way in already")
	ErrTooManyWays = errors.New("a vault has room for 64 ways in")
)

// The ways in stand in two places. The outer database has the slots, which
// anybody can see and only their owners can open. The record database has, in
// vault_slot, to whom each is sealed, so that any key can be sealed for all of
// them, and, in vault_key, which keys the vault has had, the present one last.
const waysTables = `CREATE TABLE vault_slot(id TEXT PRIMARY KEY, recipient TEXT NOT NULL, since TEXT NOT NULL) STRICT;
	CREATE TABLE vault_key(no INTEGER PRIMARY KEY, id TEXT NOT NULL, since TEXT NOT NULL) STRICT`

// Way is a way in that a vault has.
type Way struct {
	crypto.Way
	Since time.Time // when it was set or added
}

// Ways lists the ways in, in the order of their ids, and says since when the
// present key is in use.
func (v *Vault) Ways(ctx context.Context) (ways []Way, keySince time.Time, err error) {
	err = v.within(ctx, reads, func() error {
		if ways, err = v.readWays(); err != nil {
			return err
		}
		var since string
		row := v.inner.conn.QueryRowContext(ctx, "SELECT since FROM vault_key ORDER BY no DESC LIMIT 1")
		if err := row.Scan(&since); err != nil {
			return innerError(v.store.cause, err)
		}
		if keySince, err = time.Parse(time.RFC3339, since); err != nil {
			return fmt.Errorf("%w: since when the key is in use", ErrDamaged)
		}
		return v.leave()
	})
	return ways, keySince, err
}

// AddWay adds the key of somebody else to the ways in. The key of the vault
// stays: whoever is added sees what everybody with a way in sees. record, which
// may be nil, enters the change in the record in the same transaction.
func (v *Vault) AddWay(ctx context.Context, way crypto.Way, record func(*Tx) error) error {
	if v.place.how == readOnly {
		return ErrReadOnly
	}
	if way.Kind != crypto.Recipient {
		return fmt.Errorf("add way in: a %s wants a new key: Rotate", way.Kind)
	}
	return v.within(ctx, writes, func() error {
		ways, err := v.changeWays(ctx, Change{Add: []crypto.Way{way}, Record: record})
		if err != nil {
			return err
		}
		slot, err := way.Seal(v.key)
		if err != nil {
			return err
		}
		at, _ := slices.BinarySearchFunc(ways, way, byID)
		slots := slices.Insert(slices.Clone(v.store.root.slots), at, entryOf(slot))
		if err := v.insertSlot(slot); err != nil {
			return err
		}
		return v.publish(v.key, slots, v.sealChanged)
	})
}

// checkWays says whether a vault may have just these ways in, in the order of
// their ids. Whether somebody else's key still exists nobody can tell here: it
// does not count as one that must be left.
func checkWays(ways []crypto.Way) error {
	own := slices.ContainsFunc(ways, func(w crypto.Way) bool { return w.Kind != crypto.Recipient })
	switch {
	case !own:
		return ErrLastWay
	case len(ways) > maxSlots:
		return ErrTooManyWays
	}
	seen := map[string]bool{}
	for _, w := range ways {
		if w.Kind != crypto.Recipient && seen[string(w.Kind)] {
			return fmt.Errorf("a %s is there already", w.Kind)
		}
		if seen[w.ID] || seen[w.Recipient] {
			return ErrWayExists
		}
		seen[w.ID], seen[w.Recipient], seen[string(w.Kind)] = true, true, true
	}
	return nil
}

func byID(a, b crypto.Way) int { return strings.Compare(a.ID, b.ID) }

// createWays makes the tables of a new vault.
func (in *inner) createWays(ways []crypto.Way, keyID string, now time.Time) error {
	if err := in.exec(waysTables); err != nil {
		return err
	}
	for _, w := range ways {
		if err := in.insertWay(w, now); err != nil {
			return err
		}
	}
	return in.insertKey(keyID, now)
}

func (in *inner) insertWay(w crypto.Way, now time.Time) error {
	return in.exec("INSERT INTO vault_slot VALUES (?, ?, ?)", w.ID, w.Recipient, now.Format(time.RFC3339))
}

func (in *inner) insertKey(id string, now time.Time) error {
	return in.exec("INSERT INTO vault_key (id, since) VALUES (?, ?)", id, now.Format(time.RFC3339))
}

// readWays joins the slots with the table in the record database.
func (v *Vault) readWays() ([]Way, error) {
	if err := checkSlots(v.outer, v.store.root); err != nil { // what they seal is passed on
		return nil, err
	}
	slots, err := readSlots(v.outer)
	if err != nil {
		return nil, err
	}
	rows, err := v.inner.conn.QueryContext(context.Background(), "SELECT id, recipient, since FROM vault_slot ORDER BY id")
	if err != nil {
		return nil, innerError(v.store.cause, err)
	}
	defer rows.Close()
	var ways []Way
	for rows.Next() {
		var w Way
		var since string
		if err := rows.Scan(&w.ID, &w.Recipient, &since); err != nil {
			return nil, errScan
		}
		n := len(ways)
		if w.Since, err = time.Parse(time.RFC3339, since); err != nil || n >= len(slots) || slots[n].ID != w.ID {
			return nil, errWays
		}
		w.Kind, w.Identity = slots[n].Kind, slots[n].Identity
		ways = append(ways, w)
	}
	if err := rows.Err(); err != nil {
		return nil, innerError(v.store.cause, err)
	}
	if len(ways) != len(slots) {
		return nil, errWays
	}
	return ways, nil
}

var errWays = fmt.Errorf("%w: the ways in are not those of the slots", ErrDamaged)

// storeSlots seals key for each way and makes these the slots.
func (v *Vault) storeSlots(key crypto.Key, ways []crypto.Way) ([]slotEntry, error) {
	var entries []slotEntry
	if err := v.outer.exec("DELETE FROM slot"); err != nil {
		return nil, err
	}
	for _, w := range slices.SortedFunc(slices.Values(ways), byID) {
		slot, err := w.Seal(key)
		if err != nil {
			return nil, fmt.Errorf("way in %s: %w", w.ID, err)
		}
		if err := v.insertSlot(slot); err != nil {
			return nil, err
		}
		entries = append(entries, entryOf(slot))
	}
	return entries, nil
}

func (v *Vault) insertSlot(s crypto.Slot) error {
	identity := s.Identity
	if identity == nil {
		identity = []byte{} // nil would be NULL
	}
	return v.outer.exec("INSERT INTO slot VALUES (?, ?, ?, ?)", s.ID, string(s.Kind), identity, s.Sealed)
}
