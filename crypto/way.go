package crypto

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"fmt"

	"filippo.io/age"
	"golang.org/x/text/unicode/norm"
)

// Way is one way into a vault: who can open a slot, and to whom a key is
// sealed for them. It outlives the key: when that is rotated, Seal makes the
// slot of the new one, and nobody has to type a secret for it.
//
// A passphrase and the words have an age identity of their own, drawn when
// they were set and sealed for them; so whoever has an old copy of the vault
// and its old passphrase has an identity to which nothing is sealed any more.
// The recipient is public in the sense of age, but it belongs inside the vault:
// there it cannot be exchanged.
type Way struct {
	ID        string // 8 random bytes in hexadecimal
	Kind      SlotKind
	Recipient string // age1..., age1pq1..., or a plugin's age1NAME1...
	Identity  []byte // an age file for the passphrase or the words; empty for a recipient
}

// identitySize is the length of an identity's text: AGE-SECRET-KEY-PQ-1 and 58
// more characters.
const identitySize = 77

// NewPassphraseWay makes the way in of a passphrase; logN is the scrypt work
// factor, 1 to MaxWorkFactor.
func NewPassphraseWay(passphrase string, logN int) (Way, error) {
	return newWay(Passphrase, norm.NFC.String(passphrase), logN)
}

// NewRecoveryWay makes the way in of the recovery words, which ParseWords must
// accept.
func NewRecoveryWay(words string, logN int) (Way, error) {
	canonical, err := ParseWords(words)
	if err != nil {
		return Way{}, err
	}
	return newWay(Recovery, canonical, logN)
}

// NewRecipientWay makes the way in of somebody who keeps an identity elsewhere:
// a colleague's key, or a hardware key's through its age plugin. Errors:
// ErrSecretKey, ErrSSHRecipient, ErrBadRecipient; the text given is in none.
func NewRecipientWay(recipient string) (Way, error) {
	canonical, err := canonicalRecipient(recipient)
	if err != nil {
		return Way{}, err
	}
	return Way{ID: newWayID(), Kind: Recipient, Recipient: canonical}, nil
}

func newWay(kind SlotKind, secret string, logN int) (Way, error) {
	if logN < 1 || logN > MaxWorkFactor {
		return Way{}, fmt.Errorf("seal slot: work factor %d is not between 1 and %d", logN, MaxWorkFactor)
	}
	to, err := age.NewScryptRecipient(secret)
	if err != nil {
		return Way{}, fmt.Errorf("seal slot: %w", err)
	}
	to.SetWorkFactor(logN)
	own, err := age.GenerateHybridIdentity()
	if err != nil {
		return Way{}, fmt.Errorf("draw an identity: %w", err)
	}
	var sealed bytes.Buffer
	if err := encrypt(&sealed, []byte(own.String()), to); err != nil {
		return Way{}, fmt.Errorf("seal slot: %w", err)
	}
	return Way{newWayID(), kind, own.Recipient().String(), sealed.Bytes()}, nil
}

func newWayID() string {
	var id [8]byte
	rand.Read(id[:])
	return hex.EncodeToString(id[:])
}
