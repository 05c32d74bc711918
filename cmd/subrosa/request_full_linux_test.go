package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// asked is a practice with one request that is built and ready to be handed over.
type asked struct {
	t   *testing.T
	dir string
	env map[string]string
}

func newAsked(t *testing.T) *asked {
	t.Helper()
	h := &asked{t: t, dir: t.TempDir()}
	h.env = map[string]string{"HOME": h.dir, "SUBROSA_VAULT": h.file("practice.vault", ""), "XDG_STATE_HOME": h.dir, "XDG_RUNTIME_DIR": h.dir}
	os.Remove(h.env["SUBROSA_VAULT"])
	h.file("passphrase", testPassphrase)
	h.must("init", "--from", h.file("practice.json", testPractice), "--recovery-out", filepath.Join(h.dir, "words"))
	h.must("case", "open", "--from", h.file("case.json", `{"kind": "individual", "parties": [{"label": "A", "name": "Chris Dahl"}]}`))
	h.must("note", "new", "C-001", "--sign", "--from", h.file("note.md", killedNote))
	h.must("request", "add", "--from", h.file("request.json", `{"type": "access", "person": "P-001"}`))
	h.must("request", "review", "R-2026-001", "--from", h.file("approve.json", `{"approve": true}`))
	h.must("request", "build", "R-2026-001")
	return h
}

func (h *asked) file(name, text string) string {
	h.t.Helper()
	path := filepath.Join(h.dir, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		h.t.Fatal(err)
	}
	return path
}

func (h *asked) run(args ...string) (int, string, string) {
	h.t.Helper()
	return runApp(h.t, h.env, append(args, "--passphrase-file", filepath.Join(h.dir, "passphrase"))...)
}

func (h *asked) must(args ...string) string {
	h.t.Helper()
	status, out, errs := h.run(args...)
	if status != 0 {
		h.t.Fatalf("%v: exit status %d\n%s", args, status, errs)
	}
	return out
}

// A disk that is full while a packet is written leaves neither a file nor a
// disclosure, and says so; the delivery is known to have failed.
func TestFullDiskDuringDelivery(t *testing.T) {
	if os.Getuid() != 0 {
		if os.Getenv("SUBROSA_CI") == "1" {
			t.Fatal("only root can mount a small disk")
		}
		t.Skip("skipped: only root can mount a small disk")
	}
	h := newAsked(t)
	stick := filepath.Join(h.dir, "stick")
	if err := os.Mkdir(stick, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := unix.Mount("tmpfs", stick, "tmpfs", 0, "size=16k"); err != nil {
		t.Skipf("skipped: mount a small disk: %v", err)
	}
	defer unix.Unmount(stick, unix.MNT_DETACH)

	h.must("request", "check", "R-2026-001", "identity")
	status, out, errs := h.run("request", "deliver", "R-2026-001", "--by", "open", "--out", filepath.Join(stick, "packet.zip"),
		"--confirm", "R-2026-001", "--json")
	if status != 1 || out != "" || !strings.Contains(errs, `"code":"disk_full"`) {
		t.Errorf("exit status %d\n%s%s", status, out, errs)
	}
	if left, err := os.ReadDir(stick); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
	if got := h.must("disclosure", "list", "--json"); !strings.Contains(got, `"disclosures":[]`) {
		t.Errorf("a disclosure was entered: %s", got)
	}
	if got := h.must("request", "show", "R-2026-001", "--json"); !strings.Contains(got, `"unfinished":[]`) {
		t.Errorf("the delivery has no end: %s", got)
	}
	if got := h.must("history"); !strings.Contains(got, "delivery-failed") {
		t.Errorf("the history does not tell of it:\n%s", got)
	}

	// With room again it goes out.
	h.must("request", "deliver", "R-2026-001", "--by", "open", "--out", filepath.Join(h.dir, "packet.zip"), "--confirm", "R-2026-001")
	h.must("packet", "verify", filepath.Join(h.dir, "packet.zip"))
}

// Where it cannot be entered that a sheet or a letter was written, there is none.
func TestWhatCannotBeEnteredIsNotLeft(t *testing.T) {
	h := newAsked(t)
	text, err := os.ReadFile(h.env["SUBROSA_VAULT"])
	check(t, err)
	disk := h.small("disk", "8m")
	h.env["SUBROSA_VAULT"] = filepath.Join(disk, "practice.vault")
	check(t, os.WriteFile(h.env["SUBROSA_VAULT"], text, 0o600))
	check(t, unix.Mount("", disk, "", unix.MS_REMOUNT|unix.MS_RDONLY, ""))
	out := filepath.Join(h.dir, "out.pdf")
	for _, args := range [][]string{{"handout", "privacy-notice"}, {"request", "letter", "R-2026-001", "acknowledgement"}} {
		status, _, errs := h.run(append(args, "--out", out)...)
		if status != 1 || !strings.Contains(errs, "read-only") {
			t.Errorf("%s: exit status %d\n%s", args, status, errs)
		}
		if os.Remove(out) == nil {
			t.Errorf("%s: left behind", args)
		}
	}
}
