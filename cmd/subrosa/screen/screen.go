// Package screen is what the full-screen parts of subrosa share: running on a
// terminal that may go away at any time, cleaning text that goes to it, and
// measuring and breaking lines by what a terminal really shows.
//
//	t := screen.Terminal{In: os.Stdin, Out: os.Stderr}
//	last, err := t.Run(ctx, model)
//
// A model that runs here gets a Leave message when it has to end: the context
// was cancelled, the process was asked to stop, or the terminal was closed. It
// saves what it has to save and quits with tea.Quit; after a grace of five
// seconds it is ended. Drawing happens on the alternate screen, so that
// nothing of it stays in the scrollback, nor is it to be seen while the process
// is stopped (kill -TSTP; Ctrl-Z is a key like others here).
package screen

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// ErrInterrupted means that the user left (Ctrl-C), or that the terminal did.
var ErrInterrupted = errors.New("interrupted")

// ErrHangUp is the ErrInterrupted of a terminal that was closed and of a
// process that was told to end.
var ErrHangUp = fmt.Errorf("%w: the terminal was closed", ErrInterrupted)

// ErrLocked means that nobody pressed a key for the time of Lock.Idle, or that the
// key of the vault was forgotten meanwhile.
var ErrLocked = errors.New("locked")

// Terminal is where keys come from and where drawing goes to.
type Terminal struct {
	In  *os.File
	Out *os.File
	Lock
}

// Lock is when a screen goes away because nobody may be there. The zero Lock
// leaves it for ever.
type Lock struct {
	// Idle is how long a screen stays without a key. Zero: for ever.
	Idle time.Duration

	// Awake is asked every few seconds whether the key of the vault is still
	// there, and told whether keys were pressed since. It may be nil.
	Awake func(used bool) bool

	// Again is called when the screen has gone. When it comes back without an
	// error, the screen goes on where it stood; where it is nil, Run ends with
	// ErrLocked.
	Again func(context.Context) error
}

// Leave tells a model to save and quit.
type Leave struct{ Cause error }

// grace is how long a model has to save when it is told to leave.
const grace = 5 * time.Second

// Run shows a model until it quits and gives back its last state. The error is
// the cause when the terminal or the process had to end, even if the model
// could save in time. A model that is to go on after a lock is not told to
// leave, but begins once more with Init.
func (t Terminal) Run(ctx context.Context, m tea.Model) (tea.Model, error) {
	for {
		last, err := t.run(ctx, m)
		if !errors.Is(err, ErrLocked) || t.Again == nil {
			return last, err
		}
		if err := t.Again(ctx); err != nil {
			return last, err
		}
		m = last
	}
}

func (t Terminal) run(ctx context.Context, m tea.Model) (tea.Model, error) {
	if err := ctx.Err(); err != nil {
		return m, interrupted(ctx)
	}
	gone := make(chan struct{}, 1)
	in := input{File: t.In, gone: gone, pastes: &cutter{}}
	g := &guarded{model: m, elsewhere: m}
	g.used()
	p := tea.NewProgram(g, tea.WithInput(in), tea.WithOutput(t.Out),
		tea.WithAltScreen(), tea.WithoutSignalHandler())

	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGHUP, syscall.SIGTERM, syscall.SIGINT, syscall.SIGTSTP, syscall.SIGCONT)
	defer signal.Stop(signals)
	done := make(chan struct{})
	cause := make(chan error, 1)
	go func() {
		err := t.wait(ctx, g, p, done, gone, signals)
		if err == nil {
			return
		}
		cause <- err
		if errors.Is(err, ErrLocked) && t.Again != nil {
			p.Quit()
		} else {
			p.Send(Leave{Cause: err})
		}
		select {
		case <-done:
		case <-time.After(grace):
			p.Kill()
		}
	}()
	_, err := p.Run()
	close(done)
	last := g.model
	if g.fault != "" {
		return last, fmt.Errorf("fault in subrosa itself at %s: please report it", g.fault)
	}
	select {
	case c := <-cause:
		return last, c
	default:
	}
	if g.left || errors.Is(err, tea.ErrInterrupted) {
		return last, ErrInterrupted
	}
	if err != nil {
		return last, fmt.Errorf("terminal: %w", err)
	}
	return last, nil
}

// wait waits until there is a reason to leave; nil when the model quit before.
func (t Terminal) wait(ctx context.Context, g *guarded, p *tea.Program, done, gone <-chan struct{}, signals <-chan os.Signal) error {
	look := time.NewTicker(looking)
	defer look.Stop()
	asked := time.Now()
	stopped := false
	for {
		select {
		case <-done:
			return nil
		case <-ctx.Done():
			return interrupted(ctx)
		case <-gone:
			return ErrHangUp
		case s := <-signals:
			switch s {
			case syscall.SIGTSTP:
				if !g.away() {
					stopped = true
					p.Send(pause{stop: true})
				}
			case syscall.SIGCONT:
				if !stopped && !g.away() { // by SIGSTOP, which nobody can catch
					p.Send(pause{})
				}
				stopped = false
			case syscall.SIGINT:
				return ErrInterrupted
			default:
				return ErrHangUp
			}
		case <-look.C:
			idle := g.idle()
			if t.Idle > 0 && idle >= t.Idle {
				return ErrLocked
			}
			if since := time.Since(asked); t.Awake != nil && since >= asking && !g.away() {
				asked = time.Now()
				if !t.Awake(idle < since) {
					return ErrLocked
				}
			}
		}
	}
}

// looking is how often it is looked whether somebody is still there, asking how
// often it is asked whether the key is.
const (
	looking = 250 * time.Millisecond
	asking  = time.Second
)

// interrupted is why a context ended, as an ErrInterrupted.
func interrupted(ctx context.Context) error {
	if cause := context.Cause(ctx); errors.Is(cause, ErrInterrupted) {
		return cause
	}
	return fmt.Errorf("%w: %w", ErrInterrupted, ctx.Err())
}

// input notices that a terminal was closed: bubbletea takes an end of input
// for silence.
type input struct {
	*os.File
	gone   chan<- struct{}
	pastes *cutter
}

func (f input) Read(b []byte) (int, error) {
	room := min(len(pasteCut), len(b)/2)
	n, err := f.File.Read(b[:len(b)-room])
	if room == len(pasteCut) {
		n = f.pastes.cut(b, n)
	}
	if err != nil && !errors.Is(err, os.ErrDeadlineExceeded) {
		select {
		case f.gone <- struct{}{}:
		default:
		}
		if n == 0 {
			return 0, io.EOF
		}
	}
	return n, err
}
