package write

import (
	"context"
	"fmt"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"subrosa/cmd/subrosa/field"
	"subrosa/notes"
	"subrosa/notes/document"
)

// finishing is the screen before signing.
type finishing struct {
	findings []notes.Finding
	items    []item
	at       int // the marked item
	top      int
	late     string // why the note is late

	edit   *field.Field // the line being typed, nil when none is
	about  itemKind
	wrong  string // what is wrong with that line
	signed bool   // signing is under way
}

// item is a line that Enter acts on.
type item struct {
	kind  itemKind
	label string // the left side, said once
	text  string // what stands there now, or the choice
	open  bool   // signing has to wait for it
	value string // of a choice
	about notes.Finding
}

type itemKind int

const (
	lookAt itemKind = iota
	rename
	leaveClear
	risk
	next
	late
	elsewhere // another command does it
)

type (
	found struct {
		findings []notes.Finding
		err      error
	}
	signed struct {
		note notes.Note
		err  error
	}
)

// find asks what there is to look at, and opens the screen with it.
func (m *model) find() tea.Cmd {
	n := m.result.Note
	return func() (msg tea.Msg) {
		ctx, cancel := context.WithTimeout(m.ctx, patience)
		defer cancel()
		f, err := m.job.Findings(ctx, n)
		return found{f, err}
	}
}

func (m *model) onFound(f found) tea.Cmd {
	m.message = ""
	if f.err != nil {
		m.warn(f.err.Error())
		return nil
	}
	reason := m.job.LateReason
	if m.finish != nil {
		reason = m.finish.late
	}
	m.finish = &finishing{findings: f.findings, late: reason}
	m.arrange()
	m.finish.at = m.finish.first()
	if m.finish.items[0].kind == rename {
		m.finish.at = 0
	}
	return nil
}

// first is the item to go on with: the first that is open, else the next
// appointment. It is never a way to sign.
func (f *finishing) first() int {
	appointment := 0
	for i, it := range f.items {
		if it.open {
			return i
		}
		if it.kind == next {
			appointment = i
		}
	}
	return appointment
}

// arrange makes the items from the findings and the note as it is now.
func (m *model) arrange() {
	f := m.finish
	f.items = nil
	lateHours := false
	for _, x := range f.findings {
		switch x.Code {
		case "risk-unanswered": // asked below, in every case
		case "late":
			lateHours = true
		default:
			f.items = append(f.items, m.findingItems(x)...)
		}
	}
	if document.AsksRisk(m.head.Kind) {
		for i, r := range [][2]string{{"none", "none"}, {"not-assessed", "not assessed"}, {"present", "present"}} {
			it := item{kind: risk, value: r[0], text: "( ) " + r[1]}
			if m.head.Risk == r[0] {
				it.text = "(x) " + r[1]
			}
			if i == 0 {
				it.label = "risk"
				if open := notes.RiskOpen(m.head, len(m.job.Context.Parties), notes.AlertFor(m.job.Facts.Alerts, m.head.Present)); open != "" {
					it.label, it.open = open, true
				}
			}
			f.items = append(f.items, it)
		}
	}
	if lateHours {
		it := item{kind: late, label: "later than 48 hours: why?", text: f.late, open: f.late == ""}
		if it.open {
			it.text = "enter to write it"
		}
		f.items = append(f.items, it)
	}
	it := item{kind: next, label: "next appointment", text: "none yet; enter to set it"}
	if m.head.Next != nil {
		it.text = strings.TrimSpace(when(m.head.Next.Start) + " " + m.place(m.head.Next.Place))
	}
	f.items = append(f.items, it)
	f.at = min(f.at, len(f.items)-1)
}

// since is how long ago the session ended, as far as it is worth saying.
func (m *model) since() string {
	if m.head.Start.IsZero() {
		return ""
	}
	d := m.now().Sub(m.head.Start.Add(time.Duration(m.head.Minutes) * time.Minute))
	switch {
	case d < 0:
		return ""
	case d < 2*time.Hour:
		return fmt.Sprintf("%d minutes after the end", int(d.Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf("%d hours after the end", int(d.Hours()))
	}
	return fmt.Sprintf("%d days after the end", int(d.Hours()/24))
}
