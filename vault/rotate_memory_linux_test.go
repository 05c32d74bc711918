package vault_test

import (
	"os"
	"regexp"
	"strconv"
	"testing"
	"time"

	"subrosa/vault"
)

// TestRotationNeedsLittleMemory rotates a small and a large vault in processes
// of their own and compares what they needed. The size of the large one, in
// megabytes, can be set with SUBROSA_ROTATE_MB.
func TestRotationNeedsLittleMemory(t *testing.T) {
	t.Parallel()
	megabytes := 24
	if n, err := strconv.Atoi(os.Getenv("SUBROSA_ROTATE_MB")); err == nil {
		megabytes = n
	}
	small := newBench(t)
	small.create().Close()
	large := newBench(t)
	v := large.create()
	for i := range megabytes {
		err := v.Update(ctx, func(tx *vault.Tx) error { return putTx(tx, "big"+strconv.Itoa(i), noise(1<<19)) })
		if err != nil {
			t.Fatal(err)
		}
	}
	v.Close()
	file, err := os.Stat(large.o.Path)
	if err != nil {
		t.Fatal(err)
	}
	little, _, _ := rotationCosts(t, small)
	much, took, work := rotationCosts(t, large)
	t.Logf("a vault of %d MB: %v (%v of work), %d MB of memory at most; an empty one: %d MB", file.Size()>>20, took.Round(time.Millisecond), work.Round(time.Millisecond), much, little)
	if most := little + 52 + int(file.Size()>>28); much > most {
		t.Errorf("%d MB of memory, %d are allowed", much, most)
	}
}

// rotationCosts is the most memory that a process needs to rotate a vault, in
// megabytes, its time, and that of the processors. The collector is set as in the program.
func rotationCosts(t *testing.T, b bench) (memory int, took, work time.Duration) {
	t.Helper()
	cmd := b.childCommand("rotate", "another")
	cmd.Env = append(cmd.Env, "GOGC=800", "GOMEMLIMIT=48MiB")
	start := time.Now()
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	took = time.Since(start)
	m := regexp.MustCompile(`(?m)^VmHWM:\s+(\d+) kB$`).FindSubmatch(out)
	if m == nil {
		t.Fatalf("the child did not say what it needed: %s", out)
	}
	kilobytes, err := strconv.Atoi(string(m[1]))
	if err != nil {
		t.Fatal(err)
	}
	return kilobytes >> 10, took, cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
}
