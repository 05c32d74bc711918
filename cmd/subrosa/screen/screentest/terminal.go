// Package screentest lets tests sit at a pseudo-terminal: type, and look at the
// screen that a user would see.
//
//	x := screentest.New(t, 80, 24)
//	go program(x.TTY)
//	x.Answer("Your name", "Åse\r")
package screentest

import (
	"bytes"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	"github.com/hinshun/vt10x"
	"golang.org/x/sys/unix"
)

// Terminal is a pseudo-terminal with somebody at it: what the program draws is
// kept as the screen that a user would see.
type Terminal struct {
	t    testing.TB
	User *os.File // the side with the keyboard
	TTY  *os.File // the side the program has
	mu   sync.Mutex
	vt   vt10x.Terminal
	raw  bytes.Buffer
}

// New opens a pseudo-terminal of this size.
func New(t testing.TB, columns, rows int) *Terminal {
	t.Helper()
	user, tty, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { tty.Close() })
	return sit(t, user, tty, columns, rows)
}

// Start starts a program with a pseudo-terminal of this size as its
// controlling terminal and its standard streams. TTY is nil.
func Start(t testing.TB, cmd *exec.Cmd, columns, rows int) *Terminal {
	t.Helper()
	user, err := pty.StartWithSize(cmd, &pty.Winsize{Cols: uint16(columns), Rows: uint16(rows)})
	if err != nil {
		t.Fatal(err)
	}
	return sit(t, user, nil, columns, rows)
}

func sit(t testing.TB, user, tty *os.File, columns, rows int) *Terminal {
	user = pollable(t, user)
	x := &Terminal{t: t, User: user, TTY: tty, vt: vt10x.New(vt10x.WithSize(columns, rows))}
	x.Size(columns, rows)
	t.Cleanup(func() { user.Close() })
	go func() {
		b := make([]byte, 4096)
		for {
			n, err := user.Read(b)
			if err != nil {
				return
			}
			x.mu.Lock()
			x.raw.Write(b[:n])
			x.vt.Write(b[:n])
			x.mu.Unlock()
			if bytes.Contains(b[:n], []byte("\x1b[6n")) { // where is the cursor? a terminal answers
				x.User.WriteString("\x1b[1;1R")
			}
		}
	}()
	return x
}

// pollable is the same file, one that can be closed while it is read from: that is
// how a terminal disappears.
func pollable(t testing.TB, f *os.File) *os.File {
	t.Helper()
	fd, err := unix.FcntlInt(f.Fd(), unix.F_DUPFD_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	f.Close()
	if err := unix.SetNonblock(fd, true); err != nil {
		t.Fatal(err)
	}
	return os.NewFile(uintptr(fd), f.Name())
}

// Size changes the size of the terminal and tells this process.
func (x *Terminal) Size(columns, rows int) {
	func() {
		x.mu.Lock() // nothing is drawn in between, which would be cut off
		defer x.mu.Unlock()
		x.vt.Resize(columns, rows)
		x.ioctl(func(fd int) error {
			return unix.IoctlSetWinsize(fd, unix.TIOCSWINSZ, &unix.Winsize{Col: uint16(columns), Row: uint16(rows)})
		})
	}()
	_ = syscall.Kill(os.Getpid(), syscall.SIGWINCH) // ignored while nobody listens
}

// Foreground is the process group that has the terminal.
func (x *Terminal) Foreground() (group int) {
	x.ioctl(func(fd int) (err error) {
		group, err = unix.IoctlGetInt(fd, unix.TIOCGPGRP)
		return err
	})
	return group
}

// ioctl is not by Fd, which would take pollable back.
func (x *Terminal) ioctl(do func(fd int) error) {
	x.t.Helper()
	raw, err := x.User.SyscallConn()
	if err == nil {
		var done error
		if err = raw.Control(func(fd uintptr) { done = do(int(fd)) }); err == nil {
			err = done
		}
	}
	if err != nil {
		x.t.Fatal(err)
	}
}

// HangUp closes the window.
func (x *Terminal) HangUp() {
	x.t.Helper()
	if err := x.User.Close(); err != nil {
		x.t.Fatal(err)
	}
}

// Screen is what the user sees, Output every byte that was sent so far.
func (x *Terminal) Screen() string {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.vt.String()
}

func (x *Terminal) Output() string {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.raw.String()
}

// Wait waits until the screen shows text.
func (x *Terminal) Wait(text string) {
	x.t.Helper()
	x.Until(text, func() bool { return strings.Contains(x.Screen(), text) })
}

// Until waits until ok.
func (x *Terminal) Until(what string, ok func() bool) {
	x.t.Helper()
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if ok() {
			return
		}
	}
	x.t.Fatalf("waited for %q; the screen shows:\n%s", what, x.Screen())
}

// Keys types.
func (x *Terminal) Keys(s string) {
	x.t.Helper()
	if _, err := x.User.WriteString(s); err != nil {
		x.t.Fatal(err)
	}
}

// Answer waits for a question and answers it.
func (x *Terminal) Answer(question, keys string) {
	x.t.Helper()
	x.Wait(question)
	x.Keys(keys)
}

// Result runs something aside and waits for it.
func Result[T any](t testing.TB, f func() (T, error)) func() (T, error) {
	t.Helper()
	type pair struct {
		v   T
		err error
	}
	ch := make(chan pair, 1)
	go func() { v, err := f(); ch <- pair{v, err} }()
	return func() (T, error) {
		t.Helper()
		select {
		case p := <-ch:
			return p.v, p.err
		case <-time.After(30 * time.Second):
			t.Fatal("it did not end")
			panic("unreachable")
		}
	}
}
