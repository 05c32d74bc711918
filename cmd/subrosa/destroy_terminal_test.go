package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// On a terminal a case is destroyed after a yes to what would go and after its
// code was typed, and after nothing less.
func TestDestroyIsConfirmedTwice(t *testing.T) {
	h := &asked{t: t, dir: t.TempDir()}
	h.env = map[string]string{"HOME": h.dir, "SUBROSA_VAULT": filepath.Join(h.dir, "practice.vault"), "XDG_STATE_HOME": h.dir, "XDG_RUNTIME_DIR": h.dir}
	h.file("passphrase", testPassphrase)
	h.must("init", "--from", h.file("practice.json", testPractice), "--recovery-out", filepath.Join(h.dir, "words"))
	h.must("case", "open", "--from", h.file("case.json", `{"kind": "individual", "parties": [{"label": "A", "name": "Chris Dahl"}]}`))
	h.must("note", "new", "C-001", "--sign", "--from", h.file("note.md", killedNote))
	h.must("case", "close", "C-001")
	reason := h.file("reason", "our policy")
	h.must("retention", "keep", "C-001", "--until", "2026-01-01", "--reason-from", reason)
	h.must("hold", "add", "C-001", "--reason-from", reason)
	h.must("hold", "lift", "H-001", "--reason-from", reason)
	h.must("backup", "add", filepath.Join(h.dir, "copy.vault"))
	file := filepath.Join(h.dir, "certificate.pdf")

	summary := [][2]string{{"Which case?", ""}, {"number", "1"}, {"C-001  individual", ""}, {"kept until", ""}, {"your own decision", ""}, {"1 hold, lifted", ""},
		{"1 note, 1 person", ""}, {"B-001 L-001", ""}}
	for _, test := range []struct {
		answers [][2]string
		status  int
	}{
		{[][2]string{{"(yes or no)", "no"}}, 8},
		{[][2]string{{"(yes or no)", "yes"}, {"is about to be destroyed", ""}, {": ", "C-002"}}, 8},
		{[][2]string{{"(yes or no)", "yes"}, {"is about to be destroyed", ""}, {": ", "c-001"}}, 0},
	} {
		answers := append([][2]string{{"File for the certificate: ", file}}, append(summary[:len(summary):len(summary)], test.answers...)...)
		status, out, screen := h.conversation(answers, "destroy")
		if status != test.status || exists(file) != (status == 0) {
			t.Fatalf("exit status %d, want %d, certificate %t\n%s\n%s", status, test.status, exists(file), out, screen)
		}
		if gone := strings.Contains(h.must("case", "show", "C-001"), "destroyed"); gone != (status == 0) {
			t.Fatalf("exit status %d, destroyed %t", status, gone)
		}
	}
	if pdf, err := os.ReadFile(file); err != nil || !strings.HasPrefix(string(pdf), "%PDF-") {
		t.Errorf("the certificate is no PDF (%v)", err)
	}
}
