package agent

import (
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// gone says whether a process has ended; here its parent is the test, which
// does not wait for it.
func gone(t *testing.T, pid int) bool {
	t.Helper()
	s := state(t, pid)
	return s == "" || s == "Z"
}

// state is the letter by which the system calls what a process does.
func state(t *testing.T, pid int) string {
	t.Helper()
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if errors.Is(err, os.ErrNotExist) {
		return ""
	}
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(stat), ") ")
	return rest[:1]
}

// skip says why a test is not made; in CI, where everything must be, it fails.
func skip(t *testing.T, why string) {
	t.Helper()
	if os.Getenv("SUBROSA_CI") == "1" {
		t.Fatal(why)
	}
	t.Skip(why)
}

// linux skips what needs /proc.
func linux(t *testing.T) {
	t.Helper()
	if _, err := os.Stat("/proc/self/stat"); err != nil {
		skip(t, "no /proc here: processes are not looked at")
	}
}

// agents are the processes that serve from this test binary, but for some.
func agents(t *testing.T, but []int) (pids []int) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dirs, err := filepath.Glob("/proc/[0-9]*")
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range dirs {
		exe, err := os.Readlink(d + "/exe")
		line, _ := os.ReadFile(d + "/cmdline")
		if err == nil && exe == self && strings.HasSuffix(string(line), "serve\x00") {
			var pid int
			fmt.Sscan(filepath.Base(d), &pid)
			if !slices.Contains(but, pid) {
				pids = append(pids, pid)
			}
		}
	}
	return pids
}

// Windows that unlock at the same time end up with one process, whichever key
// each of them brings, and each of those that brought the same can use it at
// once.
func TestOneAgentIsLeft(t *testing.T) {
	linux(t)
	a := At(shortDir(t), vaultID)
	t.Cleanup(func() { a.Lock() })
	prog, before := program(t), agents(t, nil)
	var wg sync.WaitGroup
	for range 5 {
		wg.Go(func() {
			if err := a.Start(t.Context(), prog, Held{KeyID: "k1", Key: "secret", Idle: time.Minute}); err != nil {
				t.Error(err)
			}
			if _, err := a.Peek("k1"); err != nil {
				t.Errorf("just started: %v", err)
			}
		})
	}
	wg.Wait()
	start(t, a, Held{KeyID: "k2", Key: "after a rotation", Idle: time.Minute})
	if _, err := a.Use("k1"); !errors.Is(err, ErrNone) {
		t.Errorf("the key from before: %v", err)
	}
	waitFor(t, "one process to be left", func() bool { return len(agents(t, before)) == 1 })
	if err := a.Lock(); err != nil {
		t.Error(err)
	}
	waitFor(t, "no process to be left", func() bool { return len(agents(t, before)) == 0 })
}

// An agent that was killed leaves a socket and no key.
func TestKilledAgent(t *testing.T) {
	linux(t)
	a := At(shortDir(t), vaultID)
	start(t, a, Held{KeyID: "k1", Key: "secret", Idle: time.Minute})
	pid := agentPID(t, a)
	syscall.Kill(pid, syscall.SIGKILL)
	waitFor(t, "the agent to die", func() bool { return gone(t, pid) })
	if _, err := a.Use("k1"); !errors.Is(err, ErrNone) {
		t.Errorf("a dead agent: %v", err)
	}
	if err := a.Lock(); !errors.Is(err, ErrNone) {
		t.Errorf("lock: %v", err)
	}
	start(t, a, Held{KeyID: "k1", Key: "secret", Idle: time.Minute})
	if _, err := a.Use("k1"); err != nil {
		t.Errorf("in its place: %v", err)
	}
}

// An agent that is stopped holds its key all the same: locking ends it, and so
// does unlocking again.
func TestStoppedAgentIsEnded(t *testing.T) {
	linux(t)
	for name, end := range map[string]func(a Agent) error{
		"lock":     Agent.Lock,
		"lock all": func(a Agent) error { _, err := LockAll(filepath.Dir(a.socket)); return err },
		"unlock": func(a Agent) error {
			return a.Start(t.Context(), program(t), Held{KeyID: "k1", Key: "secret", Idle: time.Minute})
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := At(shortDir(t), vaultID)
			start(t, a, Held{KeyID: "k1", Key: "secret", Idle: time.Hour})
			pid := agentPID(t, a)
			if err := syscall.Kill(pid, syscall.SIGSTOP); err != nil {
				t.Fatal(err)
			}
			waitFor(t, "the agent to stop", func() bool { return state(t, pid) == "T" })
			if err := end(a); err != nil {
				t.Error(err)
			}
			waitFor(t, "the stopped agent to end", func() bool { return gone(t, pid) })
			_, err := a.Use("k1")
			if name == "unlock" && err != nil || name != "unlock" && !errors.Is(err, ErrNone) {
				t.Errorf("afterwards: %v", err)
			}
		})
	}
}

// An agent whose socket is gone, or another's, can be locked by nobody: it
// forgets its key, and leaves the other socket alone.
func TestAgentWithoutItsSocket(t *testing.T) {
	linux(t)
	for name, take := range map[string]func(a Agent){
		"removed": func(a Agent) { os.Remove(a.socket) },
		"taken": func(a Agent) {
			os.Remove(a.socket)
			l, err := net.ListenUnix("unix", &net.UnixAddr{Name: a.socket, Net: "unix"})
			if err != nil {
				t.Error(err)
				return
			}
			t.Cleanup(func() { l.Close() })
		},
		"with its folder": func(a Agent) { os.RemoveAll(filepath.Dir(a.socket)) },
	} {
		t.Run(name, func(t *testing.T) {
			a := At(shortDir(t), vaultID)
			start(t, a, Held{KeyID: "k1", Key: "secret", Idle: time.Hour})
			pid := agentPID(t, a)
			take(a)
			waitFor(t, "the agent to end", func() bool { return gone(t, pid) })
			if _, err := os.Lstat(a.socket); name == "taken" && err != nil {
				t.Errorf("the other socket: %v", err)
			}
		})
	}
}

// Somebody who asks nothing holds up nobody.
func TestSilentClient(t *testing.T) {
	a := At(shortDir(t), vaultID)
	start(t, a, Held{KeyID: "k1", Key: "secret", Idle: time.Minute})
	for range 3 {
		c, err := net.DialUnix("unix", nil, &net.UnixAddr{Name: a.socket, Net: "unix"})
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
	}
	asked := time.Now()
	if _, err := a.Use("k1"); err != nil || time.Since(asked) > timeout/2 {
		t.Errorf("%v, after %v", err, time.Since(asked))
	}
}

func TestDirs(t *testing.T) {
	own, home := shortDir(t), "/home/ada"
	for _, test := range []struct {
		name string
		env  map[string]string
		want []string
	}{
		{"at a desk", map[string]string{"XDG_RUNTIME_DIR": own, "HOME": home}, []string{own + "/subrosa", home + "/.cache/subrosa"}},
		{"with a cache", map[string]string{"XDG_RUNTIME_DIR": own, "XDG_CACHE_HOME": "/cache", "HOME": home},
			[]string{own + "/subrosa", "/cache/subrosa", home + "/.cache/subrosa"}},
		{"from afar", map[string]string{"HOME": home},
			[]string{home + "/.cache/subrosa", fmt.Sprintf("/run/user/%d/subrosa", os.Geteuid())}},
	} {
		got, err := Dirs(func(name string) string { return test.env[name] })
		for i := range got {
			got[i] = strings.Replace(got[i], "/Library/Caches/", "/.cache/", 1)
		}
		if err != nil || !slices.Equal(got, test.want) && !(strings.HasPrefix(test.name, "from") && slices.Equal(got, test.want[:1])) {
			t.Errorf("%s: %q, %v", test.name, got, err)
		}
	}
}
