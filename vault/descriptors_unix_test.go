//go:build unix

package vault_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"subrosa/vault"
)

// Looking at a vault while this process has it open must not take away the
// locks by which other programs know that it is open.
func TestLookingAtAnOpenVaultKeepsItsLocks(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	v := b.create()
	put(t, v, "a", "one")
	locked := func() string {
		out, err := b.childCommand("locked").Output()
		if err != nil {
			t.Fatal(err)
		}
		return strings.TrimSpace(string(out))
	}
	if got := locked(); got != "locked" {
		t.Fatalf("an open vault is %s", got)
	}
	if _, err := vault.ReadHead(b.o.Path); err != nil {
		t.Fatal(err)
	}
	if _, err := vault.CheckCopy(ctx, b.o.Path, b.key, nil); err != nil {
		t.Fatal(err)
	}
	if got := locked(); got != "locked" {
		t.Errorf("after it was looked at it is %s", got)
	}
	if err := v.Close(); err != nil {
		t.Fatal(err)
	}
	if got := locked(); got != "free" {
		t.Errorf("a closed vault is %s", got)
	}
}

// childLooks says whether another process has the shared lock of SQLite.
func childLooks(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	const sharedFirst, sharedSize = 0x40000000 + 2, 510
	lock := unix.Flock_t{Type: unix.F_WRLCK, Start: sharedFirst, Len: sharedSize}
	if err := unix.FcntlFlock(f.Fd(), unix.F_GETLK, &lock); err != nil {
		return err
	}
	if lock.Type == unix.F_UNLCK {
		_, err = os.Stdout.WriteString("free\n")
	} else {
		_, err = os.Stdout.WriteString("locked\n")
	}
	return err
}

// A named pipe is no vault, and nobody waits until something writes to it.
func TestPipeIsNoVault(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "pipe")
	if err := unix.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	answer := make(chan error, 1)
	go func() {
		_, err := vault.ReadHead(path)
		answer <- err
	}()
	select {
	case err := <-answer:
		if !errors.Is(err, vault.ErrNotAVault) {
			t.Error(err)
		}
	case <-time.After(10 * time.Second):
		t.Error("waits for the other end of a pipe")
	}
}
