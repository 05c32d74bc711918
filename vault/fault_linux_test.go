package vault_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"subrosa/crypto"
	"subrosa/vault"
)

// A fault is one way in which a disk fails.
type fault struct {
	name string
	how  string // as testdata/fault.c has it
	last string // how many calls fail; 0: all from the first on
	want error  // what it is called; nil: neither altered nor damaged
}

var faults = []fault{
	{"full once", "enospc", "1", vault.ErrDiskFull},
	{"full from there on", "enospc", "0", vault.ErrDiskFull},
	{"full in the middle of a write", "short", "1", vault.ErrDiskFull},
	{"failing once", "eio", "1", nil},
	{"failing from there on", "eio", "0", nil},
}

// damagedDisk is what a child works on: a vault that is put back to what it was
// before each try.
type damagedDisk struct {
	dir   string // everything that can fail lies in it
	whole []byte // the vault file
	o     vault.Options
	key   crypto.Key
	v     *vault.Vault // open, or nil
	fault fault
	tries int
}

// faultOps are the operations in which every write is made to fail once.
// begin prepares one; run does it; after looks at what came of it, when the
// disk is well again.
var faultOps = []struct {
	name  string
	begin func(*damagedDisk) error
	run   func(*damagedDisk) error
	after func(*damagedDisk, error) error
}{
	{"open", nil, (*damagedDisk).open, func(d *damagedDisk, _ error) error { return d.has("one") }},
	{"commit", (*damagedDisk).open, func(d *damagedDisk) error { return d.put("two") }, (*damagedDisk).savedOrNot},
	{"large commit", (*damagedDisk).open, (*damagedDisk).putMuch, (*damagedDisk).savedOrNot},
	{"close", func(d *damagedDisk) error { return errors.Join(d.open(), d.put("two")) }, func(d *damagedDisk) error { return d.v.Close() },
		func(d *damagedDisk, _ error) error { return d.has("two") }},
	{"backup", (*damagedDisk).open, (*damagedDisk).backup, (*damagedDisk).copied},
	{"restore", nil, (*damagedDisk).restore, (*damagedDisk).copied},
	{"create", nil, (*damagedDisk).create, (*damagedDisk).copied},
	{"rotation", (*damagedDisk).open, (*damagedDisk).rotate, (*damagedDisk).rotated},
}

// TestEveryWriteFails lets the first, the second, ... write, truncation or
// flush of each operation fail, in five ways, until it passes without. Each
// time the old state stands, or the new one if it was acknowledged; the error
// is called what it is; nothing is left behind; and the next operation works.
func TestEveryWriteFails(t *testing.T) {
	t.Parallel()
	library := filepath.Join(t.TempDir(), "fault.so")
	if out, err := exec.Command(needs(t, "gcc"), "-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o", library, "testdata/fault.c", "-ldl").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	table := "| operation | writes, truncations and flushes that were made to fail | refused | done all the same |\n|---|---|---|---|\n"
	for i, op := range faultOps {
		sum := [3]int{}
		for j, f := range faults {
			if op.name == "large commit" && f.last == "1" && f.how != "eio" {
				continue // takes long, and is not another thing than a small one here
			}
			began := time.Now()
			b := newQuickBench(t)
			v := b.create()
			put(t, v, "a", "one")
			if op.name == "rotation" || op.name == "backup" {
				put(t, v, "b", noise(100_000))
			}
			v.Close()
			cmd := b.childCommand("fault", strconv.Itoa(i), strconv.Itoa(j))
			dir := filepath.Dir(filepath.Dir(b.o.Path))
			cmd.Env = append(cmd.Env, "LD_PRELOAD="+library, "FAULT_DIR="+dir, "FAULT_LOG="+filepath.Join(t.TempDir(), "log"))
			out, err := cmd.Output()
			if err != nil {
				t.Errorf("%s, %s: %v\n%s", op.name, f.name, err, out)
				continue
			}
			var got [3]int
			if _, err := fmt.Sscan(string(out), &got[0], &got[1], &got[2]); err != nil || got[0] == 0 || got[0] != got[1]+got[2] {
				t.Errorf("%s, %s: %q, %v", op.name, f.name, out, err)
			}
			t.Logf("%s, %s: %v in %v", op.name, f.name, got, time.Since(began).Round(time.Millisecond))
			for k := range sum {
				sum[k] += got[k]
			}
		}
		table += fmt.Sprintf("| %s | %d | %d | %d |\n", op.name, sum[0], sum[1], sum[2])
	}
	t.Log("\n" + table)
}

// childWithFaults makes an operation fail at one write after the other.
func childWithFaults(o vault.Options, key crypto.Key, op, kind string) error {
	i, _ := strconv.Atoi(op)
	j, _ := strconv.Atoi(kind)
	o.Wait = time.Second
	whole, err := os.ReadFile(o.Path)
	if err != nil {
		return err
	}
	d := &damagedDisk{dir: filepath.Dir(filepath.Dir(o.Path)), whole: whole, o: o, key: key, fault: faults[j]}
	tried, refused := 0, 0
	for n := 1; ; n = next(n, faultOps[i].name) {
		fired, err, problem := d.try(i, n)
		if problem != nil {
			return fmt.Errorf("write %d (%s): the operation said %v; %w", n, fired, err, problem)
		}
		if fired == "" {
			if err != nil {
				return fmt.Errorf("without a fault: %w", err)
			}
			break
		}
		tried++
		if err != nil {
			refused++
		}
	}
	fmt.Println(tried, refused, tried-refused)
	return nil
}

// next is the write that fails next: each of a small operation, and some of one
// that makes thousands.
func next(n int, op string) int {
	if op != "large commit" {
		return n + 1
	}
	return n + 3000 + rand.IntN(6000)
}

// try runs an operation on a fresh vault and lets write n fail.
func (d *damagedDisk) try(i, n int) (fired string, err, problem error) {
	op := faultOps[i]
	if err := d.reset(); err != nil {
		return "", nil, err
	}
	if op.begin != nil {
		if err := op.begin(d); err != nil {
			return "", nil, err
		}
	}
	log := os.Getenv("FAULT_LOG")
	os.Remove(log)
	os.Setenv("FAULT_HOW", d.fault.how) // libc sees what Go sets
	os.Setenv("FAULT_LAST", d.fault.last)
	os.Setenv("FAULT_AT", strconv.Itoa(n))
	err = op.run(d)
	os.Unsetenv("FAULT_AT")
	first, _ := os.ReadFile(log)
	fired, _, _ = strings.Cut(string(first), "\n")
	if err != nil && fired != "" {
		problem = d.fault.named(err)
	}
	if problem == nil {
		problem = op.after(d, err)
	}
	if problem == nil {
		problem = d.nextWorks()
	}
	return fired, err, problem
}

// named checks that a fault is called what it is.
func (f fault) named(err error) error {
	if f.want != nil && !errors.Is(err, f.want) {
		return errors.New("that is not called a full disk")
	}
	if f.want == nil && (isNamed(err) || errors.Is(err, vault.ErrDiskFull)) {
		return errors.New("a failing disk is called something else")
	}
	return nil
}

// reset makes everything what it was.
func (d *damagedDisk) reset() error {
	if d.v != nil {
		d.v.Close()
		d.v = nil
	}
	for _, name := range []string{filepath.Dir(d.o.Path), d.o.State, d.copyDir()} {
		if err := os.RemoveAll(name); err != nil {
			return err
		}
		if err := os.MkdirAll(name, 0o700); err != nil {
			return err
		}
	}
	return os.WriteFile(d.o.Path, d.whole, 0o600)
}

func (d *damagedDisk) copyDir() string  { return filepath.Join(d.dir, "copies") }
func (d *damagedDisk) copyPath() string { return filepath.Join(d.copyDir(), "copy.vault") }

func (d *damagedDisk) open() (err error) {
	d.v, err = vault.Open(ctx, d.o, d.key)
	return err
}

func (d *damagedDisk) put(value string) error {
	return d.v.Update(ctx, func(tx *vault.Tx) error { return putTx(tx, "a", value) })
}

func (d *damagedDisk) putMuch() error {
	return d.v.Update(ctx, func(tx *vault.Tx) error {
		for i := range 34 {
			if err := putTx(tx, fmt.Sprint("fill", i), strings.Repeat("x", 1<<20)); err != nil {
				return err
			}
		}
		return putTx(tx, "a", "two")
	})
}

// has opens the vault anew, verifies it and compares.
func (d *damagedDisk) has(want string) error {
	if d.v != nil {
		d.v.Close()
	}
	if err := d.open(); err != nil {
		return fmt.Errorf("it does not open any more: %w", err)
	}
	if err := verified(d.v); err != nil {
		return err
	}
	return d.v.View(ctx, func(tx *vault.Tx) error {
		if got, err := vault.One(tx, vault.Value[string], "SELECT v FROM kv WHERE k = 'a'"); err != nil || got != want {
			return fmt.Errorf("%q is there, not %q: %w", got, want, err)
		}
		return nil
	})
}

func (d *damagedDisk) savedOrNot(err error) error {
	if err == nil {
		return d.has("two")
	}
	if d.tries++; d.tries%2 == 0 { // on the same connection
		if err := d.put("three"); err != nil {
			return fmt.Errorf("the next commit: %w", err)
		}
		return d.has("three")
	}
	return d.has("one")
}

func (d *damagedDisk) backup() error {
	_, err := d.v.Backup(ctx, d.copyPath(), nil)
	return err
}

func (d *damagedDisk) restore() error {
	from := filepath.Join(d.dir, "backup.vault")
	if err := os.WriteFile(from, d.whole, 0o600); err != nil {
		return err
	}
	o := d.o
	o.Path = d.copyPath()
	_, err := vault.Restore(ctx, from, o, d.key, nil)
	return err
}

func (d *damagedDisk) create() error {
	w, err := crypto.NewPassphraseWay("x", 1)
	if err != nil {
		return err
	}
	o := d.o
	o.Path = d.copyPath()
	v, err := vault.Create(ctx, o, d.key, []crypto.Way{w}, func(tx *vault.Tx) error { return tx.ExecScript("CREATE TABLE kv(k, v)") })
	if err == nil {
		v.Close() // what is acknowledged was so by Create
	}
	return err
}

// copied checks that a copy, or a new vault, is whole or not there at all.
func (d *damagedDisk) copied(err error) error {
	files, readErr := os.ReadDir(d.copyDir())
	switch {
	case readErr != nil:
		return readErr
	case err != nil && len(files) > 0:
		return fmt.Errorf("left behind: %v", files)
	case err == nil && len(files) == 0:
		return errors.New("it is not there")
	case err == nil:
		if _, err := vault.CheckCopy(ctx, d.copyPath(), d.key, nil); err != nil {
			return err
		}
	}
	return d.has("one")
}

func (d *damagedDisk) rotate() error {
	old := d.key
	r, err := d.v.Rotate(context.Background(), vault.Change{}, nil)
	if err == nil {
		d.key = r.Key
	}
	if err == nil && r.Key == old {
		return errors.New("the key is the old one")
	}
	return err
}

// rotated checks that one key opens the vault, and puts the old one back.
func (d *damagedDisk) rotated(err error) error {
	head, headErr := vault.ReadHead(d.o.Path)
	if headErr != nil {
		return headErr
	}
	if head.KeyID != d.key.ID() {
		return errors.New("the key that should open it does not")
	}
	problem := d.has("one")
	if err == nil {
		d.v.Close()
		original, _ := crypto.ParseKey(os.Getenv("CHILD_KEY"))
		d.key, d.v = original, nil
		if v, err := vault.Open(ctx, d.o, original); err == nil {
			v.Close()
			return errors.New("the old key opens it, too")
		}
		if err := d.reset(); err != nil {
			return err
		}
		return errors.Join(problem, d.open())
	}
	return problem
}

// nextWorks writes to the vault as if nothing had been.
func (d *damagedDisk) nextWorks() error {
	if err := d.put("next"); err != nil {
		return fmt.Errorf("the next command: %w", err)
	}
	return d.has("next")
}
