package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"subrosa/cmd/subrosa/write"
	"subrosa/crypto"
	"subrosa/notes"
	"subrosa/notes/document"
	"subrosa/vault"
)

// aside is where a draft goes that the vault does not take: the file is gone,
// older, damaged, full. It is a file of its own beside the vault or in the
// state folder, sealed with the vault's key (docs/vault-format.md), and is
// removed as soon as the vault has what it holds.
type aside struct {
	key    crypto.Key
	vault  string // path
	state  string // folder
	opened time.Time

	path string // of the file, once there is one
}

const (
	sealedPrefix = "age-encryption.org/v1\n"
	draftMagic   = "subrosa draft 1"
)

// keep writes the draft, over what it wrote before.
func (s *aside) keep(code notes.CaseCode, d write.Draft) error {
	sealed, err := s.key.Seal(printDraft(code, d))
	if err != nil {
		return err
	}
	if s.path != "" {
		return replaceFile(s.path, sealed)
	}
	base := strings.TrimSuffix(filepath.Base(s.vault), filepath.Ext(s.vault)) + s.opened.Local().Format("-draft-2006-01-02-150405") + ".age"
	for _, dir := range []string{filepath.Dir(s.vault), s.state} {
		path := filepath.Join(dir, base)
		if err = newFile(path, sealed); err == nil {
			s.path = path
			break
		}
	}
	return err
}

// after looks at what became of a save: what is saved needs no file, and what
// is not gets one. It returns the error as the screen tells it.
func (s *aside) after(err error, code notes.CaseCode, d write.Draft) error {
	if err == nil {
		s.drop()
		return nil
	}
	if e, ok := errors.AsType[*vault.Exchanged](err); ok && e.Rescued != "" {
		return shown(err) // a whole vault was kept, this change included
	}
	if s.keep(code, d) != nil {
		return shown(err)
	}
	return &write.Aside{Path: s.path, Err: shown(err), Remedy: errors.Is(err, vault.ErrKeyChanged)}
}

// reseal gives the file another key.
func (s *aside) reseal(key crypto.Key) error {
	sealed, err := os.ReadFile(s.path)
	if err != nil {
		return err
	}
	plain, err := s.key.Open(sealed)
	if err != nil {
		return err
	}
	if sealed, err = key.Seal(plain); err != nil {
		return err
	}
	if err := replaceFile(s.path, sealed); err != nil {
		return err
	}
	s.key = key
	return nil
}

// drop removes the file: the vault has it all.
func (s *aside) drop() {
	if s.path != "" && os.Remove(s.path) == nil {
		s.path = ""
	}
}

// printDraft is a draft as it is sealed: lines that say what it belongs to, an
// empty line, and the note document.
func printDraft(code notes.CaseCode, d write.Draft) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s\ncase %s\nstarted %s\n", draftMagic, code, d.StartedAt.UTC().Format(time.RFC3339))
	if d.Note != "" {
		fmt.Fprintf(&b, "note %s\n", d.Note)
	}
	b.WriteByte('\n')
	b.Write(document.Print(d.Document))
	return b.Bytes()
}

// keptDraft is what a sealed draft says.
type keptDraft struct {
	code    string
	started time.Time
	text    []byte // the note document
}

// isSealed says whether a document is sealed.
func isSealed(text []byte) bool { return bytes.HasPrefix(text, []byte(sealedPrefix)) }

// openDraft opens a sealed draft with the vault's key.
func openDraft(key crypto.Key, source string, sealed []byte) (d keptDraft, err error) {
	plain, err := key.Open(sealed)
	if err != nil {
		return d, &inputError{source: source, what: "not sealed with this vault's key"}
	}
	head, text, found := bytes.Cut(plain, []byte("\n\n"))
	lines := strings.Split(string(head), "\n")
	if !found || lines[0] != draftMagic {
		return d, &inputError{source: source, what: "not a draft"}
	}
	d.text = text
	for _, l := range lines[1:] {
		switch name, value, _ := strings.Cut(l, " "); name {
		case "case":
			d.code = value
		case "started":
			d.started, err = time.Parse(time.RFC3339, value)
		case "note":
		default:
			err = errors.New("unknown line")
		}
		if err != nil {
			return d, &inputError{source: source, what: "not a draft"}
		}
	}
	return d, nil
}

// newFile writes a file that does not exist yet, durably, or nothing.
func newFile(path string, data []byte) error {
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s: %w", path, fs.ErrExist)
	}
	if info, err := os.Stat(filepath.Dir(path)); err != nil || !info.IsDir() {
		return fmt.Errorf("%s: %w", filepath.Dir(path), fs.ErrNotExist)
	}
	return replaceFile(path, data)
}

// replaceFile puts a file with this content at path, durably, or leaves what
// is there.
func replaceFile(path string, data []byte) error {
	dir := filepath.Dir(path)
	f, err := os.CreateTemp(dir, "."+filepath.Base(path)+".new-") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return err
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
