package vault_test

import (
	"bytes"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"subrosa/vault"
)

// exchanges are what sync clients, and people, do to a file that is in use.
// older is a copy from before.
var exchanges = map[string]func(t *testing.T, path, older string){
	"renamed over": func(t *testing.T, path, older string) {
		copyFile(t, older, path+".sync")
		must(t, os.Rename(path+".sync", path))
	},
	"written in place":      func(t *testing.T, path, older string) { copyFile(t, older, path) },
	"deleted":               func(t *testing.T, path, _ string) { must(t, os.Remove(path)) },
	"deleted and made anew": func(t *testing.T, path, older string) { must(t, os.Remove(path)); copyFile(t, older, path) },
	"its log deleted":       func(t *testing.T, path, _ string) { must(t, os.Remove(path+"-wal")) },
	"its folder renamed": func(t *testing.T, path, _ string) {
		must(t, os.Rename(filepath.Dir(path), filepath.Dir(path)+"-moved"))
	},
	"its folder deleted": func(t *testing.T, path, _ string) { must(t, os.RemoveAll(filepath.Dir(path))) },
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// moments are when it happens: each makes the exchange, and a last change
// where there is still one to be made.
var moments = map[string]func(v *vault.Vault, exchange func()) error{
	"between commits": func(v *vault.Vault, exchange func()) error {
		exchange()
		return lastChange(v, func() {})
	},
	"inside View": func(v *vault.Vault, exchange func()) error {
		err := v.View(ctx, func(tx *vault.Tx) error {
			exchange()
			_, err := vault.One(tx, vault.Value[string], "SELECT v FROM kv WHERE k = 'b'")
			return err
		})
		return errors.Join(err, lastChange(v, func() {}))
	},
	"inside Update": func(v *vault.Vault, exchange func()) error { return lastChange(v, exchange) },
	"before Close":  func(_ *vault.Vault, exchange func()) error { exchange(); return nil },
}

func lastChange(v *vault.Vault, exchange func()) error {
	return v.Update(ctx, func(tx *vault.Tx) error {
		err := putTx(tx, "c", "three")
		exchange()
		return err
	})
}

// TestExchangedWhileOpen: whatever lies at the vault's place afterwards is not
// written to, what was acknowledged is not lost, nor is the change in hand, and
// it is said where they are.
func TestExchangedWhileOpen(t *testing.T) {
	for what, exchange := range exchanges {
		for when, moment := range moments {
			t.Run(what+" "+when, func(t *testing.T) {
				t.Parallel()
				b, older := lived(t)
				v := b.open()
				put(t, v, "b", "two") // in the log only
				var foreign []byte
				err := moment(v, func() {
					exchange(t, b.o.Path, older)
					foreign, _ = os.ReadFile(b.o.Path)
				})
				err = errors.Join(err, v.Close())
				kept := keptElsewhere(t, b)
				if what == "its log deleted" { // closing folds it in
					if v := b.open(); get(t, v, "a") != "one" || get(t, v, "b") != "two" {
						t.Error("lost from the vault itself")
					}
					if when == "before Close" {
						return // and nothing was wrong
					}
				} else if now, _ := os.ReadFile(b.o.Path); !bytes.Equal(now, foreign) {
					t.Error("the other file was written to")
				}
				if !errors.Is(err, vault.ErrExchanged) && !(what == "written in place" && isAltered(err)) {
					t.Fatalf("not told: %v", err)
				}
				if what == "written in place" && len(kept) == 0 {
					return // what was there is overwritten; nobody can bring it back
				}
				e, _ := errors.AsType[*vault.Exchanged](err)
				if e == nil || !slices.Equal(kept, []string{e.Rescued}) {
					t.Fatalf("told %v, kept are %v", err, kept)
				}
				whole(t, b, e.Rescued, when != "before Close")
				if what == "renamed over" || what == "deleted and made anew" {
					goesOnWithTheOther(t, b)
				}
			})
		}
	}
}

// lived makes a vault of some age, and a copy from an earlier day.
func lived(t *testing.T) (b bench, older string) {
	b = newBench(t)
	v := b.create()
	put(t, v, "old", strings.Repeat("words ", 20_000))
	must(t, v.Close())
	older = filepath.Join(t.TempDir(), "older.vault")
	copyFile(t, b.o.Path, older)
	v = b.open()
	put(t, v, "old", strings.Repeat("other ", 40_000))
	put(t, v, "a", "one")
	must(t, v.Close())
	return b, older
}

// keptElsewhere are the vaults that were made beside b's, or in the state
// folder.
func keptElsewhere(t *testing.T, b bench) (paths []string) {
	t.Helper()
	for _, dir := range []string{filepath.Dir(b.o.Path), b.o.State} {
		found, err := filepath.Glob(filepath.Join(dir, "*-rescued-*"))
		must(t, err)
		paths = append(paths, found...)
	}
	return paths
}

// whole: a rescued vault opens, is sound, is private, and has everything.
func whole(t *testing.T, b bench, path string, lastChange bool) {
	t.Helper()
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", info, err)
	}
	rescued := b
	rescued.o.Path, rescued.o.State = path, ""
	v := rescued.open()
	want := map[string]string{"a": "one", "b": "two"}
	if lastChange {
		want["c"] = "three"
	}
	for k, value := range want {
		if got := get(t, v, k); got != value {
			t.Errorf("%s: %q was kept", k, got)
		}
	}
	if r, err := v.Verify(ctx, nil); err != nil || len(r.Problems) > 0 {
		t.Errorf("%v %v", err, r.Problems)
	}
	must(t, v.Close())
}

// goesOnWithTheOther: the file that came can be used, and no log that is not
// its own lies in the way.
func goesOnWithTheOther(t *testing.T, b bench) {
	t.Helper()
	if _, err := os.Stat(b.o.Path + "-wal"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the old log is still there: %v", err)
	}
	if _, err := vault.Open(ctx, b.o, b.key); !errors.Is(err, vault.ErrOlder) {
		t.Errorf("an older copy: %v", err)
	}
	b.o.AcceptOlder = true
	v := b.open()
	put(t, v, "d", "four")
	must(t, v.Close())
}

// Several windows have the vault open when it is exchanged: each keeps what it
// had in hand, and none overwrites what another kept.
func TestExchangedUnderTwoWindows(t *testing.T) {
	b, older := lived(t)
	v, w := b.open(), b.open()
	put(t, v, "b", "two")
	exchanges["renamed over"](t, b.o.Path, older)
	for _, v := range []*vault.Vault{v, w} {
		if err := lastChange(v, func() {}); !errors.Is(err, vault.ErrExchanged) {
			t.Error(err)
		}
	}
	v.Close()
	w.Close()
	kept := keptElsewhere(t, b)
	if len(kept) != 2 {
		t.Fatalf("kept: %v", kept)
	}
	for _, path := range kept {
		whole(t, b, path, true)
	}
}

// Where nothing can be written beside the vault, the state folder will do; and
// where that fails too, it is said.
func TestExchangedAndNowhereToGo(t *testing.T) {
	b, _ := lived(t)
	v := b.open()
	put(t, v, "b", "two")
	err := lastChange(v, func() {
		exchanges["its folder deleted"](t, b.o.Path, "")
		must(t, os.RemoveAll(b.o.State))
		must(t, os.WriteFile(b.o.State, nil, 0o600)) // no folder
	})
	e, _ := errors.AsType[*vault.Exchanged](err)
	if e == nil || e.Failed == nil || e.Rescued != "" || !strings.Contains(err.Error(), "could not be kept") {
		t.Errorf("%v", err)
	}
}

// Other processes fold the log into the file while it is open here: that is no
// exchange.
func TestFoldingInByOthersIsNoExchange(t *testing.T) {
	b, _ := lived(t)
	v, w := b.open(), b.open()
	for i := range 40 {
		put(t, w, "fill", strings.Repeat(string(rune('a'+i%26)), 1<<20)) // far beyond the length at which it is folded in
		put(t, v, "b", "two")
	}
	must(t, w.Close())
	must(t, v.Close())
	if kept := keptElsewhere(t, b); len(kept) > 0 {
		t.Errorf("kept: %v", kept)
	}
	onlyTheVaultIsLeft(t, b)
	if got := get(t, b.open(), "b"); got != "two" {
		t.Errorf("got %q", got)
	}
}

// Somebody has the other file open already, and with it the log that is in its
// way: then the log stays where it is.
func TestLogOfAnExchangedVaultThatIsInUseStays(t *testing.T) {
	b, older := lived(t)
	v := b.open()
	put(t, v, "b", "two")
	exchanges["renamed over"](t, b.o.Path, older)
	db, err := sql.Open("sqlite3", b.o.Path)
	must(t, err)
	defer db.Close()
	conn, err := db.Conn(ctx)
	must(t, err)
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, "PRAGMA schema_version"); err != nil {
		t.Fatal(err)
	}
	if err := v.Close(); !errors.Is(err, vault.ErrExchanged) {
		t.Error(err)
	}
	if _, err := os.Stat(b.o.Path + "-wal"); err != nil {
		t.Errorf("the log was taken away: %v", err)
	}
	if kept := keptElsewhere(t, b); len(kept) != 1 {
		t.Errorf("kept: %v", kept)
	}
}

// Nor is a rotation by another process, whose pages this one cannot read.
func TestRotationByOthersIsNoExchange(t *testing.T) {
	b, _ := lived(t)
	v, w := b.open(), b.open()
	put(t, v, "b", "two")
	rotated, err := w.Rotate(ctx, vault.Change{}, nil)
	must(t, err)
	must(t, w.Close())
	if err := lastChange(v, func() {}); !errors.Is(err, vault.ErrKeyChanged) {
		t.Error(err)
	}
	must(t, v.Close())
	if kept := keptElsewhere(t, b); len(kept) > 0 {
		t.Errorf("kept: %v", kept)
	}
	onlyTheVaultIsLeft(t, b)
	b.key = rotated.Key
	if got := get(t, b.open(), "b"); got != "two" {
		t.Errorf("got %q", got)
	}
}

// A rotation that finds another file in the vault's place is given up; what is
// kept opens as before.
func TestExchangedInARotation(t *testing.T) {
	b, older := lived(t)
	v := b.open()
	put(t, v, "b", "two")
	_, err := v.Rotate(ctx, vault.Change{Record: func(tx *vault.Tx) error {
		exchanges["renamed over"](t, b.o.Path, older)
		return putTx(tx, "c", "three")
	}}, nil)
	if !errors.Is(err, vault.ErrExchanged) {
		t.Error(err)
	}
	e, _ := errors.AsType[*vault.Exchanged](v.Close())
	if e == nil || e.Rescued == "" {
		t.Fatalf("kept nothing: %v", e)
	}
	whole(t, b, e.Rescued, false)
	goesOnWithTheOther(t, b)
}
