package vault

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"subrosa/crypto"
)

// Copy is a copy of a vault that was read whole.
type Copy struct {
	Path       string
	Vault      string // id of the vault
	Generation uint64
	Saved      time.Time // when that generation was saved
	Pages      int
	Bytes      int64
	SHA256     string // lower-case hexadecimal
	CheckedAt  time.Time
}

// Backup writes one consistent sealed copy to dest (which must not exist),
// reads it back whole, and lets look judge its records, before the copy gets
// its name. Others may write meanwhile. On any failure nothing is left at dest;
// what a copy that was killed has left in the folder goes with the next one.
func (v *Vault) Backup(ctx context.Context, dest string, look func(*Tx) error) (Copy, error) {
	if err := vacant(dest); err != nil {
		return Copy{}, err
	}
	temp, err := reserveCopy(dest, v.id)
	if err != nil {
		return Copy{}, err
	}
	defer discard(temp)
	if err := v.copyTo(ctx, temp); err != nil {
		return Copy{}, err
	}
	c, err := CheckCopy(ctx, temp, v.key, look)
	if errors.Is(err, ErrWrongKey) { // it did open this vault
		err = ErrKeyChanged
	}
	if err != nil {
		return Copy{}, fmt.Errorf("read the copy back: %w", err)
	}
	if err := settle(temp, dest); err != nil {
		return Copy{}, err
	}
	c.Path, c.CheckedAt = dest, v.o.now()
	return c, nil
}

// copyTo copies the vault as it is now into an empty file, and flushes it.
func (v *Vault) copyTo(ctx context.Context, temp string) error {
	if err := v.turn(ctx); err != nil {
		return err
	}
	defer v.mu.Unlock()
	if v.closed {
		return errClosed
	}
	if err := v.place.same(); err != nil {
		return err
	}
	if _, err := v.outer.conn.ExecContext(ctx, "VACUUM INTO ?", temp); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return outerError(err)
	}
	return finishCopy(temp)
}

// finishCopy marks a fresh copy as a database with a write-ahead log, as a
// vault is: by the two bytes of its header that say so, since opening it for
// writing wants shared memory, which a network share may not have. Then it
// flushes the file and lets the system forget what it remembers of it, so that
// what is read back comes from the disk.
func finishCopy(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return fileError(err)
	}
	defer f.Close()
	if _, err := f.WriteAt([]byte{2, 2}, 18); err != nil {
		return fileError(err)
	}
	if err := f.Sync(); err != nil {
		return fileError(err)
	}
	forgetCached(f)
	return fileError(f.Close())
}

// CheckCopy opens a copy with its key, reads it whole, and, if look is not nil,
// runs look on its records: a rehearsal of restoring it. The copy is not
// written to, nor is anything beside it, and the memory of generations is
// neither asked nor changed. A copy with problems is an error.
func CheckCopy(ctx context.Context, path string, key crypto.Key, look func(*Tx) error) (Copy, error) {
	v, err := attachCopy(path, key)
	if err != nil {
		return Copy{}, err
	}
	defer v.Close()
	report, err := v.Verify(ctx, watcher(ctx))
	if err != nil {
		return Copy{}, err
	}
	if len(report.Problems) > 0 {
		return Copy{}, problem(report.Problems)
	}
	if look != nil {
		if err := v.Try(ctx, look); err != nil {
			return Copy{}, err
		}
	}
	c := Copy{Path: path, Vault: v.id, Generation: report.Generation, Saved: v.store.root.saved,
		Pages: report.Pages, CheckedAt: time.Now().UTC()}
	if err := v.Close(); err != nil {
		return Copy{}, outerError(err)
	}
	c.SHA256, c.Bytes, err = HashFile(path)
	return c, err
}

// ReadCopyHead is ReadHead for a copy, which is not written to, nor anything
// beside it. log says that a write-ahead log lies beside it, as it does beside
// a copy that was made by hand of a vault in use; what stands in the log is
// part of the copy. A copy that is cut short is ErrDamaged.
func ReadCopyHead(path string) (h Head, log bool, err error) {
	p, err := locate(path)
	if err != nil {
		return Head{}, false, err
	}
	p.how = peek
	if log = p.hasLog(); !log {
		p.how = readOnly
		if err := p.whole(); err != nil {
			return Head{}, false, err
		}
	}
	o, err := openOuter(p.path, p.how, headWait)
	if err != nil {
		return Head{}, log, err
	}
	defer o.close()
	if err := o.checkSchema(); err != nil {
		return Head{}, log, err
	}
	h, err = readHead(o)
	return h, log, err
}

// attachCopy opens a copy so that neither it nor its folder is changed: as a
// stick that cannot be written to would be.
func attachCopy(path string, key crypto.Key) (*Vault, error) {
	p, err := locate(path)
	if err != nil {
		return nil, err
	}
	if p.hasLog() { // copied by hand from a vault in use: the log is part of it
		if err := p.logBelongs(Options{Path: path}, key); err != nil {
			return nil, err
		}
		p.how = peek
		return attachAt(Options{Path: path}, p, key)
	}
	if err := p.whole(); err != nil {
		return nil, err
	}
	p.how = readOnly
	return attachAt(Options{Path: path}, p, key)
}

// whole looks whether the file is as long as its header says: one that was not
// copied to its end is not.
func (p place) whole() error {
	f, err := os.Open(p.path)
	if err != nil {
		return err
	}
	defer files.release(f)
	var h [100]byte
	if _, err := io.ReadFull(f, h[:]); err != nil {
		return ErrNotAVault
	}
	if !bytes.Equal(h[24:28], h[92:96]) { // the number of pages is not kept up
		return nil
	}
	size := int64(binary.BigEndian.Uint16(h[16:]))
	if size == 1 {
		size = 1 << 16
	}
	want := int64(binary.BigEndian.Uint32(h[28:])) * size
	if have := p.file.Size(); have < want {
		return fmt.Errorf("%w: it is cut short, %d bytes of %d: copying it did not come to its end", ErrDamaged, have, want)
	}
	return nil
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

// HashFile is the SHA-256 of a file, in lower-case hexadecimal, and its length.
func HashFile(path string) (hash string, size int64, err error) {
	f, err := os.Open(path)
	if err != nil {
		return "", 0, fileError(err)
	}
	defer files.release(f)
	h := sha256.New()
	size, err = io.Copy(h, f)
	return hex.EncodeToString(h.Sum(nil)), size, fileError(err)
}
