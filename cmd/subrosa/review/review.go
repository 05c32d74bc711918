// Package review is the walk through a request: what leaves and what stays, note
// by note and place by place, until nothing is open and the plan is approved.
//
//	end, err := review.Walk(ctx, terminal, review.Job{Text: text, Decide: decide})
//
// A Job holds the plan with its texts, and a callback that enters a decision into
// the record and answers with both as they are afterwards: the screen opens no
// vault itself, knows no rule, and keeps no decision of its own. Each one is saved
// when it is made, so that leaving, a closed terminal or a crash loses none, and
// the next walk begins at the first place that is still open.
//
// On the left stands what the recipient will read, on the right, at the same
// height, what stays and why; in a window under 76 columns the two stand below one
// another. What is open is marked with "?" and in capitals; colour says nothing.
package review

import (
	"context"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"subrosa/cmd/subrosa/screen"
	"subrosa/notes"
)

// Job is a request to be reviewed.
type Job struct {
	Text notes.ReviewText

	// Decide enters decisions, and answers with the plan as it is then. Its error
	// is shown as it is.
	Decide func(ctx context.Context, in notes.ReviewInput) (notes.ReviewText, error)
}

// End is how a walk ended.
type End struct {
	Plan     notes.Plan
	Approved bool // just now
	Lock     bool // she wants the key to be forgotten
}

// Walk shows the walk until it is left or the plan is approved. Everything that
// was decided is in the record, however it ends; Ctrl-C and a closed terminal are
// screen.ErrInterrupted.
func Walk(ctx context.Context, t screen.Terminal, job Job) (End, error) {
	m := newModel(ctx, job)
	_, err := t.Run(ctx, m)
	m.end.Plan = m.text.Plan
	return m.end, err
}

// patience is how long a decision may take to be saved.
const patience = 30 * time.Second

// model is the state of the screen.
type model struct {
	ctx  context.Context
	job  Job
	text notes.ReviewText
	end  End

	at  position
	top int // the first row of the note that is shown
	mode
	asking    *asking    // a reason, over the page that it is for
	selecting *selecting // words of a paragraph
	mention   int        // the marked line among the cases that speak of the person
	sum       *summing

	message string // until the next key
	saving  bool
	held    []tea.KeyMsg // what was typed meanwhile
	leave   tea.Cmd      // what to do when it is saved

	width, height int
}

// mode is which page is shown.
type mode int

const (
	walking mode = iota
	mentions
	summary
	keyList
)

func newModel(ctx context.Context, job Job) *model {
	m := &model{ctx: ctx, job: job, text: job.Text, sum: newSumming()}
	if !m.next(1, true) && len(m.text.Notes) == 0 {
		m.mode = summary
	}
	m.message = ""
	return m
}

func (m *model) Init() tea.Cmd { return nil }

func (m *model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case screen.Leave:
		return m, m.quit(tea.Quit)
	case tea.WindowSizeMsg:
		m.width, m.height = min(msg.Width, widest), msg.Height
		m.follow()
	case saved:
		return m, m.onSaved(msg)
	case tea.KeyMsg:
		return m, m.keys(screen.Keys(msg))
	}
	return m, nil
}

// keys are keys one after the other. Those that come while a decision is being
// saved wait until it is.
func (m *model) keys(list []tea.KeyMsg) tea.Cmd {
	for i, k := range list {
		if m.saving {
			m.held = append(m.held, list[i:]...)
			return nil
		}
		cmd := m.key(k)
		if m.reveal(); cmd != nil {
			if !m.saving {
				return cmd
			}
			m.held = append(m.held, list[i+1:]...)
			return cmd
		}
	}
	return nil
}

// quit leaves by a command, when what is being saved is.
func (m *model) quit(by tea.Cmd) tea.Cmd {
	if m.saving {
		m.leave = by
		return nil
	}
	return by
}

// saved is what became of a decision.
type saved struct {
	text notes.ReviewText
	err  error
	then func(m *model) tea.Cmd
}

// save enters a decision. then goes on from it when the record has taken it.
func (m *model) save(in notes.ReviewInput, then func(*model) tea.Cmd) tea.Cmd {
	m.saving = true
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(m.ctx), patience)
		defer cancel()
		text, err := m.job.Decide(ctx, in)
		return saved{text, err, then}
	}
}

func (m *model) onSaved(s saved) tea.Cmd {
	m.saving = false
	held := m.held
	m.held = nil
	if s.err != nil {
		m.warn(s.err.Error()) // and what was typed ahead was meant for another place
		m.reveal()
		return m.leave
	}
	m.replace(s.text)
	cmd := s.then(m)
	m.follow()
	m.reveal()
	if m.leave != nil {
		return m.leave
	}
	if cmd != nil {
		return cmd
	}
	return m.keys(held)
}

func (m *model) warn(s string) { m.message = "! " + screen.Line(s) }
