package head

import (
	"crypto/rand"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func keys(t *testing.T) (note.Signer, note.Verifier) {
	t.Helper()
	private, public, err := note.GenerateKey(rand.Reader, KeyName("1f0c9a3e5b6d7788"))
	if err != nil {
		t.Fatal(err)
	}
	signer, err := note.NewSigner(private)
	if err != nil {
		t.Fatal(err)
	}
	verifier, err := note.NewVerifier(public)
	if err != nil {
		t.Fatal(err)
	}
	return signer, verifier
}

func TestHeadReadsBack(t *testing.T) {
	signer, verifier := keys(t)
	want := Head{Size: 412, Root: tlog.RecordHash([]byte("x")), At: time.Date(2026, 11, 24, 8, 30, 0, 0, time.UTC)}
	text, err := Sign(want, signer)
	if err != nil {
		t.Fatal(err)
	}
	want.Origin = "subrosa-1f0c9a3e"
	for name, form := range map[string]string{"as written": text, "as mailed": "\r\n" + strings.ReplaceAll(text, "\n", "\r\n") + "\r\n"} {
		if got, err := Open(form, verifier); err != nil || got != want {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
	if again, _ := Sign(want, signer); again != text {
		t.Error("signing the same head twice gave two texts")
	}
}

func TestHeadRefusesOthers(t *testing.T) {
	signer, verifier := keys(t)
	_, stranger := keys(t)
	text, err := Sign(Head{Size: 3, At: time.Unix(0, 0)}, signer)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Open(text, stranger); err != ErrForeign {
		t.Errorf("another key: %v", err)
	}
	if h, err := Open(strings.Replace(text, "\n3\n", "\n4\n", 1), verifier); err != ErrForged || h.Size != 4 {
		t.Errorf("another size: %+v, %v", h, err)
	}
	if _, err := Open(strings.Replace(text, "\n3\n", "\n4x\n", 1), verifier); err != ErrMalformed {
		t.Errorf("no size: %v", err)
	}
	if _, err := Open("", verifier); err != ErrMalformed {
		t.Errorf("no head: %v", err)
	}
	// Well signed, but not in the one form in which heads are written.
	for _, body := range []string{"subrosa-1f0c9a3e\n03\n", "subrosa-1f0c9a3e\n-3\n"} {
		rest, _, _ := strings.Cut(strings.SplitAfterN(text, "\n", 3)[2], "\n\n")
		signed, err := note.Sign(&note.Note{Text: body + rest + "\n"}, signer)
		if err == nil {
			_, err = Open(string(signed), verifier)
		}
		if err != ErrMalformed {
			t.Errorf("%q: %v", body, err)
		}
	}
}
