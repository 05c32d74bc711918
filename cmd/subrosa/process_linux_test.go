package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// nobody is a user without rights, for processes that are to be kept out of
// each other's memory; root is kept out of none.
const nobody = 65534

// waiting is the built program, started by a shell as a user without rights,
// with core dumps allowed, waiting for a passphrase that does not come.
type waiting struct {
	*exec.Cmd
	dir    string
	stdin  io.WriteCloser
	stderr bytes.Buffer
}

// stage is a folder with the built program and a vault, which a user without
// rights can use.
func stage(t *testing.T) (dir string) {
	t.Helper()
	h := newHouse(t)
	h.newVault(testPractice)
	h.must("", "lock")
	dir, err := os.MkdirTemp("", "sr")
	check(t, err)
	t.Cleanup(func() { os.RemoveAll(dir) })
	for from, to := range map[string]string{h.program[0]: "subrosa", h.path("data", "subrosa", "practice.vault"): "practice.vault"} {
		b, err := os.ReadFile(from)
		check(t, err)
		check(t, os.WriteFile(filepath.Join(dir, to), b, 0o700))
		check(t, os.Chmod(filepath.Join(dir, to), 0o777))
	}
	check(t, os.Chmod(dir, 0o777))
	return dir
}

func startWaiting(t *testing.T, dir string, env ...string) *waiting {
	t.Helper()
	program := filepath.Join(dir, "subrosa")
	w := &waiting{Cmd: exec.Command("/bin/sh", "-c", "ulimit -c unlimited; exec "+program+" case list --passphrase-file -"), dir: dir}
	w.Env = append(env, "HOME="+dir, "SUBROSA_VAULT="+filepath.Join(dir, "practice.vault"), "XDG_RUNTIME_DIR="+dir)
	w.Dir, w.Stderr = dir, &w.stderr
	if os.Geteuid() == 0 {
		w.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	}
	var err error
	w.stdin, err = w.StdinPipe()
	check(t, err)
	check(t, w.Start())
	t.Cleanup(func() { w.Process.Kill() })
	w.until(t, func() bool {
		return strings.HasPrefix(w.proc(t, "cmdline"), program+"\x00") && w.limits(t)[1] == "0"
	})
	return w
}

func (w *waiting) until(t *testing.T, there func() bool) {
	t.Helper()
	for range 600 {
		if there() {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatal("it did not come to that")
}

func (w *waiting) proc(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/%s", w.Process.Pid, name))
	if errors.Is(err, os.ErrPermission) { // not as root: closed to this test, too
		return ""
	}
	check(t, err)
	return string(text)
}

// limits are the soft and the hard limit of core dumps.
func (w *waiting) limits(t *testing.T) []string {
	t.Helper()
	_, after, found := strings.Cut(w.proc(t, "limits"), "Max core file size")
	if !found {
		t.Fatal("no limit of core dumps")
	}
	return strings.Fields(after)[:2]
}

// needsRoot skips where this test cannot become another user.
func needsRoot(t *testing.T) {
	t.Helper()
	if os.Geteuid() != 0 && os.Getenv("SUBROSA_CI") == "1" {
		t.Fatal("this wants to be run as root")
	} else if os.Geteuid() != 0 {
		t.Skip("only root can start a process as another user: this is not checked here")
	}
}

// Another process of the same user cannot read the memory of one that works on
// the vault, nor its environment; and there are no core dumps, though the shell
// allows them.
func TestMemoryIsClosedToOtherProcesses(t *testing.T) {
	needsRoot(t)
	w := startWaiting(t, stage(t))
	if got := w.limits(t); got[0] != "0" || got[1] != "0" {
		t.Errorf("core dumps of %v bytes", got)
	}
	other := func(pid int, name string) error {
		cmd := exec.Command("head", "-c", "1", fmt.Sprintf("/proc/%d/%s", pid, name))
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
		return cmd.Run()
	}
	open := exec.Command("sleep", "60") // the same user's, and nothing special
	open.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	check(t, open.Start())
	defer func() { open.Process.Kill(); open.Wait() }()
	for _, name := range []string{"environ", "maps", "auxv"} {
		if err := other(open.Process.Pid, name); err != nil {
			t.Errorf("%s of an ordinary process is closed: nothing is shown by that of subrosa being (%v)", name, err)
		}
		if err := other(w.Process.Pid, name); err == nil {
			t.Errorf("another process of the user reads %s", name)
		}
	}
	info, err := os.Stat(fmt.Sprintf("/proc/%d/mem", w.Process.Pid))
	check(t, err)
	if uid := info.Sys().(*syscall.Stat_t).Uid; uid != 0 {
		t.Errorf("the memory belongs to user %d: the process can be dumped", uid)
	}
}

// A process that dies of a fault leaves no file with its memory, though the
// shell allows one, and Go is told to die so that there is one.
func TestNoCoreFile(t *testing.T) {
	control := exec.Command("/bin/sh", "-c", "ulimit -c unlimited; kill -ABRT $$")
	control.Dir = t.TempDir()
	control.Run()
	if !control.ProcessState.Sys().(syscall.WaitStatus).CoreDump() {
		t.Log("on this computer no process leaves a core file")
	}
	w := startWaiting(t, stage(t), "GOTRACEBACK=crash")
	check(t, w.Process.Signal(syscall.SIGSEGV))
	err := w.Wait()
	status := w.ProcessState.Sys().(syscall.WaitStatus)
	if !status.Signaled() || status.CoreDump() {
		t.Errorf("%v, dumped: %v", err, status.CoreDump())
	}
	cores, err := filepath.Glob(filepath.Join(w.dir, "core*"))
	if err != nil || len(cores) > 0 {
		t.Errorf("%v, %v", cores, err)
	}
}

// Ctrl-\ ends a command as Ctrl-C does, and prints nothing of its insides;
// neither does what another program sends.
func TestQuitIsQuiet(t *testing.T) {
	dir := stage(t)
	for _, s := range []syscall.Signal{syscall.SIGQUIT, syscall.SIGABRT} {
		w := startWaiting(t, dir)
		check(t, w.Process.Signal(s))
		time.Sleep(200 * time.Millisecond)
		check(t, w.Process.Signal(s)) // once more, out of impatience
		w.stdin.Close()               // what it waits for
		if err := w.Wait(); err == nil || w.ProcessState.ExitCode() != 130 {
			t.Errorf("%v: %v", s, err)
		}
		quietDeath(t, w.stderr.String())
	}
}

// quietDeath looks for what Go prints of goroutines, their arguments and
// registers.
func quietDeath(t *testing.T, said string) {
	t.Helper()
	for _, inside := range []string{"goroutine ", "0x", ".go:", "rip ", "main."} {
		if strings.Contains(said, inside) {
			t.Errorf("%q was printed:\n%s", inside, said)
			return
		}
	}
}

// The agent holds the key in memory that is locked and kept out of dumps.
func TestAgentsKeyIsLocked(t *testing.T) {
	needsRoot(t)
	h := newHouse(t)
	h.newVault(testPractice)
	pid := agentOf(t, h)
	proc := func(name string) string {
		text, err := os.ReadFile(fmt.Sprintf("/proc/%d/%s", pid, name))
		check(t, err)
		return string(text)
	}
	_, after, _ := strings.Cut(proc("status"), "VmLck:")
	if kb, err := strconv.Atoi(strings.Fields(after)[0]); err != nil || kb == 0 {
		t.Errorf("%d kB of the agent's memory are locked, %v", kb, err)
	}
	locked := false
	for line := range strings.Lines(proc("smaps")) {
		if flags, is := strings.CutPrefix(line, "VmFlags:"); is && strings.Contains(flags, " lo") {
			locked = true
			for _, want := range []string{" dd", " wf"} { // not dumped, wiped in a child
				if !strings.Contains(flags, want) {
					t.Errorf("locked memory has the flags%s", flags)
				}
			}
		}
	}
	if !locked {
		t.Error("no locked memory")
	}
	if _, after, _ := strings.Cut(proc("limits"), "Max core file size"); strings.Fields(after)[0] != "0" {
		t.Error("the agent may leave a core dump")
	}
}

// agentOf finds the agent that a house's unlock started.
func agentOf(t *testing.T, h *house) int {
	t.Helper()
	links, err := filepath.Glob("/proc/[0-9]*/exe")
	check(t, err)
	for _, link := range links {
		if to, err := os.Readlink(link); err == nil && to == h.program[0] {
			pid, err := strconv.Atoi(strings.Split(link, "/")[2])
			check(t, err)
			return pid
		}
	}
	t.Fatal("no agent")
	return 0
}
