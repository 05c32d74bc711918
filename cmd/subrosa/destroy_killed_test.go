package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"syscall"
	"testing"
	"time"
)

// A destruction that is killed at a random moment took place, or did not: the
// case is there with all its notes, or its tombstone is.
func TestKilledWhileDestroying(t *testing.T) {
	const notes = 20
	kills := 8
	if os.Getenv("SUBROSA_CI") == "1" {
		kills = 36
	}
	h := newHouse(t)
	h.newVault(testPractice)
	passphrase := h.input(testPassphrase + "\n")
	h.must(`{"kind": "individual", "parties": [{"label": "A", "name": "Chris Dahl"}]}`, "case", "open", "--from", "-")
	for range notes {
		h.must(killedNote, "note", "new", "C-001", "--from", "-", "--sign")
	}
	h.must("", "case", "close", "C-001")
	h.must("our policy", "retention", "keep", "C-001", "--until", "2026-01-01", "--reason-from", "-")
	h.must("", "lock")
	for _, dir := range []string{"data", "state"} {
		check(t, os.CopyFS(h.path("before-"+dir), os.DirFS(h.path(dir))))
	}
	var took time.Duration
	there, gone, survived := 0, 0, 0
	for i := range kills + 1 {
		for _, dir := range []string{"data", "state"} {
			check(t, os.RemoveAll(h.path(dir)))
			check(t, os.CopyFS(h.path(dir), os.DirFS(h.path("before-"+dir))))
		}
		h.must("", "unlock", "--passphrase-file", passphrase)
		cmd := h.command("", "destroy", "C-001", "--certificate", h.path("work", fmt.Sprintf("%d.pdf", i)), "--confirm", "C-001")
		start := time.Now()
		check(t, cmd.Start())
		if i > 0 { // the first one shows how long it takes
			moment := time.AfterFunc(time.Duration(rand.Int64N(int64(took*5/4))), func() { cmd.Process.Signal(syscall.SIGKILL) })
			defer moment.Stop()
		}
		err := cmd.Wait()
		if err == nil {
			survived++
		} else if !cmd.ProcessState.Sys().(syscall.WaitStatus).Signaled() {
			t.Fatalf("destroy: %v", err)
		}
		if i == 0 {
			took = time.Since(start)
		}
		h.must("", "lock")
		h.must("", "unlock", "--passphrase-file", passphrase)
		var c struct {
			Notes     int
			Destroyed *time.Time
		}
		h.result(&c, "", "case", "show", "C-001")
		switch {
		case c.Destroyed == nil && c.Notes == notes && err != nil:
			there++
		case c.Destroyed != nil && c.Notes == 0:
			gone++
		default:
			t.Fatalf("%+v, %v", c, err)
		}
		h.verified()
		h.must("", "lock")
	}
	if there == 0 || gone == 0 {
		t.Errorf("%d there, %d gone: the moments were not random", there, gone)
	}
	t.Logf("%d kills within %v: %d there, %d gone, %d too late", kills, took, there, gone, survived-1)
}
