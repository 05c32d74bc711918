package vault_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"subrosa/crypto"
	"subrosa/vault"
)

// commits is how many commits each writing process makes: where time is money,
// fewer. SUBROSA_COMMITS sets another number.
func commits(t *testing.T) int {
	n, err := strconv.Atoi(os.Getenv("SUBROSA_COMMITS"))
	switch {
	case err == nil:
		return n
	case testing.Short():
		return 30
	case os.Getenv("SUBROSA_CI") == "1":
		return 300
	}
	return 100
}

const often = 12 // reopenings come once in so many turns

// tally is what a process of these tests says at its end.
type tally struct {
	commits, views, openings int
	toWrite, toRead          time.Duration // the longest from asking for a transaction to having it
}

func (t tally) String() string {
	return fmt.Sprintf("tally %d %d %d %d %d", t.commits, t.views, t.openings, t.toWrite, t.toRead)
}

func readTally(out []byte) (t tally, err error) {
	_, last, _ := bytes.Cut(out, []byte("tally "))
	_, err = fmt.Sscan(string(last), &t.commits, &t.views, &t.openings, &t.toWrite, &t.toRead)
	return t, err
}

// and adds up what two processes did.
func (t tally) and(u tally) tally {
	return tally{t.commits + u.commits, t.views + u.views, t.openings + u.openings, max(t.toWrite, u.toWrite), max(t.toRead, u.toRead)}
}

// childWrites makes commits as fast as it can: the same number under two
// names, and between them values of random length. Now and then it closes the
// vault and opens it again.
func childWrites(o vault.Options, key crypto.Key, name string, upTo int) error {
	o.Wait = 0 // as she has it
	v, err := vault.Open(ctx, o, key)
	if err != nil {
		return err
	}
	defer func() { v.Close() }()
	var did tally
	for n := 1; n <= upTo; n++ {
		asked := time.Now()
		err := v.Update(ctx, func(tx *vault.Tx) error {
			did.toWrite = max(did.toWrite, time.Since(asked))
			if err := putTx(tx, name+"1", strconv.Itoa(n)); err != nil {
				return err
			}
			size := rand.IntN(20_000)
			if n%10 == 0 {
				size *= 25
			}
			if err := putTx(tx, fmt.Sprint("fill", rand.IntN(40)), strings.Repeat("w", size)); err != nil {
				return err
			}
			return putTx(tx, name+"2", strconv.Itoa(n))
		})
		if err != nil {
			return fmt.Errorf("%s: commit %d, after %v: %w", name, n, time.Since(asked), err)
		}
		did.commits++
		if rand.IntN(often) == 0 {
			if v, err = reopened(v, o, key); err != nil {
				return fmt.Errorf("%s: after commit %d: %w", name, n, err)
			}
			did.openings++
		}
	}
	fmt.Println(did)
	return nil
}

// childReads looks again and again whether every commit is whole and none was
// taken back, until the writers are through.
func childReads(o vault.Options, key crypto.Key, names string, upTo int) error {
	o.Wait = 0
	v, err := vault.Open(ctx, o, key)
	if err != nil {
		return err
	}
	defer func() { v.Close() }()
	var did tally
	before := map[string]int{}
	for done := 0; done < len(names); {
		asked := time.Now()
		err := v.View(ctx, func(tx *vault.Tx) error {
			did.toRead = max(did.toRead, time.Since(asked))
			done = 0
			for _, name := range strings.Split(names, "") {
				n, err := wholeCommit(tx, name)
				if err != nil {
					return err
				}
				if n < before[name] {
					return fmt.Errorf("commit %d of %s is gone: now %d", before[name], name, n)
				}
				if before[name] = n; n == upTo {
					done++
				}
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("view %d, after %v: %w", did.views, time.Since(asked), err)
		}
		did.views++
		if rand.IntN(often) == 0 {
			if v, err = reopened(v, o, key); err != nil {
				return fmt.Errorf("after view %d: %w", did.views, err)
			}
			did.openings++
		}
	}
	fmt.Println(did)
	return nil
}

// wholeCommit is the number that a writer saved last under both of its names.
func wholeCommit(tx *vault.Tx, name string) (int, error) {
	var n [2]int
	for i := range n {
		var err error
		n[i], err = vault.One(tx, vault.Value[int], "SELECT CAST(v AS INTEGER) FROM kv WHERE k = ?", name+strconv.Itoa(i+1))
		if err != nil && !errors.Is(err, vault.ErrNoRows) {
			return 0, err
		}
	}
	if n[0] != n[1] {
		return 0, fmt.Errorf("half a commit of %s: %d and %d", name, n[0], n[1])
	}
	return n[0], nil
}

func reopened(v *vault.Vault, o vault.Options, key crypto.Key) (*vault.Vault, error) {
	if err := v.Close(); err != nil {
		return v, fmt.Errorf("close: %w", err)
	}
	if _, err := vault.ReadHead(o.Path); err != nil { // as a command does, for the slots
		return v, fmt.Errorf("read the head: %w", err)
	}
	again, err := vault.Open(ctx, o, key)
	if err != nil {
		return v, fmt.Errorf("open: %w", err)
	}
	return again, nil
}

// TestThreeWriteAndTwoRead: nothing is lost, nobody is told "busy" or "older"
// without reason, nobody sees half a commit, and what is left is one file.
func TestThreeWriteAndTwoRead(t *testing.T) {
	b := newBench(t)
	b.create().Close()
	const names = "xyz"
	n := commits(t)
	var mu sync.Mutex
	var all tally
	var wg sync.WaitGroup
	whole, giveUp := context.WithCancel(ctx) // readers wait for the last commit of each writer
	defer giveUp()
	run := func(role string, args ...string) {
		wg.Go(func() {
			var out bytes.Buffer
			cmd := b.childCommand(role, args...)
			cmd.Stdout = &out
			err := cmd.Start()
			if err == nil {
				stop := context.AfterFunc(whole, func() { cmd.Process.Kill() })
				err = cmd.Wait()
				stop()
			}
			did, noTally := readTally(out.Bytes())
			if (err != nil || noTally != nil) && whole.Err() == nil {
				t.Errorf("%s %v: %v, %v", role, args, err, noTally)
				giveUp()
			}
			mu.Lock()
			defer mu.Unlock()
			all = all.and(did)
		})
	}
	start := time.Now()
	for _, name := range strings.Split(names, "") {
		run("write", name, strconv.Itoa(n))
	}
	for range 2 {
		run("read", names, strconv.Itoa(n))
	}
	wg.Wait()
	t.Logf("%d commits, %d views and %d reopenings in %v; the longest wait %v to write, %v to read",
		all.commits, all.views, all.openings, time.Since(start), all.toWrite, all.toRead)
	if t.Failed() {
		return
	}
	onlyTheVaultIsLeft(t, b)
	v := b.open()
	if info, err := v.Info(ctx); err != nil || info.Generation != uint64(len(names)*n+1) {
		t.Errorf("%d commits, but generation %d: %v", all.commits, info.Generation, err)
	}
	err := v.View(ctx, func(tx *vault.Tx) error {
		for _, name := range strings.Split(names, "") {
			if got, err := wholeCommit(tx, name); err != nil || got != n {
				t.Errorf("%s: %d %v", name, got, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	if r, err := v.Verify(ctx, nil); err != nil || len(r.Problems) > 0 {
		t.Errorf("%v %v", err, r.Problems)
	}
}

// onlyTheVaultIsLeft: when nobody has it open a vault is one file.
func onlyTheVaultIsLeft(t *testing.T, b bench) {
	t.Helper()
	for _, suffix := range []string{"-wal", "-shm", "-journal"} {
		if info, err := os.Stat(b.o.Path + suffix); err == nil {
			t.Errorf("%s is left, %d bytes", suffix, info.Size())
		}
	}
}
