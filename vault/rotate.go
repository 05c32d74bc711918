package vault

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"fmt"
	"runtime"
	"slices"

	"subrosa/crypto"
)

// Change says what a rotation changes of the ways in; the zero Change keeps
// them all.
type Change struct {
	Add    []crypto.Way    // of passphrase and words there is one each: a new one takes the old one's place
	Remove []string        // ids
	Record func(*Tx) error // enters the change in the record, in the same transaction; may be nil
}

// Rotation is what Rotate did.
type Rotation struct {
	Key crypto.Key // the new key; v has it already

	// Swept says that nothing sealed with the old key is left in the vault file
	// and the log beside it. When another process was still reading an earlier
	// generation, the last one to close the vault does that instead.
	Swept bool
}

// Rotate draws a new key, changes the ways in, and seals every page and every
// slot again, in one commit: after it the old key, and whatever opened only
// that, opens nothing of the vault. Of what the record database no longer uses
// nothing is left in the pages. No secret of the ways that stay is needed. On any error the vault is what it was, with the key it had.
//
// Memory is bounded but for 60 bytes a page; the log beside the vault grows to
// the size of the vault, for a while. Other writers wait, readers go on;
// whoever has the vault open meets ErrKeyChanged afterwards. Copies made before
// still open with what opened them then. progress, which may be nil, hears of
// pages.
func (v *Vault) Rotate(ctx context.Context, c Change, progress func(done, total int)) (Rotation, error) {
	if v.place.how == readOnly {
		return Rotation{}, ErrReadOnly
	}
	key := crypto.NewKey()
	err := v.within(ctx, writes, func() error {
		ways, err := v.changeWays(ctx, c)
		if err != nil {
			return err
		}
		if err := v.inner.insertKey(key.ID(), v.o.now()); err != nil {
			return innerError(v.store.cause, err)
		}
		slots, err := v.storeSlots(key, ways)
		if err != nil {
			return err
		}
		if err := v.publish(key, slots, func() error { return v.resealAll(ctx, key, progress) }); err != nil {
			return err
		}
		v.dropInner() // it may keep pages as they were before they were scrubbed
		return nil
	})
	if err != nil {
		return Rotation{}, err
	}
	return Rotation{key, v.sweep()}, nil
}

// changeWays makes a change in the record database and returns the ways in
// that there are then.
func (v *Vault) changeWays(ctx context.Context, c Change) ([]crypto.Way, error) {
	before, err := v.readWays()
	if err != nil {
		return nil, err
	}
	goes := func(w crypto.Way) bool {
		return slices.Contains(c.Remove, w.ID) ||
			w.Kind != crypto.Recipient && slices.ContainsFunc(c.Add, func(a crypto.Way) bool { return a.Kind == w.Kind })
	}
	ways := slices.Clone(c.Add)
	for _, w := range before {
		if !goes(w.Way) {
			ways = append(ways, w.Way)
		} else if err := v.inner.exec("DELETE FROM vault_slot WHERE id = ?", w.ID); err != nil {
			return nil, innerError(v.store.cause, err)
		}
	}
	for _, id := range c.Remove {
		if !slices.ContainsFunc(before, func(w Way) bool { return w.ID == id }) {
			return nil, fmt.Errorf("%w: %s", ErrNoWay, id)
		}
	}
	slices.SortFunc(ways, byID)
	if err := checkWays(ways); err != nil {
		return nil, err
	}
	for _, w := range c.Add {
		if err := v.inner.insertWay(w, v.o.now()); err != nil {
			return nil, innerError(v.store.cause, err)
		}
	}
	if c.Record == nil {
		return ways, nil
	}
	return ways, v.call(ctx, c.Record)
}

// resealAll seals every page with key, the changed ones and the others, a batch
// at a time.
func (v *Vault) resealAll(ctx context.Context, key crypto.Key, progress func(done, total int)) error {
	if err := v.store.fill(); err != nil {
		return err
	}
	total, batch := v.store.pages, 64*runtime.GOMAXPROCS(0)
	for from := 0; from < total; from += batch {
		if err := ctx.Err(); err != nil {
			return err
		}
		n := min(batch, total-from)
		if err := v.resealBatch(key, from, n); err != nil {
			return err
		}
		if progress != nil {
			progress(from+n, total)
		}
	}
	return nil
}

// resealBatch opens and seals a run of pages side by side, and stores them
// meanwhile.
func (v *Vault) resealBatch(key crypto.Key, from, n int) error {
	rows := make([][]byte, n)
	err := v.outer.eachPage(from, from+n, func(no int, b sql.RawBytes) { rows[no-from] = bytes.Clone(b) })
	if err != nil {
		return err
	}
	want := make([]digest, n)
	for i := range n {
		if want[i], err = v.store.wanted(from + i); err != nil {
			return err
		}
	}
	type result struct {
		sealed []byte
		digest digest
		err    error
	}
	return inOrder(n, func(i int) (r result) {
		plain, changed := v.store.dirty[from+i]
		if changed {
			plain = bytes.Clone(plain) // SQLite may go on with its own
		} else {
			plain, r.err = unseal(v.key, from+i, rows[i], want[i])
		}
		if r.err == nil {
			scrub(from+i, v.store.pages, plain)
			r.sealed, r.err = key.Seal(plain)
		}
		r.digest = sha256.Sum256(r.sealed)
		return r
	}, func(i int, r result) error {
		if r.err != nil {
			return r.err
		}
		return v.store.put(from+i, r.sealed, r.digest)
	})
}

// sweep folds the log into the vault file and empties it. SQLite waits for
// those who read an earlier generation; false when they did not end in time.
func (v *Vault) sweep() bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.closed {
		return false
	}
	var busy, frames, folded int
	found, err := v.outer.one("PRAGMA wal_checkpoint(TRUNCATE)", nil, &busy, &frames, &folded)
	v.place.settled()
	return err == nil && found && busy == 0
}
