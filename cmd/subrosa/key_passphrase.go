package main

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"subrosa/vault"
)

type keyPassphraseOptions struct{ file string }

func newKeyPassphraseCmd(a *app) *cobra.Command {
	o := &keyPassphraseOptions{}
	c := &cobra.Command{
		Use:   "passphrase [--new-passphrase-file FILE]",
		Short: "Change the passphrase",
		Long: `Change the passphrase. The vault gets a new key, and everything in it is sealed
again; the recovery words and the keys of others go on opening it. Copies made
before still open with the passphrase of their time.

Forgotten it? The recovery words do in its place: subrosa key passphrase asks
for the passphrase or the words first.`,
		Args: noArgs,
		RunE: body(a, func(cmd *cobra.Command, _ []string) error { return o.run(cmd.Context(), a) }),
	}
	c.Flags().StringVar(&o.file, "new-passphrase-file", "", "read the new passphrase from the first line of `file` (-: standard input)")
	return c
}

func (o *keyPassphraseOptions) run(ctx context.Context, a *app) error {
	typed := ""
	var err error
	if o.file != "" || !a.terminal() { // before anything else is asked
		if typed, err = o.passphrase(ctx, a); err != nil {
			return err
		}
	}
	var r passphraseSet
	err = a.inVault(ctx, func(ctx context.Context, v *vault.Vault, e entry) error {
		if typed == "" {
			if typed, err = o.passphrase(ctx, a); err != nil {
				return err
			}
		}
		r, err = a.setPassphrase(ctx, v, e, typed)
		return err
	})
	if err != nil {
		return err
	}
	return a.print(r.keyChanged, func(w io.Writer) {
		fmt.Fprintln(w, "the passphrase is changed; copies made before open with the old one")
	})
}

func (o *keyPassphraseOptions) passphrase(ctx context.Context, a *app) (string, error) {
	return a.newPassphrase(ctx, "new-passphrase-file", o.file)
}
