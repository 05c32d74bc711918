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

// typist counts the keys that are no words.
type typist struct {
	*screentest.Terminal
	keys int
}

func (p *typist) words(text string) { p.Keys(text); p.Wait(text) }

func (p *typist) key(k string) { p.keys++; p.Keys(k) }

// TestKeysBesidesWords counts what a note costs when the guesses are right: a
// session of three sections 5 keys besides its words, a no-show 2, a contact 3.
func TestKeysBesidesWords(t *testing.T) {
	h := newHouse(t)
	h.newVault(testPractice)
	h.must(`{"kind": "individual", "parties": [{"label": "A", "name": "Chris Dahl"}]}`, "case", "open", "--from", "-")
	for _, kind := range []string{"informed-consent", "privacy-notice", "recording-policy"} {
		h.must("", "consent", "add", "C-001", kind)
	}
	h.must("---\nstart: yesterday 10:00\nkind: contact\nchannel: sms\ndirection: in\nwith: [A]\npresent: [A]\nrisk: none\n---\n## Summary\nAsks for an hour.\n", "note", "new", "C-001", "--from", "-", "--sign")
	const f10 = "\x1b[21~"
	for _, c := range []struct {
		kind  string
		most  int
		write func(*typist)
	}{
		{"session", 5, func(p *typist) {
			p.words("Came on time.")
			p.key("\t")
			p.words("Calmer than before.")
			p.key("\t")
			p.words("Goes on.")
			p.key(f10)
			p.Wait("! risk is not stated")
			p.key("\r")
			p.Wait("(x) none")
			p.key("S")
		}},
		{"no-show", 2, func(p *typist) {
			p.Wait("NO SHOW")
			p.key(f10)
			p.Wait("S sign and lock")
			p.key("S")
		}},
		{"contact", 3, func(p *typist) {
			p.words("Can not come on Friday.")
			p.key(f10)
			p.Wait("! risk is not stated")
			p.key("\r")
			p.Wait("(x) none")
			p.key("S")
		}},
		{"session", 5, func(p *typist) { // and what comes next where there is risk
			p.words("Spoke of death.")
			p.key(f10)
			p.Wait("! risk is not stated")
			p.key("\x1b[B\x1b[B\r")
			p.Wait("(x) present")
			p.key("S")
			p.Wait("is signed; risk is present")
			p.key("\x1b")
		}},
	} {
		x := screentest.New(t, 80, 24)
		cmd := h.at(x, "note", "new", "C-001", "--kind", c.kind)
		p := &typist{Terminal: x}
		x.Wait("f10 finish")
		c.write(p)
		x.Wait("signed N-")
		if err := cmd.Wait(); err != nil || p.keys > c.most {
			t.Errorf("%s: %d keys, want at most %d (%v)", c.kind, p.keys, c.most, err)
		}
	}
	if shown := h.must("", "note", "show", "N-000004", "--json"); !strings.Contains(shown, `"facts":{"channel":"sms","direction":"in","with":["A"]}`) {
		t.Errorf("the contact was guessed otherwise:\n%s", shown)
	}
}
