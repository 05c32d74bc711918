package vault

import (
	"os"

	"golang.org/x/sys/unix"
)

// forgetCached lets the system drop what it holds of a flushed file, so that
// the next read asks the disk. It is a wish: a system that keeps it is no error.
func forgetCached(f *os.File) { unix.Fadvise(int(f.Fd()), 0, 0, unix.FADV_DONTNEED) }
