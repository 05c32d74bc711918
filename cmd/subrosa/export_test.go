package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// An export that is interrupted leaves nothing, wherever it was.
func TestInterruptedExport(t *testing.T) {
	h := newHouse(t)
	h.newVault(testPractice)
	h.must(`{"kind": "individual", "parties": [{"label": "A", "name": "Chris Dahl"}]}`, "case", "open", "--from", "-")
	for range 3 {
		h.must("", "attachment", "add", "C-001", "--from", h.input(strings.Repeat("all work and no play ", 1_500_000)))
	}
	for _, at := range []string{"README.txt", "cases/C-001/case.json", "cases/C-001/attachments/A-000002.txt"} {
		status, errs := h.exportUntil(at, syscall.SIGINT)
		if status != 130 || !strings.Contains(errs, "nothing is left in "+h.path("ordered", "out")) {
			t.Errorf("at %s: exit status %d\n%s", at, status, errs)
		}
		if exists(h.path("ordered", "out")) {
			t.Errorf("interrupted at %s, and something is left", at)
		}
	}
	if got := h.must("", "todo"); strings.Contains(got, "readable") {
		t.Errorf("there is a copy that is not there:\n%s", got)
	}

	// What ends without a chance to tidy up is remembered.
	h.exportUntil("README.txt", syscall.SIGKILL)
	if got := h.must("", "todo"); !exists(h.ordered("out")) || !strings.Contains(got, "Y-004") {
		t.Errorf("half an export is forgotten:\n%s", got)
	}
	h.must("", "disclosure", "settle", "Y-004")
	h.must("", "verify")
}

// exportUntil sends a signal to an export when it has begun a file.
func (h *house) exportUntil(file string, sig syscall.Signal) (status int, stderr string) {
	h.t.Helper()
	var out, errs bytes.Buffer
	dir := h.ordered("out")
	cmd := h.command("", "export", "--all", dir, "--confirm", "all")
	cmd.Stdout, cmd.Stderr = &out, &errs
	check(h.t, cmd.Start())
	for until := time.Now().Add(time.Minute); !exists(filepath.Join(dir, file)) && time.Now().Before(until); {
		time.Sleep(time.Millisecond)
	}
	check(h.t, cmd.Process.Signal(sig))
	cmd.Wait()
	if out.Len() > 0 {
		h.t.Errorf("a result of what was not done: %s", out.String())
	}
	return cmd.ProcessState.ExitCode(), errs.String()
}

// On a terminal the word is asked for, and --yes does not answer.
func TestExportIsConfirmed(t *testing.T) {
	h := newAsked(t)
	dir := filepath.Join(h.dir, "out")
	for word, want := range map[string]int{"yes": 8, "C-001": 8, "all": 0} {
		status, out, screen := h.conversation([][2]string{{"This writes readable text of everything to", ""}, {"out. ", word}}, "export", "--all", dir, "--yes")
		if status != want || exists(dir) != (want == 0) {
			t.Fatalf("%s: exit status %d, written %t\n%s\n%s", word, status, exists(dir), out, screen)
		}
		os.RemoveAll(dir)
	}
}

// What somebody else put into the folder meanwhile is not taken away with it.
func TestNewFolderRemovesOnlyItsOwn(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "out")
	ctx, cancel := context.WithCancel(t.Context())
	f, err := openNewFolder(ctx, dir)
	check(t, err)
	for _, name := range []string{"a", "deep/er/b"} {
		w, err := f.create(name)
		check(t, err)
		_, err = io.WriteString(w, name)
		check(t, errors.Join(err, w.Close()))
	}
	if _, err := f.create("a"); !errors.Is(err, os.ErrExist) {
		t.Errorf("written over: %v", err)
	}
	open, err := f.create("c")
	check(t, err)
	defer open.Close()
	check(t, f.sync())
	check(t, os.WriteFile(filepath.Join(dir, "deep", "hers"), nil, 0o600))
	cancel()
	if _, err := f.create("d"); !errors.Is(err, context.Canceled) {
		t.Errorf("after the end: %v", err)
	}
	if _, err := open.Write([]byte("more")); !errors.Is(err, context.Canceled) {
		t.Errorf("after the end: %v", err)
	}
	if err := f.remove(); err == nil {
		t.Error("a folder that holds another file is said to be gone")
	}
	left, err := filepath.Glob(filepath.Join(dir, "*", "*"))
	if err != nil || len(left) != 1 || !exists(filepath.Join(dir, "deep", "hers")) {
		t.Errorf("left: %v %v", left, err)
	}
}
