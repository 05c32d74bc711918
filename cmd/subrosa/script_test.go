package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	_ "github.com/mattn/go-sqlite3"
	"github.com/rogpeppe/go-internal/testscript"

	"subrosa/cmd/subrosa/agent"
	"subrosa/cmd/subrosa/quiet"
	"subrosa/crypto"
)

// TestMain makes the test binary a subrosa of its own when a script calls it:
// the real run with a fixed clock and cheap slots.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"subrosa": func() {
			quiet.End()
			ignoreSIGPIPE()
			if err := crypto.HardenProcess(); err != nil {
				panic(err)
			}
			os.Exit(run(context.Background(), newTestApp(), os.Args[1:]))
		},
		"age-plugin-probe": func() { os.Exit(playPlugin()) },
		"weigh": func() {
			if err := weigh(os.Args[1:]); err != nil {
				os.Exit(1)
			}
		},
	})
}

// newTestApp is the world of a script. NOW sets the clock (RFC 3339); it runs
// on from there. TTY lets the program open its controlling terminal, which
// would be the developer's own otherwise.
func newTestApp() *app {
	a := newApp()
	start, err := time.Parse(time.RFC3339, a.env("NOW"))
	if err != nil {
		start = time.Date(2026, 11, 23, 16, 0, 0, 0, time.UTC)
	}
	began := time.Now()
	a.now = func() time.Time { return start.Add(time.Since(began)) }
	a.cost = func() int { return 1 }
	if a.env("TTY") == "" {
		a.openTTY = func() (*os.File, error) { return nil, syscall.ENXIO }
	}
	return a
}

// TestScripts tells what every command does, and what each fault leads to.
func TestScripts(t *testing.T) {
	const dir = "testdata/scripts"
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if filepath.Ext(f.Name()) != ".txtar" {
			t.Errorf("%s/%s is not a script", dir, f.Name())
		}
	}
	testscript.Run(t, testscript.Params{
		Dir:                 dir,
		RequireExplicitExec: false,
		RequireUniqueNames:  true,
		Setup:               setUpScript,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits":      cmdExits,
			"newvault":   cmdNewVault,
			"cut":        cmdCut,
			"patch":      cmdPatch,
			"bytes":      cmdBytes,
			"numbered":   cmdNumbered,
			"sqlitefile": cmdSQLiteFile,
			"agekey":     cmdAgeKey,
			"ageopen":    cmdAgeOpen,
			"pluginkey":  cmdPluginKey,
			"ageseal":    cmdAgeSeal,
			"wayid":      cmdWayID,
		},
	})
}

// setUpScript gives a script a home of its own: nothing of the user's is read.
func setUpScript(env *testscript.Env) error {
	home := filepath.Join(env.WorkDir, "home")
	sockets, err := os.MkdirTemp("", "sr") // a socket's path has little room
	if err != nil {
		return err
	}
	env.Vars = append(env.Vars,
		"HOME="+home,
		"XDG_RUNTIME_DIR="+sockets,
		"XDG_DATA_HOME=", "XDG_STATE_HOME=", "XDG_CACHE_HOME=", "XDG_CONFIG_HOME=",
		"SUBROSA_VAULT="+filepath.Join(env.WorkDir, "practice.vault"),
		"TZ=Europe/Copenhagen", "TERM=dumb", "NO_COLOR=1",
	)
	env.Defer(func() {
		agent.LockAll(filepath.Join(sockets, "subrosa"))
		os.RemoveAll(sockets)
	})
	return os.MkdirAll(home, 0o700)
}

// runApp runs a command line in this process against a world that tests nothing
// of the machine, and returns what it printed.
func runApp(t *testing.T, env map[string]string, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	var out, errs strings.Builder
	a := &app{
		in: strings.NewReader(""), out: &out, err: &errs,
		openTTY: func() (*os.File, error) { return nil, syscall.ENXIO },
		now:     time.Now,
		cost:    func() int { return 1 },
		env:     func(name string) string { return env[name] },
	}
	return run(t.Context(), a, args), out.String(), errs.String()
}
