// Command bench measures a vault against plain SQLite and SQLCipher: the same
// work with the same text, each store in a process of its own, and prints the
// medians as a table with ratios.
//
//	bash vault/bench/bench.sh                     100, 1,000 and 10,000 notes
//	bash vault/bench/bench.sh -notes 50000
//
// Then it measures the commands of the built program in a vault of 1,000 notes.
//
// All three stores commit durably (WAL, synchronous FULL) and start from a key, not a
// passphrase, so that no time goes into deriving one.
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"subrosa/vault/bench/workload"
)

func main() {
	var o options
	flag.StringVar(&o.notes, "notes", "100,1000,10000", "how many notes, separated by commas")
	flag.IntVar(&o.rounds, "rounds", 3, "how often everything is done; the quickest median counts")
	flag.StringVar(&o.sqlcipher, "sqlcipher", "", "the program that does the same in SQLCipher")
	flag.StringVar(&o.subrosa, "subrosa", "", "the built program, to measure its commands")
	flag.IntVar(&o.inVault, "commands", 1000, "how many notes its vault has")
	flag.StringVar(&o.dir, "dir", os.TempDir(), "where the databases are made: on the disk to be measured")
	flag.StringVar(&o.store, "store", "", "do the work in this store only and print JSON: vault or sqlite")
	flag.Parse()
	if err := o.run(); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

type options struct {
	notes, sqlcipher, subrosa, dir, store string

	rounds, inVault int
}

func (o options) run() error {
	var sizes []int
	for s := range strings.SplitSeq(o.notes, ",") {
		n, err := strconv.Atoi(strings.TrimSpace(s))
		if err != nil || n < 20 {
			return fmt.Errorf("%q is not a number of notes from 20 on", s)
		}
		sizes = append(sizes, n)
	}
	if o.store != "" {
		return measure(o.store, o.dir, sizes[0])
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	programs := [][]string{{self, "-store", "vault"}, {self, "-store", "sqlite"}}
	if o.sqlcipher != "" {
		programs = append(programs, []string{o.sqlcipher})
	}
	for _, n := range sizes {
		results := make([]workload.Result, len(programs))
		for round := range o.rounds {
			for i, p := range programs { // in turns: a busy minute hits them all
				r, err := o.inProcess(p, n)
				if err != nil {
					return fmt.Errorf("%s, %d notes: %w", strings.Join(p, " "), n, err)
				}
				if round > 0 {
					r = workload.Quickest(r, results[i])
				}
				results[i] = r
			}
		}
		printTable(os.Stdout, results)
	}
	if o.subrosa == "" {
		return nil
	}
	return o.commands(os.Stdout, o.inVault)
}

// inProcess runs one store's work in a process and a folder of its own.
func (o options) inProcess(program []string, notes int) (r workload.Result, err error) {
	dir, err := os.MkdirTemp(o.dir, "subrosa-bench-")
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	args := append(slices.Clone(program[1:]), "-dir", dir, "-notes", strconv.Itoa(notes))
	cmd := exec.Command(program[0], args...)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return r, err
	}
	if err := json.Unmarshal(out, &r); err != nil {
		return r, err
	}
	return r, sealed(r.Store, dir)
}

// sealed makes sure that an encrypting store encrypted: a word that stands in
// nearly every note must not stand in its files, and must in plain SQLite's.
func sealed(store, dir string) error {
	found := false
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		has, err := contains(path, workload.Commonest())
		found = found || has
		return err
	})
	if err == nil && found != (store == "sqlite") {
		err = fmt.Errorf("text in clear: %v", found)
	}
	return err
}

// contains looks for a word in a file, piece by piece: a large one in memory
// would be counted as that of the commands measured next.
func contains(path, word string) (bool, error) {
	f, err := os.Open(path)
	if err != nil {
		return false, err
	}
	defer f.Close()
	buffer := make([]byte, 1<<20)
	kept := 0 // the end of the last piece, which may hold the word's beginning
	for {
		n, err := f.Read(buffer[kept:])
		piece := buffer[:kept+n]
		switch {
		case bytes.Contains(piece, []byte(word)):
			return true, nil
		case err == io.EOF:
			return false, nil
		case err != nil:
			return false, err
		}
		kept = copy(buffer, piece[max(0, len(piece)-len(word)):])
	}
}
