package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"subrosa/notes"
)

func newNoteCmd(a *app) *cobra.Command {
	return newGroupCmd(a, "note", "Write, sign, amend and read notes",
		newNoteNewCmd(a), newNoteEditCmd(a), newNoteSignCmd(a), newNoteDiscardCmd(a),
		newNoteAmendCmd(a), newNoteMarkCmd(a), newNoteVoidCmd(a),
		newNoteShowCmd(a), newNoteListCmd(a))
}

// noteChanged is what commands print that make or change a note.
type noteChanged struct {
	Note     notes.NoteID `json:"note"`
	Status   string       `json:"status"`
	Revision int          `json:"revision,omitempty"`
	Forked   bool         `json:"forked,omitempty"` // kept as a draft of its own: another window was faster
}

// printSaved tells what became of a draft, and on standard error what somebody
// else did to it meanwhile.
func (a *app) printSaved(s notes.Saved, line string) error {
	a.warnSaved(s)
	return a.print(noteChanged{s.Note, "draft", s.Revision, s.Forked}, func(w io.Writer) { fmt.Fprintln(w, line) })
}

func (a *app) warnSaved(s notes.Saved) {
	if s.Forked {
		a.warn("another window saved this draft meanwhile; yours is kept beside it as %s", s.Note)
	}
	if s.NewAliases > 0 {
		a.warn("%s without a name yet; subrosa case alias names them", count(s.NewAliases, "new @alias"))
	}
}

// warnFindings points out what Finishing would, by code and place only.
func (a *app) warnFindings(list []notes.Finding) {
	for _, f := range list {
		where := ""
		if f.Section != "" {
			where = " in " + f.Section
		}
		if f.Paragraph > 0 {
			where += fmt.Sprintf(", paragraph %d", f.InSection)
		}
		a.warn("%s%s", findingWords(f), where)
	}
}

// findingWords say what was found, never with a word of the note.
func findingWords(f notes.Finding) string {
	switch f.Code {
	case "name-in-clear":
		return "a known name stands in clear"
	case "risk-unanswered", "unanswered", "consent-missing", "same-time":
		return f.What
	case "late":
		return "this is a late note"
	case "nearly-repeated":
		return "a paragraph is nearly one of an earlier note"
	case "mark-without-presence":
		return "a mark is for somebody who was not there"
	case "empty":
		return "there is no text"
	}
	return strings.ReplaceAll(f.Code, "-", " ")
}

// understood is how a note was read, to be checked at a glance.
func understood(n notes.Note) string { return strings.Join(understoodParts(n, nil), " · ") }

// understoodParts begin with id, status, case and start.
func understoodParts(n notes.Note, places placeNames) []string {
	parts := []string{string(n.ID), n.Status, string(n.Case), n.Start.Format("Mon 2 Jan 2006 15:04")}
	if n.Minutes > 0 {
		parts = append(parts, fmt.Sprintf("%d min", n.Minutes))
	}
	if n.Place != "" {
		parts = append(parts, places.of(n.Place))
	}
	if who := present(n.Present); who != "" {
		parts = append(parts, who)
	}
	if n.Kind != "session" {
		parts = append(parts, n.Kind)
	}
	return parts
}

// placeNames is what the places of the practice are called, by id; nil leaves the
// ids.
type placeNames map[string]string

func namesOfPlaces(ctx context.Context, b *notes.Book) (placeNames, error) {
	p, err := b.Practice(ctx)
	names := placeNames{}
	for _, place := range p.Places {
		names[place.ID] = place.Label
	}
	return names, err
}

func (p placeNames) of(id string) string {
	if name := p[id]; name != "" {
		return name
	}
	if p != nil {
		return strings.ReplaceAll(id, "-", " ")
	}
	return id
}

func present(list []notes.Label) string {
	var who []string
	for _, l := range list {
		who = append(who, string(l))
	}
	if len(who) == 0 {
		return ""
	}
	return strings.Join(who, ", ") + " present"
}
