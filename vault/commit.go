package vault

import (
	"fmt"
	"time"

	"subrosa/crypto"
)

// commit ends an Update that changed something.
func (v *Vault) commit() error {
	return v.publish(v.key, v.store.root.slots, v.sealChanged)
}

// publish ends a transaction with a new generation, whose root is sealed with
// key and lists slots. The inner transaction ends first; only then does seal
// write the pages.
func (v *Vault) publish(key crypto.Key, slots []slotEntry, seal func() error) error {
	if err := v.inner.addHistory(v.last, v.store.nextGeneration()); err != nil {
		return innerError(v.store.cause, err)
	}
	if err := v.inner.exec("COMMIT"); err != nil || v.store.cause != nil {
		return innerError(v.store.cause, err)
	}
	if err := seal(); err != nil {
		return err
	}
	next, tree, sealed, err := v.storeRoot(key, slots)
	if err != nil {
		return err
	}
	if err := v.unexchanged(tree, next.pages); err != nil { // last: sealing much takes its time
		if key != v.key { // a rotation is given up; closing keeps what there was before it
			return err
		}
		return v.rescue(err)
	}
	now := seen{next.generation, digestOf(sealed)}
	if err := v.outer.exec("COMMIT"); err != nil {
		if !v.stands(now) {
			return fmt.Errorf("%w: %w", ErrNotSaved, err)
		}
	}
	v.key, v.store.key = key, key
	v.store.end()
	v.store.adopt(next, tree)
	v.last, v.wrote = now, true
	v.place.settled()
	v.forgive(seen{})
	v.remember(false) // the change is saved; a memory that stays behind is in the history
	return nil
}

// sealChanged writes the pages that changed into the open outer transaction.
func (v *Vault) sealChanged() error {
	if err := v.store.fill(); err != nil {
		return err
	}
	return v.store.spill()
}

// storeRoot writes what stands above the pages: digests and root.
func (v *Vault) storeRoot(key crypto.Key, slots []slotEntry) (*root, *tree, []byte, error) {
	s := v.store
	if err := v.outer.exec("DELETE FROM page WHERE no >= ?", s.pages); err != nil {
		return nil, nil, nil, err
	}
	tree, err := v.storeTree()
	if err != nil {
		return nil, nil, nil, err
	}
	next := *s.root
	next.generation = s.nextGeneration()
	next.saved = v.o.now().Truncate(time.Second)
	next.pages, next.top, next.previous = s.pages, tree.tops, v.last.root
	next.key, next.slots = key.ID(), slots
	sealed, err := key.Seal(next.encode())
	if err != nil {
		return nil, nil, nil, err
	}
	err = v.outer.exec("INSERT INTO root VALUES (1, ?, ?, ?) ON CONFLICT (one) DO UPDATE SET key_id = excluded.key_id, sealed = excluded.sealed",
		next.vault, next.key, sealed)
	return &next, tree, sealed, err
}

// storeTree writes the nodes of the digest tree that changed.
func (v *Vault) storeTree() (*tree, error) {
	s := v.store
	next, written, err := s.tree.update(s.pages, s.spilled)
	if err != nil {
		return nil, err
	}
	for _, id := range written {
		err := v.outer.exec("INSERT INTO digest VALUES (?, ?, ?) ON CONFLICT (level, no) DO UPDATE SET hashes = excluded.hashes",
			id.level, id.no, next.nodes[id])
		if err != nil {
			return nil, err
		}
	}
	for level, count := range next.shape {
		if level < len(s.tree.shape) && s.tree.shape[level] <= count {
			continue
		}
		if err := v.outer.exec("DELETE FROM digest WHERE level = ? AND no >= ?", level, count); err != nil {
			return nil, err
		}
	}
	if len(next.shape) < len(s.tree.shape) {
		err = v.outer.exec("DELETE FROM digest WHERE level >= ?", len(next.shape))
	}
	return next, err
}

// stands says, after a commit that answered with an error, whether it took
// place all the same: the file is opened anew and its root compared. Where it
// does not even open, the next transaction tries again.
func (v *Vault) stands(want seen) bool {
	v.outer.exec("ROLLBACK")
	v.dropInner()
	v.outer.close()
	v.place.log = nil // nobody's that was closed
	if v.reopen() != nil {
		return false
	}
	var sealed []byte
	found, err := v.outer.one("SELECT sealed FROM root WHERE one = 1", nil, &sealed)
	return err == nil && found && digestOf(sealed) == want.root
}

// reopen opens the outer database again after a commit that failed with it.
func (v *Vault) reopen() error {
	if !v.outer.closed {
		return nil
	}
	if err := v.place.same(); err != nil {
		return err
	}
	o, err := openOuter(v.place.path, v.place.how, v.o.wait())
	if err == nil {
		v.outer, v.store.outer = o, o
		v.place.opened()
	}
	return err
}
