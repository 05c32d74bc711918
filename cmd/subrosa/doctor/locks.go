package doctor

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/sys/unix"
)

// What TryLocks answers.
const (
	lockHeld = "held"
	lockFree = "free"
)

// sharedSize is as much as SQLite maps of the index of its log.
const sharedSize = 32 << 10

// lockMark is what the other process writes into the shared memory.
const lockMark = 0x53

// locks tries, with two processes, what keeps two windows from saving at once:
// a lock that the other one sees, and memory that both share. SQLite's
// write-ahead log rests on both, and network drives often have neither.
func (m Machine) locks(ctx context.Context) []Check {
	dir := nearest(m.folder())
	f, err := os.CreateTemp(dir, scratchPrefix+"lock-")
	if err != nil {
		return []Check{unknown("locks", "locks cannot be tried: nothing can be written to "+dir)}
	}
	defer os.Remove(f.Name())
	defer f.Close()
	const fix = "move the vault to a disk of this computer"
	if err := m.tryLocks(ctx, f); errors.Is(err, errNoLocks) {
		return []Check{problem("locks", "in "+dir+" "+err.Error()+": two windows could spoil the vault", fix)}
	} else if err != nil {
		return []Check{unknown("locks", "locks cannot be tried: "+err.Error())}
	}
	return []Check{ok("locks", "two processes keep out of each other's way in "+dir)}
}

var errNoLocks = errors.New("locks do not work")

func (m Machine) tryLocks(ctx context.Context, f *os.File) error {
	if err := f.Truncate(sharedSize); err != nil {
		return err
	}
	shared, err := unix.Mmap(int(f.Fd()), 0, sharedSize, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED)
	if err != nil {
		return fmt.Errorf("%w: memory is not shared", errNoLocks)
	}
	defer unix.Munmap(shared)
	if err := setLock(f, unix.F_WRLCK); err != nil {
		return fmt.Errorf("%w: %v", errNoLocks, err)
	}
	if said, err := m.other(ctx, f.Name()); err != nil {
		return err
	} else if said != lockHeld {
		return fmt.Errorf("%w: another process does not see them", errNoLocks)
	}
	if shared[0] != lockMark {
		return fmt.Errorf("%w: what another process writes is not seen in shared memory", errNoLocks)
	}
	if err := setLock(f, unix.F_UNLCK); err != nil {
		return fmt.Errorf("%w: %v", errNoLocks, err)
	}
	if said, err := m.other(ctx, f.Name()); err != nil {
		return err
	} else if said != lockFree {
		return fmt.Errorf("%w: one that was given up is still held", errNoLocks)
	}
	return nil
}

func setLock(f *os.File, kind int16) error {
	return unix.FcntlFlock(f.Fd(), unix.F_SETLK, &unix.Flock_t{Type: kind, Whence: io.SeekStart, Len: 1})
}

// other asks another process what it sees.
func (m Machine) other(ctx context.Context, path string) (string, error) {
	cmd := exec.CommandContext(ctx, m.Locks[0])
	cmd.Args = append(slices.Clone(m.Locks[1:]), path)
	cmd.Dir = filepath.Dir(path)
	out, err := cmd.Output()
	return strings.TrimSpace(string(out)), err
}

// TryLocks is the other process: it says whether it finds the file locked, and
// leaves a mark in the memory that it shares.
func TryLocks(path string, out io.Writer) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	shared, err := unix.Mmap(int(f.Fd()), 0, sharedSize, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED)
	if err != nil {
		return err
	}
	shared[0] = lockMark
	unix.Munmap(shared)
	said := lockFree
	switch err := setLock(f, unix.F_WRLCK); {
	case errors.Is(err, unix.EAGAIN) || errors.Is(err, unix.EACCES):
		said = lockHeld
	case err != nil:
		return err
	}
	_, err = fmt.Fprintln(out, said)
	return err
}
