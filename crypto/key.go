package crypto

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
)

// KeySize is the number of random bytes in a key.
const KeySize = 32

// ErrBadKey means that a text is not a key as Key.Text writes it.
var ErrBadKey = errors.New("not a vault key")

// Key is the vault key: 32 random bytes, written as 64 lower-case hexadecimal
// characters and used as the age passphrase of every page. It prints as
// "[redacted]" wherever it is printed.
type Key struct{ text string }

// NewKey draws a fresh key from crypto/rand.
func NewKey() Key {
	var b [KeySize]byte
	rand.Read(b[:]) // never fails; the program ends instead
	return Key{hex.EncodeToString(b[:])}
}

// ParseKey reads what Key.Text wrote, and nothing else: no space, no upper case.
func ParseKey(text string) (Key, error) {
	b, err := hex.DecodeString(text)
	if err != nil || len(b) != KeySize || hex.EncodeToString(b) != text {
		return Key{}, ErrBadKey
	}
	return Key{text}, nil
}

// Text is the key in the form in which slots and the agent hold it. It is the
// whole secret.
func (k Key) Text() string { return k.text }

// ID names the key without telling it: 16 hexadecimal characters of a hash.
// It changes when the key is rotated.
func (k Key) ID() string {
	b, _ := hex.DecodeString(k.text)
	sum := sha256.Sum256(append([]byte("subrosa/key-id/v1\x00"), b...))
	return hex.EncodeToString(sum[:8])
}

const redacted = "[redacted]"

func (k Key) String() string               { return redacted }
func (k Key) GoString() string             { return redacted }
func (k Key) Format(s fmt.State, _ rune)   { io.WriteString(s, redacted) }
func (k Key) LogValue() slog.Value         { return slog.StringValue(redacted) }
func (k Key) MarshalJSON() ([]byte, error) { return []byte(`"` + redacted + `"`), nil }
func (k Key) MarshalText() ([]byte, error) { return []byte(redacted), nil }
