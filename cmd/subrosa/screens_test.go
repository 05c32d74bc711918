package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"subrosa/cmd/subrosa/agent"
	"subrosa/cmd/subrosa/screen/screentest"
)

// seat is somebody at a terminal with a home of her own.
type seat struct {
	t   *testing.T
	env []string
}

func newSeat(t *testing.T) *seat {
	t.Helper()
	dir := t.TempDir()
	sockets, err := os.MkdirTemp("", "sr") // a socket's path has little room
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		agent.LockAll(filepath.Join(sockets, "subrosa"))
		os.RemoveAll(sockets)
	})
	return &seat{t, append(os.Environ(), "HOME="+dir, "XDG_RUNTIME_DIR="+sockets,
		"XDG_DATA_HOME=", "XDG_STATE_HOME=", "XDG_CACHE_HOME=", "XDG_CONFIG_HOME=",
		"SUBROSA_VAULT="+filepath.Join(dir, "practice.vault"),
		"TZ=Europe/Copenhagen", "TERM=xterm-256color", "TTY=1", "NO_COLOR=1")}
}

// run starts the program on a terminal of 80x24; end waits for it and wants
// this exit status.
func (s *seat) run(args ...string) (x *screentest.Terminal, end func(status int)) {
	s.t.Helper()
	cmd := exec.Command("subrosa", args...)
	cmd.Env = s.env
	x = screentest.Start(s.t, cmd, 80, 24)
	return x, func(status int) {
		s.t.Helper()
		done := make(chan error, 1)
		go func() { done <- cmd.Wait() }()
		select {
		case <-done:
		case <-time.After(40 * time.Second):
			cmd.Process.Kill()
			s.t.Fatalf("subrosa %s did not end; the screen shows:\n%s", strings.Join(args, " "), x.Screen())
		}
		if got := cmd.ProcessState.ExitCode(); got != status {
			s.t.Fatalf("subrosa %s: exit status %d, want %d; the screen shows:\n%s", strings.Join(args, " "), got, status, x.Screen())
		}
	}
}

// wordAskedAfter waits until another word of the sheet is asked than before, and the
// screen stands still: half a number is another one.
func wordAskedAfter(x *screentest.Terminal, before string) (number string) {
	seen := 0
	x.Until("another word is asked", func() bool {
		m := wordAsked.FindStringSubmatch(x.Screen())
		if m == nil || m[1] == before || m[1] != number {
			seen = 0
		}
		if m != nil && m[1] != before {
			number = m[1]
			seen++
		}
		return seen > 10
	})
	return number
}

const passphraseTyped = "blåbær og fem andre ord"

// setUp goes through subrosa init as a newcomer does.
func (s *seat) setUp() {
	s.t.Helper()
	x, end := s.run()
	x.Answer("There is no vault yet", "\r")
	x.Answer("Your name", "Åse Østergård\r")
	x.Answer("Title", "psychotherapist\r")
	x.Answer("Address of the practice", "\r")
	x.Answer("Where do you practise?", "\r")
	x.Answer("Language of headings", "\r")
	x.Answer("authorised by the state", "\r")
	x.Answer("Place 1", "Østerbro\r")
	x.Answer("Address of Østerbro", "\r")
	x.Answer("Place 2", "\r")
	x.Answer("Is this right?", "\r")
	x.Answer("New passphrase:", passphraseTyped+"\r")
	x.Answer("The same again:", passphraseTyped+"\r")
	x.Wait("enter when they are on paper")
	words := map[string]string{}
	for _, m := range regexp.MustCompile(`(\d+)  ([a-z]+)`).FindAllStringSubmatch(x.Screen(), -1) {
		words[m[1]] = m[2]
	}
	if len(words) != 24 {
		s.t.Fatalf("%d words on the screen:\n%s", len(words), x.Screen())
	}
	x.Keys("\r")
	last := ""
	for range 2 {
		last = wordAskedAfter(x, last)
		x.Keys(words[last] + "\r")
	}
	x.Wait("no case yet: c opens the first")
	x.Keys("l")
	end(0)
}

// TestOnATerminal is a first day: set up, a case, a note written, interrupted,
// taken up again, signed, amended and read; everything typed, nothing in
// arguments.
func TestOnATerminal(t *testing.T) {
	if testing.Short() {
		t.Skip("a first day takes some seconds")
	}
	s := newSeat(t)
	s.setUp()

	x, end := s.run("unlock")
	x.Answer("Passphrase", "wrong\r")
	x.Answer("that opens nothing", passphraseTyped+"\r")
	end(0)

	x, end = s.run("case", "open")
	x.Answer("a couple", "\x1b[B\r")
	x.Answer("Opened", "\x1b[21~") // f10: the rest is right
	for _, p := range []string{"Chris Dahl", "Joe Winther"} {
		x.Answer("a full name", p+"\r")
		x.Answer("Other names", "\x1b[21~")
	}
	x.Answer("Short name for notes", "boss\r")
	x.Answer("Real names", "Kevin Brandt\r")
	x.Answer("Who is it?", "\x1b[21~")
	x.Until("the next one", func() bool { return strings.Count(x.Output(), "Short name for notes") > 1 })
	x.Keys("\r")
	end(0)

	x, end = s.run("note", "new", "C-001")
	x.Answer("C-001 CD & JW · couple · session 1", "Both came. Kevin Brandt was named.\r\r[B alone] An affair, æøå.")
	x.Wait("said alone")
	x.Wait("saved")
	x.Keys("\x03")
	end(130)
	x.Wait("kept as the draft N-000001")
	if strings.Contains(x.Screen(), "affair") {
		t.Errorf("after Ctrl-C the screen shows:\n%s", x.Screen())
	}

	x, end = s.run("note", "edit", "N-000001")
	x.Answer("An affair, æøå.", "\x1b[21~")
	x.Answer(`"Kevin Brandt" stands in clear`, "\r")
	x.Until("the name is gone", func() bool {
		return strings.Contains(x.Screen(), "! risk is not stated") && !strings.Contains(x.Screen(), "Kevin")
	})
	x.Keys("S")
	x.Answer("! first: risk is not stated", "\r")
	x.Wait("(x) none")
	x.Keys("S")
	end(0)
	x.Wait("signed N-000001, locked, searchable")

	x, end = s.run("note", "edit", "N-000001")
	end(8)

	x, end = s.run("note", "amend", "N-000001")
	x.Answer("What is it?", "\r")
	x.Answer("it is signed at once", "Chris was late.\x1b[21~")
	end(0)

	x, end = s.run("note", "show", "N-000001")
	x.Wait("Both came. @boss was named.")
	x.Wait("Chris was late.")
	x.Keys("q")
	end(0)
	x.Until("the screen is given back", func() bool { return !strings.Contains(x.Screen(), "Both came") })

	x, end = s.run()
	x.Wait("Write a note")
	x.Keys("/")
	x.Answer("Words to find", "affair\r")
	x.Answer("1 note found: affair", "\r")
	x.Wait("1 of 1")
	x.Wait("affair")
	x.Keys("q")
	x.Answer("1 note found", "\x1b")
	x.Answer("Write a note", "l")
	end(0)
}

// TestHangUpKeepsTheNote closes the terminal in the middle of a word.
func TestHangUpKeepsTheNote(t *testing.T) {
	if testing.Short() {
		t.Skip("setting up takes some seconds")
	}
	s := newSeat(t)
	s.setUp()
	x, end := s.run("unlock")
	x.Answer("Passphrase", passphraseTyped+"\r")
	end(0)
	x, end = s.run("case", "open")
	x.Answer("one client", "\x1b[21~")
	x.Answer("a full name", "Chris Dahl\r")
	x.Answer("Other names", "\x1b[21~")
	x.Answer("Short name", "\r")
	end(0)
	for i, hangUp := range []func(*screentest.Terminal, *exec.Cmd){
		func(x *screentest.Terminal, _ *exec.Cmd) { x.User.Close() },
		func(_ *screentest.Terminal, cmd *exec.Cmd) { cmd.Process.Signal(syscall.SIGTERM) },
	} {
		cmd := exec.Command("subrosa", "note", "new", "C-001", "--start", fmt.Sprintf("2026-11-2%d 10:00", i))
		cmd.Env = s.env
		x := screentest.Start(t, cmd, 80, 24)
		word := fmt.Sprintf("unfinishe%d", i)
		x.Answer("Data", word)
		x.Wait(word)
		hangUp(x, cmd)
		cmd.Wait()
		if got := cmd.ProcessState.ExitCode(); got != 130 {
			t.Errorf("hang-up %d: exit status %d", i, got)
		}
		show := exec.Command("subrosa", "note", "show", fmt.Sprintf("N-%06d", i+1), "--as", "md")
		show.Env = s.env
		out, err := show.Output()
		if err != nil || !strings.Contains(string(out), word) {
			t.Errorf("hang-up %d: %v, %q", i, err, out)
		}
	}
}

// Home, and a writing screen with nothing on it yet, come back after subrosa lock in
// another window, and the agent has the key again. (Forms: TestForms.)
func TestScreensComeBackAfterALock(t *testing.T) {
	if testing.Short() {
		t.Skip("setting up takes some seconds")
	}
	s := newSeat(t)
	s.setUp()
	locked := func(x *screentest.Terminal, shown string) {
		t.Helper()
		x.Wait(shown)
		_, end := s.run("lock")
		end(0)
		x.Wait("The passphrase goes on where you were")
		x.Until("it is asked", func() bool { return strings.HasSuffix(x.Output(), "Passphrase, or the 24 words: ") })
		if strings.Contains(x.Screen(), shown) {
			t.Errorf("locked, and still to be seen:\n%s", x.Screen())
		}
		x.Keys(passphraseTyped + "\r")
		x.Wait(shown)
	}
	x, end := s.run()
	x.Answer("Passphrase, or the 24 words: ", passphraseTyped+"\r")
	locked(x, "Write a note")
	x.Keys("c")
	x.Answer("Kind", "\x1b[21~")
	x.Answer("a full name", "Chris Dahl\r")
	x.Answer("Other names", "\x1b[21~")
	x.Answer("Short name", "\r")
	x.Answer("opened C-001", "w")
	x.Answer("Which case?", "\r")
	locked(x, "f10 finish")
	x.Keys("ro\x1b")
	x.Answer("kept as the draft", "q")
	end(0)
	x.Wait("still unlocked, locks in ")
}

// The invented couple is there to play with, locks as the real one does, and is
// thrown away: no file is left, and no agent has its key.
func TestTryingOut(t *testing.T) {
	if testing.Short() {
		t.Skip("making a vault takes some seconds")
	}
	s := newSeat(t)
	state := t.TempDir()
	s.env = append(s.env, "XDG_STATE_HOME="+state)
	agents := func(want int) {
		t.Helper()
		for _, v := range s.env {
			if dir, ok := strings.CutPrefix(v, "XDG_RUNTIME_DIR="); ok && dir != "" && strings.HasPrefix(filepath.Base(dir), "sr") {
				if n, err := agent.LockAll(filepath.Join(dir, "subrosa")); n != want || err != nil {
					t.Errorf("%d agents, want %d: %v", n, want, err)
				}
			}
		}
	}
	killed := exec.Command("subrosa")
	killed.Env = s.env
	x := screentest.Start(t, killed, 80, 24)
	x.Answer("There is no vault yet", "\x1b[B\r")
	x.Wait("all of it is thrown away when you leave")
	check(t, killed.Process.Kill())
	killed.Wait()
	agents(1) // it forgets by itself
	x, end := s.run()
	x.Answer("There is no vault yet", "\x1b[B\r")
	x.Wait("all of it is thrown away when you leave")
	x.Answer("MI & KI", "w")
	x.Answer("Which case?", "\r")
	x.Answer("f10 finish", "It is warm here.")
	x.Wait("saved")
	x.Keys("\x1b")
	x.Answer("kept as the draft N-000003", "q")
	end(0)
	x.Wait("what was tried is thrown away")
	left, err := filepath.Glob(filepath.Join(state, "subrosa", "*"))
	check(t, err)
	for _, path := range left {
		t.Errorf("left: %s", path)
	}
	agents(0)
	x, end = s.run("status")
	end(0)
	x.Wait("there is no vault yet")
}
