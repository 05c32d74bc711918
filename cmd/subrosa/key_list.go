package main

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"subrosa/crypto"
	"subrosa/vault"
)

func newKeyCmd(a *app) *cobra.Command {
	return newGroupCmd(a, "key", "Show the ways into the vault", newKeyListCmd(a))
}

type keyListResult struct {
	Keys      []slotResult `json:"keys"`
	Checked   bool         `json:"checked"` // compared with the vault's own list, which needs the key
	Truncated bool         `json:"truncated"`
}

type slotResult struct {
	ID   string          `json:"id"`
	Kind crypto.SlotKind `json:"kind"`
}

func newKeyListCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List the ways into the vault",
		Long: `List the ways into the vault: the passphrase and the recovery words. While the
vault is unlocked the list is compared with the one inside the vault.`,
		Args: noArgs,
		RunE: body(a, func(cmd *cobra.Command, _ []string) error { return runKeyList(cmd.Context(), a) }),
	}
}

func runKeyList(ctx context.Context, a *app) error {
	path, err := a.vaultPath()
	if err != nil {
		return err
	}
	head, err := vault.ReadHead(path)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	r := keyListResult{Keys: []slotResult{}}
	for _, s := range head.Slots {
		r.Keys = append(r.Keys, slotResult{s.ID, s.Kind})
	}
	err = a.ifUnlocked(ctx, func(context.Context, *vault.Vault) error { // opening compares the slots with the root
		r.Checked = true
		return nil
	})
	if err != nil {
		return err
	}
	return a.print(r, func(w io.Writer) {
		var rows [][]string
		for _, k := range r.Keys {
			rows = append(rows, []string{k.ID, string(k.Kind)})
		}
		table(w, rows)
	})
}
