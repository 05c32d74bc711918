package crypto

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"filippo.io/age"
)

// sealed makes the slot of a way: sealed(t, key)(NewPassphraseWay("x", 1)).
func sealed(t testing.TB, key Key) func(Way, error) Slot {
	return func(w Way, err error) Slot {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		s, err := w.Seal(key)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
}

func TestSlotsOpenWithWhatTheyWereMadeFor(t *testing.T) {
	key := NewKey()
	words, err := NewWords()
	if err != nil {
		t.Fatal(err)
	}
	pass := sealed(t, key)(NewPassphraseWay("bl\u00e5b\u00e6r", 1))
	recovery := sealed(t, key)(NewRecoveryWay(strings.ToUpper(words), 1))
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

func TestWayRefusesWhatCannotOpenIt(t *testing.T) {
	if _, err := NewPassphraseWay("", 1); err == nil {
		t.Error("an empty passphrase")
	}
	if _, err := NewPassphraseWay("x", 21); err == nil {
		t.Error("a work factor of 21")
	}
	if _, err := NewRecoveryWay("one two", 1); !errors.Is(err, ErrBadWords) {
		t.Errorf("two words: %v", err)
	}
	w, err := NewPassphraseWay("x", 1)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Seal(Key{}); !errors.Is(err, ErrBadKey) {
		t.Errorf("no key: %v", err)
	}
}

// A rotation seals another key for the same ways, and asks for nothing.
func TestAWayOutlivesTheKey(t *testing.T) {
	w, err := NewPassphraseWay("x", 1)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		key := NewKey()
		if got, _, err := OpenSlots([]Slot{sealed(t, key)(w, nil)}, "x"); err != nil || got != key {
			t.Error(err)
		}
	}
	first, second := sealed(t, NewKey())(w, nil), sealed(t, NewKey())(w, nil)
	if bytes.Equal(first.Sealed, second.Sealed) || !bytes.Equal(first.Identity, second.Identity) || first.ID != second.ID {
		t.Error("what should change stayed, or what should stay changed")
	}
	again, err := NewPassphraseWay("x", 1)
	if err != nil || again.Recipient == w.Recipient {
		t.Errorf("the same passphrase, set again, has the same identity: %v", err)
	}
}

// What stands in a slot must be an identity, and in that a key, and nothing else.
func TestSlotOfSomethingElseDoesNotOpen(t *testing.T) {
	own, err := age.GenerateHybridIdentity()
	if err != nil {
		t.Fatal(err)
	}
	classic, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	good := NewKey().Text()
	for _, c := range []struct {
		identity, key string
		want          error
	}{
		{own.String(), good, nil},
		{own.String(), "", ErrBadSlot},
		{own.String(), good + "\n", ErrBadSlot},
		{own.String(), strings.Repeat("g", 64), ErrBadSlot},
		{own.String() + "\n", good, ErrBadSlot},
		{classic.String(), good, ErrBadSlot},
		{good, good, ErrBadSlot},
		{"", good, ErrBadSlot},
	} {
		s := Slot{Kind: Passphrase, Identity: []byte(sealWith(t, c.identity, "x")), Sealed: []byte(sealFor(t, c.key, own.Recipient().String()))}
		if _, _, err := OpenSlots([]Slot{s}, "x"); !errors.Is(err, c.want) {
			t.Errorf("%.20q %.20q: %v", c.identity, c.key, err)
		}
		s.Sealed = []byte(sealWith(t, c.key, "x")) // the key for the passphrase itself
		if _, _, err := OpenSlots([]Slot{s}, "x"); err == nil {
			t.Errorf("%.20q: a slot without its second half opened", c.identity)
		}
	}
}

func sealWith(t *testing.T, text, passphrase string) string {
	t.Helper()
	var out strings.Builder
	w, err := SealWithPassphrase(&out, passphrase, 1)
	return closed(t, &out, w, err, text)
}

func sealFor(t *testing.T, text, recipient string) string {
	t.Helper()
	var out strings.Builder
	w, err := SealTo(&out, recipient)
	return closed(t, &out, w, err, text)
}

func closed(t *testing.T, out *strings.Builder, w io.WriteCloser, err error, text string) string {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	io.WriteString(w, text)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
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
