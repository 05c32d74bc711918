package head

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// A head is one that this log signed, in the one form in which it is written,
// or it is refused by name.
func FuzzOpen(f *testing.F) {
	private, public, err := note.GenerateKey(bytes.NewReader(make([]byte, 64)), "subrosa-1f0c9a3e") // fixed: the corpus is about it
	if err != nil {
		f.Fatal(err)
	}
	signer, err := note.NewSigner(private)
	if err != nil {
		f.Fatal(err)
	}
	verifier, err := note.NewVerifier(public)
	if err != nil {
		f.Fatal(err)
	}
	text, err := Sign(Head{Size: 412, Root: tlog.RecordHash([]byte("x")), At: time.Date(2026, 11, 24, 8, 30, 0, 0, time.UTC)}, signer)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add(strings.ReplaceAll(text, "\n", "\r\n"))
	f.Add(text + strings.SplitN(text, "\n\n", 2)[1])
	f.Add(strings.Replace(text, "\n412\n", "\n0412\n", 1))
	f.Add(strings.Replace(text, "30:00Z", "30:00+00:00", 1))
	f.Fuzz(func(t *testing.T, text string) {
		h, err := Open(text, verifier)
		if err != nil {
			if !errors.Is(err, ErrMalformed) && !errors.Is(err, ErrForeign) && !errors.Is(err, ErrForged) {
				t.Errorf("%q: %v", text, err)
			}
			return
		}
		again, err := Sign(h, signer)
		body, _, _ := strings.Cut(again, "\n\n")
		given := strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
		if err != nil || !strings.HasPrefix(given, body+"\n\n") || !strings.Contains(given, strings.TrimSpace(strings.TrimPrefix(again, body))) {
			t.Errorf("%q was read as %+v, %v", text, h, err)
		}
	})
}

// What is read of an unsigned head is what stands there.
func FuzzParse(f *testing.F) {
	f.Add("subrosa-1f0c9a3e\n412\nnND/nri/U0xuHUrYSy0HtMeal2vzD9V4k/BO79C+QeI=\n2026-11-24T08:30:00Z\n")
	f.Add("x\n-1\n\n\n")
	f.Fuzz(func(t *testing.T, text string) {
		if h, err := parse(text); err == nil && h.text() != text {
			t.Errorf("%q was read as %+v", text, h)
		}
	})
}
