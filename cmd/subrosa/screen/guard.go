package screen

import (
	"fmt"
	"runtime"
	"strings"

	tea "github.com/charmbracelet/bubbletea"
)

// guarded ends a model that panics in good order: the terminal is given back,
// whoever ran the model can still save, and the value of the panic, which may
// quote what was on the screen, is printed nowhere.
type guarded struct {
	model tea.Model
	fault string // where it happened
}

func (g *guarded) Init() tea.Cmd { return g.model.Init() }

func (g *guarded) Update(msg tea.Msg) (_ tea.Model, cmd tea.Cmd) {
	if g.fault != "" {
		return g, tea.Quit
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
	if g.fault != "" {
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
