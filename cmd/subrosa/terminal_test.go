package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Nothing is asked of the terminal by a command that has nothing to ask.
func TestNoCommandSpeaksToTheTerminalUnasked(t *testing.T) {
	_, env := terminalHome(t)
	for _, args := range [][]string{{"version"}, {"status"}, {"help"}, {"case", "--help"}} {
		c := onTerminal(t, env, args...)
		c.exits(0)
		if strings.Contains(c.text(), "\x1b") {
			t.Errorf("%v wrote %q", args, c.text())
		}
	}
}

func TestPassphraseOnTerminal(t *testing.T) {
	dir, env := lockedVault(t)

	// mistyped once
	c := onTerminal(t, env, "unlock")
	c.expect("Passphrase, or the 24 words: ")
	c.send("something else\n")
	c.expect("that opens nothing; try again")
	c.expect("Passphrase")
	c.send(testPassphrase + "\n")
	c.expect("unlocked, locks after 10 minutes without use")
	c.exits(0)
	if strings.Contains(c.text(), "something else") || strings.Contains(c.text(), "ærlig") {
		t.Error("the passphrase was shown while it was typed")
	}

	// typed ahead, while the one before is still tried
	c = onTerminal(t, env, "verify")
	c.exits(0)
	c = onTerminal(t, env, "lock")
	c.exits(0)
	c = onTerminal(t, env, "unlock")
	c.expect("Passphrase, or the 24 words: ")
	c.send("something else\n")
	time.Sleep(20 * time.Millisecond)
	c.send(testPassphrase + "\n")
	c.expect("unlocked, locks after 10 minutes without use")
	c.exits(0)
	if strings.Contains(c.text(), "ærlig") {
		t.Error("what was typed ahead was shown")
	}

	// the agent holds it now
	c = onTerminal(t, env, "case", "list")
	c.expect("no case yet")
	c.exits(0)
	c = onTerminal(t, env, "lock")
	c.exits(0)

	// three times wrong
	c = onTerminal(t, env, "case", "list")
	for range 3 {
		c.expect("Passphrase, or the 24 words: ")
		c.send("something else\n")
	}
	c.expect("wrong passphrase or recovery words")
	c.exits(4)

	// the words will do; a new passphrase is offered, and may be declined
	words, err := os.ReadFile(filepath.Join(dir, "words"))
	check(t, err)
	c = onTerminal(t, env, "case", "list")
	c.expect("Passphrase, or the 24 words: ")
	c.send(string(words))
	c.expect("New passphrase, or enter: ")
	c.send("\n")
	c.expect("opened with the recovery words; the passphrase is still the old one")
	c.exits(0)

	// Ctrl-C, and hang-up
	c = onTerminal(t, env, "case", "list")
	c.expect("Passphrase, or the 24 words: ")
	c.send("\x03")
	c.expect("subrosa: left; what was not finished was not done")
	c.exits(130)
	c = onTerminal(t, env, "case", "open", "--plain")
	c.expect("Passphrase, or the 24 words: ")
	c.send(testPassphrase + "\n")
	c.expect("Kind")
	c.send("\x03")
	c.expect("subrosa: left; no case was opened")
	c.exits(130)
	c = onTerminal(t, env, "case", "list")
	c.expect("Passphrase, or the 24 words: ")
	check(t, c.cmd.Process.Signal(syscall.SIGHUP))
	c.exits(130)
}

// With --json the result is the same object, and the question stays out of it.
func TestPassphraseAndJSON(t *testing.T) {
	_, env := lockedVault(t)
	c := onTerminal(t, env, "case", "list", "--json")
	c.expect("Passphrase")
	c.send(testPassphrase + "\n")
	c.expect(`{"cases":[],"truncated":false}`)
	c.exits(0)
}

func TestInitOnTerminal(t *testing.T) {
	dir, env := terminalHome(t)
	c := onTerminal(t, env, "init", "--plain", "--from", filepath.Join(dir, "practice.json"))
	c.expect("New passphrase: ")
	c.send("short\n")
	c.expect("too few")
	c.expect("New passphrase: ")
	c.send("a long enough passphrase\n")
	c.expect("The same again: ")
	c.send("another passphrase\n")
	c.expect("not the same")
	c.expect("New passphrase: ")
	c.send("a long enough passphrase\n")
	c.expect("The same again: ")
	c.send("a long enough passphrase\n")
	writeDown(c)
	c.expect("made the vault")
	c.exits(0)

	// what was typed opens it
	c = onTerminal(t, env, "verify")
	c.expect("Passphrase")
	c.send("a long enough passphrase\n")
	c.expect("sound")
	c.exits(0)
}

// writeDown notes the recovery words that are shown and answers the questions
// about two of them.
func writeDown(c *console) (words string) {
	c.t.Helper()
	shown := c.expect("when they are on paper")
	list := regexp.MustCompile(`(?m)^ *(\d+)  ([a-z]+)\r?$`).FindAllStringSubmatch(shown, -1)
	if len(list) != 24 {
		c.t.Fatalf("%d words were shown:\n%s", len(list), shown)
	}
	c.send("\n")
	number := regexp.MustCompile(`Word number (\d+)`)
	for range 2 {
		c.expect("Word number ")
		time.Sleep(50 * time.Millisecond) // the rest of the line
		all := number.FindAllStringSubmatch(c.text(), -1)
		asked := all[len(all)-1][1]
		for _, w := range list {
			if w[1] == asked {
				c.send(w[2] + "\n")
			}
		}
	}
	for _, w := range list {
		words += w[2] + " "
	}
	return strings.TrimSpace(words)
}

// Leaving in the middle of setting up leaves nothing.
func TestInitInterrupted(t *testing.T) {
	dir, env := terminalHome(t)
	c := onTerminal(t, env, "init", "--plain", "--from", filepath.Join(dir, "practice.json"), "--passphrase-file", filepath.Join(dir, "passphrase"))
	c.expect("when they are on paper")
	c.send("\x03")
	c.exits(130)
	if _, err := os.Lstat(filepath.Join(dir, "practice.vault")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a vault was left: %v", err)
	}
}

// A missing code opens a picker on a terminal.
func TestPickerOnTerminal(t *testing.T) {
	dir, env := lockedVault(t)
	run := func(args ...string) {
		t.Helper()
		cmd := exec.Command("subrosa", append(args, "--passphrase-file", filepath.Join(dir, "passphrase"))...)
		cmd.Env = env
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
	}
	check(t, os.WriteFile(filepath.Join(dir, "case.json"),
		[]byte(`{"kind": "individual", "parties": [{"label": "A", "name": "Chris Dahl"}]}`), 0o600))
	run("case", "open", "--from", filepath.Join(dir, "case.json"))
	run("unlock")
	c := onTerminal(t, env, "case", "show", "--plain")
	c.expect("Which case?")
	c.expect("C-001  CD")
	c.send("1\n")
	c.expect("individual")
	c.exits(0)
	if strings.Contains(c.text(), "Chris") {
		t.Error("the picker shows names")
	}

	// What is refused is not asked for first.
	c = onTerminal(t, env, "case", "convert", "C-001", "--plain")
	c.expect("C-001 is no inquiry")
	c.exits(8)
	if strings.Contains(c.text(), "become?") {
		t.Errorf("%q", c.text())
	}
}

// The name of a file that is asked about does not steer the terminal.
func TestQuestionsDoNotSteer(t *testing.T) {
	dir, env := lockedVault(t)
	pass := filepath.Join(dir, "passphrase")
	check(t, os.WriteFile(filepath.Join(dir, "case.json"), []byte(`{"kind": "couple", "parties": [{"label": "A", "name": "Chris Dahl"}, {"label": "B", "name": "Joe Winther"}]}`), 0o600))
	without(t, env, "case", "open", "--from", filepath.Join(dir, "case.json"), "--passphrase-file", pass)
	for question, args := range map[string][]string{
		"Go on?":     {"handout", "joint-record", "C-001", "--out", filepath.Join(dir, "a\x1b[31mb.pdf")},
		"everything": {"export", "--all", filepath.Join(dir, "a\x1b[31mb")},
	} {
		c := onTerminal(t, env, append(args, "--plain", "--passphrase-file", pass)...)
		c.expect(question)
		c.send("no\n")
		c.exits(8)
		if strings.Contains(c.text(), "\x1b[31m") {
			t.Errorf("%q", c.text())
		}
	}
}

// Standard output that is closed is a failure told in one line.
func TestStandardOutputClosed(t *testing.T) {
	_, env := terminalHome(t)
	r, w, err := os.Pipe()
	check(t, err)
	r.Close()
	cmd := exec.Command("subrosa", "completion", "bash")
	cmd.Env = env
	cmd.Stdout = w
	var errs bytes.Buffer
	cmd.Stderr = &errs
	err = cmd.Run()
	w.Close()
	exit, ok := errors.AsType[*exec.ExitError](err)
	if !ok || exit.ExitCode() != 1 || errs.String() != "subrosa: error: standard output was closed\n" {
		t.Errorf("%v: %q", err, errs.String())
	}
}
