package main

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"syscall"
	"testing"

	"subrosa/crypto"
	"subrosa/notes"
	"subrosa/notes/document"
	"subrosa/vault"
)

func TestExplain(t *testing.T) {
	for _, test := range []struct {
		err  error
		exit int
		code string
	}{
		{errInterrupted, 130, "interrupted"},
		{usage("x"), 2, "usage"},
		{&document.SyntaxError{Line: 3, What: "unknown key"}, 2, "invalid"},
		{fmt.Errorf("new note: %w", &notes.Invalid{What: "x"}), 2, "invalid"},
		{&notes.NotFound{What: "C-009"}, 3, "not_found"},
		{&notes.Refused{Rule: "signed"}, 8, "signed"},
		{&notes.Refused{Rule: "leak"}, 9, "leak"},
		{crypto.ErrWrongSecret, 4, "wrong_passphrase"},
		{errLocked, 10, "locked"},
		{fmt.Errorf("x: %w", vault.ErrBusy), 5, "busy"},
		{vault.ErrNoVault, 6, "no_vault"},
		{vault.ErrNotAVault, 6, "not_a_vault"},
		{vault.ErrNewerFormat, 6, "newer_format"},
		{vault.ErrOlder, 7, "older"},
		{vault.ErrDiverged, 7, "diverged"},
		{vault.ErrAltered, 7, "altered"},
		{vault.ErrDamaged, 7, "damaged"},
		{vault.ErrExists, 8, "exists"},
		{vault.ErrDiskFull, 1, "disk_full"},
		{&fs.PathError{Op: "write", Path: "x", Err: syscall.ENOSPC}, 1, "disk_full"},
		{&fs.PathError{Op: "write", Path: "|1", Err: syscall.EPIPE}, 1, "io"},
		{errors.New("whatever"), 1, "io"},
	} {
		if f := explain(test.err); f.exit != test.exit || f.Code != test.code {
			t.Errorf("explain(%v) = %d %s, want %d %s", test.err, f.exit, f.Code, test.exit, test.code)
		}
	}
}

func TestFaultIsToldWithoutItsValue(t *testing.T) {
	var errs strings.Builder
	a := &app{err: &errs, env: func(string) string { panic("Chris Dahl") }}
	if status := run(t.Context(), a, []string{"status"}); status != 1 {
		t.Errorf("status %d, want 1", status)
	}
	if s := errs.String(); strings.Contains(s, "Chris") || !strings.Contains(s, "run_test.go:") {
		t.Errorf("told %q", s)
	}
}

// The name of a file can not make a line of its own.
func TestErrorIsOneLine(t *testing.T) {
	var errs strings.Builder
	a := &app{err: &errs}
	a.tell(usage("there is no file x\nsubrosa: hint: y\x1b[2J"), false)
	if s := errs.String(); s != "subrosa: error: there is no file x subrosa: hint: y\n" {
		t.Errorf("told %q", s)
	}
}

// TestResultCannotBePrinted: what was done is done, whatever becomes of the
// words about it, and must not look undone.
func TestResultCannotBePrinted(t *testing.T) {
	f := explain(&outputError{fmt.Errorf("write: %w", syscall.ENOSPC)})
	if f.exit != 1 || f.Code != "disk_full" || !strings.Contains(f.Hint, "is done all the same") {
		t.Errorf("%+v", f)
	}
	if f := explain(&outputError{syscall.EPIPE}); f.exit != 1 || f.Code != "io" || f.Message != "standard output was closed" {
		t.Errorf("%+v", f)
	}
}
