package vault

import (
	"os"
	"path/filepath"
	"strings"
	"time"
)

// strayAge is how old an unfinished copy must be before it counts as one that
// nobody works on any more: no copy takes a day.
const strayAge = 24 * time.Hour

// reserveCopy is reserve for a copy of the vault with this id, which stands in
// the name: a file of that name was made by nobody else. Those that copies of
// this vault have left in the folder when they were killed, a day ago or more,
// are removed. How old they are is told by the clock that the new file was
// stamped with, which on a stick or a share may be another than this machine's.
func reserveCopy(path, id string) (string, error) {
	mark := ".new-" + id + "-"
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+mark)
	if err != nil {
		return "", fileError(err)
	}
	info, err := f.Stat()
	if err == nil {
		removeStrays(filepath.Dir(path), mark, info.ModTime())
	}
	return f.Name(), f.Close()
}

// removeStrays removes what it can: a stray that stays does no harm.
func removeStrays(folder, mark string, now time.Time) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return
	}
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), ".") || !strings.Contains(e.Name(), mark) || !e.Type().IsRegular() {
			continue
		}
		if info, err := e.Info(); err == nil && now.Sub(info.ModTime()) > strayAge {
			os.Remove(filepath.Join(folder, e.Name()))
		}
	}
}
