package vault_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"subrosa/crypto"
	"subrosa/vault"
)

const nobody = 65534

// TestReadOnlyFileOrFolder has a user without rights read a vault that she
// cannot write, alone and with what a crash left beside it.
func TestReadOnlyFileOrFolder(t *testing.T) {
	if os.Getuid() != 0 {
		skip(t, "only root can become a user without rights")
	}
	for where, modes := range map[string][2]os.FileMode{"folder": {0o555, 0o644}, "file": {0o755, 0o444}, "both": {0o555, 0o444}} {
		for beside, suffixes := range map[string][]string{"nothing": {""}, "a log": {"", "-wal"}, "a log and its index": {"", "-wal", "-shm"}} {
			t.Run(where+" with "+beside, func(t *testing.T) {
				t.Parallel()
				b := leftByACrash(t, suffixes)
				must(t, os.Chmod(b.o.Path, modes[1]))
				must(t, os.Chmod(filepath.Dir(b.o.Path), modes[0]))
				before := everyFile(t, filepath.Dir(b.o.Path))
				cmd := b.childCommand("unprivileged", fmt.Sprint(len(suffixes) > 1))
				scratch := shared(t)
				cmd.Env = append(cmd.Env, "XDG_CACHE_HOME="+scratch)
				if err := cmd.Run(); err != nil {
					t.Fatal(err)
				}
				if after := everyFile(t, filepath.Dir(b.o.Path)); after != before {
					t.Error("something was changed there")
				}
				left, err := filepath.Glob(filepath.Join(scratch, "subrosa", "*"))
				must(t, err)
				if len(left) > 0 {
					t.Error("a copy was left")
				}
			})
		}
	}
}

// leftByACrash makes a vault as a killed process leaves it, in a folder of a
// user without rights; of its files those with these suffixes.
func leftByACrash(t *testing.T, suffixes []string) bench {
	t.Helper()
	b := newBench(t)
	v := b.create()
	put(t, v, "a", "folded in")
	must(t, v.Close())
	v = b.open()
	put(t, v, "a", "saved last")
	dir := shared(t)
	for _, suffix := range suffixes {
		copyFile(t, b.o.Path+suffix, filepath.Join(dir, "practice.vault"+suffix))
		must(t, os.Chown(filepath.Join(dir, "practice.vault"+suffix), nobody, nobody))
	}
	if len(suffixes) == 1 { // a whole file
		must(t, v.Close())
		copyFile(t, b.o.Path, filepath.Join(dir, "practice.vault"))
	}
	b.o.Path, b.o.State = filepath.Join(dir, "practice.vault"), shared(t)
	return b
}

// shared is a folder that a user without rights can reach, and owns.
func shared(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "shared")
	must(t, err)
	t.Cleanup(func() { os.RemoveAll(dir) })
	must(t, os.Chmod(dir, 0o755))
	must(t, os.Chown(dir, nobody, nobody))
	return dir
}

// everyFile is the names and contents in a folder.
func everyFile(t *testing.T, dir string) string {
	t.Helper()
	var all bytes.Buffer
	files, err := os.ReadDir(dir)
	must(t, err)
	for _, f := range files {
		data, err := os.ReadFile(filepath.Join(dir, f.Name()))
		if f.IsDir() {
			data, err = nil, nil
		}
		must(t, err)
		fmt.Fprintf(&all, "%s %x\n", f.Name(), data)
	}
	return all.String()
}

// childOnlyReads gives up its rights and reads.
func childOnlyReads(o vault.Options, key crypto.Key, args []string) error {
	if err := errors.Join(syscall.Setgroups(nil), syscall.Setgid(nobody), syscall.Setuid(nobody)); err != nil {
		return err
	}
	waits := args[0] == "true"
	if head, err := vault.ReadHead(o.Path); err != nil || len(head.Slots) != 1 {
		return fmt.Errorf("read the head: %w", err)
	}
	v, err := vault.Open(ctx, o, key)
	if err != nil {
		return err
	}
	defer v.Close()
	err = v.View(ctx, func(tx *vault.Tx) error {
		got, err := vault.One(tx, vault.Value[string], "SELECT v FROM kv WHERE k = 'a'")
		if err == nil && got != "saved last" {
			err = fmt.Errorf("read %q", got)
		}
		return err
	})
	if err != nil {
		return err
	}
	if info, err := v.Info(ctx); err != nil || !info.ReadOnly || (info.Waiting > 0) != waits {
		return fmt.Errorf("%+v %w", info, err)
	}
	if r, err := v.Verify(ctx, nil); err != nil || len(r.Problems) > 0 {
		return fmt.Errorf("%v %w", r.Problems, err)
	}
	if err := v.Update(ctx, func(tx *vault.Tx) error { return putTx(tx, "a", "two") }); !errors.Is(err, vault.ErrReadOnly) {
		return fmt.Errorf("written: %w", err)
	}
	return nil
}

// A log that is another file's is not read with this one, here as elsewhere.
func TestReadOnlyWithALogThatIsAnothers(t *testing.T) {
	if os.Getuid() != 0 {
		skip(t, "only root can become a user without rights")
	}
	crash, earlier := crashed(t)
	dir := shared(t)
	for from, to := range map[string]string{earlier: "practice.vault", crash.o.Path + "-wal": "practice.vault-wal"} {
		copyFile(t, from, filepath.Join(dir, to))
		must(t, os.Chown(filepath.Join(dir, to), nobody, nobody))
	}
	must(t, os.Chmod(dir, 0o555))
	b := crash
	b.o.Path, b.o.State = filepath.Join(dir, "practice.vault"), shared(t)
	var said bytes.Buffer
	cmd := b.childCommand("unprivileged", "true")
	cmd.Stderr = &said
	cmd.Env = append(cmd.Env, "XDG_CACHE_HOME="+shared(t))
	if err := cmd.Run(); err == nil || !strings.Contains(said.String(), "altered") && !strings.Contains(said.String(), "damaged") {
		t.Errorf("%v: %s", err, said.String())
	}
}
