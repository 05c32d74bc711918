// Package write is the writing screen: the note of a session, from the first
// key to the signature.
//
// A Job says which note, and what can be done with it, as callbacks: the
// screen opens no vault itself.
//
//	done, err := write.Note(ctx, asker, write.Job{Facts: facts, Save: save, ...})
//
// The screen is one text (field.Field) with the sections of the format under
// one another. Nothing typed is lost: the draft is saved in every pause, when
// another section is entered, at the latest two seconds after a change, and
// when the user leaves or the terminal does. A save that fails is shown and
// tried again, and the screen does not close over it unasked.
//
// Finishing shows what to look at before a note is signed, and asks for risk
// and the next appointment. Signing is never one key away by accident: S, and
// only when nothing marked "!" is open.
//
// With line prompts (an Asker that is Plain) the same Job is asked section by
// section.
package write

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"sync/atomic"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"subrosa/cmd/subrosa/field"
	"subrosa/cmd/subrosa/form"
	"subrosa/cmd/subrosa/screen"
	"subrosa/notes"
	"subrosa/notes/document"
)

// Job is a note to be written.
type Job struct {
	Facts   notes.Facts       // the case, and the note as it stands or is guessed
	Context document.Context  // parties, places and language
	Places  map[string]string // labels of the practice's places by id

	LateReason string // given beforehand
	Message    string // stands on the screen until the first key

	Note     notes.NoteID // the draft that is gone on with; "" for a new one
	Revision int
	At       *field.Pos // where the cursor stands; nil: where the text ends

	// Save saves the draft. Note is "" until the first save, which makes it.
	Save func(ctx context.Context, in Draft) (notes.Saved, error)

	// Findings says what to look at before signing.
	Findings func(ctx context.Context, n notes.NoteID) ([]notes.Finding, error)

	// Sign signs the saved draft.
	Sign func(ctx context.Context, n notes.NoteID, lateReason string) (notes.Note, error)
}

// Draft is what Save gets.
type Draft struct {
	Note      notes.NoteID
	Revision  int
	StartedAt time.Time // the first key
	Document  document.Document
}

// Result is what became of a Job.
type Result struct {
	Note     notes.NoteID // "" when nothing was written
	Revision int
	Signed   *notes.Note // nil when it stays a draft
	Forked   bool        // another window was faster: Note is another draft
	At       field.Pos   // where the cursor stood
}

// ErrNotSaved means that the user left although the last changes could not be
// saved.
var ErrNotSaved = errors.New("the last changes were not saved")

// Aside is a save that the vault did not take; the draft is kept sealed in a
// file of its own.
type Aside struct {
	Path   string
	Err    error
	Remedy bool // Err says what she can do about it, and goes first
}

func (a *Aside) Error() string {
	if a.Remedy {
		return fmt.Sprintf("%v; kept sealed in %s", a.Err, filepath.Base(a.Path))
	}
	return fmt.Sprintf("kept sealed in %s: %v", filepath.Base(a.Path), a.Err)
}
func (a *Aside) Unwrap() error { return a.Err }

// Note lets the user write a note. Leaving it as a draft is no error; Ctrl-C
// and a closed terminal are screen.ErrInterrupted, and a lock is screen.ErrLocked,
// with what was saved in the Result.
func Note(ctx context.Context, a *form.Asker, job Job) (Result, error) {
	m := newModel(ctx, a, job)
	if a.Plain {
		return m.lines(ctx)
	}
	t := a.Terminal()
	t.Again = nil // it saves and ends: the draft may be another when it goes on
	_, err := t.Run(ctx, m)
	m.result.At = m.text.At()
	if m.dirty() && !m.abandoned { // the screen ended otherwise than by leaving it
		err = errors.Join(err, m.saveNow())
	}
	switch {
	case err != nil:
	case m.abandoned:
		err = ErrNotSaved
	case m.interrupted:
		err = screen.ErrInterrupted
	}
	return m.result, err
}

// model is the state of the screen.
type model struct {
	ctx   context.Context
	asker *form.Asker
	job   Job
	now   func() time.Time

	head     document.Document // the facts; its sections are the headings
	text     *textField
	started  time.Time
	result   Result
	keep     keeping
	finish   *finishing      // nil while the text is on the screen
	as       reading         // who reads; the writer, mostly
	clear    map[string]bool // names that she left in clear on purpose
	message  string          // until the next key
	complete []string        // aliases that the word at the cursor may become
	spaced   bool            // the space before the cursor came with an alias

	width, height int

	elsewhere   atomic.Bool // a form is open over the screen
	leaving     bool        // as soon as everything is saved
	interrupted bool        // left by Ctrl-C, or with the terminal
	hungUp      bool        // the terminal went away
	abandoned   bool        // left without the last changes
}

func (m *model) Init() tea.Cmd { return nil }

// Elsewhere says whether a form is open over the screen.
func (m *model) Elsewhere() bool { return m.elsewhere.Load() }
