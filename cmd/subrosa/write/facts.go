package write

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"subrosa/cmd/subrosa/screen"
	"subrosa/notes/document"
)

// factsChanged is what the form of the facts brought.
type factsChanged struct {
	document document.Document
	err      error
}

// askFacts opens the form of the facts over the screen.
func (m *model) askFacts() tea.Cmd {
	var out factsChanged
	job := &factsForm{run: func(ctx context.Context) {
		m.elsewhere.Store(true)
		defer m.elsewhere.Store(false)
		out.document, out.err = m.asker.Facts(ctx, m.head, m.job.Context, m.job.Places)
	}, ctx: m.ctx}
	return tea.Exec(job, func(error) tea.Msg { return out })
}

func (m *model) onFacts(f factsChanged) {
	if f.err != nil {
		if !errors.Is(f.err, screen.ErrInterrupted) {
			m.warn(f.err.Error())
		}
		return
	}
	m.change(f.document)
}

// factsForm is a form that runs while the screen has let go of the terminal.
type factsForm struct {
	ctx context.Context
	run func(context.Context)
}

func (f *factsForm) Run() error {
	f.run(f.ctx)
	return nil
}
func (f *factsForm) SetStdin(io.Reader)  {}
func (f *factsForm) SetStdout(io.Writer) {}
func (f *factsForm) SetStderr(io.Writer) {}

// factsLine is the facts in one line; what differs from last time stands in
// capitals.
func (m *model) factsLine(width int) string {
	d, last := m.head, m.job.Facts.LastNote
	parts := []string{"no date"}
	if !d.Start.IsZero() {
		layout := "Mon 2 Jan 2006 15:04"
		if width < 60 {
			layout = "2 Jan 15:04"
		}
		parts[0] = d.Start.Format(layout)
	}
	differs := func(text string, differs bool) {
		if differs {
			text = strings.ToUpper(text)
		}
		if text != "" {
			parts = append(parts, text)
		}
	}
	if d.Kind != "session" {
		differs(strings.ReplaceAll(d.Kind, "-", " "), true)
	}
	if document.Meets(d.Kind) {
		differs(fmt.Sprintf("%d min", d.Minutes), last != nil && last.Minutes != d.Minutes)
		differs(m.place(d.Place), last != nil && last.Place != d.Place)
	}
	if !document.WithoutSession(d.Kind) {
		differs(m.presence(d.Present), last != nil && !sameLabels(d.Present, last.Present))
	}
	if d.Kind == "session" {
		differs(d.Format, last != nil && last.Format != d.Format)
	}
	for _, o := range d.Own {
		differs(strings.ReplaceAll(o.Key, "_", " ")+" "+strings.Join(o.Values, ", "), false)
	}
	if d.Layer == "process" {
		differs("process note", true)
	}
	return strings.Join(parts, " · ")
}

func sameLabels[T ~string](a []string, b []T) bool {
	return slices.EqualFunc(a, b, func(x string, y T) bool { return x == string(y) })
}

// place is what a place is called.
func (m *model) place(id string) string {
	if label := m.job.Places[id]; label != "" {
		return screen.Line(label)
	}
	return strings.ReplaceAll(id, "-", " ")
}

// presence says who was there, when that can be said of several.
func (m *model) presence(present []string) string {
	switch parties := m.job.Context.Parties; {
	case len(parties) < 2:
		return ""
	case len(present) == 0:
		return "nobody present"
	case len(present) == len(parties) && len(parties) == 2:
		return "both present"
	case len(present) == len(parties):
		return "all present"
	}
	return "only " + strings.Join(present, ", ") + " present"
}

// when is a moment as it is read back: with its weekday.
func when(t time.Time) string { return t.Format("Mon 2 Jan 2006 15:04") }
