package main

import (
	"context"
	"errors"
	"fmt"

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

// withVault is withBook below the record: for verify and backups.
func (a *app) withVault(ctx context.Context, fn func(context.Context, *vault.Vault) error) error {
	o, err := a.vaultOptions()
	if err != nil {
		return err
	}
	head, err := vault.ReadHead(o.Path)
	if err != nil {
		return fmt.Errorf("%s: %w", o.Path, err)
	}
	key, err := a.key(ctx, head)
	if err != nil {
		return err
	}
	return a.openVault(ctx, o, key, fn)
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
	v, err := vault.Open(ctx, o, key)
	if err != nil {
		return fmt.Errorf("%s: %w", o.Path, err)
	}
	defer func() { err = errors.Join(err, v.Close()) }()
	if err := a.tellFirstOpening(ctx, v); err != nil {
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
