package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"golang.org/x/term"

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
	tty, err := a.openTTY()
	if err != nil {
		return crypto.Key{}, errLocked
	}
	defer tty.Close()
	for try := 1; ; try++ {
		secret, err := readSecret(ctx, tty, "Passphrase (or the 24 words): ")
		if err != nil {
			return crypto.Key{}, err
		}
		key, err := a.openSlots(head, secret)
		if !errors.Is(err, crypto.ErrWrongSecret) || try == triesOnTerminal {
			return key, err
		}
		fmt.Fprintln(tty, "that opens nothing; try again")
	}
}

// readSecret reads one line without showing it. When ctx ends, the terminal is
// put back as it was.
func readSecret(ctx context.Context, tty *os.File, prompt string) (string, error) {
	fd := int(tty.Fd())
	before, err := term.GetState(fd)
	if err != nil {
		return "", errLocked
	}
	fmt.Fprint(tty, prompt)
	type line struct {
		text []byte
		err  error
	}
	read := make(chan line, 1)
	go func() {
		text, err := term.ReadPassword(fd)
		read <- line{text, err}
	}()
	select {
	case <-ctx.Done():
		term.Restore(fd, before)
		fmt.Fprintln(tty)
		return "", errInterrupted
	case l := <-read:
		fmt.Fprintln(tty)
		if l.err != nil {
			return "", fmt.Errorf("read passphrase: %w", errInterrupted)
		}
		return asPassphrase(l.text)
	}
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
	tty, err := a.openTTY()
	if err != nil {
		return "", missing("passphrase-file", "a passphrase")
	}
	defer tty.Close()
	for {
		first, err := readSecret(ctx, tty, "New passphrase: ")
		if err != nil {
			return "", err
		}
		if first == "" {
			fmt.Fprintln(tty, "an empty passphrase protects nothing")
			continue
		}
		second, err := readSecret(ctx, tty, "The same again: ")
		if err != nil {
			return "", err
		}
		if first == second {
			return first, nil
		}
		fmt.Fprintln(tty, "they differ; once more")
	}
}
