package vault_test

import (
	"crypto/sha256"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"subrosa/vault"
)

// TestLongReaderBesideWriters holds a View open while others commit hundreds of
// times. What it sees does not change, nobody waits for it, and what the log
// grew by is given back.
func TestLongReaderBesideWriters(t *testing.T) {
	b := newBench(t)
	b.create().Close()
	n := commits(t) / 2
	writers := func(names string, n int) tally {
		var mu sync.Mutex
		var all tally
		var wg sync.WaitGroup
		for _, name := range strings.Split(names, "") {
			wg.Go(func() {
				out, err := b.childCommand("write", name, strconv.Itoa(n)).Output()
				did, noTally := readTally(out)
				if err != nil || noTally != nil {
					t.Errorf("%s: %v, %v", name, err, noTally)
				}
				mu.Lock()
				defer mu.Unlock()
				all = all.and(did)
			})
		}
		wg.Wait()
		return all
	}
	writers("xy", 20)
	v := b.open()
	start := time.Now()
	var all tally
	var grown int64
	err := v.View(ctx, func(tx *vault.Tx) error {
		before, err := everything(tx)
		if err != nil {
			return err
		}
		all = writers("xy", n)
		grown = logSize(b)
		after, err := everything(tx)
		if before != after {
			t.Error("the snapshot changed")
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if all.commits != 2*n {
		t.Errorf("%d commits", all.commits)
	}
	t.Logf("%d commits beside a View of %v; the longest wait to write %v; the log grew to %d KiB",
		all.commits, time.Since(start), all.toWrite, grown>>10)
	for i := range 3 { // the first folds it all in, the next begins it anew
		put(t, v, "after", strconv.Itoa(i))
	}
	if size := logSize(b); size > 17<<20 {
		t.Errorf("the log is still %d KiB long", size>>10)
	}
	must(t, v.Close())
	onlyTheVaultIsLeft(t, b)
}

func logSize(b bench) int64 {
	info, err := os.Stat(b.o.Path + "-wal")
	if err != nil {
		return 0
	}
	return info.Size()
}

// everything is one hash over all records.
func everything(tx *vault.Tx) (string, error) {
	h := sha256.New()
	_, err := vault.All(tx, func(scan vault.Scan) (struct{}, error) {
		var k, value string
		err := scan(&k, &value)
		fmt.Fprintf(h, "%q %d ", k, len(value))
		io.WriteString(h, value)
		return struct{}{}, err
	}, "SELECT k, v FROM kv ORDER BY k")
	return fmt.Sprintf("%x", h.Sum(nil)), err
}

// Verify, a backup and giving room back run beside writers and readers, and
// each of them is about one moment.
func TestLongWorkBesideWriters(t *testing.T) {
	b := newBench(t)
	b.create().Close()
	n := commits(t) / 3
	var wg sync.WaitGroup
	finished := make(chan struct{})
	for _, name := range []string{"x", "y"} {
		wg.Go(func() {
			if out, err := b.childCommand("write", name, strconv.Itoa(n)).Output(); err != nil {
				t.Errorf("%s: %v %s", name, err, out)
			}
		})
	}
	wg.Go(func() {
		if out, err := b.childCommand("read", "xy", strconv.Itoa(n)).Output(); err != nil {
			t.Errorf("reader: %v %s", err, out)
		}
	})
	go func() { wg.Wait(); close(finished) }()
	v, dir := b.open(), t.TempDir()
	verified, copies, compacted := 0, 0, 0
	for running := true; running; {
		if r, err := v.Verify(ctx, nil); err != nil || len(r.Problems) > 0 {
			t.Fatal(err, r.Problems)
		}
		verified++
		path := filepath.Join(dir, fmt.Sprint(copies))
		if _, err := v.Backup(ctx, path, nil); err != nil {
			t.Fatal(err)
		}
		copies++
		_, err := vault.CheckCopy(ctx, path, b.key, func(tx *vault.Tx) error {
			for _, name := range []string{"x", "y"} {
				if _, err := wholeCommit(tx, name); err != nil {
					return err
				}
			}
			return nil
		})
		must(t, err)
		must(t, os.Remove(path))
		must(t, v.Update(ctx, compact))
		compacted++
		select {
		case <-finished:
			running = false
		default:
		}
	}
	must(t, v.Close())
	onlyTheVaultIsLeft(t, b)
	t.Logf("beside %d commits: verified %d times, %d backups, room given back %d times", 2*n, verified, copies, compacted)
}

// compact deletes something and gives its pages back.
func compact(tx *vault.Tx) error {
	if _, err := tx.Exec("DELETE FROM kv WHERE k = ?", fmt.Sprint("fill", rand.IntN(40))); err != nil {
		return err
	}
	_, err := vault.All(tx, func(vault.Scan) (int, error) { return 0, nil }, "PRAGMA incremental_vacuum(8)")
	return err
}
