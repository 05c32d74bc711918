package vault

import (
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
)

// The history is the table vault_history of the record database: for every
// generation but the present one the first 16 bytes of the digest of its
// sealed root, 64 generations to a row. It is what shows whether a copy
// descends from the vault last used here.
//
// A commit that joins another copy (join.go) may jump over generations, which
// then have 16 zero bytes; the roots of the other copy stand in vault_joined.
const (
	historyTable  = "CREATE TABLE vault_history(part INTEGER PRIMARY KEY, roots BLOB NOT NULL) STRICT"
	joinedTable   = "CREATE TABLE vault_joined(generation INTEGER NOT NULL, root BLOB NOT NULL, PRIMARY KEY (generation, root)) STRICT, WITHOUT ROWID"
	historyPerRow = 64
	historyEntry  = 16
)

// entry is a root as the history keeps it.
type entry [historyEntry]byte

func entryOfRoot(d digest) entry { return entry(d[:historyEntry]) }

// addHistory enters the root that the running Update replaces, and jumps over
// the generations from there to next.
func (in *inner) addHistory(last seen, next uint64) error {
	if last.generation == 0 {
		if err := in.exec(historyTable); err != nil {
			return err
		}
		return in.exec(joinedTable)
	}
	if err := in.appendHistory(last.generation, last.root[:historyEntry]); err != nil {
		return err
	}
	for g := last.generation + 1; g < next; {
		n := min(historyPerRow-(g-1)%historyPerRow, next-g)
		if err := in.appendHistory(g, make([]byte, n*historyEntry)); err != nil {
			return err
		}
		g += n
	}
	return nil
}

// appendHistory writes the entries from generation on, all of one row.
func (in *inner) appendHistory(generation uint64, entries []byte) error {
	part, at := (generation-1)/historyPerRow, (generation-1)%historyPerRow
	if at == 0 {
		return in.exec("INSERT INTO vault_history VALUES (?, ?)", int64(part), entries)
	}
	result, err := in.conn.ExecContext(context.Background(),
		"UPDATE vault_history SET roots = CAST(roots || ? AS BLOB) WHERE part = ? AND length(roots) = ?", entries, int64(part), int64(at*historyEntry))
	if err != nil {
		return err
	}
	if n, err := result.RowsAffected(); err != nil || n != 1 {
		return fmt.Errorf("%w: the history is not whole", ErrDamaged)
	}
	return nil
}

// descends says whether the root d of an earlier generation stands in the
// history: of this copy, or of one that was joined.
func (in *inner) descends(generation uint64, d digest) (bool, error) {
	e := entryOfRoot(d)
	if generation == 0 || e == (entry{}) {
		return false, nil
	}
	rows, err := in.conn.QueryContext(context.Background(), `SELECT 1 FROM vault_history WHERE part = ?1 AND substr(roots, ?2, ?3) = ?4
		UNION ALL SELECT 1 FROM vault_joined WHERE generation = ?5 AND root = ?4`,
		int64((generation-1)/historyPerRow), int64((generation-1)%historyPerRow*historyEntry+1), historyEntry, e[:], int64(generation))
	if err != nil {
		return false, err
	}
	defer rows.Close()
	return rows.Next(), rows.Err()
}

// checkHistory looks whether the history has an entry for every generation
// before g, of which the last that was not jumped over is previous.
func (in *inner) checkHistory(g uint64, previous digest) error {
	var rows, length, misplaced int64
	last := int64(g-2) / historyPerRow // the part that may be shorter than the others
	row := in.conn.QueryRowContext(context.Background(), `SELECT count(*), coalesce(sum(length(roots)), 0),
		count(*) FILTER (WHERE part NOT BETWEEN 0 AND ?1 OR part < ?1 AND length(roots) <> ?2) FROM vault_history`, last, historyPerRow*historyEntry)
	if err := row.Scan(&rows, &length, &misplaced); err != nil {
		return err
	}
	if want := int64(g-1) * historyEntry; length != want || misplaced > 0 || rows != (int64(g-1)+historyPerRow-1)/historyPerRow {
		return fmt.Errorf("%w: the history has %d of %d entries", ErrDamaged, length/historyEntry, g-1)
	}
	end, jumps, err := in.readHistory()
	if err != nil {
		return err
	}
	if g > 1 && end != entryOfRoot(previous) {
		return fmt.Errorf("%w: the history does not end with the previous root", ErrDamaged)
	}
	for _, to := range jumps {
		var n int
		row := in.conn.QueryRowContext(context.Background(), "SELECT count(*) FROM vault_joined WHERE generation = ?", int64(to))
		if err := row.Scan(&n); err != nil {
			return err
		}
		if n == 0 {
			return fmt.Errorf("%w: the history jumps over generation %d, and no copy was joined there", ErrDamaged, to)
		}
	}
	return nil
}

// readHistory reads all of the history: the last root in it, and the last
// generation of each jump.
func (in *inner) readHistory() (last entry, jumps []uint64, err error) {
	rows, err := in.conn.QueryContext(context.Background(), "SELECT roots FROM vault_history ORDER BY part")
	if err != nil {
		return last, nil, err
	}
	defer rows.Close()
	generation, jumped := uint64(0), false
	for rows.Next() {
		var roots []byte
		if err := rows.Scan(&roots); err != nil {
			return last, nil, errScan
		}
		for e := range slices.Chunk(roots, historyEntry) {
			zero := entry(e) == entry{}
			if jumped && !zero {
				jumps = append(jumps, generation)
			}
			if !zero {
				last = entry(e)
			}
			generation, jumped = generation+1, zero
		}
	}
	if jumped {
		jumps = append(jumps, generation)
	}
	return last, jumps, rows.Err()
}

// digestOf is the digest of something sealed.
func digestOf(sealed []byte) digest { return sha256.Sum256(sealed) }
