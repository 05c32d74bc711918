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
	for _, wait := range []string{"README.txt", "cases/C-001/case.json", "cases/C-001/attachments/A-000002.txt"} {
		var out, errs bytes.Buffer
		cmd := h.command("", "export", "--all", h.path("out"), "--confirm", "all")
		cmd.Stdout, cmd.Stderr = &out, &errs
		check(t, cmd.Start())
		for until := time.Now().Add(time.Minute); !exists(h.path("out", wait)) && time.Now().Before(until); {
			time.Sleep(time.Millisecond)
		}
		cmd.Process.Signal(syscall.SIGINT)
		cmd.Wait()
		if status := cmd.ProcessState.ExitCode(); status != 130 || out.Len() > 0 || !strings.Contains(errs.String(), "nothing is left in "+h.path("out")) {
			t.Errorf("at %s: exit status %d\n%s%s", wait, status, out.String(), errs.String())
		}
		if exists(h.path("out")) {
			t.Errorf("interrupted at %s, and something is left", wait)
		}
	}
	if got := h.must("", "todo"); strings.Contains(got, "readable") {
		t.Errorf("there is a copy that is not there:\n%s", got)
	}
	h.must("", "verify")
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
