package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/creack/pty"

	"subrosa/cmd/subrosa/agent"
)

// console is a subrosa on a terminal of its own.
type console struct {
	t    *testing.T
	cmd  *exec.Cmd
	file *os.File

	mu   sync.Mutex
	seen bytes.Buffer
	read int // how much of seen has been waited for
	done chan struct{}
}

// onTerminal starts a command on a terminal of 80x24.
func onTerminal(t *testing.T, env []string, args ...string) *console {
	t.Helper()
	c := &console{t: t, cmd: exec.Command("subrosa", args...), done: make(chan struct{})}
	c.cmd.Env = append([]string{"TTY=1"}, env...)
	f, err := pty.StartWithSize(c.cmd, &pty.Winsize{Rows: 24, Cols: 80})
	if err != nil {
		t.Fatal(err)
	}
	c.file = f
	go func() {
		defer close(c.done)
		b := make([]byte, 4096)
		for {
			n, err := f.Read(b)
			c.mu.Lock()
			c.seen.Write(b[:n])
			c.mu.Unlock()
			if err != nil {
				return
			}
		}
	}()
	t.Cleanup(func() { f.Close() })
	return c
}

// expect waits until the terminal shows a text that was not waited for before,
// and returns everything up to it.
func (c *console) expect(text string) string {
	c.t.Helper()
	for range 1000 {
		c.mu.Lock()
		rest := c.seen.Bytes()[c.read:]
		if i := bytes.Index(rest, []byte(text)); i >= 0 {
			c.read += i + len(text)
			c.mu.Unlock()
			return string(rest[:i])
		}
		c.mu.Unlock()
		time.Sleep(10 * time.Millisecond)
	}
	c.t.Fatalf("the terminal never showed %q:\n%s", text, c.text())
	return ""
}

func (c *console) send(text string) {
	c.t.Helper()
	if _, err := io.WriteString(c.file, text); err != nil {
		c.t.Fatal(err)
	}
}

// exits waits for the end and checks the status.
func (c *console) exits(want int) {
	c.t.Helper()
	err := c.cmd.Wait()
	<-c.done
	got := 0
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		got = exit.ExitCode()
	} else if err != nil {
		c.t.Fatal(err)
	}
	if got != want {
		c.t.Fatalf("exit status %d, want %d:\n%s", got, want, c.text())
	}
}

func (c *console) text() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.seen.String()
}

// terminalHome is a home for one test, and the files that newvault writes.
func terminalHome(t *testing.T) (dir string, env []string) {
	t.Helper()
	dir = t.TempDir()
	sockets, err := os.MkdirTemp("", "sr")
	check(t, err)
	t.Cleanup(func() {
		agent.LockAll(filepath.Join(sockets, "subrosa"))
		os.RemoveAll(sockets)
	})
	check(t, os.WriteFile(filepath.Join(dir, "practice.json"), []byte(testPractice), 0o600))
	check(t, os.WriteFile(filepath.Join(dir, "passphrase"), []byte(testPassphrase+"\n"), 0o600))
	return dir, []string{"HOME=" + dir, "XDG_RUNTIME_DIR=" + sockets, "SUBROSA_VAULT=" + filepath.Join(dir, "practice.vault"),
		"TZ=Europe/Copenhagen", "TERM=xterm-256color"}
}

// lockedVault is terminalHome with a vault in it.
func lockedVault(t *testing.T) (dir string, env []string) {
	t.Helper()
	dir, env = terminalHome(t)
	cmd := exec.Command("subrosa", "init", "--from", filepath.Join(dir, "practice.json"),
		"--passphrase-file", filepath.Join(dir, "passphrase"), "--recovery-out", filepath.Join(dir, "words"))
	cmd.Env = env
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return dir, env
}
