package crypto

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"filippo.io/age"
	"golang.org/x/text/unicode/norm"
)

var (
	// ErrWrongSecret means that a passphrase or the recovery words open no slot.
	ErrWrongSecret = errors.New("wrong passphrase or recovery words")

	// ErrWrongIdentity means that no slot is sealed to any of the identities given.
	ErrWrongIdentity = errors.New("no way in is for this identity")

	// ErrBadSlot means that the right secret was given, and that what it opens
	// is not what stood there: somebody exchanged one half of the slot.
	ErrBadSlot = errors.New("a slot is not what it was")
)

// SlotKind says what opens a slot.
type SlotKind string

const (
	Passphrase SlotKind = "passphrase" // scrypt over the passphrase, NFC
	Recovery   SlotKind = "recovery"   // scrypt over the 24 words, lower case, single spaces
	Recipient  SlotKind = "recipient"  // an age identity that somebody keeps elsewhere
)

const (
	// MaxWorkFactor is the highest scrypt work factor (log2) that a slot may ask
	// for: a forged slot must not cost minutes and gigabytes.
	MaxWorkFactor = 20

	// MaxSlotBytes is the most that either half of a slot may have.
	MaxSlotBytes = 16 << 10
)

// Slot is the vault key sealed for one way in.
type Slot struct {
	ID       string // that of the Way
	Kind     SlotKind
	Identity []byte // the way's own identity, an age file for the passphrase or the words; empty for a recipient
	Sealed   []byte // the vault key, an age file for that identity
}

// Seal seals key for the way. Where the recipient is a plugin's, that plugin is
// run; see [PluginError].
func (w Way) Seal(key Key) (Slot, error) {
	if _, err := ParseKey(key.text); err != nil {
		return Slot{}, fmt.Errorf("seal slot: %w", err)
	}
	to, err := parseWayRecipient(w.Recipient)
	if err != nil {
		return Slot{}, fmt.Errorf("seal slot: %w", err)
	}
	var out bytes.Buffer
	if err := encrypt(&out, []byte(key.text), to); err != nil {
		return Slot{}, fmt.Errorf("seal slot: %w", err)
	}
	if out.Len() > MaxSlotBytes {
		return Slot{}, fmt.Errorf("seal slot: %w: it makes a slot of %d bytes", ErrBadRecipient, out.Len())
	}
	return Slot{w.ID, w.Kind, w.Identity, out.Bytes()}, nil
}

// OpenSlots tries secret against the passphrase slots and, if it reads as 24
// words, against the recovery slots. The kind of the slot that opened comes
// back with the key. ErrWrongSecret if none did; ErrBadSlot if none did and one
// of those tried is not as this package makes them: malformed, asking for too
// much work, or opened by the secret and without the key.
func OpenSlots(slots []Slot, secret string) (Key, SlotKind, error) {
	tries := map[SlotKind]string{Passphrase: norm.NFC.String(secret)}
	if words, err := ParseWords(secret); err == nil {
		tries[Recovery] = words
	}
	wrong := ErrWrongSecret
	for _, kind := range []SlotKind{Recovery, Passphrase} { // words are rarely a passphrase
		text, ok := tries[kind]
		for _, s := range slots {
			if !ok || s.Kind != kind || text == "" { // age would call an empty passphrase malformed
				continue
			}
			own, err := s.openIdentity(text)
			if err != nil {
				if _, ok := errors.AsType[*age.NoIdentityMatchError](err); !ok {
					wrong = ErrBadSlot
				}
				continue
			}
			if key, err := s.openKey(own); err == nil {
				return key, kind, nil
			}
			wrong = ErrBadSlot
		}
	}
	return Key{}, "", wrong
}

// OpenSlotsWith tries identities that somebody keeps elsewhere against the
// recipient slots. ErrWrongIdentity if none is sealed to any of them; a
// *PluginError if a plugin could not do its part.
func OpenSlotsWith(slots []Slot, ids Identities) (Key, error) {
	wrong := error(ErrWrongIdentity)
	for _, group := range [][]age.Identity{ids.native, ids.plugins} { // nobody touches a hardware key for nothing
		for _, s := range slots {
			if s.Kind != Recipient || len(group) == 0 {
				continue
			}
			key, err := s.openKey(group...)
			if err == nil {
				return key, nil
			}
			if e, ok := errors.AsType[*PluginError](err); ok {
				wrong = e
			}
		}
	}
	return Key{}, wrong
}

// openIdentity is the first half: from a secret to the way's own identity.
func (s Slot) openIdentity(secret string) (age.Identity, error) {
	text, err := openWithPassphrase(s.Identity, secret, identitySize)
	if err != nil {
		return nil, err
	}
	own, err := age.ParseHybridIdentity(string(text))
	if err != nil {
		return nil, ErrBadSlot // not the library's error, which quotes it
	}
	return own, nil
}

// openKey is the second half: from an identity to the vault key.
func (s Slot) openKey(ids ...age.Identity) (Key, error) {
	r, err := age.Decrypt(bytes.NewReader(s.Sealed), ids...)
	if err != nil {
		return Key{}, err
	}
	text, err := io.ReadAll(io.LimitReader(r, 2*KeySize+1)) // one more than fits: longer is refused below
	if err != nil {
		return Key{}, err
	}
	return ParseKey(string(text))
}

// openWithPassphrase opens an age file sealed for a passphrase, of which at
// most limit bytes are wanted; more is an error.
func openWithPassphrase(sealed []byte, secret string, limit int64) ([]byte, error) {
	id, err := age.NewScryptIdentity(secret)
	if err != nil {
		return nil, err
	}
	id.SetMaxWorkFactor(MaxWorkFactor)
	r, err := age.Decrypt(bytes.NewReader(sealed), id)
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err == nil && int64(len(text)) > limit {
		err = errors.New("longer than it may be")
	}
	return text, err
}
