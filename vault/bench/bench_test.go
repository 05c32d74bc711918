package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"subrosa/vault/bench/workload"
)

// Every store does the whole workload, and only the plain one can be read.
func TestStoresDoTheWork(t *testing.T) {
	var results []workload.Result
	for _, store := range []string{"vault", "sqlite"} {
		dir := t.TempDir()
		open, err := opener(store, dir, filepath.Join(dir, store+".db"))
		if err != nil {
			t.Fatal(err)
		}
		r, err := workload.Run(open, 100)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows() {
			if row.of(r) <= 0 {
				t.Errorf("%s: %s took no time", store, row.what)
			}
		}
		if err := sealed(store, dir); err != nil {
			t.Errorf("%s: %v", store, err)
		}
		r.Store = store
		results = append(results, r)
	}
	var table strings.Builder
	printTable(&table, results)
	if lines := strings.Split(strings.TrimSpace(table.String()), "\n"); len(lines) != len(rows())+3 || !strings.HasPrefix(lines[0], "| 100 notes | vault | sqlite |") {
		t.Errorf("the table is\n%s", table.String())
	}
}

func TestSealedTellsTextInClear(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "x"), []byte("a"+workload.Commonest()+"b"), 0o600); err != nil {
		t.Fatal(err)
	}
	if sealed("vault", dir) == nil || sealed("sqlite", dir) != nil {
		t.Error("text in clear was not told from sealed text")
	}
}

func TestWords(t *testing.T) {
	for got, want := range map[string]string{
		thousands(100): "100", thousands(1000): "1,000", thousands(1234567): "1,234,567",
		milliseconds(1500 * time.Microsecond): "1.50 ms", milliseconds(2 * time.Second): "2000 ms",
		ratio(1, 4): "0.25", ratio(1, 0): "-", megabytes(2_500_000): "2.5 MB",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if a, b := workload.Note(3), workload.Note(3); a != b || len(strings.Fields(a)) != 400 || a == workload.Note(4) {
		t.Error("notes are not 400 words, the same for the same number")
	}
}
