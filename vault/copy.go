package vault

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"subrosa/crypto"
)

// Copy is a finished backup.
type Copy struct {
	Path       string
	Generation uint64
	Pages      int
	Bytes      int64
	SHA256     string // lower-case hexadecimal
	CheckedAt  time.Time
}

// Backup writes one consistent sealed copy to dest (which must not exist) and
// reads it back whole before it returns. Others may write meanwhile. On any
// failure nothing is left at dest.
func (v *Vault) Backup(ctx context.Context, dest string) (Copy, error) {
	if _, err := os.Lstat(dest); err == nil {
		return Copy{}, ErrExists
	}
	temp, err := reserve(dest)
	if err != nil {
		return Copy{}, err
	}
	defer discard(temp)
	if err := v.copyTo(ctx, temp); err != nil {
		return Copy{}, err
	}
	c, err := CheckCopy(ctx, temp, v.key, nil)
	if err != nil {
		return Copy{}, fmt.Errorf("read the copy back: %w", err)
	}
	c.CheckedAt = v.o.now()
	if err := settle(temp, dest); err != nil {
		return Copy{}, err
	}
	c.Path = dest
	return c, nil
}

// copyTo copies the vault as it is now into an empty file.
func (v *Vault) copyTo(ctx context.Context, temp string) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.closed {
		return errClosed
	}
	if err := v.place.same(); err != nil {
		return err
	}
	if _, err := v.outer.conn.ExecContext(ctx, "VACUUM INTO ?", temp); err != nil {
		return outerError(err)
	}
	return toWAL(temp, v.o.wait())
}

// toWAL marks a fresh copy as a database with a write-ahead log, as a vault
// is, and flushes it.
func toWAL(path string, wait time.Duration) error {
	o, err := openOuter(path, readWrite, wait)
	if err != nil {
		return err
	}
	if err := o.close(); err != nil {
		return outerError(err)
	}
	return syncPath(path)
}

// CheckCopy opens a backup with its key, reads it whole, and, if look is not
// nil, runs look on its records: a rehearsal of restoring it. The memory of
// generations is neither asked nor changed. A copy with problems is an error.
func CheckCopy(ctx context.Context, path string, key crypto.Key, look func(*Tx) error) (Copy, error) {
	v, err := attach(Options{Path: path}, key)
	if err != nil {
		return Copy{}, err
	}
	defer v.Close()
	report, err := v.Verify(ctx, nil)
	if err != nil {
		return Copy{}, err
	}
	if len(report.Problems) > 0 {
		return Copy{}, problem(report.Problems)
	}
	if look != nil {
		if err := v.View(ctx, look); err != nil {
			return Copy{}, err
		}
	}
	if err := v.Close(); err != nil {
		return Copy{}, outerError(err)
	}
	c := Copy{Path: path, Generation: report.Generation, Pages: report.Pages, CheckedAt: time.Now().UTC()}
	c.SHA256, c.Bytes, err = hashFile(path)
	return c, err
}

// problem makes an error of a report.
func problem(problems []string) error {
	kind := ErrDamaged
	if strings.HasPrefix(problems[0], ErrAltered.Error()) {
		kind = ErrAltered
	}
	first := strings.TrimPrefix(problems[0], kind.Error()+": ")
	if n := len(problems); n > 1 {
		return fmt.Errorf("%w: %s, and %d more", kind, first, n-1)
	}
	return fmt.Errorf("%w: %s", kind, first)
}

func hashFile(path string) (hash string, size int64, err error) {
	f, err := os.Open(path)
	if err != nil {
		return "", 0, err
	}
	defer files.release(f)
	h := sha256.New()
	size, err = io.Copy(h, f)
	return hex.EncodeToString(h.Sum(nil)), size, fileError(err)
}

// Restore copies a verified backup to a path where nothing exists and sets the
// memory of generations to the copy's. The key opens the backup.
func Restore(ctx context.Context, from string, o Options, key crypto.Key) (Info, error) {
	if _, err := os.Lstat(o.Path); err == nil {
		return Info{}, ErrExists
	}
	if err := os.MkdirAll(filepath.Dir(o.Path), 0o700); err != nil {
		return Info{}, fileError(err)
	}
	source, err := attach(Options{Path: from}, key)
	if err != nil {
		return Info{}, err
	}
	defer source.Close()
	temp, err := reserve(o.Path)
	if err != nil {
		return Info{}, err
	}
	defer discard(temp)
	if err := source.copyTo(ctx, temp); err != nil {
		return Info{}, err
	}
	if _, err := CheckCopy(ctx, temp, key, nil); err != nil {
		return Info{}, err
	}
	if err := settle(temp, o.Path); err != nil {
		return Info{}, err
	}
	if err := adoptMemory(o, key); err != nil {
		return Info{}, err
	}
	v, err := Open(ctx, o, key)
	if err != nil {
		return Info{}, err
	}
	defer v.Close()
	return v.Info(ctx)
}
