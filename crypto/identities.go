package crypto

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"

	"filippo.io/age"
	"filippo.io/age/armor"
	"filippo.io/age/plugin"
)

// ErrBadIdentities means that a text is not a file of age identities.
var ErrBadIdentities = errors.New("not a file of age identities")

// MaxIdentities is the length of the longest file of identities that is read.
const MaxIdentities = 64 << 10

// Identities are secret keys that somebody keeps outside the vault, or names
// of keys in hardware. They print as "[redacted]".
type Identities struct{ native, plugins []age.Identity }

// ParseIdentities reads a file of identities as age-keygen and the plugins
// write it: AGE-SECRET-KEY-1..., AGE-SECRET-KEY-PQ-1... and AGE-PLUGIN-NAME-1...,
// one on a line, and comments. The file may be sealed for a passphrase, which
// is asked for then. Errors: ErrBadIdentities, with the number of the line;
// ErrWrongSecret; what passphrase returned.
func ParseIdentities(text []byte, passphrase func() (string, error), ui PluginUI) (Identities, error) {
	if len(text) > MaxIdentities {
		return Identities{}, fmt.Errorf("%w: longer than %d bytes", ErrBadIdentities, MaxIdentities)
	}
	if sealed, err := unarmored(text); err != nil {
		return Identities{}, err
	} else if sealed != nil {
		if text, err = openIdentities(sealed, passphrase); err != nil {
			return Identities{}, err
		}
	}
	var ids Identities
	n := 0
	for line := range strings.Lines(string(text)) {
		n++
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if !ids.add(line, ui) {
			return Identities{}, fmt.Errorf("%w: line %d", ErrBadIdentities, n)
		}
	}
	if len(ids.native)+len(ids.plugins) == 0 {
		return Identities{}, fmt.Errorf("%w: there is none in it", ErrBadIdentities)
	}
	return ids, nil
}

// add reads one identity. The libraries' errors may quote it, so that only
// whether it could be read is told.
func (ids *Identities) add(line string, ui PluginUI) bool {
	switch {
	case strings.HasPrefix(line, "AGE-PLUGIN-"):
		id, err := plugin.NewIdentity(line, ui.client())
		if err == nil {
			ids.plugins = append(ids.plugins, pluginIdentity{id})
		}
		return err == nil
	case strings.HasPrefix(line, "AGE-SECRET-KEY-PQ-1"):
		id, err := age.ParseHybridIdentity(line)
		ids.native = append(ids.native, id)
		return err == nil
	}
	id, err := age.ParseX25519Identity(line)
	ids.native = append(ids.native, id)
	return err == nil
}

const ageMagic = "age-encryption.org/"

// unarmored is the age file that a text is, plain or armored; nil when it is
// no age file.
func unarmored(text []byte) ([]byte, error) {
	if bytes.HasPrefix(text, []byte(ageMagic)) {
		return text, nil
	}
	if !bytes.HasPrefix(bytes.TrimSpace(text), []byte(armor.Header)) {
		return nil, nil
	}
	sealed, err := io.ReadAll(armor.NewReader(bytes.NewReader(text)))
	if err != nil {
		return nil, ErrBadIdentities
	}
	return sealed, nil
}

func openIdentities(sealed []byte, passphrase func() (string, error)) ([]byte, error) {
	secret, err := passphrase()
	if err != nil {
		return nil, err
	}
	text, err := openWithPassphrase(sealed, secret, MaxIdentities)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrWrongSecret, err)
	}
	return text, nil
}

func (ids Identities) String() string               { return redacted }
func (ids Identities) GoString() string             { return redacted }
func (ids Identities) Format(s fmt.State, _ rune)   { io.WriteString(s, redacted) }
func (ids Identities) LogValue() slog.Value         { return slog.StringValue(redacted) }
func (ids Identities) MarshalJSON() ([]byte, error) { return []byte(`"` + redacted + `"`), nil }
