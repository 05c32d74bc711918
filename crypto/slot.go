package crypto

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"

	"filippo.io/age"
	"golang.org/x/text/unicode/norm"
)

// ErrWrongSecret means that a passphrase or the recovery words open no slot.
var ErrWrongSecret = errors.New("wrong passphrase or recovery words")

// SlotKind says what opens a slot.
type SlotKind string

const (
	Passphrase SlotKind = "passphrase" // scrypt over the passphrase, NFC
	Recovery   SlotKind = "recovery"   // scrypt over the 24 words, lower case, single spaces
)

// MaxWorkFactor is the highest scrypt work factor (log2) that a slot may ask
// for: a forged slot must not cost minutes and gigabytes.
const MaxWorkFactor = 20

// Slot is the vault key sealed for one way in.
type Slot struct {
	ID     string // 8 random bytes in hexadecimal
	Kind   SlotKind
	Sealed []byte // an age file
}

// NewPassphraseSlot seals key for a passphrase; logN is the scrypt work factor.
func NewPassphraseSlot(key Key, passphrase string, logN int) (Slot, error) {
	return newSlot(key, Passphrase, norm.NFC.String(passphrase), logN)
}

// NewRecoverySlot seals key for the recovery words, which ParseWords must accept.
func NewRecoverySlot(key Key, words string, logN int) (Slot, error) {
	canonical, err := ParseWords(words)
	if err != nil {
		return Slot{}, err
	}
	return newSlot(key, Recovery, canonical, logN)
}

func newSlot(key Key, kind SlotKind, secret string, logN int) (Slot, error) {
	if logN < 1 || logN > MaxWorkFactor {
		return Slot{}, fmt.Errorf("seal slot: work factor %d is not between 1 and %d", logN, MaxWorkFactor)
	}
	if _, err := ParseKey(key.text); err != nil {
		return Slot{}, fmt.Errorf("seal slot: %w", err)
	}
	r, err := age.NewScryptRecipient(secret)
	if err != nil {
		return Slot{}, fmt.Errorf("seal slot: %w", err)
	}
	r.SetWorkFactor(logN)
	var out bytes.Buffer
	if err := encrypt(&out, []byte(key.text), r); err != nil {
		return Slot{}, fmt.Errorf("seal slot: %w", err)
	}
	var id [8]byte
	rand.Read(id[:])
	return Slot{ID: hex.EncodeToString(id[:]), Kind: kind, Sealed: out.Bytes()}, nil
}

// OpenSlots tries secret against the passphrase slots and, if it reads as 24
// words, against the recovery slots. The kind of the slot that opened comes
// back with the key. ErrWrongSecret if none did; a slot that is malformed or
// asks for too much work does not open.
func OpenSlots(slots []Slot, secret string) (Key, SlotKind, error) {
	tries := map[SlotKind]string{Passphrase: norm.NFC.String(secret)}
	if words, err := ParseWords(secret); err == nil {
		tries[Recovery] = words
	}
	for _, kind := range []SlotKind{Recovery, Passphrase} { // words are rarely a passphrase
		text, ok := tries[kind]
		for _, s := range slots {
			if !ok || s.Kind != kind {
				continue
			}
			if key, err := openSlot(s, text); err == nil {
				return key, kind, nil
			}
		}
	}
	return Key{}, "", ErrWrongSecret
}

func openSlot(s Slot, secret string) (Key, error) {
	id, err := age.NewScryptIdentity(secret)
	if err != nil {
		return Key{}, err
	}
	id.SetMaxWorkFactor(MaxWorkFactor)
	r, err := age.Decrypt(bytes.NewReader(s.Sealed), id)
	if err != nil {
		return Key{}, err
	}
	text, err := io.ReadAll(io.LimitReader(r, 2*KeySize+1)) // one more than fits: longer is refused below
	if err != nil {
		return Key{}, err
	}
	return ParseKey(string(text))
}
