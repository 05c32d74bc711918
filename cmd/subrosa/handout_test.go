package main

import (
	"os"
	"testing"
)

// The name that is offered for a sheet is one that does not exist yet.
func TestFreeName(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, want := range []string{"safety-plan.pdf", "safety-plan-2.pdf", "safety-plan-3.pdf"} {
		got := freeName("safety-plan", ".pdf")
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
		check(t, os.WriteFile(got, nil, 0o600))
	}
}
