package doctor

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"subrosa/crypto"
)

// TestMain makes the test binary the other process that locks are tried with.
func TestMain(m *testing.M) {
	if len(os.Args) == 3 && os.Args[1] == "try-locks" {
		if err := TryLocks(os.Args[2], os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// machine is a healthy one, in a folder of the test.
func machine(t *testing.T) Machine {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"data", "state", "run", "home", "system"} {
		if err := os.Mkdir(filepath.Join(dir, name), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	env := map[string]string{"HOME": filepath.Join(dir, "home")}
	return Machine{
		Vault: filepath.Join(dir, "data", "practice.vault"), State: filepath.Join(dir, "state"), Sockets: filepath.Join(dir, "run"),
		Cache: filepath.Join(dir, "home", ".cache", "subrosa"), Env: func(name string) string { return env[name] }, Now: time.Now,
		Locks: []string{self, "subrosa", "try-locks"},
	}
}

func write(t *testing.T, path, text string, mode os.FileMode) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
}

// has says whether a check of this id came out at this level.
func has(checks []Check, id string, level Level) bool {
	return slices.ContainsFunc(checks, func(c Check) bool { return c.ID == id && c.Level == level })
}

// tree lists what is in a folder.
func tree(t *testing.T, dir string) string {
	t.Helper()
	var b strings.Builder
	err := filepath.Walk(dir, func(path string, info os.FileInfo, err error) error {
		if err == nil {
			fmt.Fprintln(&b, path, info.Mode(), info.Size(), info.ModTime().UnixNano()*int64(b2i(!info.IsDir())))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// On a healthy machine nothing is wrong, every check has been made, and nothing
// is different afterwards.
func TestLookChangesNothing(t *testing.T) {
	if err := crypto.HardenProcess(); err != nil {
		t.Fatal(err)
	}
	m := machine(t)
	write(t, m.Vault, "not looked into", 0o600)
	dir := filepath.Dir(filepath.Dir(m.Vault))
	before := tree(t, dir)
	checks := Look(context.Background(), m)
	if after := tree(t, dir); after != before {
		t.Errorf("changed:\n%s\nto\n%s", before, after)
	}
	for _, c := range checks {
		if c.Level == Problem || c.Wrong() && c.ID != "file_system" && c.ID != "swap" && c.ID != "locked_memory" { // those are the computer's own
			t.Errorf("%+v", c)
		}
		if c.Wrong() == (c.Fix == "") {
			t.Errorf("what to do does not fit: %+v", c)
		}
	}
	for _, id := range []string{"encryption", "core_dumps", "swap", "permissions", "stray_files", "synchronised", "file_system", "locks", "space", "clock", "history", "scrollback"} {
		if !slices.ContainsFunc(checks, func(c Check) bool { return c.ID == id }) {
			t.Errorf("%s was not looked at", id)
		}
	}
}

// With no folder yet, and interrupted at any moment, nothing stays.
func TestLookLeavesNothing(t *testing.T) {
	for _, after := range []time.Duration{0, time.Millisecond, 30 * time.Millisecond, time.Minute} {
		m := machine(t)
		m.Vault = filepath.Join(filepath.Dir(m.Vault), "not", "there", "practice.vault")
		dir := filepath.Dir(m.State)
		before := tree(t, dir)
		ctx, cancel := context.WithTimeout(context.Background(), after)
		m.proof(ctx)
		cancel()
		if now := tree(t, dir); now != before {
			t.Errorf("after %v:\n%s\nto\n%s", after, before, now)
		}
	}
}

func TestPermissions(t *testing.T) {
	m := machine(t)
	if got := m.permissions(t.Context()); !has(got, "permissions", OK) {
		t.Errorf("without a vault: %v", got)
	}
	write(t, m.Vault, "x", 0o644)
	if err := os.Chmod(m.State, 0o777); err != nil {
		t.Fatal(err)
	}
	got := m.permissions(t.Context())
	if !has(got, "vault_permissions", Warning) || !has(got, "state_folder", Warning) || len(got) != 2 {
		t.Errorf("%v", got)
	}
	for _, c := range got {
		if !strings.HasPrefix(c.Fix, "chmod 0") {
			t.Errorf("%+v", c)
		}
	}
}

func TestStray(t *testing.T) {
	m := machine(t)
	write(t, m.Vault, "x", 0o600)
	beside := func(name string) string { return filepath.Join(filepath.Dir(m.Vault), name) }
	old := time.Now().Add(-2 * time.Hour)
	for _, name := range []string{"practice.vault-wal", ".practice.vault.new-123", scratchPrefix + "7"} {
		write(t, beside(name), "x", 0o600)
	}
	if got := m.stray(t.Context()); !has(got, "stray_files", OK) || len(got) != 1 { // in use just now
		t.Errorf("%v", got)
	}
	for _, name := range []string{"practice.vault-wal", ".practice.vault.new-123", scratchPrefix + "7"} {
		if err := os.Chtimes(beside(name), old, old); err != nil {
			t.Fatal(err)
		}
	}
	got := m.stray(t.Context())
	if !has(got, "stray_log", Warning) || !has(got, "stray_files", Warning) || len(got) != 2 {
		t.Errorf("%v", got)
	}
}

func TestConflictCopies(t *testing.T) {
	m := machine(t)
	w := newWork(filepath.Dir(m.Vault), time.Now)
	if err := w.begin(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := w.end(); err != nil {
		t.Fatal(err)
	}
	m.Vault = w.options.Path
	vault, err := os.ReadFile(m.Vault)
	if err != nil {
		t.Fatal(err)
	}
	names := []string{"scratch (conflicted copy 2026-11-23).vault", "scratch.sync-conflict-20261123-120000-ABCDEFG.vault",
		"scratch-LAPTOP-7Q.vault", "scratch (1).vault", "scratch 2.vault"}
	for _, name := range names {
		write(t, filepath.Join(filepath.Dir(m.Vault), name), string(vault), 0o600)
	}
	for _, name := range []string{"scratch-2026-11-23.vault", "other.vault"} { // a backup of hers, another practice
		write(t, filepath.Join(filepath.Dir(m.Vault), name), string(vault), 0o600)
	}
	write(t, filepath.Join(filepath.Dir(m.Vault), "scratch (conflict).vault"), "no vault", 0o600)
	got := m.stray(t.Context())
	if len(got) != 1 || got[0].ID != "conflict_copies" || !strings.Contains(got[0].What, fmt.Sprint(len(names))) {
		t.Errorf("%v", got)
	}
}

func TestSynchronised(t *testing.T) {
	for path, want := range map[string]string{
		"Dropbox/work":                 "Dropbox",
		"Dropbox (Personal)":           "Dropbox",
		"OneDrive - Klinik/x":          "OneDrive",
		"Google Drive":                 "Google Drive",
		"Library/Mobile Documents/com": "iCloud",
		"Library/CloudStorage/Some":    "a cloud drive",
		"Nextcloud":                    "Nextcloud or ownCloud",
		"marked/.stfolder":             "Syncthing",
		"deep/._sync_1234.db":          "Nextcloud or ownCloud",
		"Dropboxes":                    "",
		"practice/megaphone":           "",
	} {
		m := machine(t)
		dir := filepath.Join(filepath.Dir(m.Vault), filepath.FromSlash(path))
		if err := os.MkdirAll(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(filepath.Base(dir), ".") {
			dir = filepath.Join(filepath.Dir(dir), "below")
		}
		m.Vault = filepath.Join(dir, "practice.vault")
		got := m.synchronised(t.Context())
		if want == "" && !has(got, "synchronised", OK) || want != "" && (!has(got, "synchronised", Warning) || !strings.Contains(got[0].What, want)) {
			t.Errorf("%s: %v, want %q", path, got, want)
		}
	}
}

// A vault reached by a link is where the link leads to; so is a link's name.
func TestSynchronisedByLink(t *testing.T) {
	m := machine(t)
	cloud := filepath.Join(filepath.Dir(m.State), "Dropbox")
	write(t, filepath.Join(cloud, "practice.vault"), "x", 0o600)
	if err := os.Symlink(filepath.Join(cloud, "practice.vault"), m.Vault); err != nil {
		t.Fatal(err)
	}
	if got := m.synchronised(t.Context()); !has(got, "synchronised", Warning) {
		t.Errorf("%v", got)
	}
	m = machine(t)
	m.Backups = []string{cloud}
	if got := m.synchronised(t.Context()); !has(got, "synchronised", OK) || !has(got, "synchronised_backups", OK) {
		t.Errorf("%v", got)
	}
}

func TestClock(t *testing.T) {
	m := machine(t)
	at := func(now, saved string) []Check {
		n, err := time.Parse(time.DateOnly, now)
		if err != nil {
			t.Fatal(err)
		}
		m.Now, m.Saved = func() time.Time { return n }, time.Time{}
		if saved != "" {
			if m.Saved, err = time.Parse(time.DateOnly, saved); err != nil {
				t.Fatal(err)
			}
		}
		return m.clock(t.Context())
	}
	for _, test := range []struct {
		now, saved string
		want       Level
	}{{"2026-11-23", "", OK}, {"2026-11-23", "2026-11-23", OK}, {"2026-11-23", "2026-11-24", Problem}, {"1970-01-01", "", Problem}, {"2100-01-01", "", Problem}} {
		if got := at(test.now, test.saved); !has(got, "clock", test.want) {
			t.Errorf("%+v: %v", test, got)
		}
	}
	write(t, m.Vault, "x", 0o600) // locked: the file's own time counts
	future := time.Now().Add(48 * time.Hour)
	if err := os.Chtimes(m.Vault, future, future); err != nil {
		t.Fatal(err)
	}
	m.Now, m.Saved = time.Now, time.Time{}
	if got := m.clock(t.Context()); !has(got, "clock", Problem) {
		t.Errorf("%v", got)
	}
	m = machine(t)
	m.Env = func(string) string { return "Nowhere/Atlantis" }
	if got := m.clock(t.Context()); !has(got, "clock", Warning) {
		t.Errorf("%v", got)
	}
}

func TestHistory(t *testing.T) {
	for line, want := range map[string]bool{
		"echo correct horse | subrosa unlock --passphrase-file -": true,
		"printf 'correct horse' | /usr/local/bin/subrosa unlock":  true,
		"subrosa unlock --passphrase-file - <<< 'correct horse'":  true,
		"subrosa unlock --passphrase-file <(echo horse)":          true,
		"subrosa unlock --passphrase=horse":                       true,
		"subrosa search kevin":                                    true,
		"subrosa --json search \"the affair\"":                    true,
		": 1700000000:0;subrosa search kevin":                     true, // zsh
		"- cmd: subrosa search kevin":                             true, // fish
		"subrosa note amend N-000001 --from \"what Joe said\"":    true,
		"subrosa unlock --passphrase-file ~/pass":                 false,
		"subrosa search":                                          false,
		"subrosa search --case C-001":                             false,
		"subrosa search | less":                                   false,
		"subrosa note new C-001 --start \"2026-11-20\"":           false,
		"pass show practice | subrosa unlock --passphrase-file -": false,
		"echo hello | mail kevin":                                 false,
		"git commit -m \"subrosa is a word\"":                     false,
		"cd subrosa-notes && search kevin":                        false,
	} {
		if got := holdsSecret(line); got != want {
			t.Errorf("%q: %v", line, got)
		}
	}
	m := machine(t)
	if got := m.history(t.Context()); !has(got, "history", OK) {
		t.Errorf("%v", got)
	}
	write(t, filepath.Join(m.Env("HOME"), ".bash_history"), "ls\nsubrosa search kevin\n\xff\xfe\n"+strings.Repeat("x", 1<<20), 0o600)
	got := m.history(t.Context())
	if !has(got, "history", Warning) || len(got) != 1 || strings.Contains(fmt.Sprint(got), "kevin") {
		t.Errorf("%v", got)
	}
}

func TestLocks(t *testing.T) {
	m := machine(t)
	if got := m.locks(t.Context()); !has(got, "locks", OK) {
		t.Errorf("%v", got)
	}
	f, err := os.CreateTemp(t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for name, other := range map[string]string{"sees no lock": "echo free", "marks nothing": "echo held", "sees one for ever": "printf S > \"$0\"; echo held"} {
		m.Locks = []string{"/bin/sh", "sh", "-c", other}
		if err := f.Truncate(0); err != nil {
			t.Fatal(err)
		}
		if err := m.tryLocks(t.Context(), f); err == nil || !strings.Contains(err.Error(), errNoLocks.Error()) {
			t.Errorf("%s: %v", name, err)
		}
	}
	m.Locks = []string{"/nowhere", "x"}
	if got := m.locks(t.Context()); !has(got, "locks", Unknown) {
		t.Errorf("%v", got)
	}
}

func TestSpace(t *testing.T) {
	m := machine(t)
	if got := m.space(t.Context()); len(got) != 1 || got[0].ID != "space" || got[0].Level == Unknown {
		t.Errorf("%v", got)
	}
	write(t, m.Vault, "x", 0o600)
	if err := os.Truncate(m.Vault, 1<<42); err != nil { // a hole
		if os.Getenv("SUBROSA_CI") == "1" {
			t.Fatal(err)
		}
		t.Skipf("the file system has no files of this length: %v", err)
	}
	if got := m.space(t.Context()); !has(got, "space", Warning) {
		t.Errorf("%v", got)
	}
}
