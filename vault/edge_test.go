package vault_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"subrosa/crypto"
	"subrosa/vault"
)

func TestCreateLeavesWhatIsThere(t *testing.T) {
	b := newBench(t)
	b.create().Close()
	before, _ := os.ReadFile(b.o.Path)
	if _, err := vault.Create(ctx, b.o, b.key, nil, func(*vault.Tx) error { return nil }); !errors.Is(err, vault.ErrExists) {
		t.Errorf("%v", err)
	}
	if after, _ := os.ReadFile(b.o.Path); !bytes.Equal(before, after) {
		t.Error("the vault was changed")
	}
	b = newBench(t)
	boom := errors.New("boom")
	if _, err := vault.Create(ctx, b.o, b.key, []crypto.Way{b.way}, func(*vault.Tx) error { return boom }); !errors.Is(err, boom) {
		t.Errorf("%v", err)
	}
	if _, err := vault.Create(ctx, b.o, b.key, nil, func(*vault.Tx) error { return nil }); !errors.Is(err, vault.ErrLastWay) {
		t.Errorf("without a way in: %v", err)
	}
	if files, _ := os.ReadDir(filepath.Dir(b.o.Path)); len(files) != 0 {
		t.Errorf("left behind: %v", files)
	}
}

// A machine that cannot remember the vault gets none: she would be told that it
// failed, and find one there when she tries again.
func TestCreateLeavesNothingWhenItCannotBeRemembered(t *testing.T) {
	b := newBench(t)
	b.o.State = os.DevNull // no folder
	if _, err := vault.Create(ctx, b.o, b.key, []crypto.Way{b.way}, func(*vault.Tx) error { return nil }); err == nil {
		t.Error("no error")
	}
	if files, _ := os.ReadDir(filepath.Dir(b.o.Path)); len(files) != 0 {
		t.Errorf("left behind: %v", files)
	}
}

// A sync client puts another file in the vault's place while it is open.
func TestNothingIsWrittenOverAnExchangedFile(t *testing.T) {
	b := newBench(t)
	v := b.create()
	put(t, v, "a", "one")
	other := filepath.Join(t.TempDir(), "other.vault")
	if _, err := v.Backup(ctx, other, nil); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(other, b.o.Path); err != nil {
		t.Fatal(err)
	}
	before, _ := os.ReadFile(b.o.Path)
	if err := v.Update(ctx, func(tx *vault.Tx) error { return putTx(tx, "a", "two") }); !errors.Is(err, vault.ErrExchanged) {
		t.Errorf("%v", err)
	}
	v.Close()
	if after, _ := os.ReadFile(b.o.Path); !bytes.Equal(before, after) {
		t.Error("the other file was changed")
	}
	v = b.open()
	put(t, v, "b", "three")
	if got := get(t, v, "a"); got != "one" {
		t.Errorf("got %q", got)
	}
}

func TestStatementsThatWouldUndoTheVaultAreRefused(t *testing.T) {
	v := newBench(t).create()
	for _, s := range []string{
		"ATTACH ':memory:' AS m", "DETACH main", "PRAGMA journal_mode=DELETE", "PRAGMA journal_mode(OFF)", "PRAGMA main.synchronous=FULL",
		"PRAGMA locking_mode=EXCLUSIVE", "PRAGMA secure_delete=OFF", "PRAGMA foreign_keys=OFF", "PRAGMA trusted_schema=ON",
		"PRAGMA temp_store=FILE", "PRAGMA writable_schema=ON", "COMMIT", "ROLLBACK", "BEGIN", "COMMIT; BEGIN", "END; BEGIN IMMEDIATE", "VACUUM",
	} {
		if err := v.Update(ctx, func(tx *vault.Tx) error { return tx.ExecScript(s) }); err == nil {
			t.Errorf("%s was run", s)
		}
	}
	put(t, v, "a", "one")
	if got := get(t, v, "a"); got != "one" {
		t.Errorf("got %q", got)
	}
}

func TestTxDiesWithItsTransaction(t *testing.T) {
	v := newBench(t).create()
	var kept *vault.Tx
	if err := v.View(ctx, func(tx *vault.Tx) error { kept = tx; return nil }); err != nil {
		t.Fatal(err)
	}
	if _, err := kept.Exec("DELETE FROM kv"); err == nil {
		t.Error("Exec after the end")
	}
	if _, err := vault.All(kept, vault.Value[int], "SELECT 1"); err == nil {
		t.Error("All after the end")
	}
}

func TestErrorsDoNotTellValues(t *testing.T) {
	v := newBench(t).create()
	put(t, v, "a", "affair")
	err := v.View(ctx, func(tx *vault.Tx) error {
		_, err := vault.One(tx, vault.Value[int], "SELECT v FROM kv")
		return err
	})
	if err == nil || strings.Contains(err.Error(), "affair") {
		t.Errorf("%v", err)
	}
	err = v.Update(ctx, func(tx *vault.Tx) error {
		_, err := tx.Exec("INSERT INTO kv VALUES ('a', 'affair')")
		return err
	})
	if err == nil || strings.Contains(err.Error(), "affair") {
		t.Errorf("%v", err)
	}
}

func TestCancelledUpdateChangesNothing(t *testing.T) {
	v := newBench(t).create()
	put(t, v, "a", "one")
	c, cancel := context.WithCancel(ctx)
	err := v.Update(c, func(tx *vault.Tx) error {
		defer cancel()
		return putTx(tx, "a", "two")
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	if got := get(t, v, "a"); got != "one" {
		t.Errorf("got %q", got)
	}
}

// Much written at once is sealed on the way, and can be given up.
func TestLargeUpdate(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	v := b.create()
	put(t, v, "a", "one")
	boom := errors.New("boom")
	fill := func(tx *vault.Tx, after error) error {
		for i := range 48 {
			if err := putTx(tx, fmt.Sprint(i), strings.Repeat(string(rune('a'+i%26)), 1<<20)); err != nil {
				return err
			}
		}
		if _, err := tx.Exec("DELETE FROM kv WHERE CAST(k AS INTEGER) % 2 = 1"); err != nil {
			return err
		}
		return after
	}
	if err := v.Update(ctx, func(tx *vault.Tx) error { return fill(tx, boom) }); !errors.Is(err, boom) {
		t.Fatal(err)
	}
	if info, _ := v.Info(ctx); info.Generation != 2 || get(t, v, "0") != "" || get(t, v, "a") != "one" {
		t.Errorf("given up: %+v", info)
	}
	if err := v.Update(ctx, func(tx *vault.Tx) error { return fill(tx, nil) }); err != nil {
		t.Fatal(err)
	}
	v.Close()
	v = b.open()
	if got := get(t, v, "46"); got != strings.Repeat("u", 1<<20) {
		t.Errorf("%d bytes", len(got))
	}
	if r, err := v.Verify(ctx, nil); err != nil || len(r.Problems) > 0 {
		t.Errorf("%v %v", err, r.Problems)
	}
}

// TestNothingReadableIsWritten looks at every file of the folder while a large
// change is under way, after it, and after closing.
func TestNothingReadableIsWritten(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	canary := fmt.Sprintf("canary%dsings%d", rand.Uint64(), rand.Uint64())
	v := b.create()
	look := func(when string) {
		t.Helper()
		files := 0
		root := filepath.Dir(filepath.Dir(b.o.Path))
		filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			files++
			for form, bytesOf := range formsOf(canary) {
				if bytes.Contains(data, bytesOf) {
					t.Errorf("%s: %s in %s", when, form, filepath.Base(path))
				}
			}
			return nil
		})
		if files == 0 {
			t.Fatal("no files seen")
		}
	}
	err := v.Update(ctx, func(tx *vault.Tx) error {
		for i := range 40 {
			if err := putTx(tx, fmt.Sprint(i), strings.Repeat(canary+" ", 1<<20/len(canary))); err != nil {
				return err
			}
		}
		look("in the transaction")
		_, err := tx.Exec("INSERT INTO words VALUES (?)", canary)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	look("after the commit")
	v.Close()
	look("after closing")
	if got := get(t, b.open(), "0"); !strings.HasPrefix(got, canary) {
		t.Error("the canary is not in the vault either")
	}
}

// formsOf is what a string can look like in a file.
func formsOf(s string) map[string][]byte {
	forms := map[string][]byte{
		"plain text": []byte(s),
		"hex":        []byte(hex.EncodeToString([]byte(s))),
		"upper hex":  []byte(strings.ToUpper(hex.EncodeToString([]byte(s)))),
	}
	var le, be []byte
	for _, u := range utf16.Encode([]rune(s)) {
		le, be = binary.LittleEndian.AppendUint16(le, u), binary.BigEndian.AppendUint16(be, u)
	}
	forms["UTF-16"], forms["UTF-16 big-endian"] = le, be
	for shift := range 3 {
		inner := s[shift : shift+(len(s)-shift)/3*3]
		forms[fmt.Sprint("base64 ", shift)] = []byte(base64.StdEncoding.EncodeToString([]byte(inner)))
	}
	return forms
}

func TestWithoutStateNothingIsRemembered(t *testing.T) {
	t.Chdir(t.TempDir())
	b := newBench(t)
	b.o.State = ""
	b.create().Close()
	b.open().Close()
	if files, err := os.ReadDir("."); err != nil || len(files) > 0 {
		t.Errorf("%v %v", files, err)
	}
}

func TestMemoryThatIsNoneCountsAsFirstOpening(t *testing.T) {
	b := newBench(t)
	b.create().Close()
	files, err := filepath.Glob(filepath.Join(b.o.State, "*.seen"))
	if err != nil || len(files) != 1 {
		t.Fatalf("%v %v", files, err)
	}
	if data, _ := os.ReadFile(files[0]); len(data) != 119 {
		t.Errorf("%d bytes", len(data))
	}
	for _, text := range []string{"", "subrosa memory 1\n", strings.Repeat("x", 119), strings.Repeat("x", 200)} {
		if err := os.WriteFile(files[0], []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		v := b.open()
		if info, _ := v.Info(ctx); !info.FirstOpening {
			t.Errorf("%q: not a first opening", text)
		}
		v.Close()
		v = b.open()
		if info, _ := v.Info(ctx); info.FirstOpening {
			t.Errorf("%q: a first opening twice", text)
		}
		v.Close()
	}
}
