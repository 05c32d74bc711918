package vault_test

import (
	"os"
	"os/exec"
	"testing"
)

// needs skips a test that lacks a program; in CI it fails instead.
func needs(t *testing.T, program string) string {
	t.Helper()
	path, err := exec.LookPath(program)
	if err != nil {
		skip(t, program+" is not installed")
	}
	return path
}

func skip(t *testing.T, why string) {
	t.Helper()
	if os.Getenv("SUBROSA_CI") == "1" {
		t.Fatal(why)
	}
	t.Skip(why)
}
