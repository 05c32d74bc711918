package main

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"subrosa/vault"
)

func TestBackupPath(t *testing.T) {
	dir := t.TempDir()
	now := time.Date(2026, 11, 23, 16, 0, 0, 0, time.UTC)
	file := filepath.Join(dir, "file")
	check(t, os.WriteFile(file, nil, 0o600))
	taken := filepath.Join(dir, "practice-2026-11-23.vault")
	for _, test := range []struct {
		dest, want      string
		inFolder, fails bool
	}{
		{dest: dir, want: taken, inFolder: true},
		{dest: filepath.Join(dir, "new"), want: filepath.Join(dir, "new")},
		{dest: file, fails: true},
		{dest: filepath.Join(dir, "nowhere", "new"), fails: true},
	} {
		got, inFolder, err := backupPath(test.dest, "/data/practice.vault", now)
		if got != test.want || inFolder != test.inFolder || (err != nil) != test.fails {
			t.Errorf("%s: %s, %v", test.dest, got, err)
		}
	}
	if _, _, err := backupPath(file, "/data/practice.vault", now); !errors.Is(err, vault.ErrExists) {
		t.Errorf("a file that exists: %v", err)
	}
	check(t, os.WriteFile(taken, nil, 0o600))
	if got, _, _ := backupPath(dir, "/data/practice.vault", now); got != filepath.Join(dir, "practice-2026-11-23-2.vault") {
		t.Errorf("the second of a day: %s", got)
	}
}
