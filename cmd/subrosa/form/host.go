package form

import (
	"slices"
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/cursor"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/huh"

	"subrosa/cmd/subrosa/screen"
)

// host runs a form as a model that can be told to leave. huh goes to the next
// field by a message to itself, and keys that arrive before it would land in
// the field just left: they are held back for a moment.
type host struct {
	form          *huh.Form
	begun         bool // it goes on after a lock
	groups        []*huh.Group
	pages         []page
	scored        map[huh.Field]question
	width, height int
	check         func() error
	wrong         error // what keeps f10 from ending the form
	done          bool  // ended by f10
	left          bool
	holding       huh.Field // the field that is about to be left
	pressed       int       // how often keys were held back
	held          []tea.KeyMsg
}

// settled ends the holding back where a key did not lead to another field.
type settled struct{ pressed int }

const settling = 300 * time.Millisecond

func (h *host) Init() tea.Cmd {
	if h.begun {
		return tea.Batch(h.release(), h.form.GetFocusedField().Focus())
	}
	h.begun = true
	return h.form.Init()
}

func (h *host) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case screen.Leave:
		h.left = true
		return h, tea.Quit
	case tea.WindowSizeMsg:
		return h, h.pass(h.resize(msg))
	case settled:
		if msg.pressed == h.pressed {
			return h, h.release()
		}
		return h, nil
	case cursor.BlinkMsg:
		return h, nil // nothing blinks
	case tea.KeyMsg:
		keys := []tea.KeyMsg{msg}
		if len(h.scored) > 0 { // digits that come at once are several answers
			keys = screen.Keys(msg)
		}
		h.held = append(h.held, keys...)
		if h.holding == nil {
			return h, h.release()
		}
		return h, nil
	}
	cmd := h.pass(msg)
	if h.holding != nil && h.moved() {
		return h, tea.Batch(cmd, h.release())
	}
	return h, cmd
}

// moved says whether the key that was pressed last has done its work.
func (h *host) moved() bool {
	return h.form.State != huh.StateNormal || len(h.form.Errors()) > 0 || h.form.GetFocusedField() != h.holding
}

// key passes a key on; one that may end a field begins the holding back.
func (h *host) key(k tea.KeyMsg) tea.Cmd {
	h.wrong = nil
	if s := k.String(); s == "f10" || s == "ctrl+s" {
		if h.wrong = h.check(); h.wrong == nil {
			h.done = true
			return tea.Quit
		}
		return nil
	}
	field := h.form.GetFocusedField()
	if n, ok := h.numbered(field, k); ok { // its number chooses an answer, and goes on
		h.pass(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("g")}) // to the first
		for range n {
			h.pass(tea.KeyMsg{Type: tea.KeyDown})
		}
		k = tea.KeyMsg{Type: tea.KeyEnter}
	}
	cmd := h.pass(k)
	switch k.Type {
	case tea.KeyEnter, tea.KeyTab, tea.KeyShiftTab:
		h.holding = field
		h.pressed++
		if h.moved() {
			h.holding = nil
			return cmd
		}
		n := h.pressed
		return tea.Batch(cmd, tea.Tick(settling, func(time.Time) tea.Msg { return settled{n} }))
	}
	return cmd
}

// numbered says which choice of a field has the number that was typed, where each
// has one of its own.
func (h *host) numbered(field huh.Field, k tea.KeyMsg) (int, bool) {
	q, ok := h.scored[field]
	if !ok || k.Type != tea.KeyRunes {
		return 0, false
	}
	n := slices.IndexFunc(q.choices, func(o Option) bool { return o.Value == string(k.Runes) })
	return n, n >= 0
}

func (h *host) release() tea.Cmd {
	h.holding = nil
	var cmds []tea.Cmd
	for len(h.held) > 0 && h.holding == nil {
		k := h.held[0]
		h.held = h.held[1:]
		cmds = append(cmds, h.key(k))
	}
	return tea.Batch(cmds...)
}

func (h *host) pass(msg tea.Msg) tea.Cmd {
	m, cmd := h.form.Update(msg)
	h.form = m.(*huh.Form)
	return cmd
}

// leaving is added to huh's line of keys, which does not say it.
const leaving = " • ctrl+c leave"

func (h *host) View() string {
	if h.left || h.done {
		return ""
	}
	lines := strings.Split(h.form.View(), "\n")
	for i := len(lines) - 1; i > 0 && len(lines) > h.height; i-- {
		if strings.TrimSpace(lines[i]) == "" {
			lines = slices.Delete(lines, i, i+1)
		}
	}
	last := len(lines) - 1
	switch help := strings.TrimRight(screen.Clean(lines[last]), " "); {
	case !strings.Contains(help, "enter ") && !strings.HasSuffix(help, "…"):
	case screen.Width(help+leaving) <= h.width && !strings.HasSuffix(help, "…"):
		lines[last] = strings.TrimRight(lines[last], " ") + leaving
	default:
		lines[last] = screen.Hints([]string{"enter", "ctrl+c leave", "shift+tab back"}, h.width)
	}
	if h.wrong != nil {
		lines = append(lines[:min(len(lines), max(0, h.height-1))], "! "+h.wrong.Error())
	}
	return strings.Join(lines, "\n")
}

// resize makes the most of a window: in a low one the title gives way first,
// then the keys. huh counts a line too few, and would push the title out.
func (h *host) resize(size tea.WindowSizeMsg) tea.WindowSizeMsg {
	h.width, h.height = size.Width, size.Height
	for i, g := range h.groups {
		title := h.pages[i].title
		if title != "" && len(h.pages) > 1 && size.Width >= len(title)+30 {
			title += "   (f10: the rest is right)"
		}
		switch {
		case size.Height < 8:
			title = ""
		case title != "" && size.Height >= 14:
			title += "\n"
		}
		g.Title(title).WithShowHelp(size.Height >= 6)
	}
	size.Height = max(1, size.Height-1)
	return size
}
