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

// entry is how somebody came into a vault.
type entry struct {
	key crypto.Key
	by  crypto.SlotKind // what opened it; "" when the agent held the key
}

// enter finds the key of a vault: from the agent, else with the passphrase, the
// words or the identities of a file, else with what is typed on the controlling
// terminal.
func (a *app) enter(ctx context.Context, head vault.Head) (entry, error) {
	if key, ok := a.agentUse(head); ok {
		return entry{key: key}, nil
	}
	return a.enterWithoutAgent(ctx, head)
}

// enterWithoutAgent is enter for `unlock`, which is there to fill the agent.
func (a *app) enterWithoutAgent(ctx context.Context, head vault.Head) (entry, error) {
	switch {
	case a.flags.identityFile != "":
		return a.enterWithIdentities(ctx, head)
	case a.flags.passphraseFile != "":
		secret, err := a.passphraseFromFile(a.flags.passphraseFile)
		if err != nil {
			return entry{}, err
		}
		return openSlots(head, secret)
	case a.flags.recoveryFile != "":
		words, err := a.wordsFromFile(a.flags.recoveryFile)
		if err != nil {
			return entry{}, err
		}
		return openSlots(head, words)
	}
	return a.enterFromTerminal(ctx, head)
}

// key is enter for a copy, whose ways in are not changed.
func (a *app) key(ctx context.Context, head vault.Head) (crypto.Key, error) {
	a.tellEarlierKey(head)
	e, err := a.enter(ctx, head)
	if err == nil && e.by == crypto.Recovery {
		a.remindOfPassphrase()
	}
	return e.key, err
}

// tellEarlierKey says it of a copy that was made before the vault got its
// present key, whose passphrase may be another.
func (a *app) tellEarlierKey(copy vault.Head) {
	path, err := a.vaultPath()
	if err != nil {
		return
	}
	head, err := vault.ReadHead(path)
	if err == nil && head.ID == copy.ID && head.KeyID != copy.KeyID {
		a.say("this copy has another key than the vault has now: it opens with the passphrase and the words of its time")
	}
}

// openSlots tries a passphrase or words.
func openSlots(head vault.Head, secret string) (entry, error) {
	if secret == "" {
		return entry{}, crypto.ErrWrongSecret
	}
	key, kind, err := crypto.OpenSlots(head.Slots, secret)
	if err != nil {
		return entry{}, fmt.Errorf("open vault: %w", err)
	}
	return entered(head, key, kind)
}

// entered refuses a key that is not the one the vault says it has: then the
// slots are another vault's.
func entered(head vault.Head, key crypto.Key, by crypto.SlotKind) (entry, error) {
	if key.ID() != head.KeyID {
		return entry{}, vault.ErrWrongKey
	}
	return entry{key, by}, nil
}

// enterFromTerminal asks on the controlling terminal, wherever it opens.
func (a *app) enterFromTerminal(ctx context.Context, head vault.Head) (entry, error) {
	ask, done, err := a.secretAsker()
	if err != nil {
		return entry{}, errLocked
	}
	defer done()
	for try := 1; ; try++ {
		typed, err := ask.Passphrase(ctx, "Passphrase, or the 24 words")
		if err != nil {
			return entry{}, err
		}
		secret, err := asPassphrase([]byte(typed))
		if err != nil {
			return entry{}, crypto.ErrWrongSecret
		}
		var e entry
		ask.Hushed(func() { e, err = openSlots(head, secret) })
		if !errors.Is(err, crypto.ErrWrongSecret) || try == triesOnTerminal {
			return e, err
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

// newPassphrase takes a new passphrase from the first line of the file that
// flag names, or asks for it twice; it is not to be made of what is known.
func (a *app) newPassphrase(ctx context.Context, flag, file string, known ...string) (string, error) {
	if file != "" {
		secret, err := a.passphraseFromFile(file)
		if err == nil && secret == "" {
			err = crypto.ErrWrongSecret
		}
		return secret, err
	}
	ask, done, err := a.secretAsker()
	if err != nil {
		return "", missing(flag, "the new passphrase")
	}
	defer done()
	typed, err := ask.NewPassphrase(ctx, known...)
	if err != nil {
		return "", err
	}
	return asPassphrase([]byte(typed))
}
