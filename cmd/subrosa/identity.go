package main

import (
	"context"
	"errors"
	"fmt"

	"subrosa/cmd/subrosa/screen"
	"subrosa/crypto"
	"subrosa/vault"
)

// enterWithIdentities comes in by a key that is kept elsewhere: a file of age
// identities, which may itself be sealed for a passphrase, or may name a key in
// hardware.
func (a *app) enterWithIdentities(ctx context.Context, head vault.Head) (entry, error) {
	name := a.flags.identityFile
	text, err := a.identityText(name)
	if err != nil {
		return entry{}, err
	}
	ui, done := a.pluginUI(ctx)
	defer done()
	ids, err := crypto.ParseIdentities(text, func() (string, error) { return a.identityPassphrase(ctx, name) }, ui)
	if err != nil {
		return entry{}, fmt.Errorf("%s: %w", sourceName(name), err)
	}
	key, err := crypto.OpenSlotsWith(head.Slots, ids)
	if err != nil {
		return entry{}, fmt.Errorf("open vault: %w", err)
	}
	return entered(head, key, crypto.Recipient)
}

func (a *app) identityText(name string) (text []byte, err error) {
	if name == "-" {
		text, err = readUpTo(a.stdin(), crypto.MaxIdentities)
	} else {
		text, err = readFile(name, crypto.MaxIdentities)
	}
	if errors.Is(err, errTooLong) {
		return nil, &inputError{source: sourceName(name), what: "longer than 64 KiB"}
	}
	return text, err
}

// identityPassphrase is the passphrase of the file of identities itself.
func (a *app) identityPassphrase(ctx context.Context, name string) (string, error) {
	if a.flags.passphraseFile != "" {
		return a.passphraseFromFile(a.flags.passphraseFile)
	}
	ask, done, err := a.secretAsker()
	if err != nil {
		return "", errLocked
	}
	defer done()
	return ask.Passphrase(ctx, "Passphrase of "+screen.Line(sourceName(name)))
}

// pluginUI lets a plugin speak on the controlling terminal, where there is one.
// What it says is a stranger's text.
func (a *app) pluginUI(ctx context.Context) (ui crypto.PluginUI, done func()) {
	ask, done, err := a.secretAsker()
	if err != nil {
		return crypto.PluginUI{}, func() {}
	}
	said := func(plugin, text string) string { return "age-plugin-" + plugin + ": " + screen.Clean(text) }
	return crypto.PluginUI{
		Say: func(plugin, message string) error {
			_, err := fmt.Fprintln(ask.Secret, said(plugin, message))
			return err
		},
		Ask: func(plugin, prompt string, secret bool) (string, error) {
			if secret {
				return ask.Passphrase(ctx, said(plugin, prompt))
			}
			return ask.Line(ctx, said(plugin, prompt), "", "", nil)
		},
		Confirm: func(plugin, prompt, yes, no string) (bool, error) {
			return ask.Confirm(ctx, fmt.Sprintf("%s (yes: %s, no: %s)", said(plugin, prompt), screen.Clean(yes), screen.Clean(no)))
		},
		Waiting: func(plugin string) {
			fmt.Fprintf(ask.Secret, "waiting for age-plugin-%s; perhaps the key wants to be touched\n", plugin)
		},
	}, done
}
