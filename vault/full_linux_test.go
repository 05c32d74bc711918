package vault_test

import (
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"

	"subrosa/crypto"
	"subrosa/vault"
)

// smallDisk mounts a file system of the given size. A test that uses it must
// not be parallel: a child that another test starts holds every open file until
// it runs its program, and a file removed meanwhile gives no room back.
func smallDisk(t *testing.T, size string) string {
	t.Helper()
	if os.Getuid() != 0 {
		skip(t, "only root can mount a small disk")
	}
	dir := t.TempDir()
	if err := unix.Mount("tmpfs", dir, "tmpfs", 0, "size="+size); err != nil {
		skip(t, fmt.Sprintf("mount a small disk: %v", err))
	}
	t.Cleanup(func() { unix.Unmount(dir, unix.MNT_DETACH) })
	return dir
}

func noise(n int) string {
	b := make([]byte, n)
	rand.Read(b)
	return fmt.Sprintf("%x", b)
}

func TestFullDiskInTheMiddleOfACommit(t *testing.T) {
	b := newBench(t)
	b.o.Path = filepath.Join(smallDisk(t, "6m"), "practice.vault")
	v := b.create()
	put(t, v, "a", "one")
	for _, size := range []int{1 << 20, 2 << 20, 20 << 20} {
		err := v.Update(ctx, func(tx *vault.Tx) error {
			if err := putTx(tx, "big", noise(size)); err != nil {
				return err
			}
			return putTx(tx, "a", "lost")
		})
		if !errors.Is(err, vault.ErrDiskFull) && !(err == nil && size == 1<<20) {
			t.Fatalf("%d bytes: %v", size, err)
		}
		if err == nil {
			put(t, v, "a", "one")
			v.Close()
			v = b.open()
		}
		if got := get(t, v, "a"); got != "one" {
			t.Errorf("after %d bytes: %q", size, got)
		}
		if log, err := os.Stat(b.o.Path + "-wal"); size > 1<<20 && (err != nil || log.Size() > 0) {
			t.Errorf("after %d bytes the disk is still full: %v %v", size, log, err)
		}
	}
	if r, err := v.Verify(ctx, nil); err != nil || len(r.Problems) > 0 {
		t.Errorf("%v %v", err, r.Problems)
	}
	put(t, v, "a", "two")
	v.Close()
	v = b.open()
	if got := get(t, v, "a"); got != "two" {
		t.Errorf("got %q", got)
	}
	if r, err := v.Verify(ctx, nil); err != nil || len(r.Problems) > 0 {
		t.Errorf("%v %v", err, r.Problems)
	}
}

func TestFullDiskOnCreateAndBackup(t *testing.T) {
	dir := smallDisk(t, "256k")
	b := newBench(t)
	inside := b
	inside.o.Path = filepath.Join(dir, "practice.vault")
	_, err := vault.Create(ctx, inside.o, b.key, []crypto.Way{b.way}, func(tx *vault.Tx) error {
		return tx.ExecScript("CREATE TABLE t(x BLOB) STRICT; INSERT INTO t VALUES (zeroblob(1000000))")
	})
	if !errors.Is(err, vault.ErrDiskFull) {
		t.Errorf("create: %v", err)
	}
	v := b.create()
	put(t, v, "big", noise(1<<20))
	if _, err := v.Backup(ctx, filepath.Join(dir, "copy.vault"), nil); !errors.Is(err, vault.ErrDiskFull) {
		t.Errorf("backup: %v", err)
	}
	c, err := v.Backup(ctx, filepath.Join(t.TempDir(), "copy.vault"), nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := vault.Restore(ctx, c.Path, inside.o, b.key, nil); !errors.Is(err, vault.ErrDiskFull) {
		t.Errorf("restore: %v", err)
	}
	if files, err := os.ReadDir(dir); len(files) > 0 || err != nil {
		t.Errorf("left behind: %v %v", files, err)
	}
	put(t, v, "a", "one")
}

// TestFileSizeLimit fills the disk where no small one can be mounted.
func TestFileSizeLimit(t *testing.T) {
	b := newBench(t)
	v := b.create()
	put(t, v, "a", "one")
	v.Close()
	if err := b.childCommand("limited").Run(); err != nil {
		t.Fatal(err)
	}
	v = b.open()
	if got := get(t, v, "a"); got != "two" {
		t.Errorf("got %q", got)
	}
	if r, err := v.Verify(ctx, nil); err != nil || len(r.Problems) > 0 {
		t.Errorf("%v %v", err, r.Problems)
	}
}

// childIsLimited makes a commit fail at the limit, lifts it and goes on.
func childIsLimited(o vault.Options, key crypto.Key) error {
	signal.Ignore(unix.SIGXFSZ)
	v, err := vault.Open(ctx, o, key)
	if err != nil {
		return err
	}
	defer v.Close()
	info, err := v.Info(ctx)
	if err != nil {
		return err
	}
	if err := limitFileSize(uint64(info.Bytes) + 100_000); err != nil {
		return err
	}
	err = v.Update(ctx, func(tx *vault.Tx) error {
		if err := putTx(tx, "a", "lost"); err != nil {
			return err
		}
		return putTx(tx, "big", noise(1<<20))
	})
	if !errors.Is(err, vault.ErrDiskFull) {
		return fmt.Errorf("at the limit: %w", err)
	}
	if err := limitFileSize(unix.RLIM_INFINITY); err != nil {
		return err
	}
	return v.Update(ctx, func(tx *vault.Tx) error {
		if a, err := vault.One(tx, vault.Value[string], "SELECT v FROM kv WHERE k = 'a'"); err != nil || a != "one" {
			return fmt.Errorf("after the failed commit: %q %w", a, err)
		}
		return putTx(tx, "a", "two")
	})
}

func limitFileSize(n uint64) error {
	return unix.Setrlimit(unix.RLIMIT_FSIZE, &unix.Rlimit{Cur: n, Max: unix.RLIM_INFINITY})
}

func TestReadOnlyDisk(t *testing.T) {
	dir := smallDisk(t, "8m")
	b := newBench(t)
	b.o.Path = filepath.Join(dir, "practice.vault")
	v := b.create()
	put(t, v, "a", "one")
	copyFile(t, b.o.Path, filepath.Join(dir, "crashed.vault"))
	copyFile(t, b.o.Path+"-wal", filepath.Join(dir, "crashed.vault-wal"))
	v.Close()
	if err := unix.Mount("", dir, "", unix.MS_REMOUNT|unix.MS_RDONLY, ""); err != nil {
		skip(t, fmt.Sprintf("mount read-only: %v", err))
	}
	v = b.open()
	if got := get(t, v, "a"); got != "one" {
		t.Errorf("got %q", got)
	}
	if info, _ := v.Info(ctx); !info.ReadOnly {
		t.Error("it does not say that it is read-only")
	}
	if err := v.Update(ctx, func(tx *vault.Tx) error { return putTx(tx, "a", "two") }); !errors.Is(err, vault.ErrReadOnly) {
		t.Errorf("%v", err)
	}
	if c, err := v.Backup(ctx, filepath.Join(t.TempDir(), "copy.vault"), nil); err != nil || c.Generation != 2 {
		t.Errorf("backup: %+v %v", c, err)
	}
	if head, err := vault.ReadHead(b.o.Path); err != nil || len(head.Slots) != 1 {
		t.Errorf("head: %v", err)
	}
	b.o.Path = filepath.Join(dir, "crashed.vault")
	if head, err := vault.ReadHead(b.o.Path); err != nil || len(head.Slots) != 1 {
		t.Errorf("head: %v", err)
	}
	v = b.open()
	if got := get(t, v, "a"); got != "one" {
		t.Errorf("a log that a crash left was ignored: %q", got)
	}
	if c, err := v.Backup(ctx, filepath.Join(t.TempDir(), "copy.vault"), nil); err != nil || c.Generation != 2 {
		t.Errorf("backup: %+v %v", c, err)
	}
}
