package doctor

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"subrosa/crypto"
)

// scratchPrefix begins the name of everything that is made here for trying.
const scratchPrefix = ".subrosa-doctor-"

// proof makes a vault of its own, does a day's work in it with texts that stand
// nowhere else, and looks for them in every byte that was written.
func (m Machine) proof(ctx context.Context) []Check {
	dir, remove, err := m.scratch()
	if err != nil {
		return []Check{unknown("encryption", "the proof of encryption could not be made: "+err.Error())}
	}
	defer remove()
	found, markers, err := m.prove(ctx, dir)
	switch {
	case errors.Is(err, errBlind):
		return []Check{problem("encryption", err.Error(), "do not trust this result; report it")}
	case err != nil:
		return []Check{unknown("encryption", "the proof of encryption could not be made: "+err.Error())}
	case found.hits != nil:
		var names []string
		for _, h := range found.hits {
			names = append(names, strings.TrimPrefix(h, dir+"/"))
		}
		return []Check{problem("encryption", "text was found in clear in what was written: "+strings.Join(names, ", "), "stop working in this vault, and report it")}
	}
	return []Check{ok("encryption", fmt.Sprintf("a day's work in a vault made for it left %d names and texts nowhere in clear (%.1f MB in %d files searched, for plain text, UTF-16, base64, hexadecimal)",
		markers, float64(found.bytes)/1e6, found.files))}
}

// scratch makes a folder of this user's alone, beside the vault, where it is
// the same disk, or in the user's cache folder. remove takes it away again, and
// what had to be made for it.
func (m Machine) scratch() (dir string, remove func(), err error) {
	if dir, err := os.MkdirTemp(m.folder(), scratchPrefix); err == nil {
		return dir, func() { os.RemoveAll(dir) }, nil
	}
	there := nearest(m.Cache)
	if err := os.MkdirAll(m.Cache, 0o700); err != nil {
		return "", nil, err
	}
	dir, err = os.MkdirTemp(m.Cache, scratchPrefix)
	return dir, func() {
		os.RemoveAll(dir)
		for made := m.Cache; real(made) != there && os.Remove(made) == nil; { // those that are empty
			made = filepath.Dir(made)
		}
	}, err
}

// errBlind means that the search, or the work, proves nothing.
var errBlind = errors.New("the proof of encryption does not hold")

// prove does the work in dir and searches it twice: while the vault is open,
// with its write-ahead log, and when it is closed.
func (m Machine) prove(ctx context.Context, dir string) (found search, markers int, err error) {
	w := newWork(dir, m.Now)
	if err := w.begin(ctx); err != nil {
		return found, 0, err
	}
	defer w.end()
	if err := w.day(ctx); err != nil {
		return found, 0, err
	}
	n := newNeedles(w.markers)
	open, err := n.searchFolder(dir)
	if err != nil {
		return found, 0, err
	}
	if err := w.end(); err != nil {
		return found, 0, err
	}
	closed, err := n.searchFolder(dir)
	if err != nil {
		return found, 0, err
	}
	if err := w.reads(ctx); err != nil {
		return found, 0, err
	}
	if err := sees(dir); err != nil {
		return found, 0, err
	}
	found = search{files: open.files + closed.files, bytes: open.bytes + closed.bytes, hits: append(open.hits, closed.hits...)}
	if closed.files < 3 || closed.bytes < 1<<18 {
		return found, 0, fmt.Errorf("%w: the work left only %d bytes in %d files", errBlind, closed.bytes, closed.files)
	}
	return found, len(w.markers), nil
}

// sees shows that the search finds what it looks for: a text made for that, in
// each form, in a file and across the pieces in which a file is read.
func sees(dir string) error {
	marker := newMarker()
	n := newNeedles([]string{marker})
	dir, err := os.MkdirTemp(dir, "planted-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	for what, text := range planted(marker) {
		for _, before := range []int{0, 1, 2, pieceSize - 20, pieceSize + 1} {
			if err := os.WriteFile(filepath.Join(dir, "text"), append(make([]byte, before), text...), 0o600); err != nil {
				return err
			}
			s, err := n.searchFolder(dir)
			if err != nil {
				return err
			}
			if len(s.hits) != 1 {
				return fmt.Errorf("%w: the search does not find a text written as %s", errBlind, what)
			}
		}
	}
	return nil
}

// planted is a text as it stands in a file in each form.
func planted(marker string) map[string][]byte {
	return map[string][]byte{
		"it is":                   []byte(marker),
		"capitals":                []byte(strings.ToUpper(marker)),
		"hexadecimal":             []byte(hex.EncodeToString([]byte(marker))),
		"UTF-16, high byte first": wide(marker, 0),
		"UTF-16, low byte first":  wide(marker, 1),
		"base64":                  base64Of(marker),
		"base64, one later":       base64Of("x" + marker),
		"base64, two later":       base64Of("xy" + marker),
	}
}

// newSecret is a passphrase for a vault that nobody opens again.
func newSecret() string { return crypto.NewKey().Text() }
