package vault

import (
	"errors"
	"time"
)

// ErrNoRows is returned by One when nothing matched.
var ErrNoRows = errors.New("no rows")

// Tx is one transaction on the record database. It dies with the View or
// Update that made it.
type Tx struct{}

// Now is the time of the transaction, UTC, read once.
func (tx *Tx) Now() time.Time { panic("unwritten") }

// Exec runs one statement and returns the number of rows it changed.
func (tx *Tx) Exec(query string, args ...any) (int64, error) { panic("unwritten") }

// ExecScript runs several statements without arguments: a migration.
func (tx *Tx) ExecScript(script string) error { panic("unwritten") }

// Scan copies the columns of one row into dest, as in database/sql.
type Scan func(dest ...any) error

// All runs a query and returns every row; the statement is closed before it
// returns. One returns the first row, or ErrNoRows.
func All[T any](tx *Tx, row func(Scan) (T, error), query string, args ...any) ([]T, error) {
	panic("unwritten")
}

func One[T any](tx *Tx, row func(Scan) (T, error), query string, args ...any) (T, error) {
	panic("unwritten")
}

// Value scans a single column: vault.One(tx, vault.Value[int], "SELECT count(*) FROM note").
func Value[T any](scan Scan) (v T, err error) { err = scan(&v); return v, err }
