// Package doctor looks at the machine that a vault lives on, and proves that
// what is written there is sealed.
//
//	checks := doctor.Look(ctx, doctor.Machine{Vault: path, State: state, ...})
//	for _, c := range checks {
//		fmt.Println(c.Level, c.What, c.Fix)
//	}
//
// Nothing of the user's is changed. What is written is a scratch vault in a
// folder of its own, which is removed again (Proof), and a file for trying locks.
// No text of the record, no line of a shell's history, and no secret is ever in a
// Check: paths, numbers, names of programs.
//
// What the machine does not tell is Unknown, and said to be so.
package doctor

import (
	"context"
	"path/filepath"
	"slices"
	"time"
)

// Level is how a check came out.
type Level string

const (
	OK      Level = "ok"
	Unknown Level = "unknown" // the machine does not tell
	Warning Level = "warning" // worth mending
	Problem Level = "problem" // mend it before going on
)

// Check is one thing looked at.
type Check struct {
	ID    string `json:"id"`
	Level Level  `json:"level"`
	What  string `json:"what"`          // what was found
	Fix   string `json:"fix,omitempty"` // what to do; empty when nothing has to be done
}

// Wrong says whether something has to be done.
func (c Check) Wrong() bool { return c.Level == Warning || c.Level == Problem }

func ok(id, what string) Check           { return Check{ID: id, Level: OK, What: what} }
func unknown(id, what string) Check      { return Check{ID: id, Level: Unknown, What: what} }
func warning(id, what, fix string) Check { return Check{id, Warning, what, fix} }
func problem(id, what, fix string) Check { return Check{id, Problem, what, fix} }

// Machine is what is looked at.
type Machine struct {
	Vault   string // its path, whether there is one or not
	State   string // folder of the memory of generations
	Sockets string // folder of the agent's socket
	Cache   string // the user's cache folder, for the scratch vault where none can be made beside the vault
	Env     func(string) string
	Now     func() time.Time

	// Saved is when the vault was saved last, and Backups are the folders of its
	// copies; both zero where the vault is locked.
	Saved   time.Time
	Backups []string

	// Locks is a process that calls TryLocks on the file added to its arguments:
	// its path, its name, its arguments.
	Locks []string

	system string // in front of /proc and /sys; empty but in tests
}

// Look does every check, those first that found something wrong. A cancelled
// context ends it early.
func Look(ctx context.Context, m Machine) []Check {
	var checks []Check
	for _, look := range []func(context.Context) []Check{
		m.proof, m.process, m.swap, m.permissions, m.stray, m.synchronised, m.fileSystem, m.locks, m.space, m.clock, m.history,
		func(context.Context) []Check {
			return []Check{unknown("scrollback", "whether the terminal keeps what lists showed cannot be told: clear its scrollback before you hand the computer on")}
		},
	} {
		if ctx.Err() != nil {
			break
		}
		checks = append(checks, look(ctx)...)
	}
	Sort(checks)
	return checks
}

// Sort puts what is wrong first.
func Sort(checks []Check) {
	rank := []Level{Problem, Warning, Unknown, OK}
	slices.SortStableFunc(checks, func(a, b Check) int { return slices.Index(rank, a.Level) - slices.Index(rank, b.Level) })
}

// folder is the folder of the vault, with links followed as far as it is there.
func (m Machine) folder() string { return real(filepath.Dir(real(m.Vault))) }

// real is a path with its links followed, or the path where it does not exist.
func real(path string) string {
	if r, err := filepath.EvalSymlinks(path); err == nil {
		return r
	}
	return path
}

// nearest is the first folder above or at a path that is there.
func nearest(path string) string {
	for {
		if r, err := filepath.EvalSymlinks(path); err == nil {
			return r
		}
		up := filepath.Dir(path)
		if up == path {
			return path
		}
		path = up
	}
}
