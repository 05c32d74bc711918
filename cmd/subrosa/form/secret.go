package form

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"unicode/utf8"

	"golang.org/x/term"
	"golang.org/x/text/unicode/norm"

	"subrosa/cmd/subrosa/screen"
)

// MinPassphrase is the least number of characters of a new passphrase.
const MinPassphrase = 12

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

// NewPassphrase asks for a new passphrase, twice.
func (a *Asker) NewPassphrase(ctx context.Context) (string, error) {
	return a.choosePassphrase(ctx, "New passphrase: ", "")
}

// AnotherPassphrase asks who came in by the recovery words for a passphrase to
// take the old one's place; "" when she declines.
func (a *Asker) AnotherPassphrase(ctx context.Context) (string, error) {
	return a.choosePassphrase(ctx, "New passphrase, or enter: ",
		"You came in by the recovery words. If the passphrase is forgotten, set a new one\nnow; enter alone leaves it as it is.\n")
}

// choosePassphrase asks until the same passphrase, and one that will do, came
// twice. Where there is a choice, nothing at all ends it too.
func (a *Asker) choosePassphrase(ctx context.Context, prompt, choice string) (string, error) {
	tty, done, err := a.secretTerminal()
	if err != nil {
		return "", err
	}
	defer done()
	fmt.Fprintf(tty, choice+"A passphrase protects everything. Five or six words drawn at random are strong\n"+
		"and can be learned; a name, a date or a quotation can be guessed. At least %d\ncharacters. Nothing is shown while you type.\n", MinPassphrase)
	for {
		first, err := readSecret(ctx, tty, prompt)
		if err != nil || first == "" && choice != "" {
			return "", err
		}
		if why := weak(first); why != "" {
			fmt.Fprintf(tty, "! %s\n", why)
			continue
		}
		second, err := readSecret(ctx, tty, "The same again: ")
		if err != nil {
			return "", err
		}
		if norm.NFC.String(first) == norm.NFC.String(second) {
			return first, nil
		}
		fmt.Fprintln(tty, "! the two were not the same; nothing was kept, once more")
	}
}

// weak says why a new passphrase will not do, "" when it will. It is no
// measure of strength: a machine cannot know what others could guess.
func weak(s string) string {
	n := utf8.RuneCountInString(norm.NFC.String(s))
	if n < MinPassphrase {
		return fmt.Sprintf("%d characters are too few, %d is the least", n, MinPassphrase)
	}
	kinds := map[rune]bool{}
	for _, r := range s {
		kinds[r] = true
	}
	if len(kinds) < 5 {
		return "that repeats too few different characters"
	}
	if strings.TrimSpace(s) != s {
		return "it begins or ends with a space, which nobody will remember"
	}
	return ""
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
