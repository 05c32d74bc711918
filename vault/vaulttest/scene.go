// Package vaulttest does to vault files what somebody can do who may write
// them and has no key. The tests of the vault and of the program share it, and
// docs/reliability.md has its list of attacks as a table.
//
//	s, err := vaulttest.Stage(dir, create, write)
//	for _, a := range vaulttest.Attacks() {
//		s.Reset()
//		a.Do(s)
//		... // open s.Vault: it must be refused, and left as it is
//	}
package vaulttest

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	_ "github.com/mattn/go-sqlite3" // the attacker's SQLite
)

// Scene is a vault, and what else an attacker may have at hand: other files,
// all of them whole and closed, except that Crashed has a log beside it.
type Scene struct {
	Vault  string // the vault that is attacked; it lies alone in its folder
	State  string // the machine's folder of memories
	pieces string // folder of the rest
	whole  []byte // of Vault
}

// The pieces of a scene.
const (
	Older   = "older"   // the vault two commits ago
	Crashed = "crashed" // the vault, its last two commits still in the log beside it
	Lower   = "lower"   // went another way two commits ago, and then one commit
	Equal   = "equal"   // the same, two commits
	Higher  = "higher"  // the same, four commits
	Foreign = "foreign" // somebody else's vault
)

// Piece is the path of one of the pieces.
func (s Scene) Piece(name string) string { return filepath.Join(s.pieces, name+".vault") }

// Stage makes a scene in an empty folder. create makes a vault at a path, write
// makes one commit there; both leave it closed. state is the machine's folder
// of memories; its last element is "subrosa".
func Stage(dir string, create, write func(path, state string) error) (Scene, error) {
	s := Scene{Vault: filepath.Join(dir, "vault", "practice.vault"), State: filepath.Join(dir, "state", "subrosa"), pieces: filepath.Join(dir, "pieces")}
	for _, d := range []string{filepath.Dir(s.Vault), s.pieces} {
		if err := os.MkdirAll(d, 0o700); err != nil {
			return s, err
		}
	}
	if err := create(s.Vault, s.State); err != nil {
		return s, err
	}
	if err := create(s.Piece(Foreign), filepath.Join(dir, "elsewhere", Foreign, "subrosa")); err != nil {
		return s, err
	}
	if err := write(s.Vault, s.State); err != nil {
		return s, err
	}
	if err := Copy(s.Vault, s.Piece(Older)); err != nil {
		return s, err
	}
	for fork, commits := range map[string]int{Lower: 1, Equal: 2, Higher: 4} {
		if err := Copy(s.Vault, s.Piece(fork)); err != nil {
			return s, err
		}
		for range commits {
			if err := write(s.Piece(fork), filepath.Join(dir, "elsewhere", fork, "subrosa")); err != nil {
				return s, err
			}
		}
	}
	if err := s.crash(func() error { return write(s.Vault, s.State) }); err != nil {
		return s, err
	}
	var err error
	s.whole, err = os.ReadFile(s.Vault)
	return s, err
}

// crash makes two commits while somebody reads, so that they stay in the log,
// and keeps the vault as it is then.
func (s Scene) crash(write func() error) error {
	reader, err := sql.Open("sqlite3", s.Vault)
	if err != nil {
		return err
	}
	defer reader.Close()
	conn, err := reader.Conn(context.Background())
	if err != nil {
		return err
	}
	defer conn.Close()
	var n int
	if err := conn.QueryRowContext(context.Background(), "SELECT count(*) FROM page").Scan(&n); err != nil {
		return err
	}
	for range 2 {
		if err := write(); err != nil {
			return err
		}
	}
	if err := Copy(s.Vault, s.Piece(Crashed)); err != nil {
		return err
	}
	return Copy(s.Vault+"-wal", s.Piece(Crashed)+"-wal")
}

// Reset makes the vault what it was before it was attacked.
func (s Scene) Reset() error {
	for _, beside := range []string{"-wal", "-shm"} {
		if err := os.RemoveAll(s.Vault + beside); err != nil {
			return err
		}
	}
	return os.WriteFile(s.Vault, s.whole, 0o600)
}

// Files is the content of everything that lies in the vault's folder and in
// the machine's memory, by name. SQLite's shared memory is nobody's content.
func (s Scene) Files() (map[string]string, error) {
	files := map[string]string{}
	for _, dir := range []string{filepath.Dir(s.Vault), s.State} {
		entries, err := os.ReadDir(dir)
		if err != nil {
			return nil, err
		}
		for _, e := range entries {
			if strings.HasSuffix(e.Name(), "-shm") || e.IsDir() {
				continue
			}
			data, err := os.ReadFile(filepath.Join(dir, e.Name()))
			if err != nil {
				return nil, err
			}
			if len(data) > 0 || !strings.HasSuffix(e.Name(), "-wal") { // an empty log is none
				files[e.Name()] = string(data)
			}
		}
	}
	return files, nil
}

// Copy copies a file.
func Copy(from, to string) error {
	data, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return os.WriteFile(to, data, 0o600)
}

// Alter runs statements on a vault file as any SQLite can.
func Alter(path string, statements ...string) error {
	db, err := sql.Open("sqlite3", path)
	if err != nil {
		return err
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	for _, s := range statements {
		if _, err := db.Exec(s); err != nil {
			return fmt.Errorf("%s: %w", s, err)
		}
	}
	return nil
}

// Change edits a file.
func Change(path string, edit func([]byte) []byte) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	changed := edit(bytes.Clone(data))
	if bytes.Equal(changed, data) {
		return fmt.Errorf("%s: nothing was changed", filepath.Base(path))
	}
	return os.WriteFile(path, changed, 0o600)
}
