package vault

import (
	"errors"
	"fmt"
	"syscall"

	"github.com/mattn/go-sqlite3"
)

// outerError says in this package's words what SQLite reports of the vault
// file. What it cannot name stays as it is.
func outerError(err error) error {
	var e sqlite3.Error
	if err == nil || !errors.As(err, &e) {
		return fileError(err)
	}
	switch e.Code {
	case sqlite3.ErrBusy, sqlite3.ErrLocked, sqlite3.ErrProtocol:
		return fmt.Errorf("%w: %w", ErrBusy, err)
	case sqlite3.ErrFull:
		return fmt.Errorf("%w: %w", ErrDiskFull, err)
	case sqlite3.ErrReadonly:
		return fmt.Errorf("%w: %w", ErrReadOnly, err)
	case sqlite3.ErrCorrupt, sqlite3.ErrNotADB, sqlite3.ErrError, sqlite3.ErrMismatch:
		// Statements are constant, so an SQL error means a file that they do not fit.
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	case sqlite3.ErrIoErr:
		if noSpace(e.SystemErrno) {
			return fmt.Errorf("%w: %w", ErrDiskFull, err)
		}
		if e.ExtendedCode == sqlite3.ErrIoErrShortRead || e.SystemErrno == 0 && e.ExtendedCode == sqlite3.ErrIoErrRead {
			return fmt.Errorf("%w: %w", ErrDamaged, err)
		}
	}
	return err
}

// fileError does the same for what the operating system reports.
func fileError(err error) error {
	var errno syscall.Errno
	if errors.As(err, &errno) {
		switch {
		case noSpace(errno):
			return fmt.Errorf("%w: %w", ErrDiskFull, err)
		case errno == syscall.EROFS:
			return fmt.Errorf("%w: %w", ErrReadOnly, err)
		}
	}
	return err
}

// noSpace: no space, over quota, over the limit of a file's size.
func noSpace(errno syscall.Errno) bool {
	return errno == syscall.ENOSPC || errno == syscall.EDQUOT || errno == syscall.EFBIG
}

// innerError does the same for the record database. A cause that the VFS kept
// goes before what SQLite made of it.
func innerError(cause, err error) error {
	if cause != nil {
		return cause
	}
	var e sqlite3.Error
	if errors.As(err, &e) {
		switch e.Code {
		case sqlite3.ErrCorrupt, sqlite3.ErrNotADB, sqlite3.ErrIoErr:
			return fmt.Errorf("%w: the record database: %w", ErrDamaged, err)
		}
	}
	return err
}
