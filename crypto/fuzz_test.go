package crypto

import "testing"

func FuzzParseKey(f *testing.F) {
	f.Add(NewKey().Text())
	f.Add("")
	f.Fuzz(func(t *testing.T, text string) {
		if k, err := ParseKey(text); err == nil && k.Text() != text {
			t.Errorf("%q is not canonical", text)
		}
	})
}

func FuzzParseWords(f *testing.F) {
	words, err := NewWords()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(words)
	f.Add("1. abandon 2. ability")
	f.Fuzz(func(t *testing.T, text string) {
		canonical, err := ParseWords(text)
		if err != nil {
			return
		}
		if again, err := ParseWords(canonical); err != nil || again != canonical {
			t.Errorf("%q is not a fixed point: %v", canonical, err)
		}
	})
}

func FuzzOpenSlots(f *testing.F) {
	s, err := NewPassphraseSlot(NewKey(), "x", 1)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(s.Sealed)
	f.Add([]byte("age-encryption.org/v1\n"))
	f.Fuzz(func(t *testing.T, sealed []byte) {
		if len(sealed) > 4096 {
			return
		}
		key, kind, err := OpenSlots([]Slot{{Kind: Passphrase, Sealed: sealed}}, "y")
		if err == nil {
			t.Errorf("opened as %s a key %s that nobody sealed", kind, key.ID())
		}
	})
}

func FuzzOpen(f *testing.F) {
	k := NewKey()
	sealed, err := k.Seal([]byte("page"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(sealed)
	f.Fuzz(func(t *testing.T, b []byte) {
		if plain, err := NewKey().Open(b); err == nil {
			t.Errorf("%d bytes opened to %d", len(b), len(plain))
		}
	})
}
