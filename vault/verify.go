package vault

import (
	"context"
	"fmt"
	"maps"
	"slices"
)

// Report is the outcome of Verify.
type Report struct {
	Pages      int
	Generation uint64
	Problems   []string // empty when all is well; codes and numbers only
}

const maxProblems = 100

func (r *Report) add(format string, args ...any) {
	if len(r.Problems) < maxProblems {
		r.Problems = append(r.Problems, fmt.Sprintf(format, args...))
	}
}

// piece is how many pages Verify reads in one transaction: some tenths of a
// second, so that the write-ahead log can be folded in meanwhile.
const piece = 4096

// Verify reads and checks every page, digest, the root, the history, and the
// record database's own integrity and foreign keys. What is wrong with them
// stands in the report; an error means that checking itself failed, or that
// the vault as a whole is not to be believed (ErrAltered, ErrOlder, ...).
// progress may be nil; it is called with pages.
//
// Others can write meanwhile: it takes no lock but a reader's. Pages are read in
// transactions of some thousand; the last one reads those that were written
// since, so that the report is about one generation as a whole.
func (v *Vault) Verify(ctx context.Context, progress func(done, total int)) (Report, error) {
	s := newSweep(v)
	if err := s.pieces(ctx, progress); err != nil {
		return Report{}, err
	}
	var report Report
	err := v.View(ctx, func(tx *Tx) error {
		report = Report{Pages: v.store.root.pages, Generation: v.store.root.generation}
		bad, err := s.pages(ctx, 0, report.Pages)
		if err != nil {
			return err
		}
		for _, no := range slices.Sorted(maps.Keys(bad)) {
			report.add("%v", bad[no])
		}
		if err := v.verifyCounts(&report); err != nil {
			return err
		}
		if err := v.verifyOuter(&report); err != nil {
			return err
		}
		if len(report.Problems) > 0 { // the record database would stumble over them
			return nil
		}
		if err := v.inner.checkHistory(v.last.generation, v.store.root.previous); err != nil {
			report.add("%v", err)
		}
		if _, err := v.readWays(); err != nil {
			report.add("%v", err)
		}
		return verifyRecords(tx, &report)
	})
	return report, err
}

// pieces sweeps all pages, a piece in each transaction. What is bad is left to
// the transaction that speaks for them all.
func (s *sweep) pieces(ctx context.Context, progress func(done, total int)) error {
	for from, total := 0, 1; from < total; {
		err := s.vault.View(ctx, func(*Tx) (err error) {
			total = s.vault.store.root.pages
			to := min(from+piece, total)
			_, err = s.pages(ctx, from, to)
			from = to
			return err
		})
		if err != nil {
			return err
		}
		if progress != nil {
			progress(from, total)
		}
	}
	return nil
}

// verifyCounts looks for rows that should not be there.
func (v *Vault) verifyCounts(report *Report) error {
	nodes := 0
	for _, n := range v.store.tree.shape {
		nodes += n
	}
	for _, c := range []struct {
		table string
		want  int
	}{{"page", v.store.root.pages}, {"digest", nodes}, {"root", 1}, {"slot", len(v.store.root.slots)}} {
		var got int
		if _, err := v.outer.one("SELECT count(*) FROM "+c.table, nil, &got); err != nil {
			return err
		}
		if got != c.want {
			report.add("%v: %d rows of %s, not %d", ErrAltered, got, c.table, c.want)
		}
	}
	if err := checkSlots(v.outer, v.store.root); err != nil {
		report.add("%v", err)
	}
	return nil
}

// verifyOuter asks SQLite about the vault file.
func (v *Vault) verifyOuter(report *Report) error {
	rows, err := v.outer.conn.QueryContext(context.Background(), "PRAGMA integrity_check(20)")
	if err != nil {
		return outerError(err)
	}
	defer rows.Close()
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			return err
		}
		if line != "ok" {
			report.add("%v: %s", ErrDamaged, line)
		}
	}
	return outerError(rows.Err())
}

// verifyRecords asks SQLite about the record database. Its words may name
// tables and rows, never values.
func verifyRecords(tx *Tx, report *Report) error {
	lines, err := All(tx, Value[string], "PRAGMA integrity_check(20)")
	if err != nil {
		return err
	}
	for _, line := range lines {
		if line != "ok" {
			report.add("%v: the record database: %s", ErrDamaged, line)
		}
	}
	broken, err := All(tx, func(scan Scan) (string, error) {
		var table, parent string
		var row *int64
		var id int
		err := scan(&table, &row, &parent, &id)
		return fmt.Sprintf("%v: a row of %s has no %s", ErrDamaged, table, parent), err
	}, "PRAGMA foreign_key_check")
	for _, line := range broken {
		report.add("%s", line)
	}
	return err
}
