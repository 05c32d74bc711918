package vault

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"subrosa/crypto"
)

func sampleRoot(pages int) *root {
	r := &root{vault: strings.Repeat("0a", 16), key: strings.Repeat("0b", 8), generation: 7, saved: time.Date(2026, 11, 24, 2, 30, 0, 0, time.UTC),
		pages: pages, previous: digest{1}, slots: []slotEntry{{strings.Repeat("01", 8), crypto.Passphrase, digest{2}}, {strings.Repeat("02", 8), crypto.Recovery, digest{3}}}}
	for i := range shapeOf(pages).top() {
		r.top = append(r.top, digest{byte(i), 4})
	}
	return r
}

func TestRootIsReadAsItWasWritten(t *testing.T) {
	for _, pages := range []int{1, 128, 129, 16384, 16385, 3_000_000} {
		text := sampleRoot(pages).encode()
		r, err := parseRoot(text)
		if err != nil {
			t.Fatalf("%d pages: %v", pages, err)
		}
		if !bytes.Equal(r.encode(), text) {
			t.Errorf("%d pages: not the same", pages)
		}
	}
}

func TestRootThatIsNotCanonicalIsRefused(t *testing.T) {
	good := string(sampleRoot(200).encode())
	if _, err := parseRoot([]byte(good)); err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(good, "\n")
	swap := func(i, j int) string {
		l := append([]string(nil), lines...)
		l[i], l[j] = l[j], l[i]
		return strings.Join(l, "")
	}
	for name, text := range map[string]string{
		"empty":             "",
		"cut":               good[:len(good)-1],
		"longer":            good + "\n",
		"CRLF":              strings.ReplaceAll(good, "\n", "\r\n"),
		"leading zero":      strings.Replace(good, "generation 7", "generation 07", 1),
		"plus":              strings.Replace(good, "generation 7", "generation +7", 1),
		"generation 0":      strings.Replace(good, "generation 7", "generation 0", 1),
		"first with parent": strings.Replace(good, "generation 7", "generation 1", 1),
		"two spaces":        strings.Replace(good, "pages 200", "pages  200", 1),
		"no pages":          strings.Replace(good, "pages 200", "pages 0", 1),
		"negative pages":    strings.Replace(good, "pages 200", "pages -200", 1),
		"more pages":        strings.Replace(good, "pages 200", "pages 300", 1),
		"other page size":   strings.Replace(good, "page-size 16384", "page-size 4096", 1),
		"upper case":        strings.Replace(good, "0a0a", "0A0A", 1),
		"another zone":      strings.Replace(good, "02:30:00Z", "02:30:00+00:00", 1),
		"newer":             strings.Replace(good, "root 1", "root 2", 1),
		"no slots":          lines[0] + strings.Join(lines[1:8], "") + strings.Join(lines[10:], ""),
		"slots turned":      swap(8, 9),
		"slot twice":        strings.Replace(good, lines[9], lines[8], 1),
		"node before slot":  swap(9, 10),
		"fields turned":     swap(1, 2),
	} {
		if _, err := parseRoot([]byte(text)); err == nil {
			t.Errorf("%s was read", name)
		}
	}
}
