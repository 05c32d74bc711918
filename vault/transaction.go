package vault

import (
	"context"
	"errors"
	"fmt"
)

var errClosed = errors.New("the vault is closed")

// View runs fn on a consistent snapshot. fn must not keep the Tx, and must not
// call the vault.
func (v *Vault) View(ctx context.Context, fn func(*Tx) error) error {
	return v.transact(ctx, false, fn)
}

// Update runs fn and commits what it changed, durably, before it returns nil;
// any error or panic of fn leaves the vault as it was. An Update that changes
// nothing makes no new generation. fn must not keep the Tx, and must not call
// the vault.
func (v *Vault) Update(ctx context.Context, fn func(*Tx) error) error {
	if v.place.how == readOnly {
		return ErrReadOnly
	}
	return v.transact(ctx, true, fn)
}

func (v *Vault) transact(ctx context.Context, writes bool, fn func(*Tx) error) (err error) {
	v.mu.Lock()
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
	begin := "BEGIN"
	if writes {
		begin = "BEGIN IMMEDIATE"
	}
	if err := v.outer.exec(begin); err != nil {
		return err
	}
	done := false
	defer func() { // also after a panic of fn
		if !done {
			v.abandon()
			v.shrinkLog(err)
		}
	}()
	if err := v.enter(writes); err != nil {
		return err
	}
	if known {
		if err := v.compare(remembered); err != nil {
			return err
		}
	}
	if err := v.call(ctx, fn); err != nil {
		return err
	}
	if writes && v.store.reserved {
		err = v.commit()
	} else {
		err = v.leave()
	}
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
	tx := &Tx{ctx: ctx, store: v.store, conn: v.inner.conn, now: v.o.now(), id: v.id}
	v.inner.guard.inside = true
	defer func() { tx.conn, v.inner.guard.inside = nil, false }()
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
	return v.remember(false)
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
func (v *Vault) openRoot(sealed []byte, vaultID, keyID string) (*root, error) {
	plain, err := v.key.Open(sealed)
	if err != nil && keyID != v.key.ID() {
		return nil, ErrWrongKey
	}
	if err != nil {
		return nil, fmt.Errorf("%w: the root does not open", ErrAltered)
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
