package vault_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"subrosa/crypto"
	"subrosa/vault"
)

func TestBackupIsAVaultOfItsOwn(t *testing.T) {
	b := newBench(t)
	v := b.create()
	put(t, v, "a", "one")
	dest := filepath.Join(t.TempDir(), "copy.vault")
	c, err := v.Backup(ctx, dest, nil)
	if err != nil {
		t.Fatal(err)
	}
	if c.Generation != 2 || c.Path != dest || len(c.SHA256) != 64 || c.Bytes == 0 || c.CheckedAt.IsZero() {
		t.Errorf("copy %+v", c)
	}
	if files, _ := os.ReadDir(filepath.Dir(dest)); len(files) != 1 {
		t.Errorf("files %v", files)
	}
	if _, err := v.Backup(ctx, dest, nil); !errors.Is(err, vault.ErrExists) {
		t.Errorf("a second backup there: %v", err)
	}
	again, err := vault.CheckCopy(ctx, dest, b.key, func(tx *vault.Tx) error {
		got, err := vault.One(tx, vault.Value[string], "SELECT v FROM kv WHERE k = 'a'")
		if got != "one" {
			t.Errorf("the copy has %q", got)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if again.SHA256 != c.SHA256 {
		t.Error("checking the copy changed it")
	}
}

func TestRestoreMakesTheCopyTheOneRemembered(t *testing.T) {
	b := newBench(t)
	v := b.create()
	put(t, v, "a", "one")
	dest := filepath.Join(t.TempDir(), "copy.vault")
	if _, err := v.Backup(ctx, dest, nil); err != nil {
		t.Fatal(err)
	}
	put(t, v, "a", "two")
	v.Close()
	o := b.o
	if _, err := vault.Restore(ctx, dest, o, b.key, nil); !errors.Is(err, vault.ErrExists) {
		t.Fatalf("over a vault: %v", err)
	}
	if err := os.Remove(o.Path); err != nil {
		t.Fatal(err)
	}
	info, err := vault.Restore(ctx, dest, o, b.key, nil)
	if err != nil {
		t.Fatal(err)
	}
	if info.Generation != 2 {
		t.Errorf("generation %d", info.Generation)
	}
	if got := get(t, b.open(), "a"); got != "one" {
		t.Errorf("got %q", got)
	}
}

func TestBackupThatIsDamagedIsNotRestored(t *testing.T) {
	b := newBench(t)
	v := b.create()
	dest := filepath.Join(t.TempDir(), "copy.vault")
	if _, err := v.Backup(ctx, dest, nil); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(dest)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(dest, data[:len(data)/2], 0o600); err != nil {
		t.Fatal(err)
	}
	o := b.o
	o.Path = filepath.Join(t.TempDir(), "restored.vault")
	if _, err := vault.Restore(ctx, dest, o, b.key, nil); !errors.Is(err, vault.ErrDamaged) && !errors.Is(err, vault.ErrAltered) {
		t.Errorf("restored half a vault: %v", err)
	}
	if _, err := os.Lstat(o.Path); err == nil {
		t.Error("something was left")
	}
}

// SQLite takes any log that lies beside a file for that file's. One that a vault
// left which is no longer there must not meet the next vault of its name.
func TestNothingIsMadeBesideTheLogOfAnotherVault(t *testing.T) {
	b := newBench(t)
	v := b.create()
	put(t, v, "a", "one")
	backup := filepath.Join(t.TempDir(), "backup.vault")
	if _, err := v.Backup(ctx, backup, nil); err != nil {
		t.Fatal(err)
	}
	put(t, v, "a", "two")
	log, err := os.ReadFile(b.o.Path + "-wal")
	if err != nil || len(log) == 0 {
		t.Fatal(len(log), err)
	}
	there := b.o
	there.Path = filepath.Join(t.TempDir(), "practice.vault")
	if err := os.WriteFile(there.Path+"-wal", log, 0o600); err != nil {
		t.Fatal(err)
	}
	_, restore := vault.Restore(ctx, backup, there, b.key, nil)
	_, create := vault.Create(ctx, there, b.key, []crypto.Way{b.way}, func(*vault.Tx) error { return nil })
	_, copied := v.Backup(ctx, there.Path, nil)
	for what, err := range map[string]error{"restore": restore, "create": create, "backup": copied} {
		if !errors.Is(err, vault.ErrExists) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if after, err := os.ReadFile(there.Path + "-wal"); err != nil || !bytes.Equal(after, log) {
		t.Errorf("the log was touched: %v", err)
	}
	if err := os.Truncate(there.Path+"-wal", 0); err != nil {
		t.Fatal(err)
	}
	if _, err := vault.Restore(ctx, backup, there, b.key, nil); err != nil {
		t.Errorf("beside an empty one: %v", err)
	}
}
