package leak

import (
	"bytes"
	"errors"
	"strings"
	"testing"
)

// Whatever is scanned, the scan ends, finds only what was asked for, and says
// when something could not be read.
func FuzzScan(f *testing.F) {
	for _, p := range allPlants() {
		if len(p.file) < 20_000 {
			f.Add(p.file)
		}
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) > 1<<20 {
			return
		}
		report, err := scanned(t, "file", b, planted())
		if err != nil && !errors.Is(err, ErrUnreadable) {
			t.Errorf("%v", err)
		}
		for _, at := range report.Found {
			if at.Code != "the name" && at.Code != "the sentence" || !strings.HasPrefix(at.File, "file") || at.Where == "" {
				t.Errorf("%+v", at)
			}
		}
	})
}

// Whatever stands around a name, between words of its own, it is found, and the
// same text without it holds nothing.
func FuzzAround(f *testing.F) {
	f.Add("i går ", " og i dag")
	f.Add("mail@", "\u0301")
	f.Add("a-\n", "\u200b-")
	f.Fuzz(func(t *testing.T, before, after string) {
		held := Held([]string{before + "\n\n" + secretName + "\n\n" + after}, planted())
		if !held[0] && !strings.ContainsAny(before+after, "<>") {
			t.Errorf("not found between %q and %q", before, after)
		}
		if folded := fold(before + "\n\n" + after); !bytes.Contains(folded.b, []byte("soren")) && !bytes.Contains(folded.b, []byte("soeren")) {
			if Held([]string{before + "\n\n" + after}, planted())[0] {
				t.Errorf("found between %q and %q, where it is not", before, after)
			}
		}
	})
}
