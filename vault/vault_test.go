package vault_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"subrosa/crypto"
	"subrosa/vault"
)

var ctx = context.Background()

// bench is a folder with a vault's options and its key.
type bench struct {
	t   testing.TB
	o   vault.Options
	key crypto.Key
	way crypto.Way
}

func newBench(t testing.TB) bench {
	t.Helper()
	dir := t.TempDir()
	key := crypto.NewKey()
	way, err := crypto.NewPassphraseWay("open sesame", 1)
	if err != nil {
		t.Fatal(err)
	}
	return bench{t, vault.Options{Path: filepath.Join(dir, "v", "practice.vault"), State: filepath.Join(dir, "state")}, key, way}
}

func (b bench) create() *vault.Vault {
	b.t.Helper()
	v, err := vault.Create(ctx, b.o, b.key, []crypto.Way{b.way}, func(tx *vault.Tx) error {
		return tx.ExecScript("CREATE TABLE kv(k TEXT PRIMARY KEY, v TEXT NOT NULL) STRICT; CREATE VIRTUAL TABLE words USING fts5(body)")
	})
	if err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() { v.Close() })
	return v
}

func (b bench) open() *vault.Vault {
	b.t.Helper()
	v, err := vault.Open(ctx, b.o, b.key)
	if err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() { v.Close() })
	return v
}

func put(t testing.TB, v *vault.Vault, k, value string) {
	t.Helper()
	err := v.Update(ctx, func(tx *vault.Tx) error { return putTx(tx, k, value) })
	if err != nil {
		t.Fatal(err)
	}
}

func putTx(tx *vault.Tx, k, value string) error {
	_, err := tx.Exec("INSERT INTO kv VALUES (?, ?) ON CONFLICT (k) DO UPDATE SET v = excluded.v", k, value)
	return err
}

func get(t testing.TB, v *vault.Vault, k string) string {
	t.Helper()
	var value string
	err := v.View(ctx, func(tx *vault.Tx) (err error) {
		value, err = vault.One(tx, vault.Value[string], "SELECT v FROM kv WHERE k = ?", k)
		return err
	})
	if errors.Is(err, vault.ErrNoRows) {
		return ""
	}
	if err != nil {
		t.Fatal(err)
	}
	return value
}

func TestWhatWasUpdatedIsThereAfterReopening(t *testing.T) {
	b := newBench(t)
	v := b.create()
	put(t, v, "a", "one")
	put(t, v, "b", "two")
	if err := v.Close(); err != nil {
		t.Fatal(err)
	}
	v = b.open()
	if got := get(t, v, "a") + get(t, v, "b"); got != "onetwo" {
		t.Errorf("got %q", got)
	}
	info, err := v.Info(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if info.Generation != 3 || info.FirstOpening || info.ReadOnly || info.Pages == 0 || info.Bytes == 0 {
		t.Errorf("info %+v", info)
	}
}

func TestNothingButTheVaultIsThereAfterClosing(t *testing.T) {
	b := newBench(t)
	v := b.create()
	put(t, v, "a", "one")
	v.Close()
	files, err := os.ReadDir(filepath.Dir(b.o.Path))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) != 1 || files[0].Name() != "practice.vault" {
		t.Errorf("files %v", files)
	}
}

func TestUpdateThatFailsOrPanicsChangesNothing(t *testing.T) {
	b := newBench(t)
	v := b.create()
	put(t, v, "a", "one")
	boom := errors.New("boom")
	err := v.Update(ctx, func(tx *vault.Tx) error {
		if err := putTx(tx, "a", "two"); err != nil {
			return err
		}
		return boom
	})
	if !errors.Is(err, boom) {
		t.Errorf("error %v", err)
	}
	func() {
		defer func() {
			if recover() != boom {
				t.Error("the panic did not come back")
			}
		}()
		v.Update(ctx, func(tx *vault.Tx) error {
			putTx(tx, "a", "three")
			panic(boom)
		})
	}()
	if got := get(t, v, "a"); got != "one" {
		t.Errorf("got %q", got)
	}
	put(t, v, "a", "four")
	if got := get(t, b.open(), "a"); got != "four" {
		t.Errorf("got %q", got)
	}
}

func TestUpdateThatChangesNothingMakesNoGeneration(t *testing.T) {
	b := newBench(t)
	v := b.create()
	before, _ := v.Info(ctx)
	if err := v.Update(ctx, func(tx *vault.Tx) error { return nil }); err != nil {
		t.Fatal(err)
	}
	after, _ := v.Info(ctx)
	if before.Generation != after.Generation {
		t.Errorf("generation %d became %d", before.Generation, after.Generation)
	}
}

func TestViewCannotWrite(t *testing.T) {
	v := newBench(t).create()
	if err := v.View(ctx, func(tx *vault.Tx) error { return putTx(tx, "a", "one") }); err == nil {
		t.Error("a write inside View succeeded")
	}
	put(t, v, "a", "two")
}

func TestFullTextSearch(t *testing.T) {
	v := newBench(t).create()
	err := v.Update(ctx, func(tx *vault.Tx) error {
		_, err := tx.Exec("INSERT INTO words VALUES ('an affair with the boss')")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	err = v.View(ctx, func(tx *vault.Tx) error {
		n, err := vault.One(tx, vault.Value[int], "SELECT count(*) FROM words WHERE words MATCH 'affair'")
		if err == nil && n != 1 {
			t.Errorf("%d hits", n)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
