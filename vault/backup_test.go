package vault_test

import (
	"bufio"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"subrosa/crypto"
	"subrosa/vault"
)

// names lists a folder.
func names(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, e := range entries {
		list = append(list, e.Name())
	}
	return list
}

func mustBackup(t *testing.T, v *vault.Vault, dest string) vault.Copy {
	t.Helper()
	c, err := v.Backup(ctx, dest, nil)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// A copy is one moment of the vault, and whoever writes meanwhile goes on.
func TestBackupWhileOthersWrite(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	v := b.create()
	for i := range 12 { // so that copying takes its time
		put(t, v, fmt.Sprint("much", i), noise(200_000))
	}
	cmd := b.childCommand("count", "n")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer cmd.Process.Kill()
	bufio.NewReader(out).ReadString('\n')
	go io.Copy(io.Discard, out)
	dir, during, last := t.TempDir(), 0, 0
	for i := range 6 {
		before := generation(t, v)
		c := mustBackup(t, v, filepath.Join(dir, fmt.Sprint(i)))
		if c.Generation < before {
			t.Errorf("generation %d was there before the copy, which has %d", before, c.Generation)
		}
		during += int(generation(t, v) - before)
		_, err := vault.CheckCopy(ctx, c.Path, b.key, func(tx *vault.Tx) error {
			pair, err := vault.All(tx, vault.Value[int], "SELECT CAST(v AS INTEGER) FROM kv WHERE k IN ('n1', 'n2')")
			if len(pair) != 2 || pair[0] != pair[1] || pair[0] < last {
				t.Errorf("copy %d has %v after %d", i, pair, last)
			}
			last = slices.Max(append(pair, last))
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
	if during == 0 {
		t.Error("nobody wrote while the copies were made")
	}
	t.Logf("%d commits of another process during 6 copies", during)
}

func generation(t *testing.T, v *vault.Vault) uint64 {
	t.Helper()
	i, err := v.Info(ctx)
	if err != nil {
		t.Fatal(err)
	}
	return i.Generation
}

// What was deleted is not in a copy, not even as an unused page.
func TestBackupHasNoFreePages(t *testing.T) {
	b := newBench(t)
	v := b.create()
	put(t, v, "big", noise(1<<20))
	put(t, v, "big", "small")
	err := v.Update(ctx, func(tx *vault.Tx) error {
		_, err := vault.All(tx, func(vault.Scan) (bool, error) { return true, nil }, "PRAGMA incremental_vacuum")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	c := mustBackup(t, v, filepath.Join(t.TempDir(), "copy.vault"))
	v.Close()
	db := readOnlyDB(t, b.o.Path)
	var free int
	if err := db.QueryRow("PRAGMA freelist_count").Scan(&free); err != nil || free == 0 {
		t.Errorf("the vault itself has %d free pages, %v", free, err)
	}
	db = readOnlyDB(t, c.Path)
	for pragma, want := range map[string]string{"freelist_count": "0", "application_id": fmt.Sprint(0x53526f73), "user_version": "1"} {
		var got string
		if err := db.QueryRow("PRAGMA " + pragma).Scan(&got); err != nil || got != want {
			t.Errorf("%s %s, %v", pragma, got, err)
		}
	}
	header := readN(t, c.Path, 20)
	if header[18] != 2 || header[19] != 2 {
		t.Errorf("header bytes %v", header[18:])
	}
}

func readOnlyDB(t *testing.T, path string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+path+"?immutable=1&mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func readN(t *testing.T, path string, n int) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil || len(data) < n {
		t.Fatal(len(data), err)
	}
	return data[:n]
}

// A copy whose records do not please the caller is none, and nothing is left.
func TestBackupThatIsNotGoodLeavesNothing(t *testing.T) {
	b := newBench(t)
	v := b.create()
	dir := t.TempDir()
	bad := errors.New("a note is wrong")
	if _, err := v.Backup(ctx, filepath.Join(dir, "copy.vault"), func(*vault.Tx) error { return bad }); !errors.Is(err, bad) {
		t.Errorf("%v", err)
	}
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := v.Backup(cancelled, filepath.Join(dir, "copy.vault"), nil); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	if _, err := v.Backup(ctx, filepath.Join(dir, "nowhere", "copy.vault"), nil); err == nil {
		t.Error("copied to nowhere")
	}
	if left := names(t, dir); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
}

// The next copy removes what an old unfinished one of this vault has left, and
// nothing else.
func TestBackupRemovesStrays(t *testing.T) {
	b, other := newBench(t), newBench(t)
	v, stranger := b.create(), other.create()
	dir := t.TempDir()
	stray := func(v *vault.Vault) string {
		info, err := v.Info(ctx)
		if err != nil {
			t.Fatal(err)
		}
		return ".practice-2026-01-01.vault.new-" + info.ID + "-17"
	}
	keep := []string{"copy.vault", "x" + stray(v), strings.TrimSuffix(stray(v), "-17"), ".practice.vault.new-17", stray(stranger), "young" + stray(v)}
	for _, name := range append([]string{stray(v), stray(v) + "-journal"}, keep[1:]...) {
		path := filepath.Join(dir, name)
		if rest, young := strings.CutPrefix(name, "young"); young {
			path = filepath.Join(dir, strings.Replace(rest, "-17", "-18", 1))
		}
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(name, "young") {
			old := time.Now().Add(-25 * time.Hour)
			if err := os.Chtimes(path, old, old); err != nil {
				t.Fatal(err)
			}
		}
	}
	mustBackup(t, v, filepath.Join(dir, "copy.vault"))
	keep[len(keep)-1] = strings.Replace(stray(v), "-17", "-18", 1)
	slices.Sort(keep)
	if left := names(t, dir); !slices.Equal(left, keep) {
		t.Errorf("left %v\nnot %v", left, keep)
	}
}

// Checking and restoring leave a copy and its folder as they are.
func TestCopiesAreNotTouched(t *testing.T) {
	b := newBench(t)
	v := b.create()
	put(t, v, "a", "one")
	dir := t.TempDir()
	c := mustBackup(t, v, filepath.Join(dir, "copy.vault"))
	put(t, v, "a", "two")
	copyFile(t, b.o.Path, filepath.Join(dir, "hand.vault")) // by hand, while it is open
	copyFile(t, b.o.Path+"-wal", filepath.Join(dir, "hand.vault-wal"))
	v.Close()
	sums := func() (all string) {
		for _, name := range names(t, dir) {
			if strings.HasSuffix(name, "-shm") { // an index that SQLite makes of a log
				continue
			}
			sum, _, err := vault.HashFile(filepath.Join(dir, name))
			if err != nil {
				t.Fatal(err)
			}
			all += name + " " + sum + "\n"
		}
		return all
	}
	before := sums()
	for name, want := range map[string]string{"copy.vault": "one", "hand.vault": "two"} {
		_, err := vault.CheckCopy(ctx, filepath.Join(dir, name), b.key, func(tx *vault.Tx) error {
			got, err := vault.One(tx, vault.Value[string], "SELECT v FROM kv WHERE k = 'a'")
			if got != want {
				t.Errorf("%s has %q", name, got)
			}
			return err
		})
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		o := vault.Options{Path: filepath.Join(t.TempDir(), "again.vault")}
		if _, err := vault.Restore(ctx, filepath.Join(dir, name), o, b.key, nil); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		again, err := vault.Open(ctx, o, b.key)
		if err != nil {
			t.Fatal(err)
		}
		if got := get(t, again, "a"); got != want {
			t.Errorf("%s, restored, has %q", name, got)
		}
		again.Close()
	}
	if after := sums(); after != before {
		t.Errorf("changed:\n%s\nto\n%s", before, after)
	}
	if c.SHA256 == "" || !strings.Contains(before, c.SHA256) {
		t.Error("the hash is another")
	}
}

// A copy that is half of one says so, by its length.
func TestCopyCutShort(t *testing.T) {
	b := newBench(t)
	v := b.create()
	put(t, v, "big", noise(1<<20))
	c := mustBackup(t, v, filepath.Join(t.TempDir(), "copy.vault"))
	for _, size := range []int64{c.Bytes - 1, c.Bytes / 2, 16384, 100} {
		if err := os.Truncate(c.Path, size); err != nil {
			t.Fatal(err)
		}
		if _, err := vault.CheckCopy(ctx, c.Path, b.key, nil); !errors.Is(err, vault.ErrDamaged) || !strings.Contains(err.Error(), "cut short") {
			t.Errorf("%d bytes: %v", size, err)
		}
	}
	for _, size := range []int64{99, 0} {
		if err := os.Truncate(c.Path, size); err != nil {
			t.Fatal(err)
		}
		if _, err := vault.CheckCopy(ctx, c.Path, b.key, nil); !errors.Is(err, vault.ErrNotAVault) {
			t.Errorf("%d bytes: %v", size, err)
		}
	}
}

// Restoring says what this machine knew, and what it overrules.
func TestRestoreAndWhatWasKnown(t *testing.T) {
	b := newBench(t)
	v := b.create()
	put(t, v, "a", "one")
	c := mustBackup(t, v, filepath.Join(t.TempDir(), "copy.vault"))
	put(t, v, "a", "two")
	v.Close()
	o := b.o
	o.Path = filepath.Join(t.TempDir(), "again.vault")
	r, err := vault.Restore(ctx, c.Path, o, b.key, nil)
	if err != nil || r.Generation != 2 || r.Remembered != 3 || r.Path != o.Path || r.Vault != c.Vault || r.Saved.IsZero() {
		t.Errorf("%+v %v", r, err)
	}
	v = b.open() // the newer one descends from the copy: it becomes the one remembered again
	if i, err := v.Info(ctx); err != nil || i.Overruled != 0 || i.FirstOpening {
		t.Errorf("%+v %v", i, err)
	}
	v.Close()
	if _, err := vault.Open(ctx, o, b.key); !errors.Is(err, vault.ErrOlder) {
		t.Errorf("the older one: %v", err)
	}
	o.AcceptOlder = true
	older, err := vault.Open(ctx, o, b.key)
	if err != nil {
		t.Fatal(err)
	}
	if i, err := older.Info(ctx); err != nil || i.Overruled != 3 || i.Generation != 2 {
		t.Errorf("%+v %v", i, err)
	}
	older.Close()
	o.State = t.TempDir() // a new machine
	o.Path = filepath.Join(t.TempDir(), "new.vault")
	if r, err := vault.Restore(ctx, c.Path, o, b.key, nil); err != nil || r.Remembered != 0 {
		t.Errorf("%+v %v", r, err)
	}
}

// childCopies makes copies in one folder, and vaults of the first of them in
// another, until it is killed.
func childCopies(o vault.Options, key crypto.Key, copies, restored string) error {
	v, err := vault.Open(ctx, o, key)
	if err != nil {
		return err
	}
	defer v.Close()
	name := strconv.FormatUint(rand.Uint64(), 36)
	for n := 0; ; n++ {
		c, err := v.Backup(ctx, filepath.Join(copies, fmt.Sprint(name, n)), nil)
		if err != nil {
			return err
		}
		fmt.Println(c.Path)
		to := vault.Options{Path: filepath.Join(restored, fmt.Sprint("again-", name, n)), State: filepath.Join(restored, "state")}
		r, err := vault.Restore(ctx, c.Path, to, key, nil)
		if err != nil {
			return err
		}
		fmt.Println(r.Path)
	}
}

// TestKilledWhileCopying kills a process that makes and restores copies. What
// has a final name is whole; what was acknowledged is there; what a kill left
// goes with the next copy, once it is old.
func TestKilledWhileCopying(t *testing.T) {
	t.Parallel()
	kills := 60
	if testing.Short() {
		kills = 10
	}
	if n, err := strconv.Atoi(os.Getenv("SUBROSA_KILLS")); err == nil {
		kills = n
	}
	b := newBench(t)
	v := b.create()
	for i := range 10 {
		put(t, v, fmt.Sprint("much", i), noise(100_000))
	}
	v.Close()
	dir := t.TempDir()
	made := 0
	for range kills {
		cmd := b.childCommand("copies", dir, dir)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.AfterFunc(time.Duration(rand.Int64N(int64(250*time.Millisecond))), func() { cmd.Process.Kill() })
		for lines := bufio.NewScanner(out); lines.Scan(); made++ {
			if _, err := os.Stat(lines.Text()); err != nil {
				t.Errorf("acknowledged, and not there: %v", err)
			}
		}
		if cmd.Wait(); cmd.ProcessState.Exited() {
			t.Fatalf("the child ended by itself: %v", cmd.ProcessState)
		}
		whole := 0
		for _, name := range names(t, dir) {
			if strings.HasPrefix(name, ".") || name == "state" {
				continue
			}
			path := filepath.Join(dir, name)
			if _, err := vault.CheckCopy(ctx, path, b.key, nil); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			whole++
			os.Remove(path)
		}
		if made += whole; len(names(t, dir)) > kills*6 {
			t.Fatal("what is left piles up")
		}
	}
	strays := len(names(t, dir))
	for _, name := range names(t, dir) {
		old := time.Now().Add(-48 * time.Hour)
		if err := os.Chtimes(filepath.Join(dir, name), old, old); err != nil {
			t.Fatal(err)
		}
	}
	v = b.open()
	mustBackup(t, v, filepath.Join(dir, "last"))
	if left := names(t, dir); !slices.Equal(left, []string{"last", "state"}) && !slices.Equal(left, []string{"last"}) {
		t.Errorf("left: %v", left)
	}
	if made == 0 || strays == 0 {
		t.Errorf("%d whole files, %d strays: the moments were not random", made, strays)
	}
	t.Logf("%d kills: %d whole files, %d strays, none half", kills, made, strays)
}

// A vault that this machine cannot remember is not restored: nothing is left.
func TestRestoreThatCannotBeRememberedLeavesNothing(t *testing.T) {
	b := newBench(t)
	c := mustBackup(t, b.create(), filepath.Join(t.TempDir(), "copy.vault"))
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "state"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	o := vault.Options{Path: filepath.Join(dir, "again.vault"), State: filepath.Join(dir, "state")}
	if _, err := vault.Restore(ctx, c.Path, o, b.key, nil); err == nil {
		t.Error("restored")
	}
	if left := names(t, dir); !slices.Equal(left, []string{"state"}) {
		t.Errorf("left: %v", left)
	}
}
