package main

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"subrosa/vault"
)

// TestKilledWhileBackingUp kills `backup add` at random moments while it copies,
// registers and removes the oldest. Whatever has a copy's name is whole, the
// newest copy that was acknowledged is there, and there are as many good ones as
// are to be kept.
func TestKilledWhileBackingUp(t *testing.T) {
	h := newHouse(t)
	h.newVault(testPractice)
	h.must(`{"kind": "individual", "parties": [{"label": "A", "name": "Chris Dahl"}]}`, "case", "open", "--from", "-")
	stick := h.path("stick")
	if err := os.Mkdir(stick, 0o700); err != nil {
		t.Fatal(err)
	}
	const keep = 3
	args := []string{"backup", "add", stick, "--keep", "3"}
	for range keep {
		h.must("", args...)
	}
	start := time.Now()
	h.must("", args...)
	took := time.Since(start)
	survived := 0
	for range kills() / 3 {
		cmd := h.command("", args...)
		check(t, cmd.Start())
		moment := time.AfterFunc(time.Duration(rand.Int64N(int64(took*5/4))), func() { cmd.Process.Signal(syscall.SIGKILL) })
		err := cmd.Wait()
		moment.Stop()
		if err == nil {
			survived++
		} else if !cmd.ProcessState.Sys().(syscall.WaitStatus).Signaled() {
			t.Fatal(err)
		}
		if good := h.goodCopies(stick); good < keep {
			t.Fatalf("only %d good copies are left", good)
		}
	}
	h.must("", args...)
	if good := h.goodCopies(stick); good > keep+1 { // one may have died between its copy and the register
		t.Errorf("%d good copies instead of %d", good, keep)
	}
	for _, name := range copiesOn(t, stick) {
		h.must("", "backup", "check", filepath.Join(stick, name))
	}
	h.verified()
	if survived == 0 || survived == kills()/3 {
		t.Errorf("%d of %d came to their end: the moments were not random", survived, kills()/3)
	}
	t.Logf("%d kills, %d too late", kills()/3, survived)
}

// copiesOn are the names of copies on a stick: what is hidden is unfinished.
func copiesOn(t *testing.T, stick string) (list []string) {
	t.Helper()
	entries, err := os.ReadDir(stick)
	check(t, err)
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), ".") {
			list = append(list, e.Name())
		}
	}
	return list
}

// goodCopies counts the copies of the register that are there, unchanged.
func (h *house) goodCopies(stick string) int {
	h.t.Helper()
	var list struct {
		Backups []struct{ Path, SHA256, State string }
	}
	h.result(&list, "", "backup", "list")
	good := 0
	for _, k := range list.Backups {
		if sum, _, err := vault.HashFile(k.Path); err == nil && sum == k.SHA256 && k.State == "there" {
			good++
		}
	}
	return good
}
