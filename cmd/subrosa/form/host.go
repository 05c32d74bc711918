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
	width, height int
	check         func() error
	wrong         error // what keeps f10 from ending the form
	done          bool  // ended by f10
	left          bool
	back          bool      // by esc
	holding       huh.Field // the field that is about to be left
	pressed       int       // how often keys were held back
	held          []tea.KeyMsg
}

// settled ends the holding back where a key did not lead to another field.
type settled struct{ pressed int }

const settling = 300 * time.Millisecond

func (h *host) Init() tea.Cmd {
	switch {
	case h.done || h.left || h.form.State != huh.StateNormal: // it locked while it ended
		return tea.Quit
	case h.begun:
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
		h.held = append(h.held, msg)
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
	if k.String() == "esc" && h.picker() && !h.filtering() {
		h.left, h.back = true, true
		return tea.Quit
	}
	field := h.form.GetFocusedField()
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

// View is the form with its keys on the last line of the window.
func (h *host) View() string {
	if h.left || h.done {
		return ""
	}
	room, keys := h.height, ""
	if h.height >= lowest {
		room, keys = h.height-1, h.hints()
	}
	if h.wrong != nil {
		room, keys = max(0, h.height-1), "! "+h.wrong.Error()
	}
	lines := strings.Split(h.form.View(), "\n")
	for i := len(lines) - 1; i > 0 && len(lines) > room; i-- {
		if strings.TrimSpace(lines[i]) == "" {
			lines = slices.Delete(lines, i, i+1)
		}
	}
	if keys == "" {
		return strings.Join(lines, "\n")
	}
	for len(lines) < room {
		lines = append(lines, "")
	}
	return strings.Join(append(lines[:room], keys), "\n")
}

// lowest is the lowest window in which the keys are said.
const lowest = 6

// hints are the keys that work now; in a narrow window those that matter most.
func (h *host) hints() string {
	field := h.form.GetFocusedField()
	does := map[string]string{}
	for _, b := range field.KeyBinds() {
		if b.Enabled() {
			does[b.Help().Key] = b.Help().Desc
		}
	}
	leave := "ctrl+c leave"
	if h.picker() {
		leave = "esc leave"
	}
	var move, find, enter, back, done string
	if _, ok := field.(*huh.Select[int]); ok {
		move = "up/down choose"
	}
	if _, ok := does["/"]; ok {
		find = "/ find"
	}
	if desc, ok := does["enter"]; ok {
		enter = "enter " + desc
	}
	if _, ok := does["shift+tab"]; ok {
		back = "shift+tab back"
	}
	if h.picker() {
		move, enter = "up/down move", "enter choose"
	}
	if h.filtering() {
		enter, leave = "enter takes what is found", "esc all of them"
	}
	if len(h.pages)+len(h.pages[0].questions) > 2 {
		done = "f10 done, the rest as it is"
	}
	all := slices.DeleteFunc([]string{move, enter, find, back, done, leave}, func(s string) bool { return s == "" })
	if line := strings.Join(all, " · "); screen.Width(line) <= h.width {
		return line
	}
	if done != "" {
		done = "f10 done"
	}
	return screen.Hints([]string{enter, leave, back, done, find, move}, h.width)
}

// filtering says whether letters look for a choice.
func (h *host) filtering() bool {
	for _, b := range h.form.GetFocusedField().KeyBinds() {
		if b.Enabled() && b.Help().Key == "esc" {
			return true
		}
	}
	return false
}

// picker says whether there is one choice to make and nothing else.
func (h *host) picker() bool {
	return len(h.pages) == 1 && len(h.pages[0].questions) == 1 && h.pages[0].questions[0].choices != nil
}

// resize makes the most of a window: in a low one the title gives way first,
// then the keys. huh counts a line too few, and would push the title out.
func (h *host) resize(size tea.WindowSizeMsg) tea.WindowSizeMsg {
	h.width, h.height = size.Width, size.Height
	for i, g := range h.groups {
		title := h.pages[i].title
		switch {
		case size.Height < 8:
			title = ""
		case title != "" && size.Height >= 14:
			title += "\n"
		}
		between := "\n"
		if h.pages[i].lines()+len(h.pages[i].questions)+4 <= size.Height {
			between = "\n\n"
		}
		g.Title(title).WithTheme(theme(between))
	}
	if size.Height--; h.height >= lowest {
		size.Height--
	}
	size.Height = max(1, size.Height)
	return size
}
