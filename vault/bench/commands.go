package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"

	"subrosa/vault/bench/workload"
)

// practice is a vault that the built program keeps, in a folder of its own.
type practice struct {
	program string
	dir     string
	env     []string
}

// cost is what one call of the program took: the median of several.
type cost struct {
	process time.Duration // user and system time
	elapsed time.Duration
	memory  int64 // largest resident set, in bytes
}

const commandRepeats = 21

// commands measures the day's commands as she feels them: the program itself,
// started anew each time, the key with the agent.
func (o options) commands(w io.Writer, notes int) (err error) {
	dir, err := os.MkdirTemp(o.dir, "sr-bench-")
	if err != nil {
		return err
	}
	p := practice{program: o.subrosa, dir: dir, env: append(os.Environ(), "SUBROSA_VAULT="+filepath.Join(dir, "practice.vault"),
		"XDG_STATE_HOME="+dir, "XDG_CACHE_HOME="+dir, "XDG_RUNTIME_DIR="+dir)}
	defer func() {
		_, lockErr := p.call("", "lock")
		err = errors.Join(err, lockErr, os.RemoveAll(dir))
	}()
	fmt.Fprintf(os.Stderr, "writing %d notes, one command each\n", notes)
	if err := p.fill(notes); err != nil {
		return err
	}
	fmt.Fprintf(w, "| %s notes, unlocked | process time | elapsed | memory |\n|---|---:|---:|---:|\n", thousands(notes))
	for _, args := range [][]string{
		{"version"},
		{"case", "list"},
		{"note", "list", "C-001"},
		{"note", "show", "N-000001"},
		{"search", workload.Note(0)[:strings.IndexByte(workload.Note(0), ' ')]},
		{"note", "new", "C-001", "--from", "-"},
		{"note", "new", "C-001", "--from", "-", "--sign"},
		{"verify"},
	} {
		c, err := p.measure(args)
		if err != nil {
			return err
		}
		fmt.Fprintf(w, "| %s | %s | %s | %s |\n", strings.Join(args, " "), milliseconds(c.process), milliseconds(c.elapsed), megabytes(c.memory))
	}
	return nil
}

// fill writes signed notes, forty a case.
func (p practice) fill(notes int) error {
	const passphrase = "a passphrase for measuring"
	files := map[string]string{
		"passphrase": passphrase,
		"practice": `{"therapist": "Ada Holm", "language": "en", "profile": "dk-psykoterapeut",
			"places": [{"id": "osterbro", "label": "Osterbro"}]}`,
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(p.dir, name), []byte(text), 0o600); err != nil {
			return err
		}
	}
	key := []string{"--passphrase-file", filepath.Join(p.dir, "passphrase")}
	if _, err := p.call("", append(key, "init", "--from", filepath.Join(p.dir, "practice"), "--recovery-out", filepath.Join(p.dir, "words"))...); err != nil {
		return err
	}
	if _, err := p.call("", append(key, "unlock", "--for", "2h")...); err != nil {
		return err
	}
	for i := range notes {
		if i%40 == 0 {
			if _, err := p.call(fmt.Sprintf(`{"kind": "individual", "parties": [{"label": "A", "name": "Client %d"}]}`, i), "case", "open", "--from", "-"); err != nil {
				return err
			}
		}
		if _, err := p.call(document(i), "note", "new", fmt.Sprintf("C-%03d", i/40+1), "--from", "-", "--sign"); err != nil {
			return err
		}
	}
	return nil
}

func document(i int) string {
	return "---\nstart: yesterday 10:00\nminutes: 50\nkind: session\nformat: narrative\nplace: osterbro\npresent: [A]\nrisk: none\n---\n" +
		workload.Note(i) + "\n"
}

func (p practice) measure(args []string) (cost, error) {
	all := make([]cost, commandRepeats)
	for i := range all {
		var err error
		if all[i], err = p.call(document(i), args...); err != nil {
			return cost{}, err
		}
	}
	middle := func(of func(a, b cost) int) cost {
		slices.SortFunc(all, of)
		return all[len(all)/2]
	}
	return cost{
		process: middle(func(a, b cost) int { return int(a.process - b.process) }).process,
		elapsed: middle(func(a, b cost) int { return int(a.elapsed - b.elapsed) }).elapsed,
		memory:  middle(func(a, b cost) int { return int(a.memory - b.memory) }).memory,
	}, nil
}

// call runs the program once.
func (p practice) call(stdin string, args ...string) (cost, error) {
	cmd := exec.Command(p.program, args...)
	cmd.Env, cmd.Stdin = p.env, strings.NewReader(stdin)
	start := time.Now()
	if out, err := cmd.CombinedOutput(); err != nil {
		return cost{}, fmt.Errorf("subrosa %s: %w\n%s", strings.Join(args, " "), err, out)
	}
	c := cost{elapsed: time.Since(start), process: cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()}
	if usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		c.memory = int64(usage.Maxrss)
		if runtime.GOOS == "linux" {
			c.memory *= 1024 // kilobytes there
		}
	}
	return c, nil
}
