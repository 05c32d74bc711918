package vault

import (
	"context"
	"fmt"
	"time"

	"subrosa/crypto"
)

// Head is what can be read of a vault without its key. Whoever can write the
// file can write it; Open compares it with the root.
type Head struct {
	ID    string // vault id, 32 hexadecimal characters
	KeyID string // changes when the key is rotated
	Slots []crypto.Slot
}

const headWait = 5 * time.Second

// ReadHead reads a vault's head. Errors: ErrNoVault, ErrNotAVault,
// ErrNewerFormat, ErrDamaged, ErrAltered.
func ReadHead(path string) (Head, error) {
	p, err := locate(path)
	if err != nil {
		return Head{}, err
	}
	if p.how != readOnly && p.hasLog() {
		p.how = peek
	}
	o, err := p.open(headWait)
	if err != nil {
		return Head{}, err
	}
	defer o.close()
	if err := o.checkSchema(); err != nil {
		return Head{}, err
	}
	return readHead(o)
}

func readHead(o *outer) (Head, error) {
	var h Head
	found, err := o.one("SELECT vault_id, key_id FROM root WHERE one = 1", nil, &h.ID, &h.KeyID)
	if err != nil {
		return Head{}, err
	}
	if !found || checkHex(h.ID, 16) != nil || checkHex(h.KeyID, 8) != nil {
		return Head{}, fmt.Errorf("%w: the root is missing", ErrAltered)
	}
	h.Slots, err = readSlots(o)
	return h, err
}

// readSlots reads all slots in the order of their ids.
func readSlots(o *outer) ([]crypto.Slot, error) {
	rows, err := o.conn.QueryContext(context.Background(),
		"SELECT id, kind, identity, sealed FROM slot WHERE max(length(identity), length(sealed)) <= ? ORDER BY id LIMIT ?",
		crypto.MaxSlotBytes, maxSlots+1)
	if err != nil {
		return nil, outerError(err)
	}
	defer rows.Close()
	var slots []crypto.Slot
	for rows.Next() {
		var s crypto.Slot
		if err := rows.Scan(&s.ID, &s.Kind, &s.Identity, &s.Sealed); err != nil {
			return nil, fmt.Errorf("%w: slots", ErrAltered)
		}
		slots = append(slots, s)
	}
	if err := rows.Err(); err != nil {
		return nil, outerError(err)
	}
	if len(slots) == 0 || len(slots) > maxSlots {
		return nil, fmt.Errorf("%w: slots are missing", ErrAltered)
	}
	return slots, nil
}

// checkSlots compares the slots with those that the root lists.
func checkSlots(o *outer, r *root) error {
	slots, err := readSlots(o)
	if err != nil {
		return err
	}
	if len(slots) != len(r.slots) {
		return fmt.Errorf("%w: %d slots, not %d", ErrAltered, len(slots), len(r.slots))
	}
	for i, s := range slots {
		if r.slots[i] != entryOf(s) {
			return fmt.Errorf("%w: slot %s", ErrAltered, r.slots[i].id)
		}
	}
	return nil
}

func entryOf(s crypto.Slot) slotEntry {
	identity, sealed := digestOf(s.Identity), digestOf(s.Sealed)
	return slotEntry{s.ID, s.Kind, digestOf(append(identity[:], sealed[:]...))}
}
