package vault

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/mattn/go-sqlite3"
)

// promptly fails a test that hangs.
func promptly(t *testing.T, do func()) {
	t.Helper()
	done := make(chan struct{})
	go func() {
		defer close(done)
		do()
	}()
	select {
	case <-done:
	case <-time.After(20 * time.Second):
		t.Fatal("it hangs")
	}
}

// A statement inside the rows of another is an error at once, whichever way it
// is asked for, and what comes after it works.
func TestStatementInsideOpenRows(t *testing.T) {
	v := openSample(t)
	inside := map[string]func(tx *Tx) error{
		"Exec":       func(tx *Tx) error { _, err := tx.Exec("INSERT INTO t VALUES ('two')"); return err },
		"ExecScript": func(tx *Tx) error { return tx.ExecScript("CREATE TABLE u(x)") },
		"All":        func(tx *Tx) error { _, err := All(tx, Value[string], "SELECT x FROM t"); return err },
		"One":        func(tx *Tx) error { _, err := One(tx, Value[string], "SELECT x FROM t"); return err },
	}
	outside := map[string]func(*Tx, func(Scan) (string, error)) error{
		"All": func(tx *Tx, row func(Scan) (string, error)) error {
			_, err := All(tx, row, "SELECT x FROM t")
			return err
		},
		"One": func(tx *Tx, row func(Scan) (string, error)) error {
			_, err := One(tx, row, "SELECT x FROM t")
			return err
		},
	}
	for _, transaction := range []func(context.Context, func(*Tx) error) error{v.View, v.Update} {
		for of, rows := range outside {
			for name, statement := range inside {
				promptly(t, func() {
					err := transaction(t.Context(), func(tx *Tx) error {
						err := rows(tx, func(Scan) (string, error) { return "", statement(tx) })
						if !errors.Is(err, errInUse) {
							t.Errorf("%s inside the rows of %s: %v", name, of, err)
						}
						x, err := One(tx, Value[string], "SELECT x FROM t")
						if x != "one" {
							t.Errorf("afterwards %q", x)
						}
						return err
					})
					if err != nil {
						t.Errorf("%s inside the rows of %s: %v", name, of, err)
					}
				})
			}
		}
	}
}

// Another goroutine gets the same answer, and one that comes late is told that
// it is over.
func TestTxOnAnotherGoroutine(t *testing.T) {
	v := openSample(t)
	promptly(t, func() {
		var kept *Tx
		err := v.View(t.Context(), func(tx *Tx) error {
			kept = tx
			_, err := All(tx, func(Scan) (int, error) {
				other := make(chan error)
				go func() {
					_, err := tx.Exec("DELETE FROM t")
					other <- err
				}()
				return 0, <-other
			}, "SELECT x FROM t")
			if !errors.Is(err, errInUse) {
				t.Errorf("at the same time: %v", err)
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
		late := make(chan error)
		go func() {
			_, err := kept.Exec("DELETE FROM t")
			late <- err
		}()
		if err := <-late; !errors.Is(err, errEnded) {
			t.Errorf("late: %v", err)
		}
	})
}

// A transaction inside a transaction of the same vault is told that there is no
// turn for it; it does not wait for itself for ever.
func TestTransactionInsideATransaction(t *testing.T) {
	v := openSample(t)
	v.o.Wait = 50 * time.Millisecond
	nothing := func(*Tx) error { return nil }
	for name, inside := range map[string]func() error{
		"View":   func() error { return v.View(t.Context(), nothing) },
		"Update": func() error { return v.Update(t.Context(), nothing) },
		"Info":   func() error { _, err := v.Info(t.Context()); return err },
		"Verify": func() error { _, err := v.Verify(t.Context(), nil); return err },
		"Backup": func() error { _, err := v.Backup(t.Context(), t.TempDir()+"/copy", nil); return err },
		"Close":  v.Close,
	} {
		for _, transaction := range []func(context.Context, func(*Tx) error) error{v.View, v.Update} {
			promptly(t, func() {
				err := transaction(t.Context(), func(*Tx) error {
					if err := inside(); !errors.Is(err, ErrBusy) {
						t.Errorf("%s inside: %v", name, err)
					}
					return nil
				})
				if err != nil {
					t.Errorf("%s: %v", name, err)
				}
			})
		}
	}
	if x, err := readX(v); x != "one" || err != nil {
		t.Errorf("afterwards %q %v", x, err)
	}
}

// A panic beneath SQLite, in whatever it was doing, is an error; it does not
// reach C, and the vault works afterwards.
func TestPanicsBeneathSQLite(t *testing.T) {
	forget := func(v *Vault) { // so that pages are read, and need their digests
		v.dropInner()
		v.store.first = nil
		v.store.tree.load, v.store.tree.nodes = func(nodeID) ([]byte, error) { panic("boom") }, map[nodeID][]byte{}
	}
	write := func(tx *Tx) error {
		_, err := tx.Exec("INSERT INTO t VALUES (?)", strings.Repeat("x", 1<<20))
		return err
	}
	for name, do := range map[string]func(v *Vault) error{
		"reading in View": func(v *Vault) error {
			forget(v)
			return v.View(context.Background(), func(*Tx) error { return nil })
		},
		"reading in Update": func(v *Vault) error { forget(v); return v.Update(context.Background(), write) },
		"writing at the end": func(v *Vault) error {
			return v.Update(context.Background(), func(tx *Tx) error {
				v.store.dirty = nil // the map that a page is put into
				return write(tx)
			})
		},
		"writing in the middle": func(v *Vault) error {
			return v.Update(context.Background(), func(tx *Tx) error {
				v.store.dirty = nil
				for range 20 { // more than SQLite keeps for itself
					if err := write(tx); err != nil {
						return err
					}
				}
				t.Error("written all the same")
				return nil
			})
		},
		"sealing on the way": func(v *Vault) error {
			return v.Update(context.Background(), func(tx *Tx) error {
				v.store.spilled = nil
				for range 50 { // more than is kept in memory
					if err := write(tx); err != nil {
						return err
					}
				}
				t.Error("sealed all the same")
				return nil
			})
		},
	} {
		t.Run(name, func(t *testing.T) {
			v := openSample(t)
			if _, err := readX(v); err != nil {
				t.Fatal(err)
			}
			promptly(t, func() {
				if err := do(v); err == nil || !strings.Contains(err.Error(), "panic beneath the record database") {
					t.Errorf("%v", err)
				}
				v.store.root = nil // read anew what was broken
				if x, err := readX(v); x != "one" || err != nil {
					t.Errorf("afterwards %q %v", x, err)
				}
				if err := v.Update(context.Background(), write); err != nil {
					t.Error(err)
				}
				if r, err := v.Verify(context.Background(), nil); err != nil || len(r.Problems) > 0 {
					t.Errorf("afterwards %v %v", r.Problems, err)
				}
			})
		})
	}
}

// Every method of a file that can fail panics on this one: SQLite gets errors,
// and other databases go on.
func TestFileThatPanicsInEveryMethod(t *testing.T) {
	v := openSample(t)
	fs, err := vfs()
	if err != nil {
		t.Fatal(err)
	}
	f := recordFile{}
	for name, method := range map[string]func() error{
		"ReadAt":   func() error { _, err := f.ReadAt(make([]byte, pageSize), 0); return err },
		"WriteAt":  func() error { _, err := f.WriteAt(make([]byte, pageSize), 0); return err },
		"Truncate": func() error { return f.Truncate(0) },
		"FileSize": func() error { _, err := f.FileSize(); return err },
		"Sync":     func() error { return f.Sync(0) },
		"Lock":     func() error { return f.Lock(0) },
	} {
		if err := method(); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	promptly(t, func() {
		name := fs.mount(nil)
		defer fs.unmount(name)
		db := sql.OpenDB(connector{"file:" + name + "?vfs=" + vfsName, &sqlite3.SQLiteDriver{}})
		defer db.Close()
		for _, s := range []string{"CREATE TABLE t(x)", "SELECT * FROM t", "BEGIN IMMEDIATE", "PRAGMA integrity_check"} {
			if _, err := db.Exec(s); err == nil {
				t.Errorf("%s was run", s)
			}
		}
		if x, err := readX(v); x != "one" || err != nil {
			t.Errorf("the vault beside it: %q %v", x, err)
		}
	})
}

// A panic while pages are sealed side by side is the caller's, as any other.
func TestPanicWhileSealing(t *testing.T) {
	promptly(t, func() {
		defer func() {
			if recover() == nil {
				t.Error("the panic was lost")
			}
		}()
		parallel(40, func(i int) {
			if i == 17 {
				panic("boom")
			}
		})
	})
}
