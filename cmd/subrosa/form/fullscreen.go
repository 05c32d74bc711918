package form

import (
	"context"
	"slices"
	"strings"

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
	pages = slices.DeleteFunc(slices.Clone(pages), func(p page) bool { return len(p.questions) == 0 })
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
	form := huh.NewForm(groups...).WithTheme(theme("\n")).WithKeyMap(keys(pages)).WithShowHelp(false)
	form.SubmitCmd, form.CancelCmd = tea.Quit, screen.Interrupt
	h := &host{form: form, groups: groups, pages: pages, check: func() error { return check(pages, bound.now) }}
	if _, err := a.Terminal().Run(ctx, h); err != nil && !h.back {
		return err
	}
	switch {
	case h.back:
		return ErrBack
	case h.form.State != huh.StateCompleted && !h.done:
		return ErrInterrupted
	}
	bound.commit()
	return nil
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
func theme(between string) *huh.Theme {
	lipgloss.SetColorProfile(termenv.ANSI)
	lipgloss.SetHasDarkBackground(true) // known, so that the terminal is not asked
	t := huh.ThemeBase()
	bold, faint := lipgloss.NewStyle().Bold(true), lipgloss.NewStyle().Faint(true)
	t.FieldSeparator = lipgloss.NewStyle().SetString(between)
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
