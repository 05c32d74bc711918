// Command sqlcipher does the benchmark's workload in SQLCipher and prints the
// result as JSON. It is a module of its own, so that its build of SQLite and
// the one of subrosa never meet in one binary.
package main

import (
	"database/sql"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	_ "github.com/mutecomm/go-sqlcipher/v4"

	"subrosa/vault/bench/workload"
)

func main() {
	notes := flag.Int("notes", 100, "how many notes")
	dir := flag.String("dir", "", "an empty folder")
	flag.Parse()
	if err := run(*dir, *notes); err != nil {
		fmt.Fprintln(os.Stderr, "sqlcipher:", err)
		os.Exit(1)
	}
}

func run(dir string, notes int) error {
	path := filepath.Join(dir, "sqlcipher.db")
	// A raw key: deriving one from a passphrase is measured nowhere.
	dsn := "file:" + path + "?_pragma_key=x'2DD29CA851E7B56E4697B0E1F08507293D761A05CE4D1B628663F411A8086D99'" +
		"&_journal_mode=WAL&_synchronous=FULL&_foreign_keys=1"
	r, err := workload.Run(func() (workload.Store, error) {
		db, err := sql.Open("sqlite3", dsn)
		if err != nil {
			return nil, err
		}
		return workload.SQL(db), nil
	}, notes)
	if err != nil {
		return err
	}
	r.Store = "sqlcipher"
	if file, err := os.Stat(path); err == nil {
		r.Bytes = file.Size()
	}
	return json.NewEncoder(os.Stdout).Encode(r)
}
