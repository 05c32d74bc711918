package vault_test

import (
	"bytes"
	"errors"
	"os"
	"strings"
	"testing"

	"subrosa/vault"
)

// crashed makes a vault whose last commits are only in the log, as after a
// crash, and beside it, elsewhere, an earlier copy that is whole.
func crashed(t *testing.T) (b bench, earlier string) {
	t.Helper()
	b, earlier = tampered(t)
	v := b.open()
	for i := range 60 {
		put(t, v, string(rune('a'+i%26))+strings.Repeat("x", i/26), strings.Repeat("other ", 200))
	}
	v.Close()
	v = b.open()
	for range 5 {
		put(t, v, "note", "in the log")
	}
	wal, whole := b.o.Path+"-wal", b.o.Path
	copyFile(t, wal, earlier+".wal")
	copyFile(t, whole, earlier+".whole")
	v.Close()
	copyFile(t, earlier+".whole", whole)
	copyFile(t, earlier+".wal", wal)
	return b, earlier
}

func TestLogThatACrashLeftIsReadAndFoldedIn(t *testing.T) {
	b, _ := crashed(t)
	if head, err := vault.ReadHead(b.o.Path); err != nil || len(head.Slots) != 1 {
		t.Errorf("head: %v", err)
	}
	v := b.open()
	if got := get(t, v, "note"); got != "in the log" {
		t.Errorf("got %q", got)
	}
	v.Close()
	if _, err := os.Stat(b.o.Path + "-wal"); err == nil {
		t.Error("the log is still there")
	}
	if err := verdict(b); err != nil {
		t.Error(err)
	}
}

// Somebody puts another copy in the vault's place while a log lies beside it.
func TestLogOfAnotherFileIsNotFoldedIn(t *testing.T) {
	b, earlier := crashed(t)
	copyFile(t, earlier, b.o.Path)
	before, _ := os.ReadFile(b.o.Path)
	_, headErr := vault.ReadHead(b.o.Path)
	_, err := vault.Open(ctx, b.o, b.key)
	if !errors.Is(err, vault.ErrAltered) && !errors.Is(err, vault.ErrDamaged) {
		t.Errorf("%v, head %v", err, headErr)
	}
	if after, _ := os.ReadFile(b.o.Path); !bytes.Equal(before, after) {
		t.Error("the file was changed")
	}
	if err := os.Remove(b.o.Path + "-wal"); err != nil {
		t.Fatal(err)
	}
	b.o.AcceptOlder = true
	if err := verdict(b); err != nil {
		t.Errorf("without the log: %v", err)
	}
}
