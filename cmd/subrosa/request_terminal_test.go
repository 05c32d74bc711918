package main

import (
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/creack/pty"
)

// enter is an empty answer.
const enter = "<enter>"

// conversation runs a command line on a terminal of its own with line prompts,
// and answers what it asks, each prompt when it is seen; one with an empty answer
// is only waited for.
func (h *asked) conversation(answers [][2]string, args ...string) (status int, stdout, screen string) {
	h.t.Helper()
	master, tty, err := pty.Open()
	if err != nil {
		h.t.Fatal(err)
	}
	defer master.Close()
	defer tty.Close()
	var out strings.Builder
	a := &app{
		in: tty, out: &out, err: tty, inTerminal: true, errTerminal: true,
		openTTY: func() (*os.File, error) { return nil, os.ErrNotExist },
		now:     time.Now, cost: func() int { return 1 }, env: func(name string) string { return h.env[name] },
	}
	var seen strings.Builder
	var lock sync.Mutex
	so := func() string { lock.Lock(); defer lock.Unlock(); return seen.String() }
	go func() {
		b := make([]byte, 4096)
		for {
			n, err := master.Read(b)
			lock.Lock()
			seen.Write(b[:n])
			lock.Unlock()
			if err != nil {
				return
			}
		}
	}()
	ended := make(chan struct{})
	ctx, cancel := context.WithTimeout(h.t.Context(), 20*time.Second)
	defer cancel()
	go func() {
		from := 0
		for _, x := range answers {
			for at := -1; at < 0; {
				select {
				case <-ended:
					return
				case <-time.After(2 * time.Millisecond):
				}
				if at = strings.Index(so()[from:], x[0]); at >= 0 {
					from += at + len(x[0])
				}
			}
			if x[1] != "" {
				io.WriteString(master, strings.TrimSuffix(x[1], enter)+"\n")
			}
		}
	}()
	status = run(ctx, a, append(args, "--plain", "--passphrase-file", h.dir+"/passphrase"))
	close(ended)
	time.Sleep(20 * time.Millisecond) // what was written last has to come through
	return status, out.String(), so()
}

func TestRequestOnATerminal(t *testing.T) {
	h := newAsked(t)
	h.must("note", "new", "C-001", "--sign", "--from", h.file("note2.md", strings.Replace(killedNote, "spite of", "spite of Joe and", 1)))
	h.must("case", "open", "--from", h.file("joe.json", `{"kind": "individual", "parties": [{"label": "A", "name": "Joe Winther"}]}`))

	// Somebody with a power of attorney asks: the form asks who.
	status, out, screen := h.conversation([][2]string{
		{"What has come?", ""}, {"number [1]", "access"}, {"Whose record is it about?", "P-001"}, {"When did it come?", enter}, {"number", "power-of-attorney"},
		{"Name: ", "Lise Lund"}, {"Role: ", enter}, {"Address: ", enter},
		{"Reference of the document: ", "24 November"}, {"Signed by: ", enter}, {"Date of the document: ", enter},
		{"From: ", enter}, {"To: ", enter}, {"In their words: ", enter}, {"theirs: ", enter},
	}, "request", "add")
	if status != 0 || !strings.Contains(out, "entered R-2026-002, due ") {
		t.Fatalf("exit status %d\n%s\n%s", status, out, screen)
	}
	if got := h.must("request", "show", "R-2026-002"); !strings.Contains(got, "Lise Lund") || !strings.Contains(got, "power-of-attorney 24 November") {
		t.Errorf("not what was answered:\n%s", got)
	}

	h.must("request", "check", "R-2026-002", "authority")

	// The review: one note is read and stays, a name in the other is decided.
	status, out, screen = h.conversation([][2]string{
		{"Note 1 of 2: N-000001", ""}, {"number", "read"}, {"in spite of everything", ""}, {"number", "withhold"}, {"Why does N-000001 stay?", "serious harm\n."},
		{"Note 2 of 2: N-000002", ""}, {"number", "1"}, {`"Joe" stands in clear`, ""}, {"number", "1"}, {"Approve? ", "R-2026-002"},
	}, "request", "review", "R-2026-002")
	if status != 0 || !strings.Contains(out, "approved ") || !strings.Contains(out, "withhold  serious harm") || !strings.Contains(out, "accepted  [third party 1]") {
		t.Fatalf("exit status %d\n%s\n%s", status, out, screen)
	}
	h.must("request", "build", "R-2026-002")
	if got := h.must("request", "preview", "R-2026-002"); !strings.Contains(got, "in spite of [third party 1] and everything") || strings.Contains(got, "Joe") {
		t.Errorf("the packet is another one:\n%s", got)
	}

	// Handing over: everything is asked for, and the code must be typed.
	file := filepath.Join(h.dir, "packet.zip")
	answers := [][2]string{{"How is it handed over?", ""}, {"number", "open"}, {"File to write: ", file}, {"How do you know that it is Lise Lund who asks?", "called her back"}, {"goes to Lise Lund (power-of-attorney), readable by anybody", ""}, {": ", "R-2026-001"}}
	status, _, screen = h.conversation(answers, "request", "deliver", "R-2026-002")
	if status != 8 || !strings.Contains(screen, "nothing was done") || exists(file) {
		t.Fatalf("a wrong code: exit status %d\n%s", status, screen)
	}
	answers = slices.DeleteFunc(answers, func(a [2]string) bool { return strings.HasPrefix(a[0], "How do you know") }) // said already
	answers[len(answers)-1][1] = "R-2026-002"
	if status, _, screen = h.conversation(answers, "request", "deliver", "R-2026-002"); status != 0 || !exists(file) {
		t.Fatalf("exit status %d\n%s", status, screen)
	}
}

// From a lawyer's letter to the neutral letter: what has come, about whom, from
// whom, and where to. The letter names nobody else.
func TestLawyersLetterIsAnsweredInFourScreens(t *testing.T) {
	h := newAsked(t)
	file := filepath.Join(h.dir, "neutral.pdf")
	status, out, screen := h.conversation([][2]string{
		{"What has come?", "2"}, {"Whose record is it about?", "P-001"},
		{"When did it come?", enter}, {"Name: ", "Law Firm Berg"}, {"Role: ", "lawyer"}, {"Address: ", "Torvet 1"},
		{"neither yes nor no: ", file},
	}, "request", "add")
	if status != 0 || !strings.Contains(out, "Nothing has to leave today.") || !exists(file) {
		t.Fatalf("exit status %d\n%s\n%s", status, out, screen)
	}
	if got := h.must("request", "show", "R-2026-002"); !strings.Contains(got, "letter neutral") {
		t.Errorf("the register does not tell of the letter:\n%s", got)
	}
	text, err := exec.Command(needs(t, "pdftotext"), file, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	if got := string(text); !strings.Contains(got, "Law Firm Berg") || strings.Contains(got, "Chris") || strings.Contains(got, "Dahl") || strings.Contains(got, "R-2026") {
		t.Errorf("%s", got)
	}
}
