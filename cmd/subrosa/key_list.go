package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"subrosa/crypto"
	"subrosa/vault"
)

func newKeyCmd(a *app) *cobra.Command {
	return newGroupCmd(a, "key", "Show and change the ways into the vault",
		newKeyListCmd(a),
		newKeyPassphraseCmd(a),
		newKeyRecoveryCmd(a),
		newKeyCheckCmd(a),
		newKeyAddCmd(a),
		newKeyRemoveCmd(a),
		newKeyRotateCmd(a),
	)
}

type keyListResult struct {
	Keys      []slotResult `json:"keys"`
	KeySince  *time.Time   `json:"key_since"` // when the vault got the key that it has
	Checked   bool         `json:"checked"`   // compared with the vault's own list, which needs the key
	Truncated bool         `json:"truncated"`
}

// slotResult is a way in; since when, and whose key, only the unlocked vault
// tells.
type slotResult struct {
	ID        string          `json:"id"`
	Kind      crypto.SlotKind `json:"kind"`
	Since     *time.Time      `json:"since"`
	Recipient string          `json:"recipient,omitempty"`
}

func newKeyListCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List the ways into the vault",
		Long: `List the ways into the vault: the passphrase, the recovery words, and the keys of
others. While the vault is unlocked the list is compared with the one inside the
vault, and says since when each is a way in, and whose the keys are.`,
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
		r.Keys = append(r.Keys, slotResult{ID: s.ID, Kind: s.Kind})
	}
	err = a.ifUnlocked(ctx, func(ctx context.Context, v *vault.Vault) error { return r.fill(ctx, v) })
	if err != nil {
		return err
	}
	return a.print(r, func(w io.Writer) { renderKeys(w, r) })
}

// fill takes the list from inside the vault instead.
func (r *keyListResult) fill(ctx context.Context, v *vault.Vault) error {
	ways, since, err := v.Ways(ctx)
	if err != nil {
		return err
	}
	r.Keys, r.KeySince, r.Checked = nil, &since, true
	for _, w := range ways {
		k := slotResult{ID: w.ID, Kind: w.Kind, Since: &w.Since}
		if w.Kind == crypto.Recipient {
			k.Recipient = w.Recipient
		}
		r.Keys = append(r.Keys, k)
	}
	return nil
}

func renderKeys(w io.Writer, r keyListResult) {
	var rows [][]string
	for _, k := range r.Keys {
		since := ""
		if k.Since != nil {
			since = "since " + day(*k.Since)
		}
		rows = append(rows, []string{k.ID, string(k.Kind), since, brief(k.Recipient)})
	}
	table(w, rows)
	if r.KeySince != nil {
		fmt.Fprintf(w, "the vault has its present key since %s\n", day(*r.KeySince))
	}
}
