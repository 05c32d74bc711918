package vault_test

import (
	"bytes"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"subrosa/vault"
)

// flips counts what became of a number of changed files.
type flips struct {
	tried int
	named int // refused by name
	idle  int // the bytes carry nothing: all words and all checks are as before
}

// holed makes a vault whose file has every kind of page: roots, leaves, pages
// that overflow, and free ones.
func holed(t *testing.T) (b bench, want map[string]string) {
	t.Helper()
	b = newBench(t)
	b.o.Now = func() time.Time { return time.Date(2026, 11, 24, 2, 30, 0, 0, time.UTC) }
	v := b.create()
	put(t, v, "large", strings.Repeat("words ", 8_000))
	for i := range 40 {
		put(t, v, fmt.Sprintf("note %02d", i), strings.Repeat("words ", 300))
	}
	err := v.Update(ctx, func(tx *vault.Tx) error {
		_, err := tx.Exec("DELETE FROM kv WHERE k = 'large'")
		if err == nil {
			_, err = vault.All(tx, func(vault.Scan) (int, error) { return 0, nil }, "PRAGMA incremental_vacuum")
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	want = contents(t, v)
	if err := v.Close(); err != nil {
		t.Fatal(err)
	}
	return b, want
}

// TestEveryFlippedByteIsSeen changes the file byte by byte: at random, in the
// header, in the first bytes of each of its pages, which say what a page is and
// where its parts lie, and cuts it at each page. It reads as it was or is
// refused by name, and is left as it is; never are there other words.
func TestEveryFlippedByteIsSeen(t *testing.T) {
	t.Parallel()
	b, want := holed(t)
	whole, err := os.ReadFile(b.o.Path)
	if err != nil {
		t.Fatal(err)
	}
	if free := whole[36:40]; bytes.Equal(free, make([]byte, 4)) {
		t.Fatal("the file has no free pages")
	}
	seed := rand.New(rand.NewPCG(1, 2))
	random := make([][]byte, 2000)
	for i := range random {
		random[i] = patchAt(seed.IntN(len(whole)), byte(1+seed.IntN(255)), 0)
	}
	var header, structure, cuts [][]byte
	for at := range 100 {
		header = append(header, patchAt(at, 0x01, 0), patchAt(at, 0xff, 0))
	}
	for page := 0; page < len(whole); page += 4096 {
		for at := range 8 {
			structure = append(structure, patchAt(page+at, 0x01, 0), patchAt(page+at, 0xff, 0))
		}
		cuts = append(cuts, patchAt(page, 0, 1))
	}
	if testing.Short() {
		random, structure = random[:100], structure[:100]
	}
	text := "| changed | files | refused by name | in bytes that carry nothing |\n|---|---|---|---|\n"
	for _, c := range []struct {
		of      string
		patches [][]byte
	}{{"a random byte", random}, {"each byte of the header, two ways", header},
		{"each of the first 8 bytes of each page, two ways", structure}, {"the file cut at each page", cuts}} {
		f := tryAll(t, b, want, whole, c.patches)
		text += fmt.Sprintf("| %s | %d | %d | %d |\n", c.of, f.tried, f.named, f.idle)
	}
	if !testing.Short() && !t.Failed() {
		documented(t, "flips", text)
	}
}

func tryAll(t *testing.T, b bench, want map[string]string, whole []byte, patches [][]byte) (f flips) {
	t.Helper()
	state := memories(t, b)
	for _, script := range patches {
		changed := patch(whole, script)
		if err := os.WriteFile(b.o.Path, changed, 0o600); err != nil {
			t.Fatal(err)
		}
		err := readAll(b, want)
		switch f.tried++; {
		case err == nil && len(changed) == len(whole):
			f.idle++
		case err != nil && isNamed(err):
			f.named++
		default:
			t.Errorf("%x: not named: %v", script, err)
		}
		if after, _ := os.ReadFile(b.o.Path); !bytes.Equal(after, changed) {
			t.Errorf("%x: the file was changed: %v", script, err)
		}
		if !maps.Equal(state, memories(t, b)) {
			t.Fatalf("%x: the memory was changed: %v", script, err)
		}
		os.Remove(b.o.Path + "-wal")
		os.Remove(b.o.Path + "-shm")
	}
	return f
}

// memories is the content of the machine's memory.
func memories(t *testing.T, b bench) map[string]string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(b.o.State, "*.seen"))
	if err != nil || len(files) != 1 {
		t.Fatalf("%v %v", files, err)
	}
	data, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	return map[string]string{files[0]: string(data)}
}
