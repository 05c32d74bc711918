package crypto

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"filippo.io/age"
	"filippo.io/age/plugin"
)

// TestMain makes the test program an age plugin when it is run under the name
// of one.
func TestMain(m *testing.M) {
	if name, ok := strings.CutPrefix(filepath.Base(os.Args[0]), "age-plugin-"); ok {
		os.Exit(playPlugin(name))
	}
	os.Exit(m.Run())
}

// playPlugin is a plugin written with age's own framework: a key in "hardware" that
// asks for a PIN.
func playPlugin(name string) int {
	p, err := plugin.New(name)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	p.RegisterFlags(nil)
	p.HandleRecipient(func(data []byte) (age.Recipient, error) { return age.ParseX25519Recipient(string(data)) })
	p.HandleIdentity(func(data []byte) (age.Identity, error) {
		pin, err := p.RequestValue("PIN of the key", true)
		if err != nil {
			return nil, err
		}
		if pin != "1234" {
			return nil, errors.New("that is not the PIN")
		}
		return age.ParseX25519Identity(string(data))
	})
	return p.Main()
}

// probeKey puts the plugin on the PATH and makes a key for it.
func probeKey(t *testing.T) (recipient, identity string) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.Symlink(self, filepath.Join(dir, "age-plugin-probe")); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir)
	x, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	return plugin.EncodeRecipient("probe", []byte(x.Recipient().String())), plugin.EncodeIdentity("probe", []byte(x.String()))
}

func TestAKeyInHardwareIsAWayIn(t *testing.T) {
	recipient, identity := probeKey(t)
	w, err := NewRecipientWay(" " + recipient + "\n")
	if err != nil {
		t.Fatal(err)
	}
	key := NewKey()
	slots := []Slot{sealed(t, NewKey())(NewPassphraseWay("x", 1)), sealed(t, key)(w, nil)}
	asked := ""
	ui := func(pin string) PluginUI {
		return PluginUI{Ask: func(name, prompt string, secret bool) (string, error) {
			asked = fmt.Sprint(name, ": ", prompt, " ", secret)
			return pin, nil
		}}
	}
	open := func(text string, ui PluginUI) (Key, error) {
		ids, err := ParseIdentities([]byte(text), nil, ui)
		if err != nil {
			return Key{}, err
		}
		return OpenSlotsWith(slots, ids)
	}
	if got, err := open("# mine\n"+identity+"\n", ui("1234")); err != nil || got != key {
		t.Errorf("%v", err)
	}
	if asked != "probe: PIN of the key true" {
		t.Errorf("asked %q", asked)
	}
	for name, u := range map[string]PluginUI{"a wrong PIN": ui("1111"), "nobody to ask": {}} {
		_, err := open(identity, u)
		e, ok := errors.AsType[*PluginError](err)
		if !ok || e.Missing || e.Plugin != "age-plugin-probe" {
			t.Errorf("%s: %v", name, err)
		}
	}

	// a key of its own goes before: nobody is asked for a PIN in vain
	native, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	mine, err := NewRecipientWay(native.Recipient().String())
	slots = append(slots, sealed(t, key)(mine, err))
	asked = ""
	if got, err := open(identity+"\n"+native.String(), ui("1234")); err != nil || got != key || asked != "" {
		t.Errorf("%v, asked %q", err, asked)
	}

	// without the plugin: neither opened nor sealed, and it says which is missing
	t.Setenv("PATH", t.TempDir())
	_, opening := open(identity, ui("1234"))
	_, sealing := w.Seal(key)
	for _, err := range []error{opening, sealing} {
		e, ok := errors.AsType[*PluginError](err)
		if !ok || !e.Missing || e.Error() != "age-plugin-probe is not on the PATH" {
			t.Errorf("%v", err)
		}
	}
}

// What passes to a plugin is a key; the library would copy it to standard error.
func TestPluginsAreNotListenedTo(t *testing.T) {
	recipient, _ := probeKey(t)
	t.Setenv("AGEDEBUG", "plugin")
	w, err := NewRecipientWay(recipient)
	if err != nil {
		t.Fatal(err)
	}
	r, said, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	old := os.Stderr
	os.Stderr = said
	_, err = w.Seal(NewKey())
	os.Stderr = old
	said.Close()
	if err != nil {
		t.Fatal(err)
	}
	b := make([]byte, 1)
	if n, _ := r.Read(b); n > 0 {
		t.Error("the conversation with the plugin went to standard error")
	}
}
