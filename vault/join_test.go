package vault_test

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"pgregory.net/rapid"

	"subrosa/vault"
)

// joinRuns: each run makes hundreds of commits.
var joinRuns = flag.Int("joins", 25, "runs of the model of many machines, at most as many as -rapid.checks")

// machine is a computer with a copy of the vault and a memory of its own.
func (b bench) machine(t testing.TB, from string) bench {
	dir := t.TempDir()
	m := bench{b.t, vault.Options{Path: filepath.Join(dir, "practice.vault"), State: filepath.Join(dir, "state")}, b.key, b.way}
	copyFile(t, from, m.o.Path)
	return m
}

// write makes commits on a machine, each with a key of its own.
func (b bench) write(commits int, what string) {
	v := b.open()
	for i := range commits {
		put(b.t, v, fmt.Sprintf("%s %d", what, i), what)
	}
	v.Close()
}

// join brings what other has into b, as the record does in its way.
func (b bench) join(other string) (vault.Fork, error) {
	copy, err := vault.OpenCopy(ctx, other, b.key)
	if err != nil {
		return vault.Fork{}, err
	}
	defer copy.Close()
	v, err := vault.OpenToJoin(ctx, b.o, b.key, copy)
	if err != nil {
		return vault.Fork{}, err
	}
	defer v.Close()
	var f vault.Fork
	err = copy.View(ctx, func(theirs *vault.Tx) error {
		return v.Update(ctx, func(tx *vault.Tx) (err error) {
			if f, err = tx.Fork(theirs); err != nil || f.Older() {
				return err
			}
			if err := putTx(tx, "joined", fmt.Sprint(theirs.Generation())); err != nil {
				return err
			}
			return tx.Join(theirs, f)
		})
	})
	return f, err
}

// forked are two machines whose copies went two ways, with so many commits each.
func forked(t *testing.T, ours, theirs int) (a, b bench) {
	t.Helper()
	a, _ = tampered(t)
	b = a.machine(t, a.o.Path)
	if err := verdict(b); err != nil {
		t.Fatal(err)
	}
	a.write(ours, "ours")
	b.write(theirs, "theirs")
	return a, b
}

func TestJoinedCopiesAreBelievedOnBothMachines(t *testing.T) {
	for name, commits := range map[string][2]int{"as many": {3, 3}, "more here": {140, 2}, "more there": {1, 200}, "one each": {1, 1}} {
		t.Run(name, func(t *testing.T) {
			a, b := forked(t, commits[0], commits[1])
			before := filepath.Join(t.TempDir(), "before.vault")
			copyFile(t, a.o.Path, before)
			theirs := filepath.Join(t.TempDir(), "theirs.vault")
			copyFile(t, b.o.Path, theirs)
			f, err := a.join(b.o.Path)
			if err != nil || f.Older() || f.Newer() || f.Ours != f.Theirs || f.Ours == 0 {
				t.Fatalf("%+v, %v", f, err)
			}
			if err := verdict(a); err != nil {
				t.Errorf("here: %v", err)
			}
			copyFile(t, a.o.Path, b.o.Path)
			if err := verdict(b); err != nil {
				t.Errorf("there: %v", err)
			}
			b.write(2, "later")
			copyFile(t, b.o.Path, a.o.Path)
			if err := verdict(a); err != nil {
				t.Errorf("and back: %v", err)
			}
			for what, old := range map[string]string{"this copy": before, "the other copy": theirs} {
				for where, m := range map[string]bench{"here": a, "there": b} {
					now := filepath.Join(t.TempDir(), "now.vault")
					copyFile(t, m.o.Path, now)
					copyFile(t, old, m.o.Path)
					if err := verdict(m); !errors.Is(err, vault.ErrOlder) && !errors.Is(err, vault.ErrDiverged) {
						t.Errorf("%s put back %s: %v", what, where, err)
					}
					copyFile(t, now, m.o.Path)
				}
			}
		})
	}
}

// After joining, a copy that goes on from either side is a fork again.
func TestForkAfterJoiningIsSeen(t *testing.T) {
	a, b := forked(t, 3, 5)
	if _, err := a.join(b.o.Path); err != nil {
		t.Fatal(err)
	}
	a.write(1, "here")
	b.write(40, "there")
	copyFile(t, b.o.Path, a.o.Path)
	if err := verdict(a); !errors.Is(err, vault.ErrDiverged) {
		t.Errorf("%v", err)
	}
}

func TestJoinSaysWhichCopyIsNewer(t *testing.T) {
	a, b := forked(t, 0, 4)
	if f, err := a.join(b.o.Path); err != nil || !f.Newer() || f.Older() {
		t.Errorf("a newer copy: %+v, %v", f, err)
	}
	a, b = forked(t, 4, 0)
	generation := func() uint64 {
		v := a.open()
		defer v.Close()
		info, _ := v.Info(ctx)
		return info.Generation
	}
	before := generation()
	if f, err := a.join(b.o.Path); err != nil || !f.Older() || f.Newer() {
		t.Errorf("an older copy: %+v, %v", f, err)
	}
	if f, err := b.join(b.o.Path); err != nil || !f.Older() || !f.Newer() {
		t.Errorf("the same: %+v, %v", f, err)
	}
	if generation() != before {
		t.Error("an older copy made a generation")
	}
	b.write(2, "x")
	if _, err := a.join(b.o.Path); err != nil {
		t.Fatal(err)
	}
	before = generation()
	if f, err := a.join(b.o.Path); err != nil || !f.Older() || generation() != before {
		t.Errorf("the same copy again: %+v, %v", f, err)
	}
}

func TestForeignCopyIsNotJoined(t *testing.T) {
	a, _ := tampered(t)
	other, _ := tampered(t)
	other.key = a.key
	if _, err := a.join(other.o.Path); !errors.Is(err, vault.ErrWrongKey) {
		t.Errorf("%v", err)
	}
	// The same key, another vault: what nobody but its owner can make.
	stranger := newBench(t)
	stranger.key = a.key
	stranger.create().Close()
	if _, err := a.join(stranger.o.Path); !errors.Is(err, vault.ErrAltered) {
		t.Errorf("%v", err)
	}
	if err := verdict(a); err != nil {
		t.Error(err)
	}
}

// A copy that is only read stays as it is to the byte, and so does the log that
// a crash left beside it; what waits in the log counts.
func TestOpenCopyChangesNothing(t *testing.T) {
	a, _ := tampered(t)
	v := a.open()
	put(t, v, "waiting", "in the log")
	left := filepath.Join(t.TempDir(), "left.vault")
	copyFile(t, a.o.Path, left)
	copyFile(t, a.o.Path+"-wal", left+"-wal")
	v.Close()
	whole := filepath.Join(t.TempDir(), "whole.vault")
	copyFile(t, a.o.Path, whole)
	for _, path := range []string{left, whole} {
		want := map[string][]byte{}
		for _, name := range []string{path, path + "-wal"} {
			want[name], _ = os.ReadFile(name)
		}
		c, err := vault.OpenCopy(ctx, path, a.key)
		if err != nil {
			t.Fatal(err)
		}
		if got := get(t, c, "waiting"); got != "in the log" {
			t.Errorf("%q", got)
		}
		if err := c.Update(ctx, func(tx *vault.Tx) error { return putTx(tx, "a", "b") }); !errors.Is(err, vault.ErrReadOnly) {
			t.Errorf("written to: %v", err)
		}
		c.Close()
		for name, before := range want {
			if after, _ := os.ReadFile(name); !bytes.Equal(before, after) {
				t.Errorf("%s was changed", filepath.Base(name))
			}
		}
	}
	attack(t, whole, "UPDATE page SET sealed = (SELECT sealed FROM page WHERE no = 1) WHERE no = 2")
	if _, err := vault.OpenCopy(ctx, whole, a.key); !errors.Is(err, vault.ErrAltered) {
		t.Errorf("an altered copy: %v", err)
	}
}

// A synchronised folder put the other copy in the place of this one: joining the
// one that was moved aside needs no --accept-older, and giving up leaves the
// memory as it was.
func TestJoinAfterExchange(t *testing.T) {
	a, b := forked(t, 3, 9)
	aside := filepath.Join(t.TempDir(), "aside.vault")
	copyFile(t, a.o.Path, aside)
	copyFile(t, b.o.Path, a.o.Path)
	if err := verdict(a); !errors.Is(err, vault.ErrDiverged) {
		t.Fatalf("%v", err)
	}
	copy, err := vault.OpenCopy(ctx, aside, a.key)
	if err != nil {
		t.Fatal(err)
	}
	v, err := vault.OpenToJoin(ctx, a.o, a.key, copy)
	if err != nil {
		t.Fatal(err)
	}
	v.View(ctx, func(*vault.Tx) error { return nil })
	v.Close()
	copy.Close()
	if err := verdict(a); !errors.Is(err, vault.ErrDiverged) {
		t.Errorf("after giving up: %v", err)
	}
	if _, err := a.join(aside); err != nil {
		t.Fatal(err)
	}
	if err := verdict(a); err != nil {
		t.Errorf("afterwards: %v", err)
	}
	// A copy that does not have what is remembered is no excuse.
	a, b = forked(t, 3, 9)
	older := a.machine(t, b.o.Path)
	older.write(1, "third")
	copyFile(t, b.o.Path, a.o.Path)
	if _, err := a.join(older.o.Path); !errors.Is(err, vault.ErrDiverged) {
		t.Errorf("another copy: %v", err)
	}
}

// The history may jump only where a copy was joined.
func TestHistoryThatJumpsForNoReasonIsSeen(t *testing.T) {
	a, b := forked(t, 1, 90)
	if _, err := a.join(b.o.Path); err != nil {
		t.Fatal(err)
	}
	v := a.open()
	err := v.Update(ctx, func(tx *vault.Tx) error {
		_, err := tx.Exec("DELETE FROM vault_joined")
		return err
	})
	v.Close()
	if err != nil {
		t.Fatal(err)
	}
	if err := verdict(a); err == nil || !bytes.HasPrefix([]byte(err.Error()), []byte("damaged: the history jumps")) {
		t.Errorf("%v", err)
	}
}

// Three machines write, copy each other's file, and join, in any order. A model
// keeps the set of commits that each copy has in its past, and knows what every
// opening must say.
func TestManyMachinesAgainstModel(t *testing.T) {
	t.Parallel()
	runs := 0
	rapid.Check(t, func(rt *rapid.T) {
		if runs++; runs > *joinRuns {
			return
		}
		first := newBench(t)
		first.create().Close()
		type copy struct {
			bench
			past   map[int]bool // commits in it
			memory map[int]bool // what the machine has seen: the past of the last root
		}
		next := 1
		machines := []*copy{{bench: first, past: map[int]bool{0: true}, memory: map[int]bool{0: true}}}
		for range 2 {
			m := first.machine(t, first.o.Path)
			if err := verdict(m); err != nil {
				rt.Fatal(err)
			}
			machines = append(machines, &copy{bench: m, past: map[int]bool{0: true}, memory: map[int]bool{0: true}})
		}
		contains := func(a, b map[int]bool) bool {
			for c := range b {
				if !a[c] {
					return false
				}
			}
			return true
		}
		clone := func(a map[int]bool) map[int]bool {
			c := map[int]bool{}
			for k := range a {
				c[k] = true
			}
			return c
		}
		for range rapid.IntRange(1, 10).Draw(rt, "steps") {
			m := rapid.SampledFrom(machines).Draw(rt, "machine")
			from := rapid.SampledFrom(machines).Draw(rt, "from")
			switch rapid.SampledFrom([]string{"write", "write", "join", "join", "copy"}).Draw(rt, "step") {
			case "write":
				n := rapid.SampledFrom([]int{1, 1, 1, 1, 2, 66}).Draw(rt, "commits")
				m.write(n, fmt.Sprint(next))
				m.past[next] = true
				next++
				m.memory = clone(m.past)
			case "join":
				if m == from {
					continue
				}
				f, err := m.join(from.o.Path)
				if err != nil || f.Older() != contains(m.past, from.past) || f.Newer() != contains(from.past, m.past) {
					rt.Fatalf("%+v, %v; %v joins %v", f, err, m.past, from.past)
				}
				if !f.Older() {
					for c := range from.past {
						m.past[c] = true
					}
					m.past[next] = true // the joining commit
					next++
				}
				m.memory = clone(m.past)
			case "copy":
				saved := m.machine(t, m.o.Path).o.Path
				copyFile(t, from.o.Path, m.o.Path)
				err := verdict(m.bench)
				if good := contains(from.past, m.memory); good != (err == nil) || err != nil && !errors.Is(err, vault.ErrOlder) && !errors.Is(err, vault.ErrDiverged) {
					rt.Fatalf("%v in the place of %v: %v", from.past, m.memory, err)
				}
				if err != nil {
					copyFile(t, saved, m.o.Path)
				} else {
					m.past, m.memory = clone(from.past), clone(from.past)
				}
			}
			if err := verdict(m.bench); err != nil {
				rt.Fatal(err)
			}
		}
	})
}

// What was kept beside the vault, when another file was put in its place, can be
// joined with that file.
func TestRescuedVaultIsJoined(t *testing.T) {
	a, b := forked(t, 0, 3)
	v := a.open()
	put(t, v, "before", "the exchange")
	other := filepath.Join(t.TempDir(), "other.vault")
	copyFile(t, b.o.Path, other)
	if err := os.Rename(other, a.o.Path); err != nil {
		t.Fatal(err)
	}
	err := v.Update(ctx, func(tx *vault.Tx) error { return putTx(tx, "in hand", "when it was exchanged") })
	v.Close()
	var e *vault.Exchanged
	if !errors.As(err, &e) || e.Rescued == "" {
		t.Fatalf("%v", err)
	}
	f, err := a.join(e.Rescued)
	if err != nil || f.Older() || f.Newer() {
		t.Fatalf("%+v, %v", f, err)
	}
	if err := verdict(a); err != nil {
		t.Error(err)
	}
}
