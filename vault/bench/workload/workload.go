// Package workload is the work that every store of a comparison does: the same
// tables, the same text, the same statements, in the same order.
//
// A store is whatever runs SQL in transactions. The package imports no SQLite,
// so that programs with different builds of it can share it; each store is
// measured in a process of its own.
package workload

import (
	"fmt"
	"runtime/debug"
	"slices"
	"time"
)

// Store is a database as the workload uses it.
type Store interface {
	Update(func(Tx) error) error // durable when it returns
	View(func(Tx) error) error
	Close() error
}

// Tx is one transaction.
type Tx interface {
	Exec(query string, args ...any) error
	Query(row func(scan func(dest ...any) error) error, query string, args ...any) error
}

// Result is what one store took for one size: medians, load once.
type Result struct {
	Store  string
	Notes  int
	Open   time.Duration // open with the key at hand, read one row, close
	List   time.Duration // the newest 20 notes of a case, without text
	Add    time.Duration // one note, on disk
	Load   time.Duration // all notes in one transaction
	Scan   time.Duration // every note's text, just opened
	Search time.Duration // the newest 20 notes with a word, with snippets
	Bytes  int64         // on disk; filled by whoever knows the file
}

// Quickest is the better of two rounds, line by line: what else the machine
// was doing only ever makes things slower.
func Quickest(a, b Result) Result {
	a.Open, a.List, a.Add = min(a.Open, b.Open), min(a.List, b.List), min(a.Add, b.Add)
	a.Load, a.Scan, a.Search = min(a.Load, b.Load), min(a.Scan, b.Scan), min(a.Search, b.Search)
	return a
}

// notesPerCase is how long a course of treatment is.
const notesPerCase = 40

const schema = `
CREATE TABLE course (id INTEGER PRIMARY KEY, opened TEXT NOT NULL);
CREATE TABLE note (
  id INTEGER PRIMARY KEY,
  course INTEGER NOT NULL REFERENCES course(id),
  start TEXT NOT NULL,
  kind TEXT NOT NULL,
  text TEXT NOT NULL);
CREATE INDEX note_by_course ON note(course, start);
CREATE VIRTUAL TABLE note_index USING fts5(text, content='note', content_rowid='id',
  tokenize='unicode61 remove_diacritics 2');
`

// Run does the whole workload with n notes. open makes the store on first use
// and opens the same one afterwards.
//
// Garbage is collected as seldom as in the program itself, for every store.
func Run(open func() (Store, error), n int) (Result, error) {
	debug.SetGCPercent(800)
	debug.SetMemoryLimit(48 << 20)
	r := Result{Notes: n}
	w := &worker{open: open, text: newText(0), notes: n, courses: n/notesPerCase + 1}
	for _, step := range []struct {
		into  *time.Duration
		times int
		do    func() (time.Duration, error)
	}{
		{&r.Load, 1, w.load},
		{&r.Scan, 3, w.scan},
		{&r.Open, 21, w.reopen},
		{&r.List, 51, w.list},
		{&r.Search, 51, w.search},
		{&r.Add, 31, w.add},
	} {
		took := make([]time.Duration, step.times)
		for i := range took {
			var err error
			if took[i], err = step.do(); err != nil {
				return r, err
			}
		}
		slices.Sort(took)
		*step.into = took[len(took)/2]
	}
	return r, w.close()
}

type worker struct {
	open    func() (Store, error)
	store   Store // nil: closed
	text    *text
	notes   int
	courses int
	turn    int
}

func (w *worker) close() error {
	if w.store == nil {
		return nil
	}
	err := w.store.Close()
	w.store = nil
	return err
}

func (w *worker) opened() (err error) {
	if w.store == nil {
		w.store, err = w.open()
	}
	return err
}

func timed(do func() error) (time.Duration, error) {
	start := time.Now()
	err := do()
	return time.Since(start), err
}

func (w *worker) load() (time.Duration, error) {
	if err := w.opened(); err != nil {
		return 0, err
	}
	return timed(func() error {
		return w.store.Update(func(tx Tx) error {
			for statement := range statements(schema) {
				if err := tx.Exec(statement); err != nil {
					return err
				}
			}
			for c := range w.courses {
				if err := tx.Exec(`INSERT INTO course VALUES (?, '2026-01-05')`, c); err != nil {
					return err
				}
			}
			for id := 1; id <= w.notes; id++ {
				if err := w.insert(tx, id); err != nil {
					return err
				}
			}
			return nil
		})
	})
}

func (w *worker) insert(tx Tx, id int) error {
	start := time.Date(1990, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(id) * time.Hour).Format(time.RFC3339)
	text := w.text.note()
	if err := tx.Exec(`INSERT INTO note VALUES (?, ?, ?, 'session', ?)`, id, id%w.courses, start, text); err != nil {
		return err
	}
	return tx.Exec(`INSERT INTO note_index (rowid, text) VALUES (?, ?)`, id, text)
}

func (w *worker) scan() (time.Duration, error) {
	if err := w.close(); err != nil {
		return 0, err
	}
	if err := w.opened(); err != nil {
		return 0, err
	}
	seen := 0
	took, err := timed(func() error {
		return w.store.View(func(tx Tx) error {
			return tx.Query(func(scan func(...any) error) error {
				var text []byte
				seen++
				return scan(&text)
			}, `SELECT text FROM note`)
		})
	})
	return took, expect(err, seen, w.notes)
}

func (w *worker) reopen() (time.Duration, error) {
	if err := w.close(); err != nil {
		return 0, err
	}
	seen := 0
	took, err := timed(func() error {
		if err := w.opened(); err != nil {
			return err
		}
		if err := w.store.View(func(tx Tx) error {
			return tx.Query(count(&seen), `SELECT id FROM course WHERE id = 0`)
		}); err != nil {
			return err
		}
		return w.close()
	})
	return took, expect(err, seen, 1)
}

func (w *worker) list() (time.Duration, error) {
	if err := w.opened(); err != nil {
		return 0, err
	}
	w.turn++
	seen := 0
	took, err := timed(func() error {
		return w.store.View(func(tx Tx) error {
			return tx.Query(count(&seen),
				`SELECT id FROM note WHERE course = ? ORDER BY start DESC LIMIT 20`, w.turn%w.courses)
		})
	})
	return took, expect(err, seen, min(seen, 20))
}

func (w *worker) search() (time.Duration, error) {
	if err := w.opened(); err != nil {
		return 0, err
	}
	w.turn++
	seen := 0
	took, err := timed(func() error {
		return w.store.View(func(tx Tx) error {
			return tx.Query(func(scan func(...any) error) error {
				var id int
				var snippet string
				seen++
				return scan(&id, &snippet)
			}, `SELECT rowid, snippet(note_index, 0, '', '', '...', 12) FROM note_index
			    WHERE note_index MATCH ? ORDER BY rowid DESC LIMIT 20`, w.text.common(w.turn))
		})
	})
	return took, expect(err, seen, 20)
}

func (w *worker) add() (time.Duration, error) {
	if err := w.opened(); err != nil {
		return 0, err
	}
	w.turn++
	id := w.notes + w.turn
	return timed(func() error {
		return w.store.Update(func(tx Tx) error { return w.insert(tx, id) })
	})
}

func count(seen *int) func(func(...any) error) error {
	return func(scan func(...any) error) error {
		var id int
		*seen++
		return scan(&id)
	}
}

// expect makes a wrong number of rows an error: what was not read was not
// measured.
func expect(err error, seen, want int) error {
	if err == nil && seen != want {
		return fmt.Errorf("%d rows, expected %d", seen, want)
	}
	return err
}
