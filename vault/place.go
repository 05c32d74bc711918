package vault

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// place is where a vault file lies, and which files lay there when it was
// opened.
type place struct {
	path string      // absolute, links resolved
	file fs.FileInfo // the vault
	log  fs.FileInfo // the log beside it; nil when it is opened without one
	last stamp       // of the vault, when this process last had reason to believe in its content
	how  access
}

// stamp is what a file system notes when a file is written.
type stamp struct {
	size int64
	at   time.Time
}

// locate finds a vault file and looks at the first bytes of it. Errors:
// ErrNoVault, ErrNotAVault, ErrNewerFormat.
func locate(path string) (place, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return place{}, err
	}
	real, err := filepath.EvalSymlinks(abs)
	if errors.Is(err, fs.ErrNotExist) {
		return place{}, ErrNoVault
	}
	if err != nil {
		return place{}, err
	}
	if info, err := os.Stat(real); err == nil && !info.Mode().IsRegular() {
		return place{}, ErrNotAVault // before it is opened: a pipe would wait for its other end
	}
	f, err := os.Open(real)
	if err != nil {
		return place{}, err
	}
	defer files.release(f)
	info, err := f.Stat()
	if err != nil {
		return place{}, err
	}
	if err := checkHeader(f); err != nil {
		return place{}, err
	}
	p := place{path: real, file: info}
	if !writable(real) || !writable(filepath.Dir(real)) {
		p.how = readOnly
	}
	return p, nil
}

// checkHeader reads the header of the outer database.
func checkHeader(r io.Reader) error {
	var h [100]byte
	if _, err := io.ReadFull(r, h[:]); err != nil {
		return ErrNotAVault
	}
	if !bytes.HasPrefix(h[:], []byte("SQLite format 3\x00")) || binary.BigEndian.Uint32(h[68:]) != applicationID {
		return ErrNotAVault
	}
	switch version := binary.BigEndian.Uint32(h[60:]); {
	case version > formatVersion:
		return fmt.Errorf("%w: format %d", ErrNewerFormat, version)
	case version != formatVersion:
		return fmt.Errorf("%w: format %d", ErrNotAVault, version)
	}
	return nil
}

// hasLog says whether a write-ahead log with something in it lies beside the
// vault: another process has it open, or one was killed.
func (p place) hasLog() bool { return p.logBytes() > 0 }

func (p place) logBytes() int64 { return stampOf(p.path + "-wal").size }

// opened notes which log SQLite has open now. It stays that file as long as
// anybody has the vault open.
func (p *place) opened() {
	p.log = nil
	if info, err := os.Stat(p.path + "-wal"); err == nil && p.how == readWrite {
		p.log = info
		p.settled()
	}
}

// settled notes that the content of the file is as it should be.
func (p *place) settled() { p.last = p.stamp() }

func (p place) stamp() stamp { return stampOf(p.path) }

func stampOf(path string) stamp {
	info, err := os.Stat(path)
	if err != nil {
		return stamp{}
	}
	return stamp{info.Size(), info.ModTime()}
}

// untouched says whether nobody wrote into the file since it was settled.
func (p place) untouched() bool { return p.log == nil || p.last == p.stamp() }

// same says ErrExchanged unless the files that were opened still lie there.
func (p place) same() error {
	now, err := os.Stat(p.path)
	if err != nil || !os.SameFile(p.file, now) {
		return ErrExchanged
	}
	if p.log != nil && !p.ownLog() {
		return fmt.Errorf("%w: the log beside it is gone", ErrExchanged)
	}
	return nil
}

// ownLog says whether the log that was opened lies beside the vault.
func (p place) ownLog() bool {
	now, err := os.Stat(p.path + "-wal")
	return err == nil && p.log != nil && os.SameFile(p.log, now)
}

// dropLog removes the log that a vault left beside the file which was put in
// its place, and with which it has nothing to do. Who has that file open
// already may be writing into the log; then it stays, and is theirs to remove.
func (p place) dropLog() {
	if f, err := os.OpenFile(p.path, os.O_RDWR, 0); err == nil {
		defer files.release(f)
		unlock, err := lockDatabase(f)
		if err != nil {
			return
		}
		defer unlock()
	} else if !errors.Is(err, fs.ErrNotExist) {
		return
	}
	if p.ownLog() {
		os.Remove(p.path + "-wal")
		os.Remove(p.path + "-shm")
	}
}
