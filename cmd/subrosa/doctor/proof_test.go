package doctor

import (
	"crypto/rand"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// The search finds every form of a text, wherever it stands; and nothing where
// there is nothing.
func TestNeedles(t *testing.T) {
	if err := sees(t.TempDir()); err != nil {
		t.Error(err)
	}
	marker := newMarker()
	n := newNeedles([]string{marker})
	noise := make([]byte, 1<<20)
	rand.Read(noise)
	if n.in(noise) || n.in([]byte(newMarker())) {
		t.Error("found where it does not stand")
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, marker), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if s, err := n.searchFolder(dir); err != nil || len(s.hits) != 1 {
		t.Errorf("in a name: %+v, %v", s, err)
	}
	if longest := len(wide(marker, 0)); longest > overlap {
		t.Errorf("a needle of %d bytes does not fit between two pieces", longest)
	}
}

// A day's work leaves nothing in clear; one text that it did leave is found and
// named, whatever it was.
func TestProof(t *testing.T) {
	m := machine(t)
	dir, remove, err := m.scratch()
	if err != nil {
		t.Fatal(err)
	}
	defer remove()
	found, markers, err := m.prove(t.Context(), dir)
	if err != nil || found.hits != nil || markers < 30 || found.files < 6 {
		t.Fatalf("%+v, %d texts, %v", found, markers, err)
	}
	w := newWork(t.TempDir(), time.Now)
	if err := w.begin(t.Context()); err != nil {
		t.Fatal(err)
	}
	defer w.end()
	if err := w.day(t.Context()); err != nil {
		t.Fatal(err)
	}
	n := newNeedles(w.markers)
	folder := filepath.Dir(w.options.Path)
	for i, marker := range w.markers {
		path := filepath.Join(folder, "left")
		if err := os.WriteFile(path, []byte("sealed "+strings.ToUpper(marker)+" sealed"), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, hit, err := n.inFile(path); err != nil || !hit {
			t.Errorf("text %d: not found, %v", i, err)
		}
	}
	if s, err := n.searchFolder(folder); err != nil || len(s.hits) != 1 || filepath.Base(s.hits[0]) != "left" {
		t.Errorf("%+v, %v", s, err)
	}
}

// A vault from which the work is gone proves nothing.
func TestProofNeedsTheWork(t *testing.T) {
	w := newWork(t.TempDir(), time.Now)
	if err := w.begin(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.note = newMarker()
	if err := w.end(); err != nil {
		t.Fatal(err)
	}
	if err := w.reads(t.Context()); err == nil || !strings.Contains(err.Error(), errBlind.Error()) {
		t.Errorf("%v", err)
	}
}
