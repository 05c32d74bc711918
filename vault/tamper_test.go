package vault_test

import (
	"bytes"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"filippo.io/age"
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

func isAltered(err error) bool {
	return errors.Is(err, vault.ErrAltered) || err != nil && strings.HasPrefix(err.Error(), "altered: ")
}

func TestEveryAlterationIsSeen(t *testing.T) {
	t.Parallel()
	for name, statements := range map[string][]string{
		"a page's bits flipped":      {"UPDATE page SET sealed = CAST(substr(sealed, 1, 300) || x'5a5a' || substr(sealed, 303) AS BLOB) WHERE no = 3"},
		"two pages swapped":          {"UPDATE page SET no = -1 WHERE no = 3", "UPDATE page SET no = 3 WHERE no = 4", "UPDATE page SET no = 4 WHERE no = -1"},
		"a page put back":            {"ATTACH 'OLD' AS old", "UPDATE page SET sealed = (SELECT sealed FROM old.page o WHERE o.no = page.no) WHERE no IN (SELECT o.no FROM old.page o JOIN main.page p USING (no) WHERE o.sealed <> p.sealed LIMIT 1)"},
		"all pages put back":         {"ATTACH 'OLD' AS old", "DELETE FROM main.page", "INSERT INTO main.page SELECT * FROM old.page"},
		"pages and digests put back": {"ATTACH 'OLD' AS old", "DELETE FROM main.page", "INSERT INTO main.page SELECT * FROM old.page", "DELETE FROM main.digest", "INSERT INTO main.digest SELECT * FROM old.digest"},
		"a page dropped":             {"DELETE FROM page WHERE no = 5"},
		"the last page dropped":      {"DELETE FROM page WHERE no = (SELECT max(no) FROM page)"},
		"a page added":               {"INSERT INTO page SELECT max(no) + 1, sealed FROM page"},
		"a page cut":                 {"UPDATE page SET sealed = substr(sealed, 1, 16000) WHERE no = 2"},
		"a page empty":               {"UPDATE page SET sealed = x'' WHERE no = 2"},
		"a digest node changed":      {"UPDATE digest SET hashes = CAST(x'00' || substr(hashes, 2) AS BLOB)"},
		"a digest node dropped":      {"DELETE FROM digest"},
		"a digest node put back":     {"ATTACH 'OLD' AS old", "UPDATE digest SET hashes = (SELECT hashes FROM old.digest)"},
		"a digest node added":        {"INSERT INTO digest VALUES (1, 0, zeroblob(32))"},
		"a digest node cut":          {"UPDATE digest SET hashes = substr(hashes, 1, length(hashes) - 32)"},
		"the root changed":           {"UPDATE root SET sealed = CAST(substr(sealed, 1, 300) || x'5a5a' || substr(sealed, 303) AS BLOB)"},
		"the root put back":          {"ATTACH 'OLD' AS old", "UPDATE root SET sealed = (SELECT sealed FROM old.root)"},
		"the root a page":            {"UPDATE root SET sealed = (SELECT sealed FROM page WHERE no = 0)"},
		"the root dropped":           {"DELETE FROM root"},
		"another vault id":           {"UPDATE root SET vault_id = '00112233445566778899aabbccddeeff'"},
		"another key id":             {"UPDATE root SET key_id = '0011223344556677'"},
		"slots removed":              {"DELETE FROM slot"},
		"a slot added":               {"INSERT INTO slot SELECT 'ffffffffffffffff', kind, sealed FROM slot"},
		"a slot changed":             {"UPDATE slot SET sealed = x'00'"},
		"a slot of another kind":     {"UPDATE slot SET kind = 'recovery'"},
		"a trigger":                  {"CREATE TRIGGER t AFTER INSERT ON page BEGIN DELETE FROM page; END"},
		"a view":                     {"CREATE VIEW v AS SELECT 1"},
		"a column more":              {"ALTER TABLE page ADD COLUMN x TEXT"},
		"another page table":         {"CREATE TABLE p2(no, sealed)", "DROP TABLE page", "ALTER TABLE p2 RENAME TO page"},
	} {
		t.Run(name, func(t *testing.T) {
			b, old := tampered(t)
			for i := range statements {
				statements[i] = strings.ReplaceAll(statements[i], "OLD", old)
			}
			if err := verdict(b); err != nil {
				t.Fatalf("before: %v", err)
			}
			attack(t, b.o.Path, statements...)
			if err := verdict(b); !isAltered(err) {
				t.Errorf("verdict %v", err)
			}
		})
	}
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

// Whoever knows no key can seal to a public key, and to a passphrase of his
// own; neither is a page.
func TestForgedPages(t *testing.T) {
	t.Parallel()
	id, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	var public bytes.Buffer
	w, err := crypto.SealTo(&public, id.Recipient().String())
	if err != nil {
		t.Fatal(err)
	}
	w.Write(make([]byte, 16384))
	w.Close()
	foreign, err := crypto.NewKey().Seal(make([]byte, 16384))
	if err != nil {
		t.Fatal(err)
	}
	for name, sealed := range map[string][]byte{"a public key": public.Bytes(), "another vault": foreign} {
		for _, table := range []string{"page", "root"} {
			b, _ := tampered(t)
			db, err := sql.Open("sqlite3", b.o.Path)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := db.Exec("UPDATE "+table+" SET sealed = ?", sealed); err != nil {
				t.Fatal(err)
			}
			db.Close()
			if err := verdict(b); !isAltered(err) {
				t.Errorf("%s of %s: %v", table, name, err)
			}
		}
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
