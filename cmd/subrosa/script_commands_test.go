package main

import (
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"

	_ "github.com/mattn/go-sqlite3"
	"github.com/rogpeppe/go-internal/testscript"
)

// cmdExits runs a command that must end with a certain status:
//
//	exits 4 subrosa unlock --passphrase-file wrong
func cmdExits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits STATUS COMMAND...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		exit, ok := errors.AsType[*exec.ExitError](err)
		if !ok {
			ts.Fatalf("%v", err)
		}
		got = exit.ExitCode()
	}
	if got != want {
		ts.Fatalf("exit status %d, want %d", got, want)
	}
}

// cmdNewVault makes and unlocks a vault, as every script about the record
// begins. The passphrase is in the file passphrase, the words in words.
func cmdNewVault(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) > 0 {
		ts.Fatalf("usage: newvault")
	}
	for name, text := range map[string]string{"practice.json": testPractice, "passphrase": testPassphrase + "\n"} {
		ts.Check(os.WriteFile(ts.MkAbs(name), []byte(text), 0o600))
	}
	ts.Check(ts.Exec("subrosa", "init", "--from", "practice.json", "--passphrase-file", "passphrase", "--recovery-out", "words"))
	ts.Check(ts.Exec("subrosa", "unlock", "--passphrase-file", "passphrase"))
}

const (
	testPassphrase = "ærlig talt, en lang sætning"
	testPractice   = `{
  "therapist": "Ada Holm", "title": "Psychotherapist MPF", "address": "Rosenvej 1, 2100 København Ø",
  "language": "en", "profile": "dk-psykoterapeut",
  "places": [{"id": "osterbro", "label": "Østerbro"}, {"id": "valby", "label": "Valby"}]
}
`
)

// cmdCut keeps only the first half of a file.
func cmdCut(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: cut FILE")
	}
	path := ts.MkAbs(args[0])
	info, err := os.Stat(path)
	ts.Check(err)
	ts.Check(os.Truncate(path, info.Size()/2))
}

// cmdPatch writes hexadecimal bytes at an offset of a file.
func cmdPatch(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: patch FILE OFFSET HEX")
	}
	at, err := strconv.ParseInt(args[1], 10, 64)
	ts.Check(err)
	text, err := hex.DecodeString(args[2])
	ts.Check(err)
	f, err := os.OpenFile(ts.MkAbs(args[0]), os.O_RDWR, 0)
	ts.Check(err)
	_, err = f.WriteAt(text, at)
	ts.Check(errors.Join(err, f.Close()))
}

// cmdBytes writes a file of a text, in which Go's escapes are read, a number
// of times.
func cmdBytes(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: bytes FILE TEXT TIMES")
	}
	text, err := strconv.Unquote(`"` + args[1] + `"`)
	ts.Check(err)
	times, err := strconv.Atoi(args[2])
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(strings.Repeat(text, times)), 0o600))
}

// cmdNumbered writes recovery words as somebody writes them on paper: in
// capitals, numbered, one a line.
func cmdNumbered(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: numbered WORDS FILE")
	}
	var b strings.Builder
	for i, w := range strings.Fields(ts.ReadFile(args[0])) {
		fmt.Fprintf(&b, "%d. %s\n", i+1, strings.ToUpper(w))
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(b.String()), 0o600))
}

// cmdSQLiteFile makes a database that is no vault.
func cmdSQLiteFile(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: sqlitefile FILE")
	}
	db, err := sql.Open("sqlite3", ts.MkAbs(args[0]))
	ts.Check(err)
	_, err = db.Exec("CREATE TABLE page (no INTEGER PRIMARY KEY, sealed BLOB NOT NULL)")
	ts.Check(errors.Join(err, db.Close()))
}
