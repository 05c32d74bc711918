package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"

	"github.com/spf13/cobra"

	"subrosa/vault"
)

type restoreOptions struct{ to string }

type restoreResult struct {
	Vault      string `json:"vault"`
	ID         string `json:"id"`
	Generation uint64 `json:"generation"`
}

func newRestoreCmd(a *app) *cobra.Command {
	o := &restoreOptions{}
	c := &cobra.Command{
		Use:   "restore FILE --to PATH",
		Short: "Make a vault of a backup",
		Long: `Check a backup and copy it to a path where nothing stands. What this computer
remembers of the vault becomes that of the copy: what was written after the copy
was made is not in it.`,
		Args: oneArg("FILE", "a copy of the vault"),
		RunE: body(a, func(cmd *cobra.Command, args []string) error { return o.run(cmd.Context(), a, args[0]) }),
	}
	c.Flags().StringVar(&o.to, "to", "", "the `path` of the new vault; nothing may stand there")
	return c
}

func (o *restoreOptions) run(ctx context.Context, a *app, file string) error {
	if o.to == "" {
		return missing("to", "where to restore")
	}
	to, err := filepath.Abs(o.to)
	if err != nil {
		return err
	}
	if exists(to) {
		return fmt.Errorf("%s: %w", to, vault.ErrExists)
	}
	head, err := vault.ReadHead(file)
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	key, err := a.key(ctx, head)
	if err != nil {
		return err
	}
	vo, err := a.vaultOptions()
	if err != nil {
		return err
	}
	vo.Path = to
	info, err := vault.Restore(ctx, file, vo, key)
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	a.say("this computer now takes generation %d for the newest of this vault", info.Generation)
	return a.print(restoreResult{to, info.ID, info.Generation}, func(w io.Writer) {
		fmt.Fprintf(w, "restored to %s, generation %d\n", to, info.Generation)
	})
}
