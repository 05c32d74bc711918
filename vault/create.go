package vault

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"subrosa/crypto"
)

// Create makes a new vault and runs initialise as its first Update. A
// passphrase or words must be among the ways in (ErrLastWay). An existing file
// at the path is ErrExists; on any failure nothing is left. The vault is made
// whole beside the path and then put there.
func Create(ctx context.Context, o Options, key crypto.Key, ways []crypto.Way, initialise func(*Tx) error) (*Vault, error) {
	if err := vacant(o.Path); err != nil {
		return nil, err
	}
	if _, err := crypto.ParseKey(key.Text()); err != nil {
		return nil, fmt.Errorf("create vault: %w", err)
	}
	if err := checkWays(ways); err != nil {
		return nil, fmt.Errorf("create vault: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(o.Path), 0o700); err != nil {
		return nil, fileError(err)
	}
	temp, err := reserve(o.Path)
	if err != nil {
		return nil, err
	}
	defer discard(temp)
	id := newVaultID()
	if err := build(ctx, o, temp, id, key, ways, initialise); err != nil {
		return nil, err
	}
	made := o
	made.Path = temp
	if err := adoptMemory(made, key); err != nil { // before the vault has its name: it may fail
		return nil, err
	}
	if err := settle(temp, o.Path); err != nil {
		return nil, err
	}
	v, err := Open(ctx, o, key)
	if err != nil {
		discard(o.Path)
		return nil, err
	}
	return v, nil
}

func newVaultID() string {
	var b [16]byte
	rand.Read(b[:])
	return hex.EncodeToString(b[:])
}

// build writes the first generation into the empty file temp.
func build(ctx context.Context, o Options, temp, id string, key crypto.Key, ways []crypto.Way, initialise func(*Tx) error) error {
	out, err := openOuter(temp, create, o.wait())
	if err != nil {
		return err
	}
	info, err := os.Stat(temp)
	if err != nil {
		return err
	}
	v := &Vault{o: o, place: place{path: temp, file: info}, key: key, id: id, outer: out, store: &store{outer: out, key: key}}
	defer v.Close()
	if err := out.exec("BEGIN IMMEDIATE"); err != nil {
		return err
	}
	if err := out.createSchema(); err != nil {
		return err
	}
	r := &root{vault: id, key: key.ID()}
	if r.slots, err = v.storeSlots(key, ways); err != nil {
		return err
	}
	v.store.adopt(r, &tree{load: v.loadNode, nodes: map[nodeID][]byte{}})
	return v.firstUpdate(ctx, ways, initialise)
}

// firstUpdate is Update on a vault that has no root yet.
func (v *Vault) firstUpdate(ctx context.Context, ways []crypto.Way, initialise func(*Tx) error) (err error) {
	done := false
	defer func() {
		if !done {
			v.abandon()
		}
	}()
	v.store.begin(true)
	if v.inner, err = openInner(v.store); err != nil {
		return err
	}
	if err := v.inner.exec("BEGIN IMMEDIATE"); err != nil {
		return innerError(v.store.cause, err)
	}
	if err := v.inner.createWays(ways, v.key.ID(), v.o.now()); err != nil {
		return innerError(v.store.cause, err)
	}
	if err := v.call(ctx, initialise); err != nil {
		return err
	}
	if err := v.commit(); err != nil {
		return err
	}
	done = true
	return v.closeWhole()
}

// closeWhole closes a vault that nobody else has open and makes sure that it
// is one file, durably.
func (v *Vault) closeWhole() error {
	var busy, frames, folded int
	if _, err := v.outer.one("PRAGMA wal_checkpoint(TRUNCATE)", nil, &busy, &frames, &folded); err != nil {
		return err // which Close would not tell
	}
	if err := v.Close(); err != nil {
		return outerError(err)
	}
	if v.place.hasLog() {
		return fmt.Errorf("%w: the log was not folded in", ErrNotSaved)
	}
	return syncPath(v.place.path)
}

// vacant says ErrExists when something stands at a path, or beside it the log
// of a vault that stood there: SQLite would take that for the log of the next.
func vacant(path string) error {
	if _, err := os.Lstat(path); err == nil {
		return ErrExists
	}
	for _, suffix := range []string{"-wal", "-journal"} {
		if info, err := os.Stat(path + suffix); err == nil && info.Size() > 0 {
			return fmt.Errorf("%w: %s%s, the log of a vault that stood there, which may hold what was saved last; move it away first",
				ErrExists, filepath.Base(path), suffix)
		}
	}
	return nil
}

// reserve makes an empty file beside path.
func reserve(path string) (string, error) {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".new-")
	if err != nil {
		return "", fileError(err)
	}
	return f.Name(), f.Close()
}

// discard removes what reserve made, and SQLite's files beside it.
func discard(temp string) {
	for _, suffix := range []string{"", "-wal", "-shm", "-journal"} {
		os.Remove(temp + suffix)
	}
}

// settle gives a whole file its name; ErrExists if there is one already.
func settle(temp, path string) error {
	err := os.Link(temp, path)
	if errors.Is(err, fs.ErrExist) {
		return ErrExists
	}
	if err != nil { // a file system without links
		if _, err := os.Lstat(path); err == nil {
			return ErrExists
		}
		if err := os.Rename(temp, path); err != nil {
			return fileError(err)
		}
	}
	err = syncPath(filepath.Dir(path))
	if err != nil && !errors.Is(err, syscall.EINVAL) { // a share may know no flushing of folders
		os.Remove(path)
		return err
	}
	return nil
}

// syncPath flushes a file or a folder.
func syncPath(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return fileError(err)
	}
	defer f.Close()
	return fileError(f.Sync())
}

// adoptMemory makes the vault at o.Path the one remembered, whatever was.
func adoptMemory(o Options, key crypto.Key) error {
	if o.State == "" {
		return nil
	}
	v, err := attach(o, key)
	if err != nil {
		return err
	}
	defer v.Close()
	if err := v.View(context.Background(), func(*Tx) error { return nil }); err != nil {
		return err
	}
	m := newMemory(o.State, v.id)
	return m.write(v.last, true)
}
