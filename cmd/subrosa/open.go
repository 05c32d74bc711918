package main

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"subrosa/crypto"
	"subrosa/notes"
	"subrosa/vault"
)

// withBook opens the vault with whatever key there is (asking for it where
// somebody can be asked), runs fn on the record, and closes the vault again.
// Nothing of the Book may be kept.
func (a *app) withBook(ctx context.Context, fn func(context.Context, *notes.Book) error) error {
	return a.withVault(ctx, func(ctx context.Context, v *vault.Vault) error {
		return onBook(ctx, v, fn)
	})
}

// withVault is withBook below the record: for verify and backups. Who came in
// by the words is asked for a new passphrase first.
func (a *app) withVault(ctx context.Context, fn func(context.Context, *vault.Vault) error) error {
	return a.inVault(ctx, func(ctx context.Context, v *vault.Vault, e entry) error {
		if _, err := a.offerPassphrase(ctx, v, e); err != nil {
			return err
		}
		return fn(ctx, v)
	})
}

// inVault is withVault for those who change the ways in themselves. When the
// key of the vault is changed between finding and using it, both are done once
// more.
func (a *app) inVault(ctx context.Context, fn func(context.Context, *vault.Vault, entry) error) error {
	o, err := a.vaultOptions()
	if err != nil {
		return err
	}
	for again := false; ; again = true {
		head, err := vault.ReadHead(o.Path)
		if err != nil {
			return fmt.Errorf("%s: %w", o.Path, err)
		}
		e, err := a.enter(ctx, head)
		if err != nil {
			return err
		}
		began := false
		err = a.openVault(ctx, o, e.key, func(ctx context.Context, v *vault.Vault) error {
			began = true
			return fn(ctx, v, e)
		})
		if began || again || !errors.Is(err, vault.ErrKeyChanged) || a.readsSecretOnce() {
			return err
		}
	}
}

// readsSecretOnce says whether the passphrase, the words or the identities come
// from standard input, which is read only once.
func (a *app) readsSecretOnce() bool {
	return slices.Contains([]string{a.flags.passphraseFile, a.flags.recoveryFile, a.flags.identityFile}, "-")
}

// ifUnlocked runs fn when the agent holds the key of the vault, and does
// nothing when it does not: for what must never ask.
func (a *app) ifUnlocked(ctx context.Context, fn func(context.Context, *vault.Vault) error) error {
	o, err := a.vaultOptions()
	if err != nil {
		return err
	}
	head, err := vault.ReadHead(o.Path)
	if err != nil {
		return fmt.Errorf("%s: %w", o.Path, err)
	}
	held, ok := a.agentPeek(head)
	if !ok {
		return nil
	}
	return a.openVault(ctx, o, held, fn)
}

func (a *app) openVault(ctx context.Context, o vault.Options, key crypto.Key, fn func(context.Context, *vault.Vault) error) (err error) {
	key.Lock() // refused where the limit is low; doctor tells
	v, err := vault.Open(ctx, o, key)
	if errors.Is(err, vault.ErrWrongKey) { // it is the key that the vault had a moment ago: see entered
		err = vault.ErrKeyChanged
	}
	if err != nil {
		return fmt.Errorf("%s: %w", o.Path, err)
	}
	defer func() { err = errors.Join(err, v.Close()) }()
	if err := a.tellOpening(ctx, v); err != nil {
		return err
	}
	return fn(ctx, v)
}

// onBook opens the record of an open vault.
func onBook(ctx context.Context, v *vault.Vault, fn func(context.Context, *notes.Book) error) error {
	b, err := notes.Open(ctx, v)
	if err != nil {
		return fmt.Errorf("open record: %w", err)
	}
	return fn(ctx, b)
}
