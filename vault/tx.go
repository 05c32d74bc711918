package vault

import (
	"context"
	"database/sql"
	"errors"
	"sync/atomic"
	"time"
)

// ErrNoRows is returned by One when nothing matched.
var ErrNoRows = errors.New("no rows")

var (
	errEnded = errors.New("the transaction has ended")
	errInUse = errors.New("the transaction is in use: a statement inside the rows of another, or on another goroutine")
	errScan  = errors.New("a column does not fit what it is read into")
)

// Tx is one transaction on the record database. It dies with the View or
// Update that made it, and runs one statement at a time: another one, while the
// rows of a query are read, is an error at once, where the single connection
// would wait for itself for ever.
type Tx struct {
	ctx   context.Context
	store *store
	conn  *sql.Conn
	state atomic.Int32 // idle, running or ended
	now   time.Time
	id    string // of the vault
	last  seen   // the root that was there when the transaction began
}

const (
	idle = iota
	running
	ended
)

// start takes the connection for one statement.
func (tx *Tx) start() error {
	switch {
	case tx.state.CompareAndSwap(idle, running):
		return nil
	case tx.state.Load() == ended:
		return errEnded
	}
	return errInUse
}

func (tx *Tx) stop() { tx.state.CompareAndSwap(running, idle) }

// end makes the Tx useless for whoever kept it.
func (tx *Tx) end() { tx.state.Store(ended) }

// Now is the time of the transaction, UTC, read once.
func (tx *Tx) Now() time.Time { return tx.now }

// VaultID is the vault's id, 32 hexadecimal characters.
func (tx *Tx) VaultID() string { return tx.id }

// Exec runs one statement and returns the number of rows it changed.
func (tx *Tx) Exec(query string, args ...any) (int64, error) {
	if err := tx.start(); err != nil {
		return 0, err
	}
	defer tx.stop()
	result, err := tx.conn.ExecContext(tx.ctx, query, args...)
	if err != nil {
		return 0, innerError(tx.store.cause, err)
	}
	return result.RowsAffected()
}

// ExecScript runs several statements without arguments: a migration.
func (tx *Tx) ExecScript(script string) error {
	_, err := tx.Exec(script)
	return err
}

// Scan copies the columns of one row into dest, as in database/sql.
type Scan func(dest ...any) error

// All runs a query and returns every row; the statement is closed before it
// returns. row gets no Tx, and one that it brings along does nothing.
func All[T any](tx *Tx, row func(Scan) (T, error), query string, args ...any) ([]T, error) {
	var all []T
	err := tx.each(query, args, func(scan Scan) (bool, error) {
		t, err := row(scan)
		all = append(all, t)
		return true, err
	})
	if err != nil {
		return nil, err
	}
	return all, nil
}

// One returns the first row, or ErrNoRows.
func One[T any](tx *Tx, row func(Scan) (T, error), query string, args ...any) (T, error) {
	var one, zero T
	found := false
	err := tx.each(query, args, func(scan Scan) (_ bool, err error) {
		found = true
		one, err = row(scan)
		return false, err
	})
	if err == nil && !found {
		err = ErrNoRows
	}
	if err != nil {
		return zero, err
	}
	return one, nil
}

// each runs a query and calls row until it says false.
func (tx *Tx) each(query string, args []any, row func(Scan) (bool, error)) (err error) {
	if err := tx.start(); err != nil {
		return err
	}
	defer tx.stop()
	rows, err := tx.conn.QueryContext(tx.ctx, query, args...)
	if err != nil {
		return innerError(tx.store.cause, err)
	}
	defer func() {
		if e := rows.Close(); err == nil {
			err = innerError(tx.store.cause, e)
		}
	}()
	scan := func(dest ...any) error {
		if rows.Scan(dest...) != nil { // whose text would tell the value
			return errScan
		}
		return nil
	}
	for rows.Next() {
		if more, err := row(scan); err != nil || !more {
			return err
		}
	}
	return innerError(tx.store.cause, rows.Err())
}

// Value scans a single column: vault.One(tx, vault.Value[int], "SELECT count(*) FROM note").
func Value[T any](scan Scan) (v T, err error) { err = scan(&v); return v, err }
