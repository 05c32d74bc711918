package crypto

import "errors"

// ErrWrongSecret means that a passphrase or the recovery words open no slot.
var ErrWrongSecret = errors.New("wrong passphrase or recovery words")

// SlotKind says what opens a slot.
type SlotKind string

const (
	Passphrase SlotKind = "passphrase" // scrypt over the passphrase, NFC
	Recovery   SlotKind = "recovery"   // scrypt over the 24 words, lower case, single spaces
)

// Slot is the vault key sealed for one way in.
type Slot struct {
	ID     string // 8 random bytes in hexadecimal
	Kind   SlotKind
	Sealed []byte // an age file
}

// NewPassphraseSlot seals key for a passphrase; logN is the scrypt work factor.
func NewPassphraseSlot(key Key, passphrase string, logN int) (Slot, error) { panic("unwritten") }

// NewRecoverySlot seals key for the recovery words.
func NewRecoverySlot(key Key, words string, logN int) (Slot, error) { panic("unwritten") }

// OpenSlots tries secret against the passphrase slots and, if it reads as 24
// words, against the recovery slots. The kind of the slot that opened comes
// back with the key. ErrWrongSecret if none did.
func OpenSlots(slots []Slot, secret string) (Key, SlotKind, error) { panic("unwritten") }

// NewWords draws 256 bits and writes them as 24 words of BIP 39.
func NewWords() (string, error) { panic("unwritten") }

// ParseWords reads 24 words forgivingly (case, spacing, line breaks, numbers
// before words) and returns them in the canonical form: lower case, single
// spaces. It names the first word that is not in the list.
func ParseWords(text string) (string, error) { panic("unwritten") }

// Calibrate finds the scrypt work factor that takes about a second here;
// never below 18, never above 20.
func Calibrate() int { panic("unwritten") }
