package main

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// A passphrase is the first line of a file, in one Unicode form, or it is
// refused; the file and standard input say the same.
func FuzzPassphrase(f *testing.F) {
	for _, s := range []string{"open sesame\n", "open sesame\r\nmore", "", "\n", "bla\u030ab\u00e6r", "\xff", "\ufeffx", strings.Repeat("x", maxSecret)} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		a := &app{in: bytes.NewReader(text)}
		secret, err := a.passphraseFromFile("-")
		line, _, _ := bytes.Cut(text, []byte("\n"))
		if ok := utf8.Valid(line) && len(line) <= maxSecret; ok != (err == nil) {
			t.Fatalf("%q: %v", text, err)
		}
		if err != nil {
			if _, ok := errors.AsType[*inputError](err); !ok || secret != "" {
				t.Errorf("%q: %q, %v", text, secret, err)
			}
			return
		}
		if strings.Contains(secret, "\n") || strings.HasSuffix(secret, "\r") || !norm.NFC.IsNormalString(secret) {
			t.Errorf("%q gave %q", text, secret)
		}
		if again, err := (&app{in: strings.NewReader(secret + "\n")}).passphraseFromFile("-"); len(secret) <= maxSecret && (err != nil || again != secret) {
			t.Errorf("%q gave %q, and that %q, %v", text, secret, again, err)
		}
	})
}
