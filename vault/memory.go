package vault

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// memory is what this machine remembers of a vault: the last generation it
// saw and the digest of its sealed root. It is a file of fixed length in the
// user's state folder, named for the vault id; nothing in it is confidential.
//
// It only moves forwards, under a lock. It is not flushed: after a power cut
// it may fall back to an earlier generation, which the vault's history has.
type memory struct{ path string }

// seen is one generation of a vault.
type seen struct {
	generation uint64
	root       digest
}

const (
	memoryMagic  = "subrosa memory 1"
	memoryFormat = memoryMagic + "\ngeneration %020d\nroot %s\n"
	memoryLength = len(memoryMagic) + 1 + len("generation ") + 20 + 1 + len("root ") + 64 + 1
)

func newMemory(folder, vaultID string) memory {
	return memory{filepath.Join(folder, vaultID+".seen")}
}

// turnstile is the file at which those who write queue, beside the memory; ""
// when there is none.
func (v *Vault) turnstile() string {
	if v.memory == nil {
		return ""
	}
	return strings.TrimSuffix(v.memory.path, filepath.Ext(v.memory.path)) + ".turn"
}

// read returns ok false when this machine remembers nothing; a file that is
// not a memory counts as nothing.
func (m memory) read() (s seen, ok bool, err error) {
	f, err := os.Open(m.path)
	if errors.Is(err, fs.ErrNotExist) {
		return seen{}, false, nil
	}
	if err != nil {
		return seen{}, false, fmt.Errorf("read the memory of generations: %w", err)
	}
	defer f.Close()
	if err := lockFile(f, false); err != nil {
		return seen{}, false, fmt.Errorf("read the memory of generations: %w", err)
	}
	s, ok = readSeen(f)
	return s, ok, nil
}

// write remembers s if it is later than what is remembered, or whatever is
// remembered when forced.
func (m memory) write(s seen, force bool) error {
	if err := os.MkdirAll(filepath.Dir(m.path), 0o700); err != nil {
		return fmt.Errorf("remember the generation: %w", fileError(err))
	}
	f, err := os.OpenFile(m.path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return fmt.Errorf("remember the generation: %w", fileError(err))
	}
	defer f.Close()
	if err := lockFile(f, true); err != nil {
		return fmt.Errorf("remember the generation: %w", fileError(err))
	}
	if old, ok := readSeen(f); ok && old.generation >= s.generation && !force {
		return nil
	}
	if err := f.Truncate(int64(memoryLength)); err != nil {
		return fmt.Errorf("remember the generation: %w", fileError(err))
	}
	if _, err := f.WriteAt(fmt.Appendf(nil, memoryFormat, s.generation, s.root), 0); err != nil {
		return fmt.Errorf("remember the generation: %w", fileError(err))
	}
	return fileError(f.Close())
}

func readSeen(r io.Reader) (s seen, ok bool) {
	b, err := io.ReadAll(io.LimitReader(r, int64(memoryLength)+1))
	if err != nil {
		return seen{}, false
	}
	return parseSeen(string(b))
}

// parseSeen accepts exactly what memoryFormat writes. It reads fixed places:
// every transaction asks for it.
func parseSeen(text string) (s seen, ok bool) {
	const generationAt, rootAt = len(memoryMagic) + len("\ngeneration "), memoryLength - 65
	if len(text) != memoryLength {
		return seen{}, false
	}
	var err error
	if s.generation, err = strconv.ParseUint(text[generationAt:generationAt+20], 10, 64); err != nil {
		return seen{}, false
	}
	if err := readDigest(text[rootAt:rootAt+64], &s.root); err != nil {
		return seen{}, false
	}
	return s, text == fmt.Sprintf(memoryFormat, s.generation, s.root)
}
