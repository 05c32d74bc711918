package vault

import (
	"errors"
	"fmt"
	"io"

	"github.com/psanford/sqlite3vfs"
)

// recordFile is the record database as SQLite sees it: a file whose pages are
// those of a store. A method that fails keeps the cause in the store and
// answers with an I/O error, since SQLite does not take other codes from a
// file seriously. A panic must not cross into C: it is a cause too.
type recordFile struct{ s *store }

var errOutside = errors.New("the record database was used outside View and Update")

// usable says whether pages may be read or written now. Once something went
// wrong nothing is: an I/O error or a full disk has ended the outer transaction
// by itself, and what SQLite writes to take its own changes back would be
// committed page by page.
func (f recordFile) usable(writes bool) error {
	switch {
	case f.s.cause != nil:
		return f.s.cause
	case !f.s.active || writes && !f.s.writes:
		return errOutside
	}
	return nil
}

func (f recordFile) Close() error { return nil }

func (f recordFile) ReadAt(p []byte, off int64) (n int, err error) {
	defer f.guard(&err, sqlite3vfs.IOErrorRead)
	if err := f.usable(false); err != nil {
		return 0, err
	}
	for n < len(p) {
		at := off + int64(n)
		if at >= int64(f.s.pages)*pageSize {
			return n, io.EOF
		}
		plain, err := f.s.page(int(at / pageSize))
		if err != nil {
			return n, err
		}
		n += copy(p[n:], plain[at%pageSize:])
	}
	return n, nil
}

func (f recordFile) WriteAt(p []byte, off int64) (n int, err error) {
	defer f.guard(&err, sqlite3vfs.IOErrorWrite)
	if err := f.usable(true); err != nil {
		return 0, err
	}
	if len(p) != pageSize || off%pageSize != 0 || off/pageSize >= maxPages {
		return 0, fmt.Errorf("write of %d bytes at %d is not a page", len(p), off)
	}
	if err := f.s.write(int(off/pageSize), p); err != nil {
		return 0, err
	}
	return len(p), nil
}

func (f recordFile) Truncate(size int64) (err error) {
	defer f.guard(&err, sqlite3vfs.IOError)
	if err := f.usable(true); err != nil {
		return err
	}
	if size%pageSize != 0 {
		return fmt.Errorf("truncate to %d is not a page", size)
	}
	f.s.truncate(int(size / pageSize))
	return nil
}

func (f recordFile) FileSize() (size int64, err error) {
	defer f.guard(&err, sqlite3vfs.IOError)
	if !f.s.active {
		return 0, errOutside
	}
	return int64(f.s.pages) * pageSize, nil
}

// Sync does nothing: the outer commit makes things durable.
func (f recordFile) Sync(sqlite3vfs.SyncType) (err error) {
	defer f.guard(&err, sqlite3vfs.IOError)
	if !f.s.active {
		return errOutside
	}
	return nil
}

// Lock does nothing either: the outer transaction is the lock. It tells when
// SQLite is about to write, and refuses that inside View.
func (f recordFile) Lock(level sqlite3vfs.LockType) (err error) {
	defer f.guard(&err, sqlite3vfs.IOError)
	if !f.s.active {
		return errOutside
	}
	if level < sqlite3vfs.LockReserved {
		return nil
	}
	if !f.s.writes {
		return sqlite3vfs.ReadOnlyError
	}
	f.s.reserved = true
	return nil
}

// Unlock is also called when a connection is closed, outside a transaction.
func (f recordFile) Unlock(sqlite3vfs.LockType) error { return nil }

// CheckReservedLock: the library turns the answer round, so this says that
// nobody holds the lock.
func (f recordFile) CheckReservedLock() (bool, error) { return true, nil }

func (f recordFile) SectorSize() int64 { return 4096 }

func (f recordFile) DeviceCharacteristics() sqlite3vfs.DeviceCharacteristic {
	return sqlite3vfs.IocapUndeletableWhenOpen | sqlite3vfs.IocapPowersafeOverwrite
}

// guard keeps the first cause and answers with code.
func (f recordFile) guard(err *error, code error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("panic beneath the record database: %v", p)
	}
	if f.s == nil {
		*err = code
		return
	}
	if *err == nil || *err == io.EOF || *err == error(sqlite3vfs.ReadOnlyError) {
		return
	}
	if f.s.cause == nil {
		f.s.cause = *err
	}
	*err = code
}
