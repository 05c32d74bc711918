package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"subrosa/notes"
	"subrosa/vault"
)

func newBackupCheckCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "check FILE",
		Short: "Rehearse a restore: read a copy whole, as if it were the vault",
		Args:  oneArg("FILE", "a copy of the vault"),
		RunE:  body(a, func(cmd *cobra.Command, args []string) error { return runBackupCheck(cmd.Context(), a, args[0]) }),
	}
}

// runBackupCheck opens the copy with today's way in and reads all of it. That
// the rehearsal took place is entered in the register of the vault, when that
// is unlocked.
func runBackupCheck(ctx context.Context, a *app, file string) error {
	if s, err := os.Stat(file); err == nil && s.IsDir() {
		return usage(file + " is a folder").hinting("name the copy in it; subrosa backup list shows where they went")
	}
	head, err := vault.ReadHead(file)
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	key, err := a.key(ctx, head)
	if err != nil {
		return err
	}
	r := verifyResult{OK: true, Problems: []string{}}
	c, err := vault.CheckCopy(ctx, file, key, func(tx *vault.Tx) (err error) {
		var problems []string
		r.Records, problems, err = notes.CheckRecords(tx)
		r.Problems = append(r.Problems, problems...)
		return err
	})
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	r.Pages, r.Generation, r.OK = c.Pages, c.Generation, len(r.Problems) == 0
	if r.OK {
		if err := a.registerRehearsal(ctx, c.SHA256); err != nil {
			a.warn("the rehearsal is not in the register: %s", explain(err).Message)
		}
	}
	return a.printVerdict(r, file)
}

// registerRehearsal enters in the vault, if it is unlocked, that the copy with
// this hash was read whole.
func (a *app) registerRehearsal(ctx context.Context, sum string) error {
	if path, err := a.vaultPath(); err != nil || !exists(path) {
		return err
	}
	return a.ifUnlocked(ctx, func(ctx context.Context, v *vault.Vault) error {
		return onBook(ctx, v, func(ctx context.Context, b *notes.Book) error {
			err := b.RegisterRehearsal(ctx, sum)
			if _, unknown := errors.AsType[*notes.NotFound](err); unknown {
				return nil // a copy made by hand
			}
			return err
		})
	})
}
