//go:build unix

package vault

import (
	"os"

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

// writable says whether this user may write a file or folder.
func writable(path string) bool { return unix.Access(path, unix.W_OK) == nil }
