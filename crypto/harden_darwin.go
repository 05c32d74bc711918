package crypto

import (
	"fmt"

	"golang.org/x/sys/unix"
)

// HardenProcess keeps the memory of this process, where keys and text are,
// from being written to a disk or read by the user's other processes: no core
// dumps, and no debugger may attach. Call it first. It cannot keep out the
// administrator of the machine, nor a program that is already inside.
func HardenProcess() error {
	if err := unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{}); err != nil {
		return fmt.Errorf("switch core dumps off: %w", err)
	}
	if err := unix.PtraceDenyAttach(); err != nil {
		return fmt.Errorf("refuse debuggers: %w", err)
	}
	return nil
}
