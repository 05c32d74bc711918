package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"subrosa/cmd/subrosa/agent"
)

// needs skips a test that lacks a program, and says so; where SUBROSA_CI is set
// the program must be there.
func needs(t *testing.T, program string) string {
	t.Helper()
	path, err := exec.LookPath(program)
	if err != nil && os.Getenv("SUBROSA_CI") == "1" {
		t.Fatalf("%s is not installed", program)
	} else if err != nil {
		t.Skipf("%s is not installed: this is not checked here", program)
	}
	return path
}

// buildSubrosa builds the program as it is shipped.
func buildSubrosa(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "subrosa")
	out, err := exec.Command("go", "build", "-tags", "sqlite_fts5", "-o", path, ".").CombinedOutput()
	if err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return path
}

// house is a user's machine as far as the built program can see it: a home, a
// folder for temporary files, one to work in. Everything the program writes
// must be somewhere in dir.
type house struct {
	t       *testing.T
	program []string // subrosa, with whatever it is run under
	dir     string
	env     []string
}

func newHouse(t *testing.T) *house {
	t.Helper()
	h := &house{t: t, program: []string{buildSubrosa(t)}, dir: t.TempDir()}
	sockets, err := os.MkdirTemp("", "sr") // a socket's path has little room
	if err != nil {
		t.Fatal(err)
	}
	h.env = []string{"PATH=" + os.Getenv("PATH"), "TZ=Europe/Copenhagen", "LANG=C.UTF-8", "XDG_RUNTIME_DIR=" + sockets}
	for name, variable := range map[string]string{"home": "HOME", "tmp": "TMPDIR", "data": "XDG_DATA_HOME",
		"state": "XDG_STATE_HOME", "cache": "XDG_CACHE_HOME", "config": "XDG_CONFIG_HOME", "work": "PWD"} {
		if err := os.Mkdir(h.path(name), 0o700); err != nil {
			t.Fatal(err)
		}
		h.env = append(h.env, variable+"="+h.path(name))
	}
	t.Cleanup(func() {
		agent.LockAll(filepath.Join(sockets, "subrosa"))
		os.RemoveAll(sockets)
	})
	return h
}

func (h *house) path(parts ...string) string {
	return filepath.Join(append([]string{h.dir}, parts...)...)
}

// command is a command line of the program, without a terminal.
func (h *house) command(stdin string, args ...string) *exec.Cmd {
	cmd := exec.Command(h.program[0], append(h.program[1:len(h.program):len(h.program)], args...)...)
	cmd.Env, cmd.Dir, cmd.Stdin = h.env, h.path("work"), strings.NewReader(stdin)
	return cmd
}

// run runs a command to its end.
func (h *house) run(stdin string, args ...string) (stdout, stderr string, status int) {
	h.t.Helper()
	var out bytes.Buffer
	// A file, not a pipe: a tracer may hold it longer than the command runs.
	errs, err := os.Create(h.input(""))
	if err != nil {
		h.t.Fatal(err)
	}
	defer errs.Close()
	cmd := h.command(stdin, args...)
	cmd.Stdout, cmd.Stderr = &out, errs
	err = cmd.Run()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		status = exit.ExitCode()
	} else if err != nil {
		h.t.Fatal(err)
	}
	said, err := os.ReadFile(errs.Name())
	if err != nil {
		h.t.Fatal(err)
	}
	return out.String(), string(said), status
}

// must runs a command that has to succeed and returns its output.
func (h *house) must(stdin string, args ...string) string {
	h.t.Helper()
	out, errs, status := h.run(stdin, args...)
	if status != 0 {
		h.t.Fatalf("subrosa %s: exit status %d\n%s", strings.Join(args, " "), status, errs)
	}
	return out
}

// result runs a command with --json and reads its result into v.
func (h *house) result(v any, stdin string, args ...string) {
	h.t.Helper()
	out := h.must(stdin, append(args, "--json")...)
	if err := json.Unmarshal([]byte(out), v); err != nil {
		h.t.Fatalf("subrosa %s: %v", strings.Join(args, " "), err)
	}
}

// newVault makes a vault in the data folder and unlocks it.
func (h *house) newVault(practice string) {
	h.t.Helper()
	h.must(testPassphrase+"\n", "init", "--passphrase-file", "-", "--from", h.input(practice), "--recovery-out", h.ordered("words"))
	h.must(testPassphrase+"\n", "unlock", "--passphrase-file", "-", "--for", "1h")
}

// input is a file that she wrote herself before: outside of what the program
// answers for.
func (h *house) input(text string) string {
	h.t.Helper()
	f, err := os.CreateTemp(h.t.TempDir(), "input")
	if err != nil {
		h.t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.WriteString(text); err != nil {
		h.t.Fatal(err)
	}
	return f.Name()
}

// ordered is where readable output goes that she ordered.
func (h *house) ordered(name string) string {
	h.t.Helper()
	if err := os.MkdirAll(h.path("ordered"), 0o700); err != nil {
		h.t.Fatal(err)
	}
	return h.path("ordered", name)
}
