package vault

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"
)

// Where nothing can be written SQLite reads the vault file alone: it would
// ignore a log that a crash, or a stick taken out too early, left beside it.
// So the two are copied, sealed as they are, to a folder of this process in the
// user's cache folder; SQLite folds the one into the other there; and the copy is
// opened and loses its name at once.

// open opens the outer database of a vault.
func (p place) open(wait time.Duration) (*outer, error) {
	if p.how != readOnly || !p.hasLog() {
		return openOuter(p.path, p.how, wait)
	}
	o, err := p.openCopied(wait)
	if err != nil {
		return nil, fmt.Errorf("read-only, with a change waiting in the file beside it: %w", err)
	}
	return o, nil
}

func (p place) openCopied(wait time.Duration) (*outer, error) {
	dir, err := scratch()
	if err != nil {
		return nil, fileError(err)
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "copy.vault")
	if err := p.copyWithLog(path); err != nil {
		return nil, fileError(err)
	}
	o, err := openOuter(path, readWrite, wait)
	if err != nil {
		return nil, err
	}
	if err := o.close(); err != nil {
		return nil, outerError(err)
	}
	return openOuter(path, readOnly, wait)
}

// scratch makes a folder that nobody else can look into.
func scratch() (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	own := filepath.Join(cache, "subrosa")
	if err := os.MkdirAll(own, 0o700); err != nil {
		return "", err
	}
	return os.MkdirTemp(own, "read-only-")
}

// copyWithLog copies the vault and its log while neither changes.
func (p place) copyWithLog(to string) error {
	for range 10 {
		before, log := p.stamp(), stampOf(p.path+"-wal")
		for _, suffix := range []string{"", "-wal"} {
			if err := copyBytes(p.path+suffix, to+suffix); err != nil {
				return err
			}
		}
		if before == p.stamp() && log == stampOf(p.path+"-wal") {
			return nil
		}
	}
	return ErrBusy
}

func copyBytes(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer files.release(in)
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}
