package vault_test

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"subrosa/crypto"
	"subrosa/vault"
)

// childRotates changes the passphrase and says how far it is.
func childRotates(o vault.Options, key crypto.Key, passphrase string) error {
	v, err := vault.Open(ctx, o, key)
	if err != nil {
		return err
	}
	defer v.Close()
	w, err := crypto.NewPassphraseWay(passphrase, 1)
	if err != nil {
		return err
	}
	fmt.Println("begin")
	r, err := v.Rotate(ctx, vault.Change{Add: []crypto.Way{w}}, func(done, total int) { fmt.Println(done * 100 / total) })
	if err != nil {
		return err
	}
	status, _ := os.ReadFile("/proc/self/status") // what it needed, where the system tells
	os.Stdout.Write(status)
	fmt.Println("rotated", r.Swept)
	return nil
}

// childSnapshot keeps a snapshot until its input ends.
func childSnapshot(o vault.Options, key crypto.Key) error {
	v, err := vault.Open(ctx, o, key)
	if err != nil {
		return err
	}
	defer v.Close()
	return v.View(ctx, func(tx *vault.Tx) error {
		if _, err := vault.One(tx, vault.Value[int], "SELECT count(*) FROM kv"); err != nil {
			return err
		}
		fmt.Println("reads")
		bufio.NewReader(os.Stdin).ReadString('\n')
		n, err := vault.One(tx, vault.Value[int], "SELECT sum(length(v)) FROM kv")
		fmt.Println(n)
		return err
	})
}

// TestKilledWhileRotating kills a process that changes the passphrase, at
// random moments from the first page to after the log was folded in. Always
// exactly one of the two passphrases opens the vault, whole; and when it is the
// new one, nothing of the old key is left once the vault was opened again.
func TestKilledWhileRotating(t *testing.T) {
	t.Parallel()
	kills := 60
	if testing.Short() {
		kills = 15
	}
	b := newBench(t)
	v := used(t, b)
	put(t, v, "n", "0")
	v.Close()
	passphrase, committed, unswept := "measured", 0, 0
	whole, end := b.timeRotation(t, passphrase)
	key, err := keyOf(t, b.o.Path, passphrase)
	if err != nil {
		t.Fatal(err)
	}
	b.key = key
	for i := range kills {
		before := traces(t, b.o.Path)
		next := "open-" + strconv.Itoa(i)
		said := b.killRotation(t, next, whole, end)
		swept := len(left(t, b.o.Path, before)) == 0
		key, err := keyOf(t, b.o.Path, passphrase)
		if newKey, newErr := keyOf(t, b.o.Path, next); (err == nil) == (newErr == nil) {
			t.Fatalf("kill %d after %q: the old passphrase: %v, the new one: %v", i, said, err, newErr)
		} else if newErr == nil {
			key, passphrase = newKey, next
			committed++
			if !swept {
				unswept++
			}
		} else if strings.HasPrefix(said, "rotated") {
			t.Fatalf("kill %d: it was told that the rotation is done, and it is not", i)
		}
		changed := key != b.key
		b.key = key
		v := b.open()
		if r, err := v.Verify(ctx, nil); err != nil || len(r.Problems) > 0 {
			t.Fatalf("kill %d: %v %v", i, err, r.Problems)
		}
		if got := get(t, v, "n"); got != strconv.Itoa(i) {
			t.Fatalf("kill %d: %q", i, got)
		}
		if changed {
			put(t, v, "n", strconv.Itoa(i)) // opened, written to, closed
		}
		if err := v.Close(); err != nil {
			t.Fatal(err)
		}
		if names := left(t, b.o.Path, before); changed && len(names) > 0 {
			t.Fatalf("kill %d after %q: left of the old key: %v", i, said, names)
		}
		v = b.open()
		put(t, v, "n", strconv.Itoa(i+1))
		v.Close()
	}
	t.Logf("%d kills: %d before the commit, %d after it, of these %d before the log was folded in", kills, kills-committed, committed, unswept)
	if kills >= 60 && (committed < kills/10 || committed > kills*9/10) {
		t.Error("the kills did not come at the moments that matter")
	}
}

// TestKilledBetweenCommitAndSweep kills a rotation that is committed and waits
// for a reader, and then the reader: the next opening finishes what is left.
func TestKilledBetweenCommitAndSweep(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	used(t, b).Close()
	before := traces(t, b.o.Path)
	reader := b.childCommand("snapshot")
	reader.Stdin, _ = io.Pipe() // never ends
	pipe, _ := reader.StdoutPipe()
	if err := reader.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(pipe).ReadString('\n'); line != "reads\n" {
		t.Fatalf("%q %v", line, err)
	}
	rotator := b.childCommand("rotate", "another")
	if err := rotator.Start(); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		if head, err := vault.ReadHead(b.o.Path); err == nil && head.KeyID != b.key.ID() {
			break
		} else if time.Now().After(deadline) {
			t.Fatalf("no rotation within 20 seconds: %v", err)
		}
	}
	rotator.Process.Kill()
	rotator.Wait()
	reader.Process.Kill()
	reader.Process.Wait()
	if len(left(t, b.o.Path, before)) == 0 {
		t.Fatal("nothing was left to sweep: the test looks at the wrong thing")
	}
	key, err := keyOf(t, b.o.Path, "another")
	if err != nil {
		t.Fatal(err)
	}
	b.key = key
	if err := b.open().Close(); err != nil { // without a write
		t.Fatal(err)
	}
	if names := left(t, b.o.Path, before); len(names) > 0 {
		t.Errorf("left: %v", names)
	}
	if err := verdict(b); err != nil {
		t.Error(err)
	}
}

// timeRotation lets a rotation live and says how long it took from its
// beginning, and from the last page: commit, folding in, closing.
func (b bench) timeRotation(t *testing.T, passphrase string) (whole, end time.Duration) {
	t.Helper()
	cmd := b.childCommand("rotate", passphrase)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	at := map[string]time.Time{}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		at[lines.Text()] = time.Now()
	}
	if err := cmd.Wait(); err != nil || at["100"].IsZero() {
		t.Fatalf("%v, %v", err, at)
	}
	return time.Since(at["begin"]), time.Since(at["100"])
}

// killRotation starts a rotation, kills it at a random moment of the whole or,
// mostly, of the end, and returns the last that it said.
func (b bench) killRotation(t *testing.T, passphrase string, whole, end time.Duration) (said string) {
	t.Helper()
	cmd := b.childCommand("rotate", passphrase)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, after := "100", rand.N(end)
	if rand.IntN(3) == 0 {
		line, after = "begin", rand.N(whole)
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		said = lines.Text()
		if said == line {
			time.AfterFunc(after, func() { cmd.Process.Kill() })
		}
	}
	if err := cmd.Wait(); cmd.ProcessState.Exited() && err != nil { // it may also have been faster
		t.Fatalf("the child failed: %v", err)
	}
	return said
}

// A reader that began before the rotation reads on, undisturbed; the rotation
// says that it could not sweep, and the last one to close does.
func TestARotationBesideAReader(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	v := used(t, b)
	before := traces(t, b.o.Path)
	v.Close()
	cmd := b.childCommand("snapshot")
	in, _ := cmd.StdinPipe()
	pipe, _ := cmd.StdoutPipe()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	out := bufio.NewReader(pipe)
	if line, err := out.ReadString('\n'); line != "reads\n" {
		t.Fatalf("%q %v", line, err)
	}
	b.o.Wait = 300 * time.Millisecond
	v = b.open()
	r, err := v.Rotate(ctx, vault.Change{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if names := left(t, b.o.Path, before); r.Swept || len(names) == 0 {
		t.Errorf("swept %v beside a reader that needs the old pages, %d traces left", r.Swept, len(names))
	}
	b.key = r.Key
	put(t, v, "a", "two")
	v.Close()
	in.Close()
	if line, err := out.ReadString('\n'); err != nil || line == "0\n" {
		t.Errorf("the reader read %q: %v", line, err)
	}
	io.Copy(io.Discard, out)
	if err := cmd.Wait(); err != nil {
		t.Errorf("the reader: %v", err)
	}
	v = b.open()
	if got := get(t, v, "a"); got != "two" {
		t.Errorf("got %q", got)
	}
	v.Close()
	if names := left(t, b.o.Path, before); len(names) > 0 {
		t.Errorf("left after the last one closed: %v", names)
	}
	if log, err := os.Stat(b.o.Path + "-wal"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a log is left: %v %v", log, err)
	}
}
