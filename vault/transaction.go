package vault

import (
	"context"
	"errors"
	"fmt"
)

var errClosed = errors.New("the vault is closed")

// purpose is what a transaction is for.
type purpose int

const (
	reads purpose = iota
	tries         // writes into the record database, and nothing of it is kept
	writes
)

// View runs fn on a consistent snapshot. fn must not keep the Tx, nor call the
// vault, which would wait for its turn until it is told that there is none.
func (v *Vault) View(ctx context.Context, fn func(*Tx) error) error {
	return v.transact(ctx, reads, fn)
}

// Update runs fn and commits what it changed, durably, before it returns nil;
// any error or panic of fn leaves the vault as it was. An Update that changes
// nothing makes no new generation. fn must not keep the Tx, nor call the vault.
func (v *Vault) Update(ctx context.Context, fn func(*Tx) error) error {
	if !v.place.how.writes() {
		return ErrReadOnly
	}
	return v.transact(ctx, writes, fn)
}

// Try runs fn as Update would, and takes back whatever it did: nothing is
// written, and no writer is kept waiting. It is for the checks that SQLite makes
// only where it could write, and works where nothing can be written. fn must not
// keep the Tx, nor call the vault.
func (v *Vault) Try(ctx context.Context, fn func(*Tx) error) error {
	err := v.transact(ctx, tries, fn)
	if errors.Is(err, errTried) {
		return nil
	}
	return err
}

// errTried ends a transaction that is taken back.
var errTried = errors.New("tried")

func (v *Vault) transact(ctx context.Context, p purpose, fn func(*Tx) error) error {
	return v.within(ctx, p, func() error {
		if err := v.call(ctx, fn); err != nil {
			return err
		}
		switch {
		case p == tries:
			return errTried
		case p == writes && v.store.reserved:
			return v.commit()
		}
		return v.leave()
	})
}

// within runs do, which must end the transaction, inside one of the outer
// database whose root is checked. Where do fails everything is rolled back.
func (v *Vault) within(ctx context.Context, p purpose, do func() error) (err error) {
	if err := v.turn(ctx); err != nil {
		return err
	}
	defer v.mu.Unlock()
	if v.closed {
		return errClosed
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	remembered, known, err := v.recall() // before the snapshot: what is remembered is in it
	if err != nil {
		return err
	}
	if err := v.reopen(); err != nil {
		return err
	}
	if err := v.outer.begin(ctx, p == writes, v.o.wait(), v.turnstile()); err != nil {
		return err
	}
	done := false
	defer func() { // also after a panic of do
		if !done {
			v.abandon()
			v.shrinkLog(err)
		}
	}()
	if err := v.enter(p != reads); err != nil {
		return err
	}
	if known {
		if err := v.compare(remembered); err != nil {
			return err
		}
	}
	err = do()
	done = err == nil
	return err
}

// enter reads the root and begins the inner transaction.
func (v *Vault) enter(writes bool) error {
	if err := v.refresh(); err != nil {
		return err
	}
	v.store.begin(writes)
	if v.inner == nil {
		in, err := openInner(v.store)
		if err != nil {
			return err
		}
		v.inner = in
	}
	return innerError(v.store.cause, v.inner.exec("BEGIN"))
}

// call runs the caller's function.
func (v *Vault) call(ctx context.Context, fn func(*Tx) error) error {
	tx := &Tx{ctx: ctx, store: v.store, conn: v.inner.conn, now: v.o.now(), id: v.id, last: v.last}
	v.inner.guard.inside = true
	defer func() { tx.end(); v.inner.guard.inside = false }()
	if err := fn(tx); err != nil {
		if v.store.cause != nil && !errors.Is(err, v.store.cause) {
			return fmt.Errorf("%w: %w", v.store.cause, err)
		}
		return err
	}
	if v.store.cause != nil { // fn overlooked it
		return v.store.cause
	}
	return ctx.Err()
}

// leave ends a transaction that changed nothing.
func (v *Vault) leave() error {
	if err := v.inner.exec("ROLLBACK"); err != nil {
		return innerError(v.store.cause, err)
	}
	v.store.end()
	if err := v.outer.exec("ROLLBACK"); err != nil {
		return err
	}
	if err := v.remember(false); !errors.Is(err, ErrDiskFull) {
		return err
	}
	return nil // whoever reads goes on: a memory that stays behind is in the history
}

// abandon rolls everything back. The inner connection goes, since its cache
// may be ahead of the pages.
func (v *Vault) abandon() {
	if v.inner != nil {
		v.inner.exec("ROLLBACK")
		v.dropInner()
	}
	v.store.end()
	v.outer.exec("ROLLBACK")
}

// shrinkLog gives back what a commit that filled the disk had written to the
// log, so that the next, smaller one finds room.
func (v *Vault) shrinkLog(err error) {
	if errors.Is(err, ErrDiskFull) {
		v.outer.exec("PRAGMA wal_checkpoint(TRUNCATE)")
		v.place.settled()
	}
}

// refresh reads the root and, when it is another than the last one read,
// checks it and forgets what was kept of the old one.
func (v *Vault) refresh() error {
	var vaultID, keyID string
	var sealed []byte
	found, err := v.outer.one("SELECT vault_id, key_id, sealed FROM root WHERE one = 1 AND length(sealed) <= ?",
		[]any{maxRootBytes}, &vaultID, &keyID, &sealed)
	if err != nil {
		return err
	}
	if !found {
		return fmt.Errorf("%w: the root is missing", ErrAltered)
	}
	d := digestOf(sealed)
	if v.store.root != nil && d == v.last.root {
		return nil
	}
	r, err := v.openRoot(sealed, vaultID, keyID)
	if err != nil {
		return err
	}
	if err := checkSlots(v.outer, r); err != nil {
		return err
	}
	v.dropInner()
	v.store.adopt(r, newTree(r.pages, r.top, v.loadNode))
	v.last = seen{r.generation, d}
	return nil
}

// openRoot opens the root and compares it with what stands beside it in clear.
// A root that does not open ends everything, whatever the clear text says: that
// only chooses the words, for whoever can write the file can write it.
func (v *Vault) openRoot(sealed []byte, vaultID, keyID string) (*root, error) {
	plain, err := v.key.Open(sealed)
	switch {
	case err == nil:
	case keyID == v.key.ID():
		return nil, fmt.Errorf("%w: the root does not open", ErrAltered)
	case v.store.root != nil: // it did open before
		return nil, ErrKeyChanged
	default:
		return nil, ErrWrongKey
	}
	r, err := parseRoot(plain)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrAltered, err)
	}
	if r.vault != vaultID || r.key != keyID || r.vault != v.id || r.key != v.key.ID() {
		return nil, fmt.Errorf("%w: the root is another vault's", ErrAltered)
	}
	return r, nil
}

func (v *Vault) loadNode(id nodeID) ([]byte, error) {
	var hashes []byte
	found, err := v.outer.one("SELECT hashes FROM digest WHERE level = ? AND no = ? AND length(hashes) <= ?",
		[]any{id.level, id.no, fanout * len(digest{})}, &hashes)
	if err == nil && !found {
		err = fmt.Errorf("%w: digest node %d/%d is missing", ErrAltered, id.level, id.no)
	}
	return hashes, err
}
