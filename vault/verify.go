package vault

import (
	"context"
	"errors"
	"fmt"
	"runtime"
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

// Verify reads and checks every page, digest, the root, the history, and the
// record database's own integrity and foreign keys. What is wrong with them
// stands in the report; an error means that checking itself failed, or that
// the vault as a whole is not to be believed (ErrAltered, ErrOlder, ...).
// progress may be nil.
func (v *Vault) Verify(ctx context.Context, progress func(done, total int)) (Report, error) {
	var report Report
	err := v.View(ctx, func(tx *Tx) error {
		report = Report{Pages: v.store.root.pages, Generation: v.store.root.generation}
		if err := v.verifyPages(ctx, &report, progress); err != nil {
			return err
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
		return verifyRecords(tx, &report)
	})
	return report, err
}

// verifyPages opens every page, in batches side by side.
func (v *Vault) verifyPages(ctx context.Context, report *Report, progress func(done, total int)) error {
	total, batch := v.store.root.pages, 32*runtime.GOMAXPROCS(0)
	for from := 0; from < total; from += batch {
		if err := ctx.Err(); err != nil {
			return err
		}
		n := min(batch, total-from)
		if err := v.verifyBatch(from, n, report); err != nil {
			return err
		}
		if progress != nil {
			progress(from+n, total)
		}
	}
	return nil
}

func (v *Vault) verifyBatch(from, n int, report *Report) error {
	sealed := make([][]byte, n)
	want := make([]digest, n)
	errs := make([]error, n)
	if err := v.readSealed(from, sealed); err != nil {
		return err
	}
	for i := range n {
		want[i], errs[i] = v.store.tree.page(from + i)
	}
	parallel(n, func(i int) {
		switch {
		case errs[i] != nil:
		case sealed[i] == nil:
			errs[i] = fmt.Errorf("%w: page %d is missing", ErrAltered, from+i)
		default:
			_, errs[i] = v.store.unseal(from+i, sealed[i], want[i])
		}
	})
	for _, err := range errs {
		if err != nil && !errors.Is(err, ErrAltered) {
			return err
		}
		if err != nil {
			report.add("%v", err)
		}
	}
	return nil
}

// readSealed reads a run of sealed pages; those missing or of a wrong length
// stay nil.
func (v *Vault) readSealed(from int, sealed [][]byte) error {
	rows, err := v.outer.conn.QueryContext(context.Background(),
		"SELECT no, sealed FROM page WHERE no BETWEEN ? AND ? AND length(sealed) = ?", from, from+len(sealed)-1, sealedPageSize)
	if err != nil {
		return outerError(err)
	}
	defer rows.Close()
	for rows.Next() {
		var no int
		var b []byte
		if err := rows.Scan(&no, &b); err != nil {
			return err
		}
		sealed[no-from] = b
	}
	return outerError(rows.Err())
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
