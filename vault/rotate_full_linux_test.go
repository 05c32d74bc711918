package vault_test

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"golang.org/x/sys/unix"

	"subrosa/crypto"
	"subrosa/vault"
)

// TestFullDiskWhileRotating leaves a rotation less and less room, so that the
// disk is full at another write each time: always the old state stands, and the
// next command works.
func TestFullDiskWhileRotating(t *testing.T) {
	b := newBench(t)
	used(t, b).Close()
	source, err := os.Stat(b.o.Path)
	if err != nil {
		t.Fatal(err)
	}
	size := int(source.Size())
	dir := smallDisk(t, strconv.Itoa(3*size))
	copyFile(t, b.o.Path, filepath.Join(dir, "practice.vault"))
	b.o.Path = filepath.Join(dir, "practice.vault")
	if err := os.MkdirAll(b.o.State, 0o700); err != nil {
		t.Fatal(err)
	}
	failed, done := 0, 0
	for part := range 14 {
		err := b.rotateWithRoom(t, dir, size*part/11+8192)
		switch {
		case err == nil:
			done++
		case errors.Is(err, vault.ErrDiskFull):
			failed++
		default:
			t.Fatalf("room for %d/11 of the vault: %v", part, err)
		}
	}
	if failed < 5 || done == 0 {
		t.Errorf("%d rotations failed for want of room, %d did not: the test looks at the wrong sizes", failed, done)
	}
	t.Logf("%d full disks, %d rotations", failed, done)
}

// rotateWithRoom rotates on a disk with so many bytes free. Afterwards the key
// that should open the vault does, whole, and another note is written on the
// disk as it is.
func (b *bench) rotateWithRoom(t *testing.T, dir string, room int) error {
	t.Helper()
	v := b.open()
	before := get(t, v, "a")
	filler := filepath.Join(dir, "filler")
	fill(t, filler, dir, room)
	defer os.Remove(filler)
	pass := passphraseWay(t, "with room for "+strconv.Itoa(room))
	old := traces(t, b.o.Path)
	r, err := v.Rotate(ctx, vault.Change{Add: []crypto.Way{pass}}, nil)
	if err == nil {
		b.key = r.Key
		if names := left(t, b.o.Path, old); r.Swept && len(names) > 0 {
			t.Errorf("room %d: left of the old key: %v", room, names)
		}
	}
	if got := get(t, v, "a"); got != before {
		t.Errorf("room %d: %q, not %q", room, got, before)
	}
	if head, e := vault.ReadHead(b.o.Path); e != nil || head.KeyID != b.key.ID() {
		t.Errorf("room %d: the vault has another key: %v", room, e)
	}
	if room > 300_000 { // enough for one commit
		e := v.Update(ctx, func(tx *vault.Tx) error { return putTx(tx, "a", "room"+strconv.Itoa(room)) })
		if e != nil {
			t.Fatalf("room %d, after %v, swept %v: the next commit: %v", room, err, r.Swept, e)
		}
	}
	if e := v.Close(); e != nil {
		t.Errorf("room %d: close: %v", room, e)
	}
	os.Remove(filler)
	v = b.open()
	if report, e := v.Verify(ctx, nil); e != nil || len(report.Problems) > 0 {
		t.Fatalf("room %d: %v %v", room, e, report.Problems)
	}
	v.Close()
	if names := left(t, b.o.Path, old); err == nil && len(names) > 0 {
		t.Errorf("room %d: left after closing: %v", room, names)
	}
	return err
}

// fill leaves so many bytes free on a disk.
func fill(t *testing.T, path, dir string, room int) {
	t.Helper()
	var fs unix.Statfs_t
	if err := unix.Statfs(dir, &fs); err != nil {
		t.Fatal(err)
	}
	n := int(fs.Bavail)*int(fs.Bsize) - room
	if n < 0 {
		t.Fatalf("%d bytes are free, not %d", n+room, room)
	}
	if err := os.WriteFile(path, make([]byte, n), 0o600); err != nil {
		t.Fatal(err)
	}
}
