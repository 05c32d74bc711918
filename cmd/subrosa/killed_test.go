package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// kills is how often the program is killed: where time is money, less.
func kills() int {
	if os.Getenv("SUBROSA_CI") == "1" {
		return 300
	}
	return 60
}

const killedNote = `---
start: yesterday 10:00
minutes: 50
kind: session
format: narrative
place: osterbro
present: [A]
risk: none
---
Written in spite of everything.
`

// acknowledged is what the program said that it had done before it died.
type acknowledged struct {
	notes   map[string]string // id, status
	addenda map[string]int
	backups map[string]bool
}

// TestKilledAtAnyMoment kills commands that write with SIGKILL at random
// moments. The vault opens each time, everything that was acknowledged is
// there, and in the end all of it verifies.
func TestKilledAtAnyMoment(t *testing.T) {
	h := newHouse(t)
	h.newVault(testPractice)
	h.must(`{"kind": "individual", "parties": [{"label": "A", "name": "Chris Dahl"}]}`, "case", "open", "--from", "-")
	if err := os.Mkdir(h.path("stick"), 0o700); err != nil {
		t.Fatal(err)
	}
	ack := acknowledged{map[string]string{}, map[string]int{}, map[string]bool{}}
	var took [len(writers)]time.Duration // undisturbed
	survived := 0
	for i := range kills() {
		if i%20 == 0 { // again and again: the vault grows
			for w := range writers {
				took[w] = h.undisturbed(writers[w], &ack)
			}
		}
		if w := i % len(writers); h.kill(writers[w], took[w], &ack) {
			survived++
		}
		h.stillThere(ack)
		if i%20 == 19 {
			h.verified()
		}
	}
	h.verified()
	h.backupsAreWhole(ack)
	if n := kills(); survived == 0 || survived == n {
		t.Errorf("of %d commands %d came to their end: the moments were not random", n, survived)
	}
	t.Logf("%d kills, %d too late; %d notes, %d amended, %d backups", kills(), survived, len(ack.notes), len(ack.addenda), len(ack.backups))
}

// writers are the commands that are killed. NOTE stands for a signed note, and
// STICK for the folder of backups.
var writers = [...]writer{
	{killedNote, []string{"note", "new", "C-001", "--from", "-", "--sign"}},
	{killedNote, []string{"note", "new", "C-001", "--from", "-"}},
	{"It was so.\n", []string{"note", "amend", "NOTE", "--from", "-"}},
	{"", []string{"backup", "add", "STICK", "--keep", "0"}},
}

type writer struct {
	stdin string
	args  []string
}

// undisturbed lets a command come to its end and says how long that took.
func (h *house) undisturbed(w writer, ack *acknowledged) time.Duration {
	h.t.Helper()
	start := time.Now()
	if !h.kill(w, 0, ack) {
		h.t.Fatal("killed by nobody")
	}
	return time.Since(start)
}

// kill starts a command, kills it at a random moment of the time that it takes
// undisturbed (0: not at all), and notes what it had said until then. It
// reports whether the command was through by then.
func (h *house) kill(w writer, took time.Duration, ack *acknowledged) (survived bool) {
	h.t.Helper()
	target := ""
	args := []string{"--json"}
	for _, a := range w.args {
		switch a {
		case "NOTE":
			target = ack.any("signed")
			a = target
		case "STICK":
			a = h.path("stick")
		}
		args = append(args, a)
	}
	var out, errs bytes.Buffer
	cmd := h.command(w.stdin, args...)
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Start(); err != nil {
		h.t.Fatal(err)
	}
	if took > 0 {
		moment := time.AfterFunc(time.Duration(rand.Int64N(int64(took*5/4))), func() { cmd.Process.Signal(syscall.SIGKILL) })
		defer moment.Stop()
	}
	err := cmd.Wait()
	if killed := err != nil && cmd.ProcessState.Sys().(syscall.WaitStatus).Signaled(); err != nil && !killed {
		h.t.Fatalf("%v: %v\n%s", args, err, errs.String())
	}
	ack.hear(w.args[0]+" "+w.args[1], target, out.Bytes())
	return err == nil
}

// hear notes what a complete answer says.
func (ack *acknowledged) hear(command, target string, answer []byte) {
	var said struct{ Note, Status, Path string }
	if json.Unmarshal(answer, &said) != nil {
		return // it died before it had said anything
	}
	switch command {
	case "note new":
		ack.notes[said.Note] = said.Status
	case "note amend":
		ack.addenda[target]++
	case "backup add":
		ack.backups[said.Path] = true
	}
}

// any is one of the notes of a status.
func (ack *acknowledged) any(status string) string {
	var ids []string
	for id, s := range ack.notes {
		if s == status {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	if len(ids) == 0 {
		return ""
	}
	return ids[rand.IntN(len(ids))]
}

// stillThere opens the vault and looks for every acknowledged note, and for
// the addenda of one of them.
func (h *house) stillThere(ack acknowledged) {
	h.t.Helper()
	var list struct{ Notes []struct{ ID, Status string } }
	h.result(&list, "", "note", "list", "C-001")
	found := map[string]string{}
	for _, n := range list.Notes {
		found[n.ID] = n.Status
	}
	for id, status := range ack.notes {
		if found[id] != status {
			h.t.Fatalf("%s was acknowledged as %s and is now %q", id, status, found[id])
		}
	}
	if id := ack.any("signed"); id != "" {
		var note struct {
			Sections []struct{ Paragraphs []struct{ Text string } }
			Addenda  []struct{ Kind string }
		}
		h.result(&note, "", "note", "show", id)
		if text := fmt.Sprint(note.Sections); !strings.Contains(text, "in spite of everything") || len(note.Addenda) < ack.addenda[id] {
			h.t.Fatalf("%s: text %q, %d addenda of %d acknowledged", id, text, len(note.Addenda), ack.addenda[id])
		}
	}
}

func (h *house) verified() {
	h.t.Helper()
	var report struct {
		OK       bool
		Problems []string
	}
	h.result(&report, "", "verify")
	if !report.OK || len(report.Problems) > 0 {
		h.t.Fatalf("verify: %+v", report)
	}
}

func (h *house) backupsAreWhole(ack acknowledged) {
	h.t.Helper()
	for path := range ack.backups {
		h.must("", "backup", "check", path)
	}
}
