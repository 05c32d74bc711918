package crypto

// Key is the vault key: 32 random bytes, written as 64 lower-case hexadecimal
// characters and used as the age passphrase of every page. It prints as
// "[redacted]" wherever it is printed.
type Key struct{ text string }

// NewKey draws a fresh key from crypto/rand.
func NewKey() Key { panic("unwritten") }

// ParseKey reads what Key.Text wrote.
func ParseKey(text string) (Key, error) { panic("unwritten") }

// Text is the key in the form in which slots and the agent hold it. It is the
// whole secret.
func (k Key) Text() string { panic("unwritten") }
