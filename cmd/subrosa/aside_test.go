package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"subrosa/cmd/subrosa/screen/screentest"
	"subrosa/crypto"
	"subrosa/vault"
)

// desk is a vault with a case, unlocked, and what may be done to it.
type desk struct {
	t     *testing.T
	dir   string
	vault string
	env   []string
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	dir, env := lockedVault(t)
	d := &desk{t, dir, filepath.Join(dir, "practice.vault"), env}
	d.run(0, "", "unlock", "--passphrase-file", filepath.Join(dir, "passphrase"))
	d.run(0, `{"kind": "individual", "parties": [{"label": "A", "name": "Chris Dahl"}]}`, "case", "open", "--from", "-")
	return d
}

// run runs a command without a terminal.
func (d *desk) run(status int, stdin string, args ...string) string {
	d.t.Helper()
	cmd := exec.Command("subrosa", args...)
	cmd.Env, cmd.Stdin = d.env, strings.NewReader(stdin)
	out, _ := cmd.CombinedOutput()
	if got := cmd.ProcessState.ExitCode(); got != status {
		d.t.Fatalf("subrosa %s: exit status %d, want %d\n%s", strings.Join(args, " "), got, status, out)
	}
	return string(out)
}

// write opens the writing screen.
func (d *desk) write() (x *screentest.Terminal, end func(status int)) {
	return (&seat{d.t, append(d.env, "TERM=xterm-256color", "NO_COLOR=1")}).run("note", "new", "C-001")
}

// kept are the drafts that lie in a folder.
func (d *desk) kept(dir string) []string {
	d.t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, "practice-draft-*.age"))
	check(d.t, err)
	return paths
}

func (d *desk) away() { check(d.t, os.Rename(d.vault, d.vault+".away")) }
func (d *desk) back() { check(d.t, os.Rename(d.vault+".away", d.vault)) }

// What the vault does not take is kept sealed beside it, until it takes it.
func TestDraftIsKeptAsideWhileTheVaultIsAway(t *testing.T) {
	d := newDesk(t)
	x, end := d.write()
	x.Answer("Data", "Said before.")
	x.Wait("saved ")
	d.away()
	x.Keys(" Bolle og te, aftalt bagefter.")
	x.Wait("NOT SAVED")
	x.Wait("kept sealed in practice-draft-")
	kept := d.kept(d.dir)
	if len(kept) != 1 {
		t.Fatalf("kept: %v", kept)
	}
	if info, err := os.Stat(kept[0]); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", info, err)
	}
	d.back()
	x.Wait("saved ")
	x.Until("the file is gone", func() bool { return len(d.kept(d.dir)) == 0 })
	x.Keys("\x1b")
	end(0)
	if got := d.run(0, "", "note", "show", "N-000001", "--as", "md"); !strings.Contains(got, "Said before. Bolle og te, aftalt bagefter.") {
		t.Error(got)
	}
}

// Whoever leaves then is told where it is; subrosa makes a draft of it again,
// and so does stock age.
func TestDraftThatWasKeptAsideIsTakenUp(t *testing.T) {
	d := newDesk(t)
	x, end := d.write()
	x.Answer("Data", "x")
	x.Wait("saved ")
	d.away()
	x.Keys("\x7fBlåbær, som ingen gemte.")
	x.Wait("kept sealed in practice-draft-")
	x.Keys("\x03")
	x.Wait("! not in the vault, but kept sealed in a file; the same key again leaves")
	x.Keys("\x03")
	end(1)
	x.Wait("what the vault did not take is kept sealed in ")
	d.back()
	kept := d.kept(d.dir)
	if len(kept) != 1 {
		t.Fatalf("kept: %v", kept)
	}
	if data, err := os.ReadFile(kept[0]); err != nil || strings.Contains(string(data), "gemte") || !isSealed(data) {
		t.Errorf("not sealed: %v", err)
	}
	said := d.run(0, "", "note", "new", "--from", kept[0])
	if !strings.Contains(said, "is no longer needed") {
		t.Error(said)
	}
	if got := d.run(0, "", "note", "show", "N-000002", "--as", "md"); !strings.Contains(got, "Blåbær, som ingen gemte.") {
		t.Error(got)
	}
	if got := d.stockAge(kept[0]); !strings.Contains(got, "case C-001\n") || !strings.Contains(got, "Blåbær, som ingen gemte.") {
		t.Error(got)
	}
}

// stockAge opens a file as docs/recovery.md says.
func (d *desk) stockAge(path string) string {
	d.t.Helper()
	age := needs(d.t, "age")
	needs(d.t, "age-plugin-batchpass")
	head, err := vault.ReadHead(d.vault)
	check(d.t, err)
	key, _, err := crypto.OpenSlots(head.Slots, testPassphrase)
	check(d.t, err)
	cmd := exec.Command(age, "-d", "-j", "batchpass", path)
	cmd.Env = append(d.env, "PATH="+os.Getenv("PATH"), "AGE_PASSPHRASE="+key.Text())
	out, err := cmd.CombinedOutput()
	if err != nil {
		d.t.Fatalf("age: %v\n%s", err, out)
	}
	return string(out)
}

// Where nothing can be written beside the vault, the state folder will do.
func TestDraftIsKeptInTheStateFolder(t *testing.T) {
	d := newDesk(t)
	inner := filepath.Join(d.dir, "inner")
	check(t, os.Mkdir(inner, 0o700))
	check(t, os.Rename(d.vault, filepath.Join(inner, "practice.vault")))
	state := filepath.Join(d.dir, "state")
	d.env = append(d.env, "SUBROSA_VAULT="+filepath.Join(inner, "practice.vault"), "XDG_STATE_HOME="+state)
	x, end := d.write()
	x.Answer("Data", "y")
	x.Wait("saved ")
	check(t, os.RemoveAll(inner))
	x.Keys(" og resten.")
	x.Wait("kept sealed in practice-draft-")
	x.Keys("\x03")
	x.Wait("the same key again leaves")
	x.Keys("\x03")
	end(1)
	if kept := d.kept(filepath.Join(state, "subrosa")); len(kept) != 1 {
		t.Errorf("kept: %v", kept)
	}
}

// A file that is no draft of this vault is not taken for one.
func TestFilesThatAreNoDraftsOfThisVault(t *testing.T) {
	d := newDesk(t)
	for name, make := range map[string]func() ([]byte, error){
		"another key": func() ([]byte, error) { return crypto.NewKey().Seal([]byte("subrosa draft 1\ncase C-001\n\nx")) },
		"cut short":   func() ([]byte, error) { return []byte("age-encryption.org/v1\n-> scrypt"), nil },
	} {
		data, err := make()
		check(t, err)
		path := filepath.Join(t.TempDir(), "draft.age")
		check(t, os.WriteFile(path, data, 0o600))
		if said := d.run(2, "", "note", "new", "--from", path); !strings.Contains(said, "not sealed with this vault's key") {
			t.Errorf("%s: %s", name, said)
		}
	}
}

func TestSealedDraftsAreReadStrictly(t *testing.T) {
	key := crypto.NewKey()
	for plain, ok := range map[string]bool{
		"subrosa draft 1\ncase C-001\nstarted 2026-11-20T15:00:00Z\nnote N-000001\n\n---\n": true,
		"subrosa draft 1\ncase C-001\n\n":              true,
		"subrosa draft 2\ncase C-001\n\n---\n":         false,
		"subrosa draft 1\ncase C-001\nstarted now\n\n": false,
		"subrosa draft 1\nmood fine\n\n":               false,
		"subrosa draft 1\ncase C-001":                  false,
		"":                                             false,
	} {
		sealed, err := key.Seal([]byte(plain))
		check(t, err)
		d, err := openDraft(key, "x", sealed)
		if (err == nil) != ok || ok && d.code != "C-001" {
			t.Errorf("%q: %+v %v", plain, d, err)
		}
	}
}

// Another file in the vault's place: what a command was about to save is kept
// with everything else, and the terminal says where.
func TestCommandWhoseVaultWasExchanged(t *testing.T) {
	d := newDesk(t)
	older := filepath.Join(d.dir, "older.vault")
	data, err := os.ReadFile(d.vault)
	check(t, err)
	check(t, os.WriteFile(older, data, 0o600))
	d.run(0, killedNote, "note", "new", "C-001", "--from", "-")
	c := onTerminal(t, d.env, "note", "sign", "--plain") // asks which, with the vault open
	c.expect("Which")
	check(t, os.Rename(older, d.vault))
	c.send("1\n")
	c.expect("another file was put in the vault's place")
	c.exits(7)
	kept, err := filepath.Glob(filepath.Join(d.dir, "practice-rescued-*.vault"))
	check(t, err)
	if len(kept) != 1 {
		t.Fatalf("kept: %v", kept)
	}
	if got := d.run(0, "", "note", "list", "--json", "--vault", kept[0]); !strings.Contains(got, `"signed"`) {
		t.Error(got)
	}
}
