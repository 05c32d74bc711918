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
