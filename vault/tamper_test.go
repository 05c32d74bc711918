package vault_test

import (
	"bytes"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"subrosa/crypto"
	"subrosa/vault"
)

// tampered makes a vault with two generations of the same text, and a copy of
// the first of them, both closed.
func tampered(t *testing.T) (b bench, old string) {
	t.Helper()
	b = newBench(t)
	v := b.create()
	for i := range 60 {
		put(t, v, string(rune('a'+i%26))+strings.Repeat("x", i/26), strings.Repeat("words ", 200))
	}
	put(t, v, "note", "old")
	v.Close()
	old = filepath.Join(t.TempDir(), "old.vault")
	copyFile(t, b.o.Path, old)
	v = b.open()
	put(t, v, "note", "new")
	v.Close()
	return b, old
}

func copyFile(t testing.TB, from, to string) {
	t.Helper()
	data, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

// attack changes a vault file as somebody with any SQLite can.
func attack(t testing.TB, path string, statements ...string) {
	t.Helper()
	db, err := sql.Open("sqlite3", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	for _, s := range statements {
		if _, err := db.Exec(s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
}

// verdict opens and verifies a vault and says what was found.
func verdict(b bench) error {
	v, err := vault.Open(ctx, b.o, b.key)
	if err != nil {
		return err
	}
	defer v.Close()
	r, err := v.Verify(ctx, nil)
	if err != nil {
		return err
	}
	if len(r.Problems) > 0 {
		return errors.New(r.Problems[0])
	}
	return nil
}

func TestWholeFilePutBackIsOlder(t *testing.T) {
	b, old := tampered(t)
	copyFile(t, old, b.o.Path)
	if err := verdict(b); !errors.Is(err, vault.ErrOlder) {
		t.Fatalf("verdict %v", err)
	}
	b.o.AcceptOlder = true
	v := b.open()
	if got := get(t, v, "note"); got != "old" {
		t.Errorf("got %q", got)
	}
	put(t, v, "note", "other")
	v.Close()
	b.o.AcceptOlder = false
	if err := verdict(b); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}

func TestTwoMachinesGoTwoWays(t *testing.T) {
	b, old := tampered(t)
	there := b
	there.o.Path, there.o.State = old, t.TempDir()
	v := there.open()
	if info, _ := v.Info(ctx); !info.FirstOpening {
		t.Error("not a first opening")
	}
	put(t, v, "note", "elsewhere")
	v.Close()
	copyFile(t, old, b.o.Path)
	if err := verdict(b); !errors.Is(err, vault.ErrDiverged) {
		t.Errorf("the same generation: %v", err)
	}
	v = there.open()
	for range 70 {
		put(t, v, "note", "elsewhere again")
	}
	v.Close()
	copyFile(t, old, b.o.Path)
	if err := verdict(b); !errors.Is(err, vault.ErrDiverged) {
		t.Errorf("a later generation: %v", err)
	}
}

func TestLaterCopyOfTheSameVaultIsBelieved(t *testing.T) {
	b, _ := tampered(t)
	there := b
	there.o.State = t.TempDir()
	v := there.open()
	for range 130 {
		put(t, v, "note", "on the other machine")
	}
	v.Close()
	if err := verdict(b); err != nil {
		t.Error(err)
	}
}

func TestAlteredPageIsSeenByTheQueryThatReadsIt(t *testing.T) {
	b, old := tampered(t)
	attack(t, b.o.Path, "ATTACH '"+old+"' AS old", "UPDATE page SET sealed = (SELECT sealed FROM old.page o WHERE o.no = page.no) WHERE no IN (SELECT o.no FROM old.page o JOIN main.page p USING (no) WHERE o.sealed <> p.sealed)")
	v, err := vault.Open(ctx, b.o, b.key)
	if err == nil {
		defer v.Close()
		err = v.View(ctx, func(tx *vault.Tx) error {
			_, err := vault.One(tx, vault.Value[string], "SELECT v FROM kv WHERE k = 'note'")
			return err
		})
	}
	if !errors.Is(err, vault.ErrAltered) {
		t.Errorf("%v", err)
	}
}

func TestFilesThatAreNotThisVault(t *testing.T) {
	b, _ := tampered(t)
	whole, err := os.ReadFile(b.o.Path)
	if err != nil {
		t.Fatal(err)
	}
	plain := filepath.Join(t.TempDir(), "plain.db")
	attack(t, plain, "CREATE TABLE t(x)")
	sqlite, _ := os.ReadFile(plain)
	newer := bytes.Clone(whole)
	newer[63] = 2
	for name, c := range map[string]struct {
		data []byte
		want []error
	}{
		"nothing":      {nil, []error{vault.ErrNoVault}},
		"empty":        {[]byte{}, []error{vault.ErrNotAVault}},
		"text":         {bytes.Repeat([]byte("text "), 100), []error{vault.ErrNotAVault}},
		"plain SQLite": {sqlite, []error{vault.ErrNotAVault}},
		"newer format": {newer, []error{vault.ErrNewerFormat}},
		"cut in half":  {whole[:len(whole)/2], []error{vault.ErrDamaged, vault.ErrAltered}},
		"one page":     {whole[:16384], []error{vault.ErrDamaged, vault.ErrAltered}},
		"header alone": {whole[:100], []error{vault.ErrDamaged, vault.ErrAltered}},
	} {
		os.Remove(b.o.Path)
		if c.data != nil {
			if err := os.WriteFile(b.o.Path, c.data, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		_, headErr := vault.ReadHead(b.o.Path)
		err := verdict(b)
		if !among(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
		if headErr != nil && !among(headErr, c.want) {
			t.Errorf("%s: head: %v", name, headErr)
		}
		if after, _ := os.ReadFile(b.o.Path); !bytes.Equal(after, c.data) {
			t.Errorf("%s: the file was changed", name)
		}
	}
}

func among(err error, want []error) bool {
	for _, w := range want {
		if errors.Is(err, w) || err != nil && strings.HasPrefix(err.Error(), w.Error()+": ") {
			return true
		}
	}
	return false
}

func TestWrongKey(t *testing.T) {
	b, _ := tampered(t)
	b.key = crypto.NewKey()
	if err := verdict(b); !errors.Is(err, vault.ErrWrongKey) {
		t.Errorf("%v", err)
	}
}

func isAltered(err error) bool {
	return errors.Is(err, vault.ErrAltered) || err != nil && strings.HasPrefix(err.Error(), "altered: ")
}
