package form

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/huh"
	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"

	"subrosa/cmd/subrosa/screen"
)

// fillScreen asks the pages as one huh form. The form works on copies: a huh
// Select writes its first option when it is made, and an interrupted form must
// have changed nothing.
func (a *Asker) fillScreen(ctx context.Context, pages []page) error {
	bound := bind(pages)
	groups := make([]*huh.Group, 0, len(pages))
	for _, p := range pages {
		fields := make([]huh.Field, 0, len(p.questions))
		for _, q := range p.questions {
			fields = append(fields, q.field(bound.copy(q), &bound.asking))
		}
		g := huh.NewGroup(fields...)
		if p.when != nil {
			g.WithHideFunc(func() bool { return !p.shown(bound.now) })
		}
		groups = append(groups, g)
	}
	bound.asking = true
	form := huh.NewForm(groups...).WithTheme(theme()).WithKeyMap(keys(pages)).WithShowHelp(true)
	form.SubmitCmd, form.CancelCmd = tea.Quit, tea.Interrupt
	h := &host{form: form, groups: groups, pages: pages, check: func() error { return check(pages, bound.now) }}
	if _, err := a.Terminal().Run(ctx, h); err != nil {
		return err
	}
	if h.form.State != huh.StateCompleted && !h.done {
		return ErrInterrupted
	}
	bound.commit()
	return nil
}

// resize makes the most of a window: in a low one the title gives way first,
// then the keys. huh counts a line too few, and would push the title out.
func (h *host) resize(size tea.WindowSizeMsg) tea.WindowSizeMsg {
	h.height = size.Height
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

// bindings are the copies that a form works on.
type bindings struct {
	to     map[*string]*string
	asking bool // the form is made
}

func bind(pages []page) *bindings {
	b := &bindings{to: map[*string]*string{}}
	for _, p := range pages {
		for _, q := range p.questions {
			v := *q.value
			b.to[q.value] = &v
		}
	}
	return b
}

func (b *bindings) copy(q question) *string { return b.to[q.value] }

func (b *bindings) commit() {
	for original, v := range b.to {
		*original = strings.TrimSpace(screen.Line(*v))
	}
}

// now is the value that the form holds for an original.
func (b *bindings) now(original *string) string {
	if v, ok := b.to[original]; ok {
		return strings.TrimSpace(*v)
	}
	return *original
}

// field is the question as huh asks it.
func (q question) field(value *string, asking *bool) huh.Field {
	if q.choices == nil {
		return huh.NewInput().Title(q.ask).Description(q.help).Value(value).Prompt("  ").
			Validate(func(s string) error { return q.validate(strings.TrimSpace(s)) })
	}
	options := make([]huh.Option[int], 0, len(q.choices))
	for i, c := range q.choices {
		options = append(options, huh.NewOption(screen.Line(c.Label), i+1))
	}
	return huh.NewSelect[int]().Title(q.ask).Description(q.help).Options(options...).
		Accessor(&choice{q.choices, value, asking}).Validate(func(int) error { return q.validate(*value) })
}

// choice lets huh choose by number, from 1: the empty value of an option would
// look to it like the one that is chosen.
type choice struct {
	choices []Option
	value   *string
	asking  *bool // false while huh makes the form, and chooses the first option
}

func (c *choice) Get() int {
	for i, o := range c.choices {
		if o.Value == *c.value {
			return i + 1
		}
	}
	return 0
}

func (c *choice) Set(n int) {
	if *c.asking && n > 0 && n <= len(c.choices) {
		*c.value = c.choices[n-1].Value
	}
}

// host runs a form as a model that can be told to leave. huh goes to the next
// field by a message to itself, and keys that arrive before it would land in
// the field just left: they are held back for a moment.
type host struct {
	form    *huh.Form
	groups  []*huh.Group
	pages   []page
	height  int
	check   func() error
	wrong   error // what keeps f10 from ending the form
	done    bool  // ended by f10
	left    bool
	holding huh.Field // the field that is about to be left
	pressed int       // how often keys were held back
	held    []tea.KeyMsg
}

// settled ends the holding back where a key did not lead to another field.
type settled struct{ pressed int }

const settling = 300 * time.Millisecond

func (h *host) Init() tea.Cmd { return h.form.Init() }

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
	case tea.KeyMsg:
		if h.holding != nil {
			h.held = append(h.held, msg)
			return h, nil
		}
		return h, h.key(msg)
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
	if h.wrong != nil {
		lines = append(lines[:min(len(lines), max(0, h.height-1))], "! "+h.wrong.Error())
	}
	return strings.Join(lines, "\n")
}

// keys are huh's, with Esc to leave, without the external editor (it writes
// what was typed to a temporary file), and without filtering unless asked for.
func keys(pages []page) *huh.KeyMap {
	km := huh.NewDefaultKeyMap()
	km.Quit = key.NewBinding(key.WithKeys("ctrl+c"))
	km.Text.Editor.SetEnabled(false)
	km.Input.AcceptSuggestion.SetEnabled(false)
	km.Input.Submit.SetHelp("enter", "done")
	km.Input.Next.SetHelp("enter", "next")
	km.Select.Filter.SetEnabled(false)
	for _, p := range pages {
		for _, q := range p.questions {
			if q.filter {
				km.Select.Filter.SetEnabled(true)
			}
		}
	}
	km.Select.Next.SetHelp("enter", "next")
	km.Select.Prev.SetHelp("shift+tab", "back")
	km.Select.Submit.SetHelp("enter", "done")
	return km
}

// theme does without colour: what is in focus has a bar and bold letters.
func theme() *huh.Theme {
	lipgloss.SetColorProfile(termenv.ANSI)
	lipgloss.SetHasDarkBackground(true) // known, so that the terminal is not asked
	t := huh.ThemeBase()
	bold, faint := lipgloss.NewStyle().Bold(true), lipgloss.NewStyle().Faint(true)
	t.FieldSeparator = lipgloss.NewStyle().SetString("\n")
	t.Group.Title = bold
	t.Focused.Title = bold
	t.Focused.Description = faint
	t.Focused.SelectedOption = bold
	t.Focused.ErrorIndicator = lipgloss.NewStyle().SetString("")
	t.Focused.ErrorMessage = lipgloss.NewStyle().SetString("!")
	t.Blurred.Title = lipgloss.NewStyle()
	t.Blurred.Description = faint
	t.Blurred.SelectedOption = lipgloss.NewStyle()
	t.Blurred.ErrorIndicator = t.Focused.ErrorIndicator
	t.Blurred.ErrorMessage = t.Focused.ErrorMessage
	t.Help.ShortKey, t.Help.ShortDesc, t.Help.ShortSeparator = bold, lipgloss.NewStyle(), faint
	t.Help.Ellipsis = faint
	return t
}
