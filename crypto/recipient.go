package crypto

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"filippo.io/age"
	"filippo.io/age/agessh"
	"filippo.io/age/plugin"
	"golang.org/x/text/unicode/norm"
)

var (
	// ErrSecretKey means that a secret key was given where a recipient's public
	// key belongs. Whoever sent it should make a new one.
	ErrSecretKey = errors.New("a secret key, not a recipient's public key")

	// ErrBadRecipient means that a text is no recipient that can be sealed to.
	ErrBadRecipient = errors.New("not an age or SSH public key")

	// ErrSSHRecipient means that an SSH key was given as a way into a vault. age
	// marks what it seals for one with a hash of the key, and SSH keys are
	// published: whoever has the file could tell whose key opens it.
	ErrSSHRecipient = errors.New("an SSH key, which would show whose it is")
)

// CheckRecipient says whether SealTo would accept the recipient: nil,
// ErrSecretKey or ErrBadRecipient.
func CheckRecipient(recipient string) error {
	_, err := parseRecipient(recipient)
	return err
}

// SealTo seals what is written to it for one recipient, an age1..., age1pq1...,
// ssh-ed25519 or ssh-rsa public key, and writes an age file to w. The file is
// whole when Close has returned nil. Errors: ErrSecretKey, ErrBadRecipient; the
// text given is in neither.
func SealTo(w io.Writer, recipient string) (io.WriteCloser, error) {
	to, err := parseRecipient(recipient)
	if err != nil {
		return nil, err
	}
	enc, err := age.Encrypt(w, to)
	if err != nil {
		return nil, fmt.Errorf("seal to recipient: %w", err)
	}
	return enc, nil
}

// SealWithPassphrase is SealTo for somebody who has no key: stock age asks for
// the passphrase. logN is the scrypt work factor, 1 to 20.
func SealWithPassphrase(w io.Writer, passphrase string, logN int) (io.WriteCloser, error) {
	if logN < 1 || logN > MaxWorkFactor {
		return nil, fmt.Errorf("seal with passphrase: work factor %d is not between 1 and %d", logN, MaxWorkFactor)
	}
	to, err := age.NewScryptRecipient(norm.NFC.String(passphrase))
	if err != nil {
		return nil, fmt.Errorf("seal with passphrase: %w", err)
	}
	to.SetWorkFactor(logN)
	enc, err := age.Encrypt(w, to)
	if err != nil {
		return nil, fmt.Errorf("seal with passphrase: %w", err)
	}
	return enc, nil
}

// canonicalRecipient is the text of a recipient that a slot can be sealed to.
func canonicalRecipient(text string) (string, error) {
	text = strings.TrimSpace(text)
	_, err := parseWayRecipient(text)
	return text, err
}

// parseWayRecipient reads what a slot can be sealed to: age's own keys, and
// those of plugins.
func parseWayRecipient(text string) (age.Recipient, error) {
	switch {
	case looksSecret(text):
		return nil, ErrSecretKey
	case strings.HasPrefix(text, "ssh-"):
		return nil, ErrSSHRecipient
	case !strings.HasPrefix(text, "age1") || strings.HasPrefix(text, "age1pq1") || strings.Count(text, "1") == 1:
		return parseRecipient(text)
	}
	p, err := plugin.NewRecipient(text, PluginUI{}.client())
	if err != nil { // it quotes the text
		return nil, ErrBadRecipient
	}
	return pluginRecipient{p}, nil
}

// looksSecret says whether a text has the other half of a key in it.
func looksSecret(text string) bool {
	upper := strings.ToUpper(text)
	return strings.Contains(upper, "AGE-SECRET-KEY-") || strings.Contains(upper, "AGE-PLUGIN-") || strings.Contains(upper, "PRIVATE KEY")
}

func parseRecipient(text string) (age.Recipient, error) {
	text = strings.TrimSpace(text)
	if looksSecret(text) {
		return nil, ErrSecretKey
	}
	if strings.ContainsAny(text, "\r\n\x00") {
		return nil, ErrBadRecipient
	}
	var to age.Recipient
	var err error
	switch { // the libraries' errors quote the text: they are not passed on
	case strings.HasPrefix(text, "age1pq1"):
		to, err = age.ParseHybridRecipient(text)
	case strings.HasPrefix(text, "age1"):
		to, err = age.ParseX25519Recipient(text)
	case strings.HasPrefix(text, "ssh-ed25519 "), strings.HasPrefix(text, "ssh-rsa "):
		to, err = agessh.ParseRecipient(text)
	default:
		err = ErrBadRecipient
	}
	if err != nil {
		return nil, ErrBadRecipient
	}
	return to, nil
}
