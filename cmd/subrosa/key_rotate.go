package main

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"subrosa/notes"
	"subrosa/vault"
)

func newKeyRotateCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "rotate",
		Short: "Give the vault a new key",
		Long: `Give the vault a new key and seal everything in it again. All ways in go on
opening it, with what opens them now. It is for when somebody may have got hold of
the key itself: from a computer that was lost while the vault was unlocked.
Copies made before still open with the old key.`,
		Args: noArgs,
		RunE: body(a, func(cmd *cobra.Command, _ []string) error { return runKeyRotate(cmd.Context(), a) }),
	}
}

func runKeyRotate(ctx context.Context, a *app) error {
	var r keyChanged
	err := a.inVault(ctx, func(ctx context.Context, v *vault.Vault, e entry) error {
		rotated, err := a.rotate(ctx, v, e, vault.Change{Record: recording(notes.KeyRotated, "")})
		if err != nil {
			return err
		}
		r, err = a.changed(ctx, v, keyChanged{Rotated: true, Swept: rotated.Swept})
		return err
	})
	if err != nil {
		return err
	}
	return a.print(r, func(w io.Writer) {
		fmt.Fprintf(w, "the vault has a new key, at generation %d; copies made before open with the old one\n", r.Generation)
	})
}
