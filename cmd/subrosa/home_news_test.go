package main

import (
	"testing"

	"subrosa/notes"
)

// Answers about harm stand on the home screen until a note addresses them, with the
// key that writes it.
func TestHarmOnTheHomeScreen(t *testing.T) {
	due := "2026-11-24"
	got := riskNews([]notes.Todo{{Kind: "draft", ID: "N-000001"}, {Kind: "harm", ID: "M-000001", Case: "C-001", Due: &due}})
	want := "! C-001 answers about harm of 24 Nov, to be addressed: w writes the note"
	if len(got) != 1 || got[0] != want {
		t.Errorf("%q, want %q", got, want)
	}
}
