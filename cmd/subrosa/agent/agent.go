// Package agent keeps the key of an unlocked vault in a small process in the
// background, so that a day's commands need the passphrase once.
//
// One process holds one key, for one vault, and ends as soon as it forgets it:
// after some idle minutes, when told to lock, when signalled, and when the
// computer slept. Start runs the program again in its agent mode (Serve); the
// key passes through an inherited pipe and nowhere else. Commands reach it on a
// socket of the user's own (mode 0600 in a folder of mode 0700), and each end
// asks the system who the other one is before it says anything.
//
//	dir, err := agent.Dir(os.Getenv)
//	a := agent.At(dir, vaultID)
//	err = a.Start(ctx, program, agent.Held{KeyID: keyID, Key: text, Idle: 10 * time.Minute})
//	held, err := a.Use(keyID) // counts as use: the idle time begins again
//	err = a.Lock()
//
// What it guarantees: the key is never on disk, never an argument, never in
// the environment; a process of another user gets nothing; a key is handed out
// only for the key id it was stored under.
package agent

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"time"
)

// ErrNone means that no agent holds a key that fits: the vault is locked.
var ErrNone = errors.New("locked")

// Held is a key and for how long it is held without use.
type Held struct {
	KeyID   string        // which key of the vault it is
	Key     string        // the key as text
	Idle    time.Duration // forgotten after this time without use
	LocksAt time.Time     // when that will be; filled by Use and Peek
}

const redacted = "[redacted]"

// These keep the key out of anything that is printed, logged or encoded.
func (Held) String() string               { return redacted }
func (Held) GoString() string             { return redacted }
func (Held) Format(s fmt.State, _ rune)   { io.WriteString(s, redacted) }
func (Held) LogValue() slog.Value         { return slog.StringValue(redacted) }
func (Held) MarshalJSON() ([]byte, error) { return []byte(`"` + redacted + `"`), nil }

// Agent is where the agent of one vault is to be found, if it runs.
type Agent struct {
	socket string
	vault  string
}

// At names the agent of a vault in the folder that Dir found.
func At(dir, vaultID string) Agent {
	id := vaultID
	if len(id) > 16 {
		id = id[:16] // a socket's path has little room; the whole id is compared on asking
	}
	return Agent{socket: filepath.Join(dir, id+".sock"), vault: vaultID}
}

// Dir is the folder of the sockets: in the user's runtime folder, else in the
// user's cache folder. There is no third choice, least of all a shared one.
func Dir(env func(string) string) (string, error) {
	if run := env("XDG_RUNTIME_DIR"); filepath.IsAbs(run) && ownFolder(run) == nil {
		return filepath.Join(run, "subrosa"), nil
	}
	if cache := env("XDG_CACHE_HOME"); filepath.IsAbs(cache) {
		return filepath.Join(cache, "subrosa"), nil
	}
	home := env("HOME")
	if !filepath.IsAbs(home) {
		return "", errors.New("no folder for the agent: HOME is not set")
	}
	if runtime.GOOS == "darwin" {
		return filepath.Join(home, "Library", "Caches", "subrosa"), nil
	}
	return filepath.Join(home, ".cache", "subrosa"), nil
}

// Dirs are all folders in which an agent of this user may be, that of Dir first:
// another login may have had another environment.
func Dirs(env func(string) string) ([]string, error) {
	first, err := Dir(env)
	if err != nil {
		return nil, err
	}
	dirs := []string{first}
	add := func(dir string) {
		if !slices.Contains(dirs, dir) {
			dirs = append(dirs, dir)
		}
	}
	switch run := env("XDG_RUNTIME_DIR"); {
	case filepath.IsAbs(run):
		add(filepath.Join(run, "subrosa"))
	case run == "" && runtime.GOOS == "linux":
		add(fmt.Sprintf("/run/user/%d/subrosa", os.Geteuid()))
	}
	for _, without := range [][]string{{"XDG_RUNTIME_DIR"}, {"XDG_RUNTIME_DIR", "XDG_CACHE_HOME"}} {
		dir, err := Dir(func(name string) string {
			if slices.Contains(without, name) {
				return ""
			}
			return env(name)
		})
		if err == nil {
			add(dir)
		}
	}
	return dirs, nil
}

// ownFolder checks that a folder is a real one of this user's that nobody else
// can write.
func ownFolder(dir string) error {
	info, err := os.Lstat(dir)
	if err != nil {
		return err
	}
	uid, err := ownerOf(info)
	switch {
	case err != nil:
		return err
	case !info.IsDir():
		return fmt.Errorf("%s is not a folder", dir)
	case uid != os.Geteuid():
		return fmt.Errorf("%s belongs to another user", dir)
	case info.Mode().Perm()&0o022 != 0:
		return fmt.Errorf("%s can be written by others", dir)
	}
	return nil
}

// makeDir makes the folder of the sockets and checks that it is private.
func makeDir(dir string) error {
	if err := os.MkdirAll(filepath.Dir(dir), 0o700); err != nil {
		return err
	}
	if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, os.ErrExist) {
		return err
	}
	if err := ownFolder(dir); err != nil {
		return err
	}
	return os.Chmod(dir, 0o700)
}
