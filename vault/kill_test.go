package vault_test

import (
	"bufio"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"subrosa/crypto"
	"subrosa/vault"
)

// The test program also plays the processes that these tests kill: see child.
const childEnv = "SUBROSA_TEST_CHILD"

func TestMain(m *testing.M) {
	if role := os.Getenv(childEnv); role != "" {
		if err := child(role); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// childCommand starts this program again as a child that works on b's vault.
func (b bench) childCommand(role string, args ...string) *exec.Cmd {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childEnv+"="+role, "CHILD_PATH="+b.o.Path, "CHILD_STATE="+b.o.State,
		"CHILD_KEY="+b.key.Text(), "CHILD_ARGS="+strings.Join(args, " "))
	cmd.Stderr = os.Stderr
	return cmd
}

func child(role string) error {
	key, err := crypto.ParseKey(os.Getenv("CHILD_KEY"))
	if err != nil {
		return err
	}
	o := vault.Options{Path: os.Getenv("CHILD_PATH"), State: os.Getenv("CHILD_STATE"), Wait: 30 * time.Second}
	args := strings.Fields(os.Getenv("CHILD_ARGS"))
	switch role {
	case "put":
		size, err := strconv.Atoi(args[1])
		if err != nil {
			return err
		}
		return childPuts(o, key, args[0], size)
	case "live":
		return childLives(o, key, strings.TrimPrefix(args[0], "deeds="), len(args) > 1)
	case "count":
		return childCounts(o, key, args[0], 1<<30)
	case "count-to":
		n, err := strconv.Atoi(args[1])
		if err != nil {
			return err
		}
		return childCounts(o, key, args[0], n)
	case "write", "read":
		n, err := strconv.Atoi(args[1])
		if err != nil {
			return err
		}
		return map[string]func(vault.Options, crypto.Key, string, int) error{"write": childWrites, "read": childReads}[role](o, key, args[0], n)
	case "unprivileged":
		return childOnlyReads(o, key, args)
	case "copies":
		return childCopies(o, key, args[0], args[1])
	case "hold":
		return childHolds(o, key)
	case "snapshot":
		return childSnapshot(o, key)
	case "rotate":
		return childRotates(o, key, args[0])
	case "locked":
		return childLooks(o.Path)
	case "fault":
		return childWithFaults(o, key, args[0], args[1])
	case "limited":
		return childIsLimited(o, key)
	}
	return errors.New("no such role")
}

// childCounts writes rising numbers under two names at once and says each that
// is saved; now and then it writes much, or closes and opens the vault.
func childCounts(o vault.Options, key crypto.Key, name string, upTo int) error {
	v, err := vault.Open(ctx, o, key)
	if err != nil {
		return err
	}
	defer func() { v.Close() }()
	start := 0
	v.View(ctx, func(tx *vault.Tx) (err error) {
		start, err = vault.One(tx, vault.Value[int], "SELECT CAST(v AS INTEGER) FROM kv WHERE k = ?", name+"1")
		return err
	})
	for n := start + 1; n <= upTo; n++ {
		err := v.Update(ctx, func(tx *vault.Tx) error {
			if err := putTx(tx, name+"1", strconv.Itoa(n)); err != nil {
				return err
			}
			if n%7 == 0 {
				if err := putTx(tx, fmt.Sprint("fill", n%5), strings.Repeat("words ", rand.IntN(100_000))); err != nil {
					return err
				}
			}
			return putTx(tx, name+"2", strconv.Itoa(n))
		})
		if err != nil {
			return err
		}
		fmt.Println(n)
		if n%4 == 0 {
			if err := v.Close(); err != nil {
				return err
			}
			if v, err = vault.Open(ctx, o, key); err != nil {
				return err
			}
		}
	}
	return nil
}

func TestTwoProcessesWrite(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.create().Close()
	const n = 60
	var wg sync.WaitGroup
	for _, name := range []string{"x", "y", "z"} {
		wg.Go(func() {
			if out, err := b.childCommand("count-to", name, strconv.Itoa(n)).Output(); err != nil || strings.Count(string(out), "\n") != n {
				t.Errorf("%s: %v, %d acknowledged", name, err, strings.Count(string(out), "\n"))
			}
		})
	}
	v := b.open() // a fourth reads meanwhile
	for range 100 {
		err := v.View(ctx, func(tx *vault.Tx) error {
			for _, name := range []string{"x", "y", "z"} {
				one, err := vault.All(tx, vault.Value[string], "SELECT DISTINCT v FROM kv WHERE k IN (?, ?)", name+"1", name+"2")
				if err != nil {
					return err
				}
				if len(one) > 1 {
					t.Errorf("half a commit of %s: %v", name, one)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	wg.Wait()
	for _, name := range []string{"x1", "x2", "y1", "y2", "z1", "z2"} {
		if got := get(t, v, name); got != strconv.Itoa(n) {
			t.Errorf("%s is %s", name, got)
		}
	}
	info, err := v.Info(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if info.Generation != 3*n+1 {
		t.Errorf("generation %d", info.Generation)
	}
	if r, err := v.Verify(ctx, nil); err != nil || len(r.Problems) > 0 {
		t.Errorf("%v %v", err, r.Problems)
	}
}

// childHolds keeps the write lock until its input ends.
func childHolds(o vault.Options, key crypto.Key) error {
	v, err := vault.Open(ctx, o, key)
	if err != nil {
		return err
	}
	defer v.Close()
	return v.Update(ctx, func(*vault.Tx) error {
		fmt.Println("held")
		bufio.NewReader(os.Stdin).ReadString('\n')
		return nil
	})
}

func TestBusy(t *testing.T) {
	b := newBench(t)
	v := b.create()
	put(t, v, "a", "one")
	v.Close()
	cmd := b.childCommand("hold")
	in, _ := cmd.StdinPipe()
	out, _ := cmd.StdoutPipe()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); line != "held\n" {
		t.Fatalf("%q %v", line, err)
	}
	b.o.Wait = 50 * time.Millisecond
	v = b.open()
	if err := v.Update(ctx, func(tx *vault.Tx) error { return putTx(tx, "a", "two") }); !errors.Is(err, vault.ErrBusy) {
		t.Errorf("while another writes: %v", err)
	}
	if got := get(t, v, "a"); got != "one" {
		t.Errorf("reading meanwhile: %q", got)
	}
	in.Close()
	if err := cmd.Wait(); err != nil {
		t.Fatal(err)
	}
	put(t, v, "a", "three")
}
