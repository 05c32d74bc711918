package agent

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// TestMain lets the test binary be the agent's own process.
func TestMain(m *testing.M) {
	if len(os.Args) == 2 && os.Args[1] == "serve" {
		if err := Serve(); err != nil {
			os.Exit(2)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// shortDir is a folder whose path leaves room for a socket's name.
func shortDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "sr")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

func start(t *testing.T, a Agent, h Held) {
	t.Helper()
	if err := a.Start(t.Context(), program(t), h); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Lock() })
}

func program(t *testing.T) []string {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return []string{self, "subrosa", "serve"}
}

const vaultID = "0123456789abcdef0123456789abcdef"

func TestAgent(t *testing.T) {
	dir := filepath.Join(shortDir(t), "subrosa")
	a := At(dir, vaultID)
	if _, err := a.Use("k1"); !errors.Is(err, ErrNone) {
		t.Fatalf("before: %v", err)
	}
	start(t, a, Held{KeyID: "k1", Key: "secret", Idle: time.Minute})

	h, err := a.Use("k1")
	if err != nil || h.Key != "secret" || time.Until(h.LocksAt) > time.Minute || time.Until(h.LocksAt) < 50*time.Second {
		t.Errorf("use: %v, key %v, locks %v", err, h.Key == "secret", h.LocksAt)
	}
	for path, want := range map[string]os.FileMode{dir: os.ModeDir | 0o700, a.socket: os.ModeSocket | 0o600} {
		if info, err := os.Lstat(path); err != nil || info.Mode() != want {
			t.Errorf("%s: %v, mode %v, want %v", path, err, info.Mode(), want)
		}
	}
	if _, err := a.Use("k2"); !errors.Is(err, ErrNone) {
		t.Errorf("another key id: %v", err)
	}
	same := At(dir, vaultID[:16]+"another vault   ")
	if _, err := same.Use("k1"); !errors.Is(err, ErrNone) {
		t.Errorf("another vault whose socket has the same name: %v", err)
	}
	if h, err := a.SetIdle("k1", time.Hour); err != nil || time.Until(h.LocksAt) < 59*time.Minute {
		t.Errorf("idle: %v, locks %v", err, h.LocksAt)
	}
	if err := a.Lock(); err != nil {
		t.Errorf("lock: %v", err)
	}
	if _, err := a.Peek("k1"); !errors.Is(err, ErrNone) {
		t.Errorf("after lock: %v", err)
	}
	if _, err := os.Lstat(a.socket); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the socket is still there: %v", err)
	}
	if err := a.Lock(); !errors.Is(err, ErrNone) {
		t.Errorf("lock again: %v", err)
	}
}

func TestAgentsOfSeveralVaults(t *testing.T) {
	dir := shortDir(t)
	one, two := At(dir, vaultID), At(dir, "f"+vaultID[1:])
	start(t, one, Held{KeyID: "k1", Key: "secret one", Idle: time.Minute})
	start(t, two, Held{KeyID: "k2", Key: "secret two", Idle: time.Minute})
	for _, test := range []struct {
		a        Agent
		id, want string
	}{{one, "k1", "secret one"}, {two, "k2", "secret two"}} {
		if h, err := test.a.Use(test.id); err != nil || h.Key != test.want {
			t.Errorf("%s: %v", test.id, err)
		}
	}
	if n, err := LockAll(dir); n != 2 || err != nil {
		t.Errorf("locked %d, %v", n, err)
	}
}

func TestAgentIsReplaced(t *testing.T) {
	a := At(shortDir(t), vaultID)
	start(t, a, Held{KeyID: "k1", Key: "old", Idle: time.Minute})
	start(t, a, Held{KeyID: "k2", Key: "new", Idle: time.Minute})
	if h, err := a.Use("k2"); err != nil || h.Key != "new" {
		t.Errorf("new key: %v", err)
	}
	if _, err := a.Use("k1"); !errors.Is(err, ErrNone) {
		t.Errorf("old key: %v", err)
	}
}

// Several windows unlock at once: one agent is left, and it answers.
func TestAgentsRace(t *testing.T) {
	a := At(shortDir(t), vaultID)
	prog := program(t)
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Go(func() {
			if err := a.Start(t.Context(), prog, Held{KeyID: "k1", Key: "secret", Idle: time.Minute}); err != nil {
				t.Errorf("start %d: %v", i, err)
			}
		})
	}
	wg.Wait()
	if h, err := a.Use("k1"); err != nil || h.Key != "secret" {
		t.Errorf("after the race: %v", err)
	}
	if err := a.Lock(); err != nil {
		t.Error(err)
	}
	if err := a.Lock(); !errors.Is(err, ErrNone) {
		t.Errorf("a second agent was left: %v", err)
	}
}

// A socket that a killed agent left is taken over.
func TestStaleSocket(t *testing.T) {
	a := At(shortDir(t), vaultID)
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: a.socket, Net: "unix"})
	if err != nil {
		t.Fatal(err)
	}
	l.SetUnlinkOnClose(false)
	l.Close()
	if _, err := a.Use("k1"); !errors.Is(err, ErrNone) {
		t.Fatalf("stale: %v", err)
	}
	start(t, a, Held{KeyID: "k1", Key: "secret", Idle: time.Minute})
	if h, err := a.Use("k1"); err != nil || h.Key != "secret" {
		t.Errorf("use: %v", err)
	}
}

func TestAgentEndsOnSignals(t *testing.T) {
	for _, sig := range []syscall.Signal{syscall.SIGHUP, syscall.SIGTERM} {
		a := At(shortDir(t), vaultID)
		start(t, a, Held{KeyID: "k1", Key: "secret", Idle: time.Minute})
		pid := agentPID(t, a)
		if err := syscall.Kill(pid, sig); err != nil {
			t.Fatal(err)
		}
		waitFor(t, fmt.Sprintf("the agent to end on %v", sig), func() bool {
			_, err := os.Lstat(a.socket)
			return errors.Is(err, os.ErrNotExist)
		})
	}
}

func TestAgentEndsWhenIdle(t *testing.T) {
	a := At(shortDir(t), vaultID)
	start(t, a, Held{KeyID: "k1", Key: "secret", Idle: 200 * time.Millisecond})
	waitFor(t, "the agent to end", func() bool {
		_, err := os.Lstat(a.socket)
		return errors.Is(err, os.ErrNotExist)
	})
}

func TestFolderOfOthersIsRefused(t *testing.T) {
	dir := shortDir(t)
	if err := os.Chmod(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	a := At(dir, vaultID)
	if err := a.Start(t.Context(), program(t), Held{KeyID: "k1", Key: "secret", Idle: time.Minute}); err == nil {
		a.Lock()
		t.Error("started in a folder that others can write")
	}
	link := filepath.Join(shortDir(t), "link")
	if err := os.Symlink(shortDir(t), link); err != nil {
		t.Fatal(err)
	}
	if err := At(link, vaultID).Start(t.Context(), program(t), Held{KeyID: "k1", Key: "secret", Idle: time.Minute}); err == nil {
		At(link, vaultID).Lock()
		t.Error("started in a folder behind a link")
	}
}

// Whoever listens where the agent should be, but does not talk like it, gets
// nothing and holds nobody up.
func TestForeignListener(t *testing.T) {
	dir := shortDir(t)
	a := At(dir, vaultID)
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: a.socket, Net: "unix"})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			fmt.Fprintln(c, "hello?")
			c.Close()
		}
	}()
	if _, err := a.Use("k1"); !errors.Is(err, ErrNone) {
		t.Errorf("%v", err)
	}
}

func TestServeAloneIsRefused(t *testing.T) {
	if err := Serve(); err == nil {
		t.Error("served without a key from a pipe")
	}
}

func TestDir(t *testing.T) {
	own := shortDir(t)
	open := shortDir(t)
	if err := os.Chmod(open, 0o777); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name string
		env  map[string]string
		want string
	}{
		{"runtime folder", map[string]string{"XDG_RUNTIME_DIR": own, "HOME": "/home/ada"}, own + "/subrosa"},
		{"one that others can write", map[string]string{"XDG_RUNTIME_DIR": open, "XDG_CACHE_HOME": "/home/ada/cache"}, "/home/ada/cache/subrosa"},
		{"one that is not there", map[string]string{"XDG_RUNTIME_DIR": "/nowhere", "XDG_CACHE_HOME": "/home/ada/cache"}, "/home/ada/cache/subrosa"},
		{"relative", map[string]string{"XDG_RUNTIME_DIR": "run", "XDG_CACHE_HOME": "/home/ada/cache"}, "/home/ada/cache/subrosa"},
		{"nothing", map[string]string{}, ""},
	} {
		got, err := Dir(func(name string) string { return test.env[name] })
		if got != test.want || (err == nil) != (test.want != "") {
			t.Errorf("%s: %q, %v", test.name, got, err)
		}
	}
}

func waitFor(t *testing.T, what string, done func() bool) {
	t.Helper()
	for range 500 {
		if done() {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatalf("waited for %s", what)
}

// agentPID is the process behind a socket.
func agentPID(t *testing.T, a Agent) int {
	t.Helper()
	c, err := net.DialUnix("unix", nil, &net.UnixAddr{Name: a.socket, Net: "unix"})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	pid, err := peerPID(c)
	if err != nil {
		skip(t, fmt.Sprintf("cannot tell the agent's process here: %v", err))
	}
	return pid
}

// What the agent's process shows to others: no key in its arguments or its
// environment.
func TestAgentShowsNothing(t *testing.T) {
	a := At(shortDir(t), vaultID)
	start(t, a, Held{KeyID: "k1", Key: "a very secret key", Idle: time.Minute})
	pid := agentPID(t, a)
	for _, name := range []string{"cmdline", "environ"} {
		text, err := os.ReadFile(fmt.Sprintf("/proc/%d/%s", pid, name))
		if err != nil {
			continue // not dumpable: nobody but root reads it
		}
		if strings.Contains(string(text), "secret") {
			t.Errorf("%s holds the key", name)
		}
		if name == "environ" && len(text) > 0 {
			t.Errorf("environ holds %d bytes", len(text))
		}
	}
}

// A pipe that the shell left open to the command is not held by the agent.
func TestAgentHoldsNoFileOfOthers(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	const given = 200 // as a shell gives it: not closed on exec
	if err := unix.Dup2(int(w.Fd()), given); err != nil {
		t.Fatal(err)
	}
	w.Close()
	start(t, At(shortDir(t), vaultID), Held{KeyID: "k1", Key: "secret", Idle: time.Minute})
	syscall.Close(given)
	r.SetReadDeadline(time.Now().Add(5 * time.Second))
	if _, err := r.Read(make([]byte, 1)); err != io.EOF {
		t.Errorf("the other end of the pipe is still open: %v", err)
	}
}
