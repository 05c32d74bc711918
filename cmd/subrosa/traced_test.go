package main

import (
	"encoding/hex"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// traced are the system calls by which something can leave a process: into a
// file, under a name, through a socket, into another program's arguments.
const traced = "write,pwrite64,writev,pwritev,pwritev2,sendto,sendmsg,sendmmsg,sendfile,splice,copy_file_range," +
	"open,openat,openat2,creat,rename,renameat,renameat2,link,linkat,symlink,symlinkat,mkdir,mkdirat,mknod,mknodat," +
	"setxattr,execve,execveat,socket,socketpair,connect,bind,mmap,memfd_create,ptrace,process_vm_writev"

// TestEveryWrite lives through the canary's day under strace: no write of any
// process to anything but its standard output holds a canary, no name of a file
// and no argument does, no file is written through memory but the index of the
// write-ahead log, and no socket is opened but a local one.
func TestEveryWrite(t *testing.T) {
	strace := needs(t, "strace")
	h := newHouse(t)
	traces := t.TempDir()
	// One file for each process; the tracer steps aside, so that a command is
	// over when it is over, though the agent that it started runs on.
	h.program = append([]string{strace, "-D", "-ff", "-q", "-A", "-xx", "-s", "33554432",
		"-o", filepath.Join(traces, "process"), "-e", "trace=" + traced}, h.program...)
	d := newWorkday(h)
	d.readable = false // delivering in clear is an order, and its writes are the order
	d.live()
	d.nothingLeft(4)
	d.examine(finishedTraces(t, traces))
}

// finishedTraces waits until every traced process has ended, the agent too, and
// returns the traces.
func finishedTraces(t *testing.T, dir string) []string {
	t.Helper()
	for range 200 {
		files, err := filepath.Glob(filepath.Join(dir, "process.*"))
		if err != nil {
			t.Fatal(err)
		}
		if len(files) > 0 && !slices.ContainsFunc(files, func(f string) bool { return !finished(t, f) }) {
			return files
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatal("a traced process does not end")
	return nil
}

func finished(t *testing.T, path string) bool {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(b)), "\n")
	return strings.HasPrefix(lines[len(lines)-1], "+++ ")
}

// examine reads the traces.
func (d *workday) examine(paths []string) {
	seen := map[string]int{}
	for _, path := range paths {
		trace, err := os.ReadFile(path)
		if err != nil {
			d.t.Fatal(err)
		}
		for line := range strings.Lines(string(trace)) {
			call, ok := parseCall(line)
			if !ok {
				continue
			}
			seen[call.name]++
			if what := d.fault(call); what != "" {
				d.t.Errorf("%s: %s", call.name, what)
			}
		}
	}
	for _, name := range []string{"execve", "openat", "write", "pwrite64", "socket"} {
		if seen[name] == 0 {
			d.t.Errorf("no %s was seen: the trace is not one of subrosa", name)
		}
	}
	d.t.Logf("calls: %v", seen)
}

// systemCall is one line of a trace.
type systemCall struct {
	name, args string
	data       []byte // every string in the arguments
}

var (
	callLine = regexp.MustCompile(`^([a-z0-9_]+)(\(.*)\n$`)
	hexData  = regexp.MustCompile(`"((?:\\x[0-9a-f]{2})*)"(\.\.\.)?`)
)

func parseCall(line string) (systemCall, bool) {
	m := callLine.FindStringSubmatch(line)
	if m == nil {
		return systemCall{}, false
	}
	c := systemCall{name: m[1], args: m[2]}
	for _, s := range hexData.FindAllStringSubmatch(m[2], -1) {
		b, err := hex.DecodeString(strings.ReplaceAll(s[1], `\x`, ""))
		if err != nil {
			return systemCall{}, false
		}
		c.data = append(append(c.data, b...), '\n')
	}
	return c, true
}

// fault says what is wrong with a call, or "".
func (d *workday) fault(c systemCall) string {
	switch {
	case c.name == "write" && strings.HasPrefix(c.args, "(1,"):
		return "" // standard output, a pipe: the result
	case strings.Contains(c.args, `"...`):
		return "cut short in the trace: it cannot be judged"
	}
	if where := d.find(c.data); where != "" {
		return where
	}
	switch c.name {
	case "socket", "socketpair":
		if !strings.HasPrefix(c.args, "(AF_UNIX,") {
			return fmt.Sprintf("not a local socket: %s", c.args)
		}
	case "connect", "bind":
		if !strings.Contains(c.args, "sa_family=AF_UNIX") {
			return fmt.Sprintf("not a local address: %s", c.args)
		}
	case "mmap":
		if strings.Contains(c.args, "PROT_WRITE") && strings.Contains(c.args, "MAP_SHARED") && !strings.Contains(c.args, "MAP_ANONYMOUS") &&
			!d.isLogIndex(c.args) {
			return "a file is written through memory: " + c.args
		}
	}
	return ""
}

// isLogIndex tells SQLite's index of its write-ahead log, which holds page
// numbers and checksums: mapped in pieces of 32 KiB.
func (d *workday) isLogIndex(args string) bool { return strings.Contains(args, ", 32768, ") }

// The trace of a program that does what subrosa must not is found out.
func TestTracesAreRead(t *testing.T) {
	strace := needs(t, "strace")
	d := &workday{house: &house{t: t, dir: t.TempDir()}}
	canary, traces := d.new(), t.TempDir()
	script := fmt.Sprintf("echo %s | tee %s\nmkdir %s", canary, d.path("note"), d.path(canary))
	cmd := exec.Command(strace, "-ff", "-q", "-xx", "-s", "33554432", "-o", filepath.Join(traces, "process"),
		"-e", "trace="+traced, "sh", d.input(script))
	if err := cmd.Run(); err != nil {
		t.Fatal(err)
	}
	found := map[string]int{}
	for _, path := range finishedTraces(t, traces) {
		trace, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(trace)) {
			if call, ok := parseCall(line); ok && d.fault(call) != "" {
				found[call.name]++
			}
		}
	}
	// What tee writes into the file, the folder's name, and the arguments of mkdir.
	if found["write"] != 1 || found["mkdir"]+found["mkdirat"] != 1 || found["execve"] != 1 {
		t.Errorf("found %v", found)
	}
}

func TestFaultsInATrace(t *testing.T) {
	d := &workday{house: &house{t: t}}
	for line, fault := range map[string]bool{
		`socket(AF_UNIX, SOCK_STREAM|SOCK_CLOEXEC, 0) = 3`:                                   false,
		`socket(AF_INET, SOCK_STREAM|SOCK_CLOEXEC, IPPROTO_TCP) = 3`:                         true,
		`socket(AF_NETLINK, SOCK_RAW|SOCK_CLOEXEC, NETLINK_ROUTE) = 3`:                       true,
		`connect(3, {sa_family=AF_UNIX, sun_path="\x2f\x72\x75\x6e"}, 20) = 0`:               false,
		`connect(3, {sa_family=AF_INET, sin_port=htons(53)}, 16) = 0`:                        true,
		`mmap(NULL, 32768, PROT_READ|PROT_WRITE, MAP_SHARED, 5, 0) = 0x7f0`:                  false,
		`mmap(NULL, 1048576, PROT_READ|PROT_WRITE, MAP_SHARED, 5, 0) = 0x7f0`:                true,
		`mmap(NULL, 1048576, PROT_READ|PROT_WRITE, MAP_SHARED|MAP_ANONYMOUS, -1, 0) = 0x7f0`: false,
		`write(3, "\x61\x62"..., 70000) = 70000`:                                             true,
	} {
		call, ok := parseCall(line + "\n")
		if !ok || (d.fault(call) != "") != fault {
			t.Errorf("%s: read %v, fault %q", line, ok, d.fault(call))
		}
	}
}
