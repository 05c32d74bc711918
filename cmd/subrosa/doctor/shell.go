package doctor

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// Lines of a history that hold what no argument should: a secret that was piped
// in, words that were searched for, quoted text.
var (
	ofSubrosa  = regexp.MustCompile(`(^|[\s;|&(/])subrosa(\s|$)`)
	suspicious = []*regexp.Regexp{
		regexp.MustCompile(`(echo|printf|print)\s[^|]*\|[^|]*subrosa`),
		regexp.MustCompile(`subrosa[^|]*<<`),
		regexp.MustCompile(`--(new-)?(passphrase|recovery|to-passphrase)(-file)?[= ]+<\(`),
		regexp.MustCompile(`--(passphrase|password|recovery|words)[= ]`),
		regexp.MustCompile(`subrosa(\s+--?\S+)*\s+search\s+([^-\s|&;>]|-?\S*"|-?\S*')`),
		regexp.MustCompile(`subrosa\s[^|&;]*\s["'][^"']*\s[^"']*["']`),
	}
)

// history looks whether a shell remembers what should have stayed in the vault.
// Nothing of it is told but how many lines.
func (m Machine) history(context.Context) []Check {
	home := m.Env("HOME")
	files := []string{m.Env("HISTFILE")}
	if home != "" {
		for _, name := range []string{".bash_history", ".zsh_history", ".zhistory", ".histfile", ".local/share/fish/fish_history", ".config/fish/fish_history", ".ksh_history"} {
			files = append(files, filepath.Join(home, name))
		}
	}
	if data := m.Env("XDG_DATA_HOME"); data != "" {
		files = append(files, filepath.Join(data, "fish", "fish_history"))
	}
	slices.Sort(files)
	var found []Check
	read := 0
	for _, path := range slices.Compact(files) {
		n, err := suspiciousLines(path)
		if err != nil {
			continue
		}
		read++
		if n > 0 {
			found = append(found, warning("history", fmt.Sprintf("%d line(s) in %s may hold a secret or words of the record", n, path),
				"take the lines that call subrosa out of that file; let subrosa ask for the passphrase and the words"))
		}
	}
	switch {
	case found != nil:
		return found
	case read == 0:
		return []Check{ok("history", "no history of a shell was found")}
	}
	return []Check{ok("history", "the history of the shell holds no secret and no words for subrosa, as far as its lines show")}
}

func suspiciousLines(path string) (n int, err error) {
	if path == "" {
		return 0, os.ErrNotExist
	}
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() {
		return 0, os.ErrNotExist
	}
	f, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	lines := bufio.NewReader(f)
	for {
		line, err := lines.ReadString('\n')
		if holdsSecret(line) {
			n++
		}
		if err != nil {
			return n, nil
		}
	}
}

// holdsSecret says whether a line calls subrosa with what no line should hold.
func holdsSecret(line string) bool {
	line = strings.TrimSpace(line)
	return ofSubrosa.MatchString(line) && slices.ContainsFunc(suspicious, func(r *regexp.Regexp) bool { return r.MatchString(line) })
}
