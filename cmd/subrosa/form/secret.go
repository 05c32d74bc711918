package form

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"golang.org/x/term"

	"subrosa/cmd/subrosa/screen"
)

// ErrNoTerminal means that there is no terminal to type a passphrase on.
var ErrNoTerminal = errors.New("no terminal to ask for the passphrase on")

// Passphrase asks for a passphrase, or the recovery words, on the controlling
// terminal. Nothing is shown while it is typed.
func (a *Asker) Passphrase(ctx context.Context, prompt string) (string, error) {
	tty, done, err := a.secretTerminal()
	if err != nil {
		return "", err
	}
	defer done()
	return readSecret(ctx, tty, prompt+": ")
}

// secretTerminal is where passphrases are typed.
func (a *Asker) secretTerminal() (tty *os.File, done func(), err error) {
	if a.Secret != nil {
		return a.Secret, func() {}, nil
	}
	if f, err := os.OpenFile("/dev/tty", os.O_RDWR, 0); err == nil {
		return f, func() { f.Close() }, nil
	}
	if a.In != nil && term.IsTerminal(int(a.In.Fd())) {
		return a.In, func() {}, nil
	}
	return nil, nil, ErrNoTerminal
}

// readSecret reads a line without showing it. Leaving restores the terminal:
// the reading of a line cannot be called off.
func readSecret(ctx context.Context, tty *os.File, prompt string) (string, error) {
	fd := int(tty.Fd())
	before, err := term.GetState(fd)
	if err != nil {
		return "", ErrNoTerminal
	}
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGHUP, syscall.SIGTERM, syscall.SIGCONT)
	defer signal.Stop(signals)
	_, _ = hush(fd)                // before it asks: somebody is quick
	defer term.Restore(fd, before) // the terminal may be gone
	fmt.Fprint(tty, prompt)
	type answer struct {
		secret []byte
		err    error
	}
	answered := make(chan answer, 1)
	go func() {
		b, err := term.ReadPassword(fd)
		answered <- answer{b, err}
	}()
	leave := func(err error) (string, error) {
		fmt.Fprintln(tty)
		return "", err
	}
	for {
		select {
		case got := <-answered:
			if got.err != nil {
				return leave(fmt.Errorf("%w: the input ended", ErrInterrupted))
			}
			fmt.Fprintln(tty)
			if len(got.secret) >= terminalLine {
				return "", errors.New("that is longer than a terminal can take; use a passphrase file")
			}
			return string(got.secret), nil
		case s := <-signals:
			switch s {
			case syscall.SIGCONT: // a shell made the terminal show what is typed
				_, _ = hush(fd)
				fmt.Fprint(tty, prompt)
			case syscall.SIGINT:
				return leave(ErrInterrupted)
			default:
				return leave(screen.ErrHangUp)
			}
		case <-ctx.Done():
			return leave(fmt.Errorf("%w: %w", ErrInterrupted, ctx.Err()))
		}
	}
}
