package notes

import (
	"context"
	"errors"
	"time"

	"subrosa/vault"
)

// Book is the record of one practice in one open vault. Every method is one
// transaction; lists come back as slices; times are UTC unless they say local.
// A Book is not for use by several goroutines at once.
type Book struct {
	vault      *vault.Vault
	zone       *time.Location // of the practice: dates and clocks are read and shown in it
	unrecorded error
}

// Open migrates the record database to the newest schema if it has to. The
// practice's time zone is that of the machine.
func Open(ctx context.Context, v *vault.Vault) (*Book, error) {
	if err := migrate(ctx, v); err != nil {
		return nil, err
	}
	return &Book{vault: v, zone: time.Local}, nil
}

// InZone lets the book read and show local times in another zone than the
// machine's.
func (b *Book) InZone(zone *time.Location) *Book {
	b.zone = zone
	return b
}

// Initialise makes the tables of an empty record database and writes the
// practice: the first transaction of a new vault.
func Initialise(tx *vault.Tx, p Practice) error {
	list, err := migrations()
	if err != nil {
		return err
	}
	have, err := schemaVersion(tx)
	if err != nil {
		return err
	}
	if have != 0 {
		return &Refused{Rule: "exists", What: "there is a record already"}
	}
	for _, m := range list {
		if err := m.run(tx); err != nil {
			return err
		}
	}
	if err := writePractice(tx, p); err != nil {
		return err
	}
	if err := makeLogKey(tx); err != nil {
		return err
	}
	return record(tx, Event{What: "practice-begun"})
}

// view runs fn in one reading transaction and returns what it returns.
func view[T any](ctx context.Context, b *Book, fn func(tx *vault.Tx) (T, error)) (T, error) {
	var result T
	err := b.vault.View(ctx, func(tx *vault.Tx) (err error) {
		result, err = fn(tx)
		return err
	})
	if err != nil {
		var none T
		return none, err
	}
	return result, nil
}

// update runs fn in one writing transaction and returns what it returns.
func update[T any](ctx context.Context, b *Book, fn func(tx *vault.Tx) (T, error)) (T, error) {
	var result T
	err := b.vault.Update(ctx, func(tx *vault.Tx) (err error) {
		result, err = fn(tx)
		return err
	})
	if err != nil {
		var none T
		return none, err
	}
	return result, nil
}

// exists says whether a query has a row.
func exists(tx *vault.Tx, query string, args ...any) (bool, error) {
	_, err := vault.One(tx, vault.Value[any], query, args...)
	if errors.Is(err, vault.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

// nextRow is the id of the next row of a table that is only added to: behind all
// that were ever given, also those of which something was destroyed.
func nextRow(tx *vault.Tx, table string) (int64, error) {
	return vault.One(tx, vault.Value[int64], "SELECT 1 + max((SELECT coalesce(max(id), 0) FROM "+table+`),
		coalesce((SELECT last FROM counter WHERE name = ?), 0))`, table)
}

// nextCode is the next number of a kind of code; none is given twice.
func nextCode(tx *vault.Tx, name string) (int64, error) {
	changed, err := tx.Exec("UPDATE counter SET last = last + 1 WHERE name = ?", name)
	if err == nil && changed == 0 {
		_, err = tx.Exec("INSERT INTO counter (name, last) VALUES (?, 1)", name)
	}
	if err != nil {
		return 0, err
	}
	return vault.One(tx, vault.Value[int64], "SELECT last FROM counter WHERE name = ?", name)
}
