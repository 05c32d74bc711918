package write

import (
	"context"
	"errors"
	"fmt"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"subrosa/notes"
	"subrosa/notes/document"
)

// When a draft is saved: after a pause in typing, and without one not later
// than this. A save that failed is tried again after retry.
const (
	pause    = time.Second
	latest   = 2 * time.Second
	retry    = 3 * time.Second
	heart    = 250 * time.Millisecond
	patience = 30 * time.Second // for one save
)

// keeping is what is known about saving.
type keeping struct {
	saved   int       // the changes that are saved
	since   time.Time // the first change that is not
	last    time.Time // the last key
	at      time.Time // the last save
	busy    bool      // a save is under way
	beating bool
	err     error     // of the last save
	next    time.Time // not before, after a failure
	then    func() tea.Cmd
	facts   document.Document // the head as it was last accepted
}

type (
	beat  struct{}
	saved struct {
		changes int
		facts   document.Document
		saved   notes.Saved
		err     error
	}
)

func (m *model) dirty() bool { return m.text.changes() != m.keep.saved }

// touched notes that a key was pressed, and starts the clock when it changed
// something.
func (m *model) touched() tea.Cmd {
	now := m.now()
	m.keep.last = now
	if !m.dirty() {
		return nil
	}
	if m.started.IsZero() {
		m.started = now
	}
	if m.keep.since.IsZero() {
		m.keep.since = now
	}
	return m.beatOn()
}

func (m *model) beatOn() tea.Cmd {
	if m.keep.beating {
		return nil
	}
	m.keep.beating = true
	return tea.Tick(heart, func(time.Time) tea.Msg { return beat{} })
}

// onBeat saves when it is time, and beats on while something is unsaved.
func (m *model) onBeat() tea.Cmd {
	m.keep.beating = false
	if !m.dirty() && !m.keep.busy {
		return nil
	}
	now := m.now()
	due := now.Sub(m.keep.last) >= pause || now.Sub(m.keep.since) >= latest
	if due && !now.Before(m.keep.next) {
		return tea.Batch(m.save(), m.beatOn())
	}
	return m.beatOn()
}

// save saves aside what is on the screen now. One save runs at a time.
func (m *model) save() tea.Cmd {
	if m.keep.busy {
		return nil
	}
	m.keep.busy = true
	run := m.saving()
	return func() tea.Msg { return run() }
}

// saving prepares a save; what it returns may run beside the screen.
func (m *model) saving() func() saved {
	m.text.TakeMarks(m.job.Context.Parties)
	if m.started.IsZero() {
		m.started = m.now()
	}
	in := Draft{Note: m.result.Note, Revision: m.result.Revision, StartedAt: m.started, Document: m.document()}
	changes, facts := m.text.changes(), m.head
	return func() (out saved) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(m.ctx), patience)
		defer cancel()
		out.changes, out.facts = changes, facts
		defer func() { // the value of a panic may quote the note
			if recover() != nil {
				out.err = errFault
			}
		}()
		out.saved, out.err = m.job.Save(ctx, in)
		return out
	}
}

// onSaved takes the result of a save and goes on with what waited for it.
func (m *model) onSaved(s saved) tea.Cmd {
	m.keep.busy = false
	m.record(s)
	then := m.keep.then
	if s.err != nil && m.takeBack(s.err) {
		m.keep.then = nil // what waited was asked for with other facts
		return m.save()
	}
	if s.err != nil {
		return tea.Batch(m.notSaved(), m.beatOn())
	}
	if then == nil {
		return nil
	}
	if m.dirty() {
		return m.save()
	}
	m.keep.then = nil
	return then()
}

// notSaved says what could not be done because a save failed. A terminal that
// went away is not told; Note tries again without it.
func (m *model) notSaved() tea.Cmd {
	waited := m.keep.then != nil
	m.keep.then = nil
	switch {
	case m.hungUp:
		return tea.Quit
	case m.leaving:
		m.leaving = false
		m.message = leaveAnyway
		if errors.As(m.keep.err, new(*Aside)) {
			m.message = leaveAside
		}
	case waited:
		m.warn("not saved, so this has to wait: " + m.keep.err.Error())
	}
	return nil
}

// takeBack puts the facts back to what was last accepted when err is about
// them, so that facts which the record refuses never keep the words from being
// saved. It says whether there was something to put back.
func (m *model) takeBack(err error) bool {
	var invalid *notes.Invalid
	before := m.keep.facts
	if !errors.As(err, &invalid) || m.head.SameFacts(before) {
		return false
	}
	m.change(before)
	m.head.Risk, m.head.Next = before.Risk, before.Next
	m.keep.facts = m.head
	m.warn("the facts are as they were: " + err.Error())
	return true
}

func (m *model) record(s saved) {
	m.keep.err = s.err
	if s.err != nil {
		m.keep.next = m.now().Add(retry)
		return
	}
	if mayLeave(m.message) {
		m.message = ""
	}
	m.keep.saved, m.keep.at, m.keep.facts = s.changes, m.now(), s.facts
	m.keep.since = time.Time{}
	if m.dirty() {
		m.keep.since = m.now()
	}
	m.result.Note, m.result.Revision = s.saved.Note, s.saved.Revision
	if s.saved.Forked {
		m.result.Forked = true
		m.warn(fmt.Sprintf("another window saved this draft first; yours goes on as %s", s.saved.Note))
	}
}

var errFault = errors.New("fault in subrosa itself while saving")

// after does something once everything is saved. Without a draft there is
// nothing to do it to, so then one is made.
func (m *model) after(then func() tea.Cmd) tea.Cmd {
	if !m.dirty() && !m.keep.busy && m.result.Note != "" {
		return then()
	}
	m.keep.then = then
	return m.save()
}

// saveNow saves without a screen, more than once if it has to.
func (m *model) saveNow() error {
	var s saved
	for range 3 {
		s = m.saving()()
		m.record(s)
		if s.err == nil {
			return nil
		}
		if !m.takeBack(s.err) {
			time.Sleep(heart)
		}
	}
	return fmt.Errorf("%w: %w", ErrNotSaved, s.err)
}
