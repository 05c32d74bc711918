package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"subrosa/crypto"
	"subrosa/vault"
)

// storm is how many short commands are run, four at a time: where time is
// money, fewer. SUBROSA_STORM sets another number.
func storm() int {
	n, err := strconv.Atoi(os.Getenv("SUBROSA_STORM"))
	switch {
	case err == nil:
		return n
	case testing.Short():
		return 40
	case os.Getenv("SUBROSA_CI") == "1":
		return 240
	}
	return 80
}

// worker is one of those who give commands in a storm, with the drafts that
// are its own.
type worker struct {
	h       *house
	drafts  []string
	signed  []string
	slowest time.Duration
	did     int
}

const stormNote = `---
start: yesterday 10:00
minutes: 50
kind: session
format: narrative
place: osterbro
present: [A]
risk: none
---
Written by %s as number %d, while others wrote.
`

// TestStormOfCommands: whatever is done at the same time, every command does
// what it says and none is told that the vault is busy, or older, or locked.
func TestStormOfCommands(t *testing.T) {
	h := newHouse(t)
	h.newVault(testPractice)
	h.must(`{"kind": "individual", "parties": [{"label": "A", "name": "Chris Dahl"}]}`, "case", "open", "--from", "-")
	names := []string{"anna", "berta", "clara", "dora"}
	workers := make([]*worker, len(names))
	var wg sync.WaitGroup
	start := time.Now()
	for i, name := range names {
		w := &worker{h: h}
		workers[i] = w
		wg.Go(func() {
			for n := 0; n < storm()/len(names) && !t.Failed(); n++ {
				w.step(t, name, n)
			}
		})
	}
	wg.Wait()
	took := time.Since(start)
	if t.Failed() {
		return
	}
	commands, drafts, signed, slowest := 0, 0, 0, time.Duration(0)
	for i, w := range workers {
		w.stillThere(names[i])
		commands, drafts, signed, slowest = commands+w.did, drafts+len(w.drafts), signed+len(w.signed), max(slowest, w.slowest)
	}
	h.oneFile()
	h.verified()
	t.Logf("%d commands in %v, the slowest %v; %d drafts and %d signed notes", commands, took, slowest, drafts, signed)
}

// step is the next command of a worker: in turn, but not in step with others.
func (w *worker) step(t *testing.T, name string, n int) {
	note := fmt.Sprintf(stormNote, name, n)
	switch (n + len(name)) % 7 {
	case 0, 3:
		w.drafts = append(w.drafts, w.do(t, note, "note", "new", "C-001", "--from", "-").Note)
	case 1:
		if len(w.drafts) > 0 {
			w.do(t, note, "note", "edit", w.drafts[0], "--from", "-")
		}
	case 2:
		if len(w.drafts) > 0 {
			w.do(t, "", "note", "sign", w.drafts[0])
			w.drafts, w.signed = w.drafts[1:], append(w.signed, w.drafts[0])
		}
	case 4:
		w.do(t, "", "search", name)
	case 5:
		if s := w.do(t, "", "status"); !s.Unlocked {
			t.Errorf("status says that the vault is locked")
		}
	case 6:
		w.do(t, "", "case", "list")
	}
}

// do runs a command and wants nothing but its success.
func (w *worker) do(t *testing.T, stdin string, args ...string) (said struct {
	Note     string
	Unlocked bool
}) {
	start := time.Now()
	cmd := w.h.command(stdin, append(args, "--json")...)
	var errs strings.Builder
	cmd.Stderr = &errs
	out, err := cmd.Output()
	w.did, w.slowest = w.did+1, max(w.slowest, time.Since(start))
	if err != nil {
		t.Errorf("subrosa %s, after %v: %v\n%s", strings.Join(args, " "), time.Since(start), err, errs.String())
	} else if err := json.Unmarshal(out, &said); err != nil {
		t.Errorf("subrosa %s: %v", strings.Join(args, " "), err)
	}
	return said
}

// stillThere looks for everything that a worker was told is saved.
func (w *worker) stillThere(name string) {
	w.h.t.Helper()
	for status, ids := range map[string][]string{"draft": w.drafts, "signed": w.signed} {
		for _, id := range slices.Compact(slices.Sorted(slices.Values(ids))) {
			var note struct {
				Status   string
				Sections []struct{ Paragraphs []struct{ Text string } }
			}
			w.h.result(&note, "", "note", "show", id)
			if note.Status != status || !strings.Contains(fmt.Sprint(note.Sections), "Written by "+name) {
				w.h.t.Errorf("%s of %s should be %s: %+v", id, name, status, note)
			}
		}
	}
}

// oneFile: with no command running, the vault is a single file.
func (h *house) oneFile() {
	h.t.Helper()
	files, err := filepath.Glob(h.path("data", "subrosa", "*"))
	if err != nil || len(files) != 1 {
		h.t.Errorf("beside the vault: %v %v", files, err)
	}
}

// TestTrulyBusy: who holds the vault longer than the others wait is told of, and
// for how long they waited; reading goes on.
func TestTrulyBusy(t *testing.T) {
	h := newHouse(t)
	h.newVault(testPractice)
	path := h.path("data", "subrosa", "practice.vault")
	head, err := vault.ReadHead(path)
	check(t, err)
	key, _, err := crypto.OpenSlots(head.Slots, testPassphrase)
	check(t, err)
	v, err := vault.Open(t.Context(), vault.Options{Path: path, State: h.path("state", "subrosa")}, key)
	check(t, err)
	defer v.Close()
	err = v.Update(t.Context(), func(*vault.Tx) error {
		start := time.Now()
		_, errs, status := h.run(`{"kind": "individual", "parties": [{"label": "A", "name": "Chris Dahl"}]}`, "case", "open", "--from", "-")
		took := time.Since(start)
		said := regexp.MustCompile(`subrosa: error: another subrosa window is saving; waited (\d+\.\d) seconds for it\nsubrosa: hint: try again\n$`).FindStringSubmatch(errs)
		if status != 5 || said == nil {
			t.Fatalf("exit status %d after %v: %s", status, took, errs)
		}
		if waited, err := strconv.ParseFloat(said[1], 64); err != nil || waited < 5 || waited > took.Seconds() {
			t.Errorf("waited %s seconds in %v", said[1], took)
		}
		h.must("", "case", "list")
		return nil
	})
	check(t, err)
}
