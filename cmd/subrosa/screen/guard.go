package screen

import (
	"fmt"
	"runtime"
	"strings"
	"sync/atomic"
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// guarded ends a model that panics in good order: the terminal is given back,
// whoever ran the model can still save, and the value of the panic, which may
// quote what was on the screen, is printed nowhere.
type guarded struct {
	model     tea.Model
	fault     string    // where it happened
	left      bool      // by Interrupt
	blank     bool      // nothing is shown until a key
	elsewhere tea.Model // the model as it began, which may know
	last      atomic.Pointer[time.Time]
}

type interrupt struct{}

// Interrupt is the command with which a model says that the user left by
// Ctrl-C: Run comes back with ErrInterrupted. bubbletea's own does not wait until
// nobody reads from the terminal any more, and a key of the next screen could
// be lost.
func Interrupt() tea.Msg { return interrupt{} }

// Elsewhere is a model that can say that the user is busy on another screen,
// which it has opened over itself.
type Elsewhere interface{ Elsewhere() bool }

// used notes that somebody is there. The clock on the wall counts, so that a
// night with a closed lid is a time without use.
func (g *guarded) used() {
	now := time.Now().Round(0)
	g.last.Store(&now)
}

// away says whether the user is on another screen.
func (g *guarded) away() bool {
	e, ok := g.elsewhere.(Elsewhere)
	return ok && e.Elsewhere()
}

// idle is how long ago that was.
func (g *guarded) idle() time.Duration {
	if g.away() {
		g.used()
	}
	return time.Now().Round(0).Sub(*g.last.Load())
}

// blanked is F9 (Alt+9) on every screen: nothing is shown until a key, and that key
// does nothing else. Ctrl-C leaves all the same.
func (g *guarded) blanked(k tea.KeyMsg) bool {
	if g.blank && k.Type != tea.KeyCtrlC {
		g.blank = false
		return true
	}
	name := k.String()
	g.blank = name == "f9" || name == "alt+9"
	return g.blank
}

func (g *guarded) Init() tea.Cmd { return g.model.Init() }

func (g *guarded) Update(msg tea.Msg) (_ tea.Model, cmd tea.Cmd) {
	if g.fault != "" {
		return g, tea.Quit
	}
	switch msg := msg.(type) {
	case tea.KeyMsg:
		g.used()
		if g.blanked(msg) {
			return g, nil
		}
	case interrupt:
		g.left = true
		return g, tea.Quit
	case pause:
		return g, tea.Exec(msg, nil)
	}
	defer func() {
		if recover() != nil {
			g.fault, cmd = place(), tea.Quit
		}
	}()
	g.model, cmd = g.model.Update(msg)
	return g, cmd
}

func (g *guarded) View() (view string) {
	if g.fault != "" || g.blank {
		return ""
	}
	defer func() {
		if recover() != nil { // the next message ends it
			g.fault = place()
		}
	}()
	return g.model.View()
}

// place is the line that panicked.
func place() string {
	var pcs [32]uintptr
	frames := runtime.CallersFrames(pcs[:runtime.Callers(3, pcs[:])])
	for {
		f, more := frames.Next()
		if !strings.HasPrefix(f.Function, "runtime.") || !more {
			return fmt.Sprintf("%s:%d", f.File[strings.LastIndexByte(f.File, '/')+1:], f.Line)
		}
	}
}
