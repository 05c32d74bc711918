package vault_test

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"subrosa/crypto"
	"subrosa/vault"
)

// model is what a vault must be, and the vault.
type model struct {
	bench
	v      *vault.Vault
	reader *vault.Vault // a second handle; nil: none
	want   map[string]string
	apart  *apart
}

// apart is a copy that was put aside.
type apart struct {
	file string
	want map[string]string
	n    uint64 // generation
}

// TestVaultIsAMap does random things to a vault and to a map, and compares:
// commits that succeed, fail and panic, reopening, killing, reading by a second
// handle, backups, rotation, older copies put back, and copies that were
// written to elsewhere.
func TestVaultIsAMap(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		m := &model{bench: newQuickBench(t), want: map[string]string{}}
		m.v = m.create()
		defer func() { m.close(rt); os.RemoveAll(filepath.Dir(filepath.Dir(m.o.Path))) }()
		rt.Repeat(map[string]func(*rapid.T){
			"put": m.put, "delete and compact": m.remove, "panic": m.panic, "reopen": m.reopen, "kill": m.kill,
			"a second reader": m.readAlong, "backup": m.backup, "rotate": m.rotate, "put aside": m.putAside,
			"put back": m.putBack, "fork": m.fork, "": m.compare,
		})
		m.reopen(rt)
		if err := verified(m.v); err != nil {
			rt.Fatal(err)
		}
	})
}

func (m *model) close(rt *rapid.T) {
	if m.reader != nil {
		m.reader.Close()
		m.reader = nil
	}
	if err := m.v.Close(); err != nil {
		rt.Fatal(err)
	}
}

func (m *model) reopen(rt *rapid.T) {
	m.close(rt)
	m.v = m.mustOpen(rt, m.o)
}

func (m *model) mustOpen(rt *rapid.T, o vault.Options) *vault.Vault {
	v, err := vault.Open(ctx, o, m.key)
	if err != nil {
		rt.Fatal(err)
	}
	return v
}

func (m *model) compare(rt *rapid.T) {
	for name, v := range map[string]*vault.Vault{"": m.v, "second reader": m.reader} {
		if v == nil {
			continue
		}
		if diff := cmp.Diff(m.want, contents(rt, v)); diff != "" {
			rt.Fatal(name, diff)
		}
	}
}

var (
	anyKey  = rapid.StringMatching(`[a-h]`)
	anySize = rapid.IntRange(0, 60_000)
)

// draw draws some changes.
func draw(rt *rapid.T) map[string]string {
	changes := map[string]string{}
	for i := range rapid.IntRange(1, 5).Draw(rt, "n") {
		changes[anyKey.Draw(rt, "k")] = strings.Repeat(fmt.Sprint(i), anySize.Draw(rt, "size"))
	}
	return changes
}

func putAll(tx *vault.Tx, changes map[string]string) error {
	for k, value := range changes {
		if err := putTx(tx, k, value); err != nil {
			return err
		}
	}
	return nil
}

func (m *model) put(rt *rapid.T) {
	changes, boom := draw(rt), errors.New("boom")
	abort := rapid.IntRange(0, 4).Draw(rt, "abort") == 0
	err := m.v.Update(ctx, func(tx *vault.Tx) error {
		if err := putAll(tx, changes); err != nil || !abort {
			return err
		}
		return boom
	})
	if abort != errors.Is(err, boom) || !abort && err != nil {
		rt.Fatal(err)
	}
	if !abort {
		maps.Copy(m.want, changes)
	}
}

func (m *model) remove(rt *rapid.T) {
	k, compact := anyKey.Draw(rt, "k"), rapid.Bool().Draw(rt, "compact")
	err := m.v.Update(ctx, func(tx *vault.Tx) error {
		_, err := tx.Exec("DELETE FROM kv WHERE k = ?", k)
		if err == nil && compact {
			_, err = vault.All(tx, func(vault.Scan) (int, error) { return 0, nil }, "PRAGMA incremental_vacuum")
		}
		return err
	})
	if err != nil {
		rt.Fatal(err)
	}
	delete(m.want, k)
}

func (m *model) panic(rt *rapid.T) {
	changes := draw(rt)
	defer func() {
		if p := recover(); p != "boom" {
			panic(p)
		}
	}()
	m.v.Update(ctx, func(tx *vault.Tx) error {
		putAll(tx, changes)
		panic("boom")
	})
}

// kill lets another process write the same, and kills it.
func (m *model) kill(rt *rapid.T) {
	k, size := anyKey.Draw(rt, "k"), anySize.Draw(rt, "size")
	cmd := m.childCommand("put", k, fmt.Sprint(size))
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		rt.Fatal(err)
	}
	time.AfterFunc(time.Duration(rapid.IntRange(0, 60).Draw(rt, "ms"))*time.Millisecond, func() { cmd.Process.Kill() })
	said, _ := io.ReadAll(out)
	cmd.Wait()
	after := maps.Clone(m.want)
	after[k] = strings.Repeat("k", size)
	if got := contents(rt, m.v); maps.Equal(got, after) {
		m.want = after
	} else if string(said) == "saved\n" {
		rt.Fatal("acknowledged and lost")
	}
}

// childPuts makes one commit, says so, and waits to be killed.
func childPuts(o vault.Options, key crypto.Key, k string, size int) error {
	v, err := vault.Open(ctx, o, key)
	if err != nil {
		return err
	}
	if err := v.Update(ctx, func(tx *vault.Tx) error { return putTx(tx, k, strings.Repeat("k", size)) }); err != nil {
		return err
	}
	fmt.Println("saved")
	time.Sleep(time.Minute)
	return nil
}

func (m *model) readAlong(rt *rapid.T) {
	if m.reader == nil {
		m.reader = m.mustOpen(rt, m.o)
		return
	}
	m.reader.Close()
	m.reader = nil
}

func (m *model) backup(rt *rapid.T) {
	dest := filepath.Join(filepath.Dir(m.o.State), "backup.vault")
	defer os.Remove(dest)
	if _, err := m.v.Backup(ctx, dest, nil); err != nil {
		rt.Fatal(err)
	}
	_, err := vault.CheckCopy(ctx, dest, m.key, func(tx *vault.Tx) error {
		got, err := contentsOf(tx)
		if !maps.Equal(got, m.want) {
			rt.Error("the backup is not the vault")
		}
		return err
	})
	if err != nil {
		rt.Fatal(err)
	}
}

func (m *model) rotate(rt *rapid.T) {
	if m.reader != nil { // it would have to be opened with the new key
		m.reader.Close()
		m.reader = nil
	}
	old := m.key
	r, err := m.v.Rotate(ctx, vault.Change{}, nil)
	if err != nil {
		rt.Fatal(err)
	}
	m.key, m.apart = r.Key, nil // what was put aside opens with the old key
	if v, err := vault.Open(ctx, m.o, old); err == nil {
		v.Close()
		rt.Fatal("the old key opens it")
	}
}

func (m *model) putAside(rt *rapid.T) {
	m.reopen(rt) // one file
	info, err := m.v.Info(ctx)
	if err != nil {
		rt.Fatal(err)
	}
	m.close(rt)
	m.apart = &apart{filepath.Join(filepath.Dir(m.o.State), "aside.vault"), maps.Clone(m.want), info.Generation}
	copyFile(m.t, m.o.Path, m.apart.file)
	m.v = m.mustOpen(rt, m.o)
}

// putBack puts the copy in the vault's place: it is told to be older, unless
// nothing was written since, and goes on when that is wanted.
func (m *model) putBack(rt *rapid.T) {
	if m.apart == nil {
		return
	}
	info, err := m.v.Info(ctx)
	if err != nil {
		rt.Fatal(err)
	}
	m.close(rt)
	copyFile(m.t, m.apart.file, m.o.Path)
	v, err := vault.Open(ctx, m.o, m.key)
	if older := info.Generation > m.apart.n; older != errors.Is(err, vault.ErrOlder) {
		rt.Fatalf("generation %d for %d: %v", m.apart.n, info.Generation, err)
	} else if !older {
		m.v = v
		return
	}
	o := m.o
	o.AcceptOlder = true
	m.v, m.want = m.mustOpen(rt, o), maps.Clone(m.apart.want)
}

// fork writes to the copy on another machine, and puts that in the vault's
// place: it is told to have gone another way, if the vault has gone any.
func (m *model) fork(rt *rapid.T) {
	if m.apart == nil {
		return
	}
	info, err := m.v.Info(ctx)
	if err != nil {
		rt.Fatal(err)
	}
	kept := filepath.Join(filepath.Dir(m.o.State), "kept.vault")
	m.close(rt)
	copyFile(m.t, m.o.Path, kept)
	copyFile(m.t, m.apart.file, m.o.Path)
	o := m.o
	o.State = filepath.Join(filepath.Dir(m.o.State), "elsewhere")
	os.RemoveAll(o.State)
	there := m.mustOpen(rt, o)
	commits := rapid.IntRange(1, 4).Draw(rt, "commits")
	for i := range commits {
		if err := there.Update(ctx, func(tx *vault.Tx) error { return putTx(tx, "fork", fmt.Sprint(i)) }); err != nil {
			rt.Fatal(err)
		}
	}
	there.Close()
	want := vault.ErrDiverged
	if m.apart.n+uint64(commits) < info.Generation {
		want = vault.ErrOlder
	} else if info.Generation == m.apart.n {
		want = nil // it went on where this one stopped
	}
	v, err := vault.Open(ctx, m.o, m.key)
	if !errors.Is(err, want) {
		rt.Fatalf("%d commits after %d, for %d: %v", commits, m.apart.n, info.Generation, err)
	}
	if err == nil {
		m.v, m.apart = v, nil
		m.want = contents(rt, v)
		return
	}
	copyFile(m.t, kept, m.o.Path)
	m.v = m.mustOpen(rt, m.o)
}

func contents(t rapid.TB, v *vault.Vault) (got map[string]string) {
	err := v.View(ctx, func(tx *vault.Tx) (err error) {
		got, err = contentsOf(tx)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func contentsOf(tx *vault.Tx) (map[string]string, error) {
	got := map[string]string{}
	_, err := vault.All(tx, func(scan vault.Scan) (struct{}, error) {
		var k, value string
		err := scan(&k, &value)
		got[k] = value
		return struct{}{}, err
	}, "SELECT k, v FROM kv")
	return got, err
}
