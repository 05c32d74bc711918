package main

import (
	"context"

	"subrosa/notes"
)

// writeNote is `note new` on a terminal: the writing screen.
func (a *app) writeNote(ctx context.Context, args []string, o *noteNewOptions) error {
	return missing("from", "the note")
}

// editNote is `note edit` on a terminal.
func (a *app) editNote(ctx context.Context, args []string) error {
	return missing("from", "the note")
}

// fullScreen says whether results may be shown on the alternate screen.
func (a *app) fullScreen() bool { return a.terminal() && a.outTerminal && !a.plain() }

// readScreen shows text on the alternate screen.
func (a *app) readScreen(ctx context.Context, title, text string) error {
	return a.write([]byte(text))
}

var _ notes.NoteID
