package crypto

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"filippo.io/age"
	"filippo.io/age/armor"
)

func TestParseIdentities(t *testing.T) {
	x, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	pq, err := age.GenerateHybridIdentity()
	if err != nil {
		t.Fatal(err)
	}
	key := NewKey()
	for name, recipient := range map[string]string{"classic": x.Recipient().String(), "post-quantum": pq.Recipient().String()} {
		w, err := NewRecipientWay(recipient)
		slots := []Slot{sealed(t, key)(w, err)}
		file := "# created: 2026-11-23\r\n# public key: ...\r\n" + x.String() + "\r\n\n  " + pq.String() + "\n"
		var armored bytes.Buffer
		a := armor.NewWriter(&armored)
		io.WriteString(a, sealWith(t, file, "bl\u00e5"))
		a.Close()
		for form, text := range map[string]string{"plain": file, "sealed": sealWith(t, file, "bl\u00e5"), "armored": "\n" + armored.String()} {
			ids, err := ParseIdentities([]byte(text), func() (string, error) { return "bl\u00e5", nil }, PluginUI{})
			if err != nil {
				t.Fatalf("%s: %v", form, err)
			}
			if got, err := OpenSlotsWith(slots, ids); err != nil || got != key {
				t.Errorf("%s, %s: %v", name, form, err)
			}
		}
		if _, _, err := OpenSlots(slots, "bl\u00e5"); !errors.Is(err, ErrWrongSecret) {
			t.Errorf("a passphrase opens a recipient's slot: %v", err)
		}
	}
	other, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	ids, err := ParseIdentities([]byte(other.String()), nil, PluginUI{})
	if err != nil {
		t.Fatal(err)
	}
	w, err := NewRecipientWay(x.Recipient().String())
	if _, err := OpenSlotsWith([]Slot{sealed(t, key)(w, err)}, ids); !errors.Is(err, ErrWrongIdentity) {
		t.Errorf("another's identity: %v", err)
	}
}

func TestBadIdentitiesAreRefusedWithoutQuoting(t *testing.T) {
	x, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"nothing":      "",
		"comments":     "# one\n# two\n",
		"a recipient":  x.Recipient().String(),
		"cut":          x.String()[:40],
		"lower case":   strings.ToLower(x.String()),
		"an SSH key":   "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEA\n",
		"bad plugin":   "AGE-PLUGIN-PROBE-1QQQ",
		"bad armor":    "-----BEGIN AGE ENCRYPTED FILE-----\n!!\n",
		"much":         strings.Repeat("#", MaxIdentities+1),
		"second wrong": x.String() + "\nrubbish\n",
	} {
		_, err := ParseIdentities([]byte(text), func() (string, error) { return "x", nil }, PluginUI{})
		if !errors.Is(err, ErrBadIdentities) {
			t.Errorf("%s: %v", name, err)
		}
		if err != nil && strings.Contains(strings.ToUpper(err.Error()), x.String()[:30]) {
			t.Errorf("%s: it quotes: %v", name, err)
		}
	}
	if _, err := ParseIdentities([]byte(sealWith(t, x.String(), "x")), func() (string, error) { return "y", nil }, PluginUI{}); !errors.Is(err, ErrWrongSecret) {
		t.Errorf("a wrong passphrase: %v", err)
	}
}

func TestIdentitiesNeverPrint(t *testing.T) {
	x, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	ids, err := ParseIdentities([]byte(x.String()), nil, PluginUI{})
	if err != nil {
		t.Fatal(err)
	}
	j, err := json.Marshal(ids)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{string(j), fmt.Sprint(ids), fmt.Sprintf("%+v %#v %s %q", ids, ids, ids, ids), ids.LogValue().String()} {
		if strings.Contains(text, "AGE-SECRET") || !strings.Contains(text, redacted) {
			t.Errorf("%q", text)
		}
	}
}

func TestRecipientsOfWays(t *testing.T) {
	x, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	pq, err := age.GenerateHybridIdentity()
	if err != nil {
		t.Fatal(err)
	}
	for _, good := range []string{x.Recipient().String(), " " + pq.Recipient().String() + "\n"} {
		if w, err := NewRecipientWay(good); err != nil || w.Recipient != strings.TrimSpace(good) || len(w.Identity) > 0 || len(w.ID) != 16 {
			t.Errorf("%.20q: %v", good, err)
		}
	}
	for bad, want := range map[string]error{
		x.String():                      ErrSecretKey,
		strings.ToLower(pq.String()):    ErrSecretKey,
		"AGE-PLUGIN-YUBIKEY-1QQQ":       ErrSecretKey,
		"ssh-ed25519 AAAAC3NzaC1lZDI1":  ErrSSHRecipient,
		"ssh-rsa AAAAB3NzaC1yc2E":       ErrSSHRecipient,
		"":                              ErrBadRecipient,
		"anna@example.org":              ErrBadRecipient,
		"age1yubikey1qqqq":              ErrBadRecipient,
		"age1../../evil1qqqq":           ErrBadRecipient,
		x.Recipient().String()[:40]:     ErrBadRecipient,
		x.Recipient().String() + "\nx":  ErrBadRecipient,
		strings.Repeat("age1probe1", 9): ErrBadRecipient,
	} {
		_, err := NewRecipientWay(bad)
		if !errors.Is(err, want) {
			t.Errorf("%.20q: %v", bad, err)
		}
	}
}
