package main

import (
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"subrosa/cmd/subrosa/screen/screentest"
)

// at starts a command with a terminal.
func (h *house) at(x *screentest.Terminal, args ...string) *exec.Cmd {
	h.t.Helper()
	cmd := h.command("", args...)
	cmd.Env = append(cmd.Env, "TERM=xterm-256color")
	cmd.Stdin, cmd.Stdout, cmd.Stderr = x.TTY, x.TTY, x.TTY
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := cmd.Start(); err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
	return cmd
}

// TestPowerCutWhileWriting types a note in the writing screen and kills the
// program as a power cut would. What the screen called saved is there
// afterwards, and nowhere in clear.
func TestPowerCutWhileWriting(t *testing.T) {
	h := newHouse(t)
	h.newVault(testPractice)
	d := newWorkday(h)
	h.must(`{"kind": "individual", "parties": [{"label": "A", "name": "Chris Dahl"}]}`, "case", "open", "--from", "-")
	x := screentest.New(t, 80, 24)
	cmd := h.at(x, "note", "new", "C-001")
	x.Wait("C-001")
	first, last := d.new(), d.new()
	x.Keys(first + " sat down.\r\r" + last)
	x.Wait(last)
	x.Wait("saved")
	cmd.Process.Signal(syscall.SIGKILL)
	cmd.Wait()

	d.nothingLeft(2)
	var list struct{ Notes []struct{ ID, Status string } }
	h.result(&list, "", "note", "list")
	if len(list.Notes) != 1 || list.Notes[0].Status != "draft" {
		t.Fatalf("notes: %+v", list.Notes)
	}
	if text := h.must("", "note", "show", list.Notes[0].ID); !strings.Contains(text, first) || !strings.Contains(text, last) {
		t.Errorf("typed %s and %s, kept:\n%s", first, last, text)
	}
	h.verified()
}

// TestDraftGoneWhileWriting signs one draft and discards another in a second
// window while they are being written. What is typed afterwards is kept as a
// draft of its own.
func TestDraftGoneWhileWriting(t *testing.T) {
	for _, gone := range [][]string{{"sign"}, {"discard", "--confirm", "N-000001"}} {
		t.Run(gone[0], func(t *testing.T) {
			h := newHouse(t)
			h.newVault(testPractice)
			d := newWorkday(h)
			h.must(`{"kind": "individual", "parties": [{"label": "A", "name": "Chris Dahl"}]}`, "case", "open", "--from", "-")
			before, after := d.new(), d.new()
			h.must("---\nstart: today 0:00\nminutes: 1\nformat: dap\nplace: online\npresent: [A]\nrisk: none\n---\n## Data\n"+before+"\n",
				"note", "new", "C-001", "--from", "-")
			x := screentest.New(t, 80, 24)
			h.at(x, "note", "edit", "N-000001")
			x.Wait(before)
			h.must("", append([]string{"note", gone[0], "N-000001"}, gone[1:]...)...)
			x.Keys(" " + after)
			x.Wait("goes on as N-000002")
			x.Keys("\x1b")
			x.Wait("kept as the draft N-000002")
			if text := h.must("", "note", "show", "N-000002"); !strings.Contains(text, before) || !strings.Contains(text, after) {
				t.Errorf("typed %s after %s, kept:\n%s", after, before, text)
			}
		})
	}
}
