package vault_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"subrosa/vault"
)

// ballast fills a small disk to the last byte; what it returns makes room again.
func ballast(t *testing.T, dir string) (makeRoom func()) {
	t.Helper()
	f, err := os.Create(filepath.Join(dir, "ballast"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for size := 1 << 16; size > 0; size /= 2 {
		for err = nil; err == nil; {
			_, err = f.Write(make([]byte, size))
		}
	}
	return func() { os.Remove(f.Name()) }
}

// On a disk without one free byte the vault does not open, since SQLite wants
// to put its shared memory there; that is called a full disk, and is not a
// fault of memory that was mapped and cannot be had.
func TestOpeningOnAFullDisk(t *testing.T) {
	dir := smallDisk(t, "2m")
	b := newBench(t)
	b.o.Path, b.o.State = filepath.Join(dir, "practice.vault"), filepath.Join(dir, "state")
	v := b.create()
	put(t, v, "a", "one")
	v.Close()
	makeRoom := ballast(t, dir)
	if err := b.childCommand("put", "a", "10").Run(); err == nil {
		t.Error("a process opened it and wrote")
	}
	if _, err := vault.Open(ctx, b.o, b.key); !errors.Is(err, vault.ErrDiskFull) {
		t.Errorf("opening: %v", err)
	}
	if _, err := vault.ReadHead(b.o.Path); err != nil && !errors.Is(err, vault.ErrDiskFull) {
		t.Errorf("its head: %v", err)
	}
	makeRoom()
	if got := get(t, b.open(), "a"); got != "one" {
		t.Errorf("got %q", got)
	}
}

// A disk that is full where the machine remembers generations keeps nobody from
// reading, nor from what is written elsewhere.
func TestNoRoomForTheMemory(t *testing.T) {
	b := newBench(t)
	b.o.State = smallDisk(t, "64k")
	v := b.create()
	put(t, v, "a", "one")
	v.Close()
	there := b
	there.o.State = t.TempDir()
	v = there.open()
	put(t, v, "a", "two")
	v.Close()
	files, err := filepath.Glob(filepath.Join(b.o.State, "*.seen"))
	if err != nil || len(files) != 1 {
		t.Fatalf("%v %v", files, err)
	}
	makeRoom := ballast(t, b.o.State)
	v = b.open()
	if got := get(t, v, "a"); got != "two" {
		t.Errorf("got %q", got)
	}
	put(t, v, "a", "three")
	v.Close()
	os.Remove(files[0]) // forgotten, and there is no room to remember it
	os.WriteFile(filepath.Join(b.o.State, "more"), make([]byte, 1<<16), 0o600)
	v = b.open()
	if info, err := v.Info(ctx); err != nil || !info.FirstOpening {
		t.Errorf("%+v, %v", info, err)
	}
	put(t, v, "a", "four")
	v.Close()
	makeRoom()
	os.Remove(filepath.Join(b.o.State, "more"))
	v = b.open()
	if got := get(t, v, "a"); got != "four" {
		t.Errorf("got %q", got)
	}
	v.Close()
	v = b.open()
	if info, err := v.Info(ctx); err != nil || info.FirstOpening {
		t.Errorf("%+v, %v", info, err)
	}
}
