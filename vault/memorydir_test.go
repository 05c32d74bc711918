package vault_test

import (
	"os"
	"testing"
)

// quickDir is a folder whose files lie in memory where the system has such a
// place: for what flushes thousands of times, and pulls no plug.
func quickDir(t testing.TB) string {
	t.Helper()
	if dir, err := os.MkdirTemp("/dev/shm", "subrosa-test-"); err == nil {
		t.Cleanup(func() { os.RemoveAll(dir) })
		return dir
	}
	return t.TempDir()
}

// newQuickBench is newBench in a quick folder.
func newQuickBench(t testing.TB) bench {
	t.Helper()
	b := newBench(t)
	dir := quickDir(t)
	b.o.Path, b.o.State = dir+"/v/practice.vault", dir+"/state"
	return b
}
