package main

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"filippo.io/age"
	"filippo.io/age/plugin"
	"github.com/rogpeppe/go-internal/testscript"

	"subrosa/crypto"
	"subrosa/vault"
)

// playPlugin is age-plugin-probe, written with age's own framework: a key in
// "hardware". One whose name begins with pin asks for its PIN.
func playPlugin() int {
	p, err := plugin.New("probe")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	p.RegisterFlags(nil)
	p.HandleRecipient(func(data []byte) (age.Recipient, error) { return age.ParseX25519Recipient(string(data)) })
	p.HandleIdentity(func(data []byte) (age.Identity, error) {
		secret, wantsPIN := strings.CutPrefix(string(data), "pin ")
		if wantsPIN {
			pin, err := p.RequestValue("PIN of the key", true)
			if err != nil || pin != "1234" {
				return nil, errors.New("that is not the PIN")
			}
		}
		return age.ParseX25519Identity(secret)
	})
	return p.Main()
}

// cmdPluginKey makes a key in "hardware": a variable with the recipient, and a
// file that names the identity, as the programs of such keys write it.
func cmdPluginKey(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: pluginkey PLUGIN VARIABLE FILE")
	}
	x, err := age.GenerateX25519Identity()
	ts.Check(err)
	ts.Setenv(args[1], plugin.EncodeRecipient(args[0], []byte(x.Recipient().String())))
	text := "# the key on the desk\n" + plugin.EncodeIdentity(args[0], []byte(x.String())) + "\n"
	ts.Check(os.WriteFile(ts.MkAbs(args[2]), []byte(text), 0o600))
}

// cmdAgeSeal seals a file for the passphrase in another one, as age -p does.
func cmdAgeSeal(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: ageseal PASSPHRASE FILE NEW")
	}
	f, err := os.OpenFile(ts.MkAbs(args[2]), os.O_CREATE|os.O_WRONLY|os.O_EXCL, 0o600)
	ts.Check(err)
	w, err := crypto.SealWithPassphrase(f, strings.TrimSpace(ts.ReadFile(args[0])), 2)
	ts.Check(err)
	_, err = w.Write([]byte(ts.ReadFile(args[1])))
	ts.Check(errors.Join(err, w.Close(), f.Close()))
}

// cmdWayID sets a variable to the id of the first way in of a kind.
func cmdWayID(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: wayid KIND VARIABLE")
	}
	head, err := vault.ReadHead(ts.MkAbs("practice.vault"))
	ts.Check(err)
	for _, s := range head.Slots {
		if string(s.Kind) == args[0] {
			ts.Setenv(args[1], s.ID)
			return
		}
	}
	ts.Fatalf("no way in of the kind %s", args[0])
}
