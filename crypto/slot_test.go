package crypto

import (
	"errors"
	"strings"
	"testing"
	"time"
)

func TestSlotsOpenWithWhatTheyWereMadeFor(t *testing.T) {
	key := NewKey()
	words, err := NewWords()
	if err != nil {
		t.Fatal(err)
	}
	pass, err := NewPassphraseSlot(key, "bl\u00e5b\u00e6r", 1)
	if err != nil {
		t.Fatal(err)
	}
	recovery, err := NewRecoverySlot(key, strings.ToUpper(words), 1)
	if err != nil {
		t.Fatal(err)
	}
	slots := []Slot{pass, recovery}
	numbered := ""
	for i, w := range strings.Fields(words) {
		numbered += strings.Repeat(" ", i%3) + string(rune('a'+i)) + "\n"
		numbered = strings.TrimSuffix(numbered, string(rune('a'+i))+"\n") + "12. " + strings.ToUpper(w) + "\r\n"
	}
	for _, c := range []struct {
		name, secret string
		kind         SlotKind
		err          error
	}{
		{"passphrase", "bl\u00e5b\u00e6r", Passphrase, nil},
		{"passphrase, decomposed", "bla\u030ab\u00e6r", Passphrase, nil},
		{"words", words, Recovery, nil},
		{"words from a sheet", numbered, Recovery, nil},
		{"another case", "Bl\u00e5b\u00e6r", "", ErrWrongSecret},
		{"nothing", "", "", ErrWrongSecret},
		{"words cut", words[:len(words)-8], "", ErrWrongSecret},
	} {
		got, kind, err := OpenSlots(slots, c.secret)
		if !errors.Is(err, c.err) || kind != c.kind || err == nil && got != key {
			t.Errorf("%s: %v %v", c.name, kind, err)
		}
	}
	if len(pass.ID) != 16 || pass.ID == recovery.ID {
		t.Errorf("ids %s %s", pass.ID, recovery.ID)
	}
}

func TestSlotRefusesWhatCannotOpenIt(t *testing.T) {
	if _, err := NewPassphraseSlot(NewKey(), "", 1); err == nil {
		t.Error("an empty passphrase")
	}
	if _, err := NewPassphraseSlot(NewKey(), "x", 21); err == nil {
		t.Error("a work factor of 21")
	}
	if _, err := NewPassphraseSlot(Key{}, "x", 1); !errors.Is(err, ErrBadKey) {
		t.Errorf("no key: %v", err)
	}
	if _, err := NewRecoverySlot(NewKey(), "one two", 1); !errors.Is(err, ErrBadWords) {
		t.Errorf("two words: %v", err)
	}
}

// What stands in a slot must be a key and nothing else.
func TestSlotOfSomethingElseDoesNotOpen(t *testing.T) {
	for _, text := range []string{"", "short", NewKey().Text() + "\n", strings.Repeat("g", 64)} {
		s, err := newSlot(NewKey(), Passphrase, "x", 1)
		if err != nil {
			t.Fatal(err)
		}
		w := &strings.Builder{}
		enc, err := SealWithPassphrase(w, "x", 1)
		if err != nil {
			t.Fatal(err)
		}
		enc.Write([]byte(text))
		enc.Close()
		s.Sealed = []byte(w.String())
		if _, _, err := OpenSlots([]Slot{s}, "x"); !errors.Is(err, ErrWrongSecret) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestParseWordsNamesThePlaceNotTheWord(t *testing.T) {
	words, err := NewWords()
	if err != nil {
		t.Fatal(err)
	}
	list := strings.Fields(words)
	list[4] = "elephantom"
	_, err = ParseWords(strings.Join(list, " "))
	if !errors.Is(err, ErrBadWords) || !strings.Contains(err.Error(), "word 5 ") || strings.Contains(err.Error(), "eleph") {
		t.Errorf("%v", err)
	}
	if _, err := ParseWords(strings.Repeat("abandon ", 23) + "art"); err != nil {
		t.Errorf("words with a right checksum: %v", err)
	}
	if _, err := ParseWords(strings.Repeat("abandon ", 24)); !errors.Is(err, ErrBadWords) {
		t.Errorf("words with a wrong checksum: %v", err)
	}
}

func TestWorkFactorFollowsTheMachine(t *testing.T) {
	for took, want := range map[time.Duration]int{
		500 * time.Millisecond: 18, 80 * time.Millisecond: 19, 40 * time.Millisecond: 20, time.Millisecond: 20,
	} {
		if got := workFactor(took); got != want {
			t.Errorf("probe of %v: %d, not %d", took, got, want)
		}
	}
}
