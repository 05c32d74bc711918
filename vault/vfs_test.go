package vault

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"testing"

	"github.com/mattn/go-sqlite3"

	"subrosa/crypto"
)

func openSample(t *testing.T) *Vault {
	t.Helper()
	dir := t.TempDir()
	key := crypto.NewKey()
	way, err := crypto.NewPassphraseWay("x", 1)
	if err != nil {
		t.Fatal(err)
	}
	v, err := Create(context.Background(), Options{Path: dir + "/v.vault", State: dir}, key, []crypto.Way{way}, func(tx *Tx) error {
		return tx.ExecScript("CREATE TABLE t(x TEXT) STRICT; INSERT INTO t VALUES ('one')")
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { v.Close() })
	return v
}

func readX(v *Vault) (x string, err error) {
	err = v.View(context.Background(), func(tx *Tx) (err error) {
		x, err = One(tx, Value[string], "SELECT x FROM t")
		return err
	})
	return x, err
}

// A panic beneath SQLite is an error, and the next transaction works.
func TestPanicBeneathSQLite(t *testing.T) {
	v := openSample(t)
	v.dropInner()
	v.store.first = nil
	v.store.tree.load, v.store.tree.nodes = func(nodeID) ([]byte, error) { panic("boom") }, map[nodeID][]byte{}
	if _, err := readX(v); err == nil || !strings.Contains(err.Error(), "boom") {
		t.Errorf("%v", err)
	}
	v.store.root = nil // read anew
	if x, err := readX(v); x != "one" || err != nil {
		t.Errorf("%q %v", x, err)
	}
}

// The cause that the VFS met is told, not SQLite's word for it.
func TestCauseIsTold(t *testing.T) {
	v := openSample(t)
	boom := errors.New("boom")
	v.dropInner()
	v.store.first = nil
	v.store.tree.load, v.store.tree.nodes = func(nodeID) ([]byte, error) { return nil, boom }, map[nodeID][]byte{}
	if _, err := readX(v); !errors.Is(err, boom) {
		t.Errorf("%v", err)
	}
}

// Opening a name that the VFS does not know fails, makes no file, and does no
// harm to the databases that are open.
func TestUnknownNamesAreRefused(t *testing.T) {
	v := openSample(t)
	if _, err := readX(v); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"/nothing", "/record-999", "/etc/passwd", v.inner.name + "-journal"} {
		db := sql.OpenDB(connector{"file:" + name + "?vfs=" + vfsName, &sqlite3.SQLiteDriver{}})
		if _, err := db.Exec("CREATE TABLE t(x)"); err == nil {
			t.Errorf("%s took a table", name)
		}
		db.Close()
	}
	if x, err := readX(v); x != "one" || err != nil {
		t.Errorf("%q %v", x, err)
	}
}

// Outside View and Update the record database cannot be read.
func TestRecordDatabaseOutsideATransaction(t *testing.T) {
	v := openSample(t)
	if _, err := readX(v); err != nil {
		t.Fatal(err)
	}
	var x string
	if err := v.inner.conn.QueryRowContext(context.Background(), "SELECT x FROM t").Scan(&x); err == nil {
		t.Error("read outside a transaction")
	}
}

func TestDirtyPagesAreBounded(t *testing.T) {
	v := openSample(t)
	most := 0
	err := v.Update(context.Background(), func(tx *Tx) error {
		for range 80 {
			if _, err := tx.Exec("INSERT INTO t VALUES (?)", strings.Repeat("x", 1<<20)); err != nil {
				return err
			}
			most = max(most, len(v.store.dirty))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if most > maxUnsaved/pageSize+1 || len(v.store.spilled) != 0 {
		t.Errorf("%d pages in memory", most)
	}
}

func TestRecordDatabaseIsAsTheFormatSays(t *testing.T) {
	v := openSample(t)
	err := v.View(context.Background(), func(*Tx) error {
		h, err := v.store.page(0)
		if err != nil {
			return err
		}
		if string(h[:16]) != "SQLite format 3\x00" || h[16] != 0x40 || h[17] != 0 || h[18] != 1 || h[19] != 1 || h[20] != 0 || h[67] != 1 {
			t.Errorf("header %x", h[:100])
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
