package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/creack/pty"
)

// TestFireDrill loses everything but a backup and the sheet with the words, and
// then does what docs/fire-drill.sh says, as somebody at a keyboard would.
func TestFireDrill(t *testing.T) {
	withStockPrograms(t)
	h := newHouse(t)
	h.newVault(testPractice)
	h.must(`{"kind": "individual", "parties": [{"label": "A", "name": "Chris Dahl"}]}`, "case", "open", "--from", "-")
	h.must(killedNote, "note", "new", "C-001", "--from", "-", "--sign")
	h.must("It was so.\n", "note", "amend", "N-000001", "--from", "-")
	h.must(strings.Replace(killedNote, "10:00", "12:00", 1), "note", "new", "C-001", "--from", "-")
	letter := h.path("letter")
	check(t, os.WriteFile(letter, []byte(strings.Repeat("Dear Ada, this is long. ", 30_000)), 0o600))
	h.must("", "attachment", "add", "C-001", "--from", letter)
	check(t, os.Remove(letter))
	stick := h.path("stick")
	check(t, os.Mkdir(stick, 0o700))
	h.must("", "backup", "add", stick)
	h.must("", "lock")
	words, err := os.ReadFile(h.ordered("words"))
	check(t, err)
	for _, gone := range []string{"home", "data", "state", "cache", "config", "work", "ordered"} {
		check(t, os.RemoveAll(h.path(gone)))
	}
	copies := copiesOn(t, stick)
	before := drillFolders(t)
	said, err := drill(t, h, strings.TrimSpace(string(words)), filepath.Join(stick, copies[0]))
	if err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	for _, want := range []string{"the first opening of this vault on this computer; its last entry: ", "sound: generation",
		"read with subrosa: 2 notes", "read with age and sqlite3: 2 notes", "put together: 1 attachments", "passed: all 2 notes can be read"} {
		if !strings.Contains(said, want) {
			t.Errorf("%q was not said", want)
		}
	}
	if strings.Contains(said, "in spite of everything") || strings.Contains(said, "Chris") {
		t.Error("a note stands on the screen")
	}
	if after := drillFolders(t); after != before {
		t.Errorf("left: %s", after)
	}
	if now := copiesOn(t, stick); len(now) != 1 {
		t.Errorf("on the stick: %v", now)
	}
	if t.Failed() {
		t.Log(said)
	}

	// the wrong words end it, and nothing stays either
	if said, err := drill(t, h, "abandon", filepath.Join(stick, copies[0])); err == nil || drillFolders(t) != before {
		t.Errorf("%v %s\n%s", err, drillFolders(t), said)
	}
}

// withStockPrograms puts age where the script finds it.
func withStockPrograms(t *testing.T) {
	t.Helper()
	out, err := exec.Command("go", "env", "GOPATH").Output()
	check(t, err)
	t.Setenv("PATH", os.Getenv("PATH")+string(os.PathListSeparator)+filepath.Join(strings.TrimSpace(string(out)), "bin"))
	for _, program := range []string{"bash", "age", "age-plugin-batchpass", "sqlite3", "awk"} {
		needs(t, program)
	}
}

// drillFolders are the folders that the script works in.
func drillFolders(t *testing.T) string {
	t.Helper()
	var all []string
	for _, base := range []string{"/dev/shm", os.TempDir()} {
		list, err := filepath.Glob(filepath.Join(base, "fire-drill.*"))
		check(t, err)
		all = append(all, list...)
	}
	return strings.Join(all, " ")
}

// drill runs the script on a terminal and types the secret wherever it is asked
// for.
func drill(t *testing.T, h *house, secret, backup string) (string, error) {
	t.Helper()
	script, err := filepath.Abs("../../docs/fire-drill.sh")
	check(t, err)
	cmd := exec.Command("bash", script, backup)
	cmd.Env = []string{"PATH=" + filepath.Dir(h.program[0]) + string(os.PathListSeparator) + os.Getenv("PATH"),
		"TMPDIR=" + os.TempDir(), "TERM=xterm-256color", "LANG=C.UTF-8", "HOME=" + h.path("nowhere")}
	terminal, err := pty.Start(cmd)
	check(t, err)
	defer terminal.Close()
	said := converse(terminal, secret, "or the 24 words: ", "Enter passphrase")
	return said, cmd.Wait()
}
