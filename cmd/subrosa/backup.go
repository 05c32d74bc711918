package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"

	"github.com/spf13/cobra"

	"subrosa/notes"
	"subrosa/vault"
)

func newBackupCmd(a *app) *cobra.Command {
	return newGroupCmd(a, "backup", "Make and check sealed copies of the vault",
		newBackupAddCmd(a), newBackupCheckCmd(a), newBackupListCmd(a), newBackupSettleCmd(a))
}

// badCopy is a copy that does not verify.
type badCopy struct {
	path  string
	cause error
}

func (e *badCopy) Error() string { return e.path + ": " + e.cause.Error() }
func (e *badCopy) Unwrap() error { return e.cause }

// ofCopy says of an error which copy it is about, and that it is a copy.
func ofCopy(path string, err error) error {
	for _, bad := range []error{vault.ErrAltered, vault.ErrDamaged, vault.ErrWrongKey, errUnsound} {
		if errors.Is(err, bad) {
			return &badCopy{path, err}
		}
	}
	return fmt.Errorf("%s: %w", path, err)
}

// rehearsed is what was seen of a copy when it was read as a vault is.
type rehearsed struct {
	notes.Contents
	records  int
	problems []string
}

// look reads the records of a copy; strict makes problems an error.
func (r *rehearsed) look(a *app, strict bool) func(*vault.Tx) error {
	return func(tx *vault.Tx) (err error) {
		tell, end := a.progress("notes checked")
		defer end()
		r.Contents, r.records, r.problems, err = notes.Rehearse(tx, tell)
		if err == nil && strict && len(r.problems) > 0 {
			err = fmt.Errorf("%w: %s", errUnsound, r.problems[0])
		}
		return err
	}
}

// copyPlaceOf is a folder as a place of copies: on this computer's disk, or on
// another, which is taken for a stick.
func copyPlaceOf(folder, vaultPath string) notes.CopyPlaceInput {
	kind := "stick"
	if sameDisk(folder, filepath.Dir(vaultPath)) {
		kind = "computer"
	}
	return notes.CopyPlaceInput{Kind: kind, Label: folder, Folder: folder}
}

// sameDisk says whether two files or folders lie on one disk, as far as the
// system tells.
func sameDisk(x, y string) bool {
	one, err := os.Stat(x)
	if err != nil {
		return false
	}
	other, err := os.Stat(y)
	if err != nil {
		return false
	}
	a, ok := one.Sys().(*syscall.Stat_t)
	b, also := other.Sys().(*syscall.Stat_t)
	return ok && also && a.Dev == b.Dev
}

// sameFile says whether two paths name one file.
func sameFile(x, y string) bool {
	one, err := os.Stat(x)
	if err != nil {
		return false
	}
	other, err := os.Stat(y)
	return err == nil && os.SameFile(one, other)
}

// realPath is a path without links, so that one file has one path.
func realPath(path string) (string, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	if real, err := filepath.EvalSymlinks(path); err == nil {
		return real, nil
	}
	return path, nil
}
