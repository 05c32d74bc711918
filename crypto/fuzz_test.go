package crypto

import (
	"bytes"
	"errors"
	"os"
	"regexp"
	"strings"
	"testing"

	"filippo.io/age"
)

// The sealed samples of testdata were made once, so that a corpus that was
// found against them keeps its meaning.
var sampleKey = Key{strings.Repeat("0a", KeySize)}

const samplePassphrase = "open sesame"

func sample(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func FuzzParseKey(f *testing.F) {
	form := regexp.MustCompile(`\A[0-9a-f]{64}\z`)
	f.Add(sampleKey.Text())
	f.Add(strings.ToUpper(sampleKey.Text()))
	f.Add("")
	f.Fuzz(func(t *testing.T, text string) {
		k, err := ParseKey(text)
		if (err == nil) != form.MatchString(text) || err == nil && k.Text() != text || err != nil && k != (Key{}) {
			t.Errorf("%q: %v", text, err)
		}
	})
}

func FuzzParseWords(f *testing.F) {
	f.Add(strings.Repeat("abandon ", 23) + "art")
	f.Add("1. abandon 2. ability")
	f.Add(strings.Repeat("1. Zoo\r\n", 23) + "24. VOTE")
	form := regexp.MustCompile(`\A[a-z]{3,8}( [a-z]{3,8}){23}\z`)
	f.Fuzz(func(t *testing.T, text string) {
		canonical, err := ParseWords(text)
		if err != nil {
			if !errors.Is(err, ErrBadWords) || canonical != "" {
				t.Errorf("%q: %q, %v", text, canonical, err)
			}
			return
		}
		if !form.MatchString(canonical) {
			t.Errorf("%q is no 24 words", canonical)
		}
		for _, same := range []string{canonical, strings.ToUpper(canonical), strings.ReplaceAll(canonical, " ", "\r\n1. ")} {
			if again, err := ParseWords(same); err != nil || again != canonical {
				t.Errorf("%q is not a fixed point: %v", canonical, err)
			}
		}
	})
}

// A slot opens to the key that was sealed in it, or not at all.
func FuzzOpenSlots(f *testing.F) {
	identity, sealed := sample(f, "slot-identity.age"), sample(f, "slot-sealed.age")
	if key, kind, err := OpenSlots([]Slot{{Kind: Passphrase, Identity: identity, Sealed: sealed}}, samplePassphrase); err != nil || key != sampleKey || kind != Passphrase {
		f.Fatalf("the sample does not open: %v", err)
	}
	dear := regexp.MustCompile(`(?m)^-> scrypt \S+ \d\d`) // takes long by design; the limit is tested elsewhere
	f.Add(identity, sealed)
	f.Add(sealed, identity)
	f.Add(bytes.Replace(identity, []byte(" 1\n"), []byte(" 2\n"), 1), sealed)
	f.Add(identity, sealed[:len(sealed)-1])
	f.Add([]byte("age-encryption.org/v1\n"), []byte{})
	f.Fuzz(func(t *testing.T, first, second []byte) {
		if len(first) > 4096 || len(second) > 8192 || dear.Match(first) {
			return
		}
		key, kind, err := OpenSlots([]Slot{{Kind: Recovery, Identity: first, Sealed: second}, {Kind: Passphrase, Identity: first, Sealed: second}}, samplePassphrase)
		switch {
		case bytes.Equal(first, identity) && bytes.Equal(second, sealed):
		case err != ErrWrongSecret && err != ErrBadSlot || bytes.Equal(first, identity) && err != ErrBadSlot || key != (Key{}) || kind != "":
			t.Errorf("opened as %q what nobody sealed: %v", kind, err)
		}
	})
}

func FuzzParseIdentities(f *testing.F) {
	own, err := age.GenerateX25519Identity()
	if err != nil {
		f.Fatal(err)
	}
	f.Add([]byte("# created: today\n" + own.String() + "\nAGE-PLUGIN-TEST-10Q32NLXM\n"))
	f.Add([]byte("-----BEGIN AGE ENCRYPTED FILE-----\n"))
	f.Add([]byte("age-encryption.org/v1\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		ids, err := ParseIdentities(text, func() (string, error) { return "", ErrWrongSecret }, PluginUI{})
		if err == nil && len(ids.native)+len(ids.plugins) == 0 {
			t.Error("no identity and no error")
		}
	})
}

func FuzzRecipientWay(f *testing.F) {
	own, err := age.GenerateX25519Identity()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(own.Recipient().String())
	f.Add("age1test10qdzfxds")
	f.Fuzz(func(t *testing.T, text string) {
		w, err := NewRecipientWay(text)
		if err != nil {
			if len(text) > 12 && strings.Contains(err.Error(), text) {
				t.Error("the error tells the text")
			}
			return
		}
		if again, err := NewRecipientWay(w.Recipient); err != nil || again.Recipient != w.Recipient {
			t.Errorf("%q is not a fixed point: %v", w.Recipient, err)
		}
	})
}

// What a key opens is what it sealed, to the last byte.
func FuzzOpen(f *testing.F) {
	whole := sample(f, "page.age")
	if plain, err := sampleKey.Open(whole); err != nil || string(plain) != strings.Repeat("page", 16) {
		f.Fatalf("the sample does not open: %v", err)
	}
	f.Add(whole)
	f.Add(append(bytes.Clone(whole), 0))
	f.Add(whole[:len(whole)-1])
	f.Add(bytes.Replace(whole, []byte(" 1\n"), []byte(" 22\n"), 1))
	f.Fuzz(func(t *testing.T, sealed []byte) {
		plain, err := sampleKey.Open(sealed)
		switch {
		case bytes.Equal(sealed, whole):
		case !errors.Is(err, ErrNotOpened) || plain != nil:
			t.Errorf("%d bytes that nobody sealed opened to %d: %v", len(sealed), len(plain), err)
		}
	})
}

// A recipient is sealed to, or refused in words that do not repeat it.
func FuzzCheckRecipient(f *testing.F) {
	for _, s := range []string{
		"age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p", "age1pq1", "AGE-SECRET-KEY-1", "ssh-ed25519 AAAA me@home",
		"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHsKLqeplhpW+uObz5dvMgjz1OxfM/XXUB+VHtZ6isGN alice",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		err := CheckRecipient(text)
		if err == nil {
			w, err := SealTo(&bytes.Buffer{}, text)
			if err != nil || w.Close() != nil {
				t.Errorf("%q was accepted and not sealed to: %v", text, err)
			}
			return
		}
		if err != ErrSecretKey && err != ErrBadRecipient {
			t.Errorf("%q: %v", text, err)
		}
	})
}
