package crypto

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"io"
	"strings"
	"testing"

	"filippo.io/age"
	"filippo.io/age/agessh"
	"golang.org/x/crypto/ssh"
)

func TestSealToEachKindOfRecipient(t *testing.T) {
	x, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	pq, err := age.GenerateHybridIdentity()
	if err != nil {
		t.Fatal(err)
	}
	pub, priv, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	sshPub, err := ssh.NewPublicKey(pub)
	if err != nil {
		t.Fatal(err)
	}
	sshID, err := agessh.NewEd25519Identity(priv)
	if err != nil {
		t.Fatal(err)
	}
	for recipient, id := range map[string]age.Identity{
		x.Recipient().String():                                                   x,
		" " + pq.Recipient().String() + "\n":                                     pq,
		string(ssh.MarshalAuthorizedKey(sshPub)):                                 sshID,
		strings.TrimSpace(string(ssh.MarshalAuthorizedKey(sshPub))) + " me@home": sshID,
	} {
		var out bytes.Buffer
		w, err := SealTo(&out, recipient)
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(w, "the packet")
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		r, err := age.Decrypt(&out, id)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(r); err != nil || string(got) != "the packet" {
			t.Errorf("%q %v", got, err)
		}
	}
	for bad, want := range map[string]error{
		x.String():                       ErrSecretKey,
		strings.ToLower(x.String()):      ErrSecretKey,
		pq.String():                      ErrSecretKey,
		"-----BEGIN OPENSSH PRIVATE KEY": ErrSecretKey,
		"AGE-PLUGIN-YUBIKEY-1QQQ":        ErrSecretKey,
		"":                               ErrBadRecipient,
		"anna@example.org":               ErrBadRecipient,
		x.Recipient().String()[:40]:      ErrBadRecipient,
		"ssh-ed25519 AAAA":               ErrBadRecipient,
		"age1pq1qqq":                     ErrBadRecipient,
		x.Recipient().String() + "\n" + x.Recipient().String(): ErrBadRecipient,
	} {
		_, err := SealTo(io.Discard, bad)
		if !errors.Is(err, want) {
			t.Errorf("%.12q: %v", bad, err)
		}
		if len(bad) > 12 && err != nil && strings.Contains(err.Error(), bad[:12]) {
			t.Errorf("the error tells the text: %v", err)
		}
	}
}
