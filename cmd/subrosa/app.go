package main

import (
	"bufio"
	"io"
	"os"
	"time"

	"golang.org/x/term"

	"subrosa/cmd/subrosa/form"
	"subrosa/crypto"
)

// app is the world a command works in. Nothing in it is opened before a
// command asks for it: help, version and completion touch no file.
type app struct {
	in  io.Reader // standard input
	out io.Writer // the result and nothing else
	err io.Writer // everything else

	inTerminal  bool // standard input is a terminal
	outTerminal bool // standard output is a terminal
	errTerminal bool // standard error is a terminal

	openTTY func() (*os.File, error) // the controlling terminal, for passphrases
	now     func() time.Time
	cost    func() int // scrypt work factor of a new slot
	env     func(string) string

	ask   *form.Asker // made when it is first wanted
	flags globals
	began bool // the body of a command has begun: errors are no longer cobra's

	openings []string // what was said of the vault when it was opened, for the home screen

	lines *bufio.Reader // in, buffered, once somebody reads it
}

// globals are the flags that every command takes.
type globals struct {
	vault          string
	passphraseFile string
	recoveryFile   string
	identityFile   string
	json           bool
	plain          bool
	acceptOlder    bool
	yes            bool
}

// newApp is the world of the real program.
func newApp() *app {
	return &app{
		in: os.Stdin, out: os.Stdout, err: os.Stderr,
		inTerminal:  term.IsTerminal(int(os.Stdin.Fd())),
		outTerminal: term.IsTerminal(int(os.Stdout.Fd())),
		errTerminal: term.IsTerminal(int(os.Stderr.Fd())),
		openTTY:     func() (*os.File, error) { return os.OpenFile("/dev/tty", os.O_RDWR, 0) },
		now:         time.Now,
		cost:        crypto.Calibrate,
		env:         os.Getenv,
	}
}

// terminal says whether somebody can be asked: standard input and standard
// error are terminals.
func (a *app) terminal() bool { return a.inTerminal && a.errTerminal }

// plain says whether prompts are single lines: no full screen, no colour.
func (a *app) plain() bool { return a.flags.plain || a.env("TERM") == "dumb" }

// quietly is the same world, in which nothing is said on standard error.
func (a *app) quietly() *app {
	q := *a
	q.err = io.Discard
	return &q
}
