package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A disk that is full while everything is written out leaves nothing on it, and
// nothing to be reminded of; the folder that was there is there.
func TestFullDiskDuringExport(t *testing.T) {
	h := newAsked(t)
	h.must("attachment", "add", "C-001", "--from", h.file("letter.txt", strings.Repeat("Dear Ada ", 40_000)))
	for size, dir := range map[string]string{"8k": "out", "64k": ".", "300k": "out"} {
		stick := h.small("stick"+size, size)
		status, out, errs := h.run("export", "--all", filepath.Join(stick, dir), "--confirm", "all", "--json")
		if status != 1 || out != "" || !strings.Contains(errs, `"code":"disk_full"`) || !strings.Contains(errs, "nothing is left in "+filepath.Join(stick, dir)) {
			t.Errorf("%s: exit status %d\n%s%s", size, status, out, errs)
		}
		if left, err := os.ReadDir(stick); err != nil || len(left) > 0 {
			t.Errorf("%s: left behind: %v %v", size, left, err)
		}
	}
	if got := h.must("todo"); strings.Contains(got, "readable") {
		t.Errorf("there is a copy that is not there:\n%s", got)
	}
	if got := h.must("history"); strings.Count(got, "exported") != 3 || strings.Count(got, "readable-copy-gone") != 3 {
		t.Errorf("the history does not tell of it:\n%s", got)
	}

	// With room it is written.
	h.must("export", "--all", filepath.Join(h.dir, "out"), "--confirm", "all")
	if got := h.must("todo"); !strings.Contains(got, "Y-004") {
		t.Errorf("%s", got)
	}
	h.must("verify")
}

// So does one that is full while an attachment is written out.
func TestFullDiskDuringSave(t *testing.T) {
	h := newAsked(t)
	h.must("attachment", "add", "C-001", "--from", h.file("letter.txt", strings.Repeat("Dear Ada ", 40_000)))
	stick := h.small("stick", "64k")
	status, out, errs := h.run("attachment", "save", "A-000001", "--out", filepath.Join(stick, "letter.txt"), "--confirm", "A-000001", "--json")
	if status != 1 || out != "" || !strings.Contains(errs, `"code":"disk_full"`) {
		t.Errorf("exit status %d\n%s%s", status, out, errs)
	}
	if left, err := os.ReadDir(stick); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
	if got := h.must("todo"); strings.Contains(got, "readable") {
		t.Errorf("there is a copy that is not there:\n%s", got)
	}
}
