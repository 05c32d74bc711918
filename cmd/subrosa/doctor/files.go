package doctor

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"subrosa/vault"
)

// permissions looks whether others can read or exchange what belongs to the
// vault.
func (m Machine) permissions(context.Context) []Check {
	var wrong []Check
	for _, p := range []struct {
		id, what, path string
		private        fs.FileMode // bits that must not be set
	}{
		{"vault_permissions", "the vault", m.Vault, 0o077},
		{"vault_folder", "the folder of the vault", filepath.Dir(real(m.Vault)), 0o022},
		{"state_folder", "the folder that remembers generations", m.State, 0o022},
		{"agent_folder", "the folder of the agent", m.Sockets, 0o077},
	} {
		var st unix.Stat_t
		if err := unix.Stat(p.path, &st); err != nil {
			if !errors.Is(err, unix.ENOENT) {
				wrong = append(wrong, warning(p.id, fmt.Sprintf("%s, %s, cannot be looked at: %v", p.what, p.path, err), "see who owns it"))
			}
			continue
		}
		mode := fs.FileMode(st.Mode & 0o777)
		switch {
		case int(st.Uid) != os.Geteuid():
			wrong = append(wrong, problem(p.id, p.what+", "+p.path+", belongs to another user", "sudo chown \"$USER\" "+quoted(p.path)))
		case mode&p.private != 0 && !(p.private == 0o022 && st.Mode&unix.S_ISVTX != 0):
			wrong = append(wrong, warning(p.id, fmt.Sprintf("%s, %s, is open to other users of this computer (%04o)", p.what, p.path, mode),
				fmt.Sprintf("chmod %04o %s", mode&^p.private, quoted(p.path))))
		}
	}
	if wrong == nil {
		return []Check{ok("permissions", "the vault and its folders are this user's, and others cannot write there")}
	}
	return wrong
}

// quoted is a path as a shell takes it.
func quoted(path string) string {
	if regexp.MustCompile(`^[A-Za-z0-9/._-]+$`).MatchString(path) {
		return path
	}
	return "'" + strings.ReplaceAll(path, "'", `'\''`) + "'"
}

const oldLog = time.Hour // a write-ahead log in use is younger

var setAside = regexp.MustCompile(`(?i)conflict|konflikt|\.sync-conflict-| \([0-9]+\)|-(DESKTOP|LAPTOP)-| [0-9]$`)

// stray looks for files beside the vault that a crash or a sync client left.
func (m Machine) stray(context.Context) []Check {
	base := filepath.Base(real(m.Vault))
	ext := filepath.Ext(base)
	stem := strings.TrimSuffix(base, ext)
	entries, err := os.ReadDir(m.folder())
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return []Check{unknown("stray_files", "the folder of the vault cannot be read: "+err.Error())}
	}
	var copies, left []string
	var wrong []Check
	for _, e := range entries {
		name := e.Name()
		path := filepath.Join(m.folder(), name)
		switch info, err := e.Info(); {
		case err != nil:
		case name == base+"-wal" && info.Size() > 0 && m.Now().Sub(info.ModTime()) > oldLog:
			wrong = append(wrong, warning("stray_log", "changes of "+info.ModTime().Format("2006-01-02 15:04")+
				" wait in a file beside the vault: a window is still open, or a command was killed",
				"close the other windows; subrosa verify folds the changes in"))
		case strings.HasPrefix(name, "."+base+".new-") || strings.HasPrefix(name, scratchPrefix):
			if m.Now().Sub(info.ModTime()) > oldLog {
				left = append(left, quoted(path))
			}
		case name != base && filepath.Ext(name) == ext && strings.HasPrefix(name, stem) && setAside.MatchString(strings.TrimSuffix(name, ext)):
			if _, err := vault.ReadHead(path); err == nil {
				copies = append(copies, quoted(path))
			}
		}
	}
	if left != nil {
		wrong = append(wrong, warning("stray_files", fmt.Sprintf("%d unfinished file(s) that a killed command left", len(left)),
			"rm -r "+strings.Join(left, " ")))
	}
	if copies != nil {
		wrong = append(wrong, warning("conflict_copies", fmt.Sprintf("a sync client set %d other version(s) of the vault aside", len(copies)),
			"look into each with --vault, and keep them until you have: "+strings.Join(copies, " ")))
	}
	if wrong == nil {
		return []Check{ok("stray_files", "nothing was left beside the vault by a crash or a sync client")}
	}
	return wrong
}
