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
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"

	"subrosa/vault/bench/workload"
)

func main() {
	var o options
	flag.StringVar(&o.notes, "notes", "100,1000,10000", "how many notes, separated by commas")
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

	inVault int
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
		var results []workload.Result
		for _, p := range programs {
			r, err := o.inProcess(p, n)
			if err != nil {
				return fmt.Errorf("%s, %d notes: %w", strings.Join(p, " "), n, err)
			}
			results = append(results, r)
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
	args := append(program[1:], "-dir", dir, "-notes", strconv.Itoa(notes))
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
		b, err := os.ReadFile(path)
		found = found || strings.Contains(string(b), workload.Commonest())
		return err
	})
	if err == nil && found != (store == "sqlite") {
		err = fmt.Errorf("text in clear: %v", found)
	}
	return err
}
