package vault

import (
	"fmt"
	"time"
)

// commit ends an Update that changed something. The inner transaction ends
// first; only then is anything sealed.
func (v *Vault) commit() error {
	if err := v.inner.addHistory(v.last.generation, v.last.root); err != nil {
		return innerError(v.store.cause, err)
	}
	if err := v.inner.exec("COMMIT"); err != nil || v.store.cause != nil {
		return innerError(v.store.cause, err)
	}
	next, tree, sealed, err := v.seal()
	if err != nil {
		return err
	}
	if err := v.place.same(); err != nil { // last: sealing much takes its time
		return err
	}
	now := seen{next.generation, digestOf(sealed)}
	if err := v.outer.exec("COMMIT"); err != nil {
		if !v.stands(now) {
			return fmt.Errorf("%w: %w", ErrNotSaved, err)
		}
	}
	v.store.end()
	v.store.adopt(next, tree)
	v.last = now
	v.remember(false) // the change is saved; a memory that stays behind is in the history
	return nil
}

// seal writes what changed into the open outer transaction: pages, digests,
// root.
func (v *Vault) seal() (*root, *tree, []byte, error) {
	s := v.store
	if err := s.fill(); err != nil {
		return nil, nil, nil, err
	}
	if err := s.spill(); err != nil {
		return nil, nil, nil, err
	}
	if err := v.outer.exec("DELETE FROM page WHERE no >= ?", s.pages); err != nil {
		return nil, nil, nil, err
	}
	tree, err := v.storeTree()
	if err != nil {
		return nil, nil, nil, err
	}
	next := *s.root
	next.generation++
	next.saved = v.o.now().Truncate(time.Second)
	next.pages, next.top, next.previous = s.pages, tree.tops, v.last.root
	sealed, err := v.key.Seal(next.encode())
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
// place all the same: the file is opened anew and its root compared.
func (v *Vault) stands(want seen) bool {
	v.outer.exec("ROLLBACK")
	v.dropInner()
	v.outer.close()
	o, err := openOuter(v.place.path, v.place.how, v.o.wait())
	if err != nil {
		return false
	}
	v.outer, v.store.outer = o, o
	var sealed []byte
	found, err := o.one("SELECT sealed FROM root WHERE one = 1", nil, &sealed)
	return err == nil && found && digestOf(sealed) == want.root
}
