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
)

// place is where a vault file lies, and which file lay there when it was
// opened.
type place struct {
	path string // absolute, links resolved
	file fs.FileInfo
	how  access
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
		return p, p.noLog()
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

// noLog makes sure that reading the file alone reads everything: where nothing
// can be written, SQLite can read only the file, and a write-ahead log that a
// crash left would be ignored.
func (p place) noLog() error {
	if p.hasLog() {
		return fmt.Errorf("%w: a change waits in the file beside it", ErrReadOnly)
	}
	return nil
}

// hasLog says whether a write-ahead log with something in it lies beside the
// vault: another process has it open, or one was killed.
func (p place) hasLog() bool {
	info, err := os.Stat(p.path + "-wal")
	return err == nil && info.Size() > 0
}

// same says ErrExchanged unless the file that was opened still lies there.
func (p place) same() error {
	now, err := os.Stat(p.path)
	if err != nil || !os.SameFile(p.file, now) {
		return ErrExchanged
	}
	return nil
}
