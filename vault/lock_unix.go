//go:build unix

package vault

import (
	"os"
	"runtime"

	"golang.org/x/sys/unix"
)

// lockFile waits for a lock that ends when the file is closed.
func lockFile(f *os.File, exclusive bool) error {
	how := unix.LOCK_SH
	if exclusive {
		how = unix.LOCK_EX
	}
	for {
		if err := unix.Flock(int(f.Fd()), how); err != unix.EINTR {
			return err
		}
	}
}

// tryLock takes a lock that ends when the file is closed, or says ErrBusy. A
// file system that knows no such locks is no error.
func tryLock(f *os.File) error {
	if unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB) == unix.EWOULDBLOCK {
		return ErrBusy
	}
	return nil
}

// writable says whether this user may write a file or folder.
func writable(path string) bool { return unix.Access(path, unix.W_OK) == nil }

// The bytes of a file that SQLite locks: whoever holds all of them has the
// database to itself.
const (
	sqliteLocks     = 0x40000000
	sqliteLockBytes = 1 + 1 + 510
)

// lockDatabase takes a database that nobody has open, this process included,
// and returns how to let it go.
func lockDatabase(f *os.File) (release func(), err error) {
	ofdSetLock := 37 // F_OFD_SETLK of Linux
	if runtime.GOOS == "darwin" {
		ofdSetLock = 90
	}
	lock := unix.Flock_t{Type: unix.F_WRLCK, Start: sqliteLocks, Len: sqliteLockBytes}
	if err := unix.FcntlFlock(f.Fd(), ofdSetLock, &lock); err != nil {
		return nil, err
	}
	lock.Type = unix.F_UNLCK
	return func() { unix.FcntlFlock(f.Fd(), ofdSetLock, &lock) }, nil
}
