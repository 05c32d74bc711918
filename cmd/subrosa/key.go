package main

import (
	"context"
	"errors"
	"fmt"

	"subrosa/cmd/subrosa/form"
	"subrosa/crypto"
	"subrosa/vault"
)

// triesOnTerminal is how often a passphrase may be mistyped.
const triesOnTerminal = 3

// key finds the key of a vault: from the agent, else with the passphrase or
// the words of a file, else with what is typed on the controlling terminal.
func (a *app) key(ctx context.Context, head vault.Head) (crypto.Key, error) {
	if key, ok := a.agentUse(head); ok {
		return key, nil
	}
	return a.keyWithoutAgent(ctx, head)
}

// keyWithoutAgent is key for `unlock`, which is there to fill the agent.
func (a *app) keyWithoutAgent(ctx context.Context, head vault.Head) (crypto.Key, error) {
	switch {
	case a.flags.passphraseFile != "":
		secret, err := a.passphraseFromFile(a.flags.passphraseFile)
		if err != nil {
			return crypto.Key{}, err
		}
		return a.openSlots(head, secret)
	case a.flags.recoveryFile != "":
		words, err := a.wordsFromFile(a.flags.recoveryFile)
		if err != nil {
			return crypto.Key{}, err
		}
		return a.openSlots(head, words)
	}
	return a.keyFromTerminal(ctx, head)
}

// openSlots tries a passphrase or words, and says so when it was the words.
func (a *app) openSlots(head vault.Head, secret string) (crypto.Key, error) {
	if secret == "" {
		return crypto.Key{}, crypto.ErrWrongSecret
	}
	key, kind, err := crypto.OpenSlots(head.Slots, secret)
	if err != nil {
		return crypto.Key{}, fmt.Errorf("open vault: %w", err)
	}
	if kind == crypto.Recovery {
		a.say("opened with the recovery words; the passphrase is still the old one, and this version cannot change it")
	}
	return key, nil
}

// keyFromTerminal asks on the controlling terminal, wherever it opens.
func (a *app) keyFromTerminal(ctx context.Context, head vault.Head) (crypto.Key, error) {
	ask, done, err := a.secretAsker()
	if err != nil {
		return crypto.Key{}, errLocked
	}
	defer done()
	for try := 1; ; try++ {
		typed, err := ask.Passphrase(ctx, "Passphrase, or the 24 words")
		if err != nil {
			return crypto.Key{}, err
		}
		secret, err := asPassphrase([]byte(typed))
		if err != nil {
			return crypto.Key{}, crypto.ErrWrongSecret
		}
		var key crypto.Key
		ask.Hushed(func() { key, err = a.openSlots(head, secret) })
		if !errors.Is(err, crypto.ErrWrongSecret) || try == triesOnTerminal {
			return key, err
		}
		fmt.Fprintln(ask.Secret, "that opens nothing; try again")
	}
}

// secretAsker asks for secrets on the controlling terminal, whatever standard
// input and output are.
func (a *app) secretAsker() (ask *form.Asker, done func(), err error) {
	tty, err := a.openTTY()
	if err != nil {
		return nil, nil, err
	}
	ask = form.New(tty, tty, a.plain())
	ask.Secret = tty
	return ask, func() { tty.Close() }, nil
}

// newPassphrase takes the passphrase of a new vault from its file, or asks for
// it twice.
func (a *app) newPassphrase(ctx context.Context) (string, error) {
	if a.flags.passphraseFile != "" {
		secret, err := a.passphraseFromFile(a.flags.passphraseFile)
		if err == nil && secret == "" {
			err = crypto.ErrWrongSecret
		}
		return secret, err
	}
	ask, done, err := a.secretAsker()
	if err != nil {
		return "", missing("passphrase-file", "a passphrase")
	}
	defer done()
	typed, err := ask.NewPassphrase(ctx)
	if err != nil {
		return "", err
	}
	return asPassphrase([]byte(typed))
}
