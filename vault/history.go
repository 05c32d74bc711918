package vault

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
)

// The history is the table vault_history of the record database: for every
// generation but the present one the first 16 bytes of the digest of its
// sealed root, 64 generations to a row. It is what shows whether a copy
// descends from the vault last used here.
const (
	historyTable  = "CREATE TABLE vault_history(part INTEGER PRIMARY KEY, roots BLOB NOT NULL) STRICT"
	historyPerRow = 64
	historyEntry  = 16
)

// addHistory enters the root that the running Update replaces.
func (in *inner) addHistory(generation uint64, d digest) error {
	if generation == 0 {
		return in.exec(historyTable)
	}
	part, at := (generation-1)/historyPerRow, (generation-1)%historyPerRow
	if at == 0 {
		return in.exec("INSERT INTO vault_history VALUES (?, ?)", int64(part), d[:historyEntry])
	}
	result, err := in.conn.ExecContext(context.Background(),
		"UPDATE vault_history SET roots = CAST(roots || ? AS BLOB) WHERE part = ? AND length(roots) = ?", d[:historyEntry], int64(part), int64(at*historyEntry))
	if err != nil {
		return err
	}
	if n, err := result.RowsAffected(); err != nil || n != 1 {
		return fmt.Errorf("%w: the history is not whole", ErrDamaged)
	}
	return nil
}

// descends says whether the root d of a generation before the present one
// stands in the history.
func (in *inner) descends(generation uint64, d digest) (bool, error) {
	if generation == 0 {
		return false, nil
	}
	rows, err := in.conn.QueryContext(context.Background(), "SELECT substr(roots, ?, ?) FROM vault_history WHERE part = ?",
		int64((generation-1)%historyPerRow*historyEntry+1), historyEntry, int64((generation-1)/historyPerRow))
	if err != nil {
		return false, err
	}
	defer rows.Close()
	var entry []byte
	if rows.Next() {
		if err := rows.Scan(&entry); err != nil {
			return false, errScan
		}
	}
	return bytes.Equal(entry, d[:historyEntry]), rows.Err()
}

// checkHistory looks whether the history has an entry for every generation
// before g, of which the last is previous.
func (in *inner) checkHistory(g uint64, previous digest) error {
	var rows, length int64
	row := in.conn.QueryRowContext(context.Background(), "SELECT count(*), coalesce(sum(length(roots)), 0) FROM vault_history")
	if err := row.Scan(&rows, &length); err != nil {
		return err
	}
	if want := int64(g-1) * historyEntry; length != want || rows != (int64(g-1)+historyPerRow-1)/historyPerRow {
		return fmt.Errorf("%w: the history has %d of %d entries", ErrDamaged, length/historyEntry, g-1)
	}
	if g == 1 {
		return nil
	}
	if ok, err := in.descends(g-1, previous); err != nil || !ok {
		return fmt.Errorf("%w: the history does not end with the previous root", ErrDamaged)
	}
	return nil
}

// digestOf is the digest of something sealed.
func digestOf(sealed []byte) digest { return sha256.Sum256(sealed) }
