package main

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"subrosa/crypto"
	"subrosa/notes"
	"subrosa/vault"
)

type keyChecked struct {
	Opens bool `json:"opens"`
}

func newKeyCheckCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "check",
		Short: "See whether the 24 words on the sheet open the vault",
		Long: `Type the 24 recovery words from their sheet, or give them with --recovery-file. When
they open the vault this is entered in the history, and todo no longer reminds of it.
Nothing is changed: a sheet that is wrong is replaced with subrosa key recovery.`,
		Args: noArgs,
		RunE: body(a, func(cmd *cobra.Command, _ []string) error { return runKeyCheck(cmd.Context(), a) }),
	}
}

func runKeyCheck(ctx context.Context, a *app) error {
	o, err := a.vaultOptions()
	if err != nil {
		return err
	}
	head, err := vault.ReadHead(o.Path)
	if err != nil {
		return fmt.Errorf("%s: %w", o.Path, err)
	}
	words, err := a.wordsOfSheet(ctx)
	if err != nil {
		return err
	}
	e, err := openSlots(head, words)
	if err == nil && e.by != crypto.Recovery {
		err = fmt.Errorf("that is no sheet of words: %w", crypto.ErrWrongSecret)
	}
	if err != nil {
		return err
	}
	err = a.openVault(ctx, o, e.key, func(ctx context.Context, v *vault.Vault) error {
		return v.Update(ctx, func(tx *vault.Tx) error { return notes.RecordKeyChange(tx, notes.WordsChecked, "") })
	})
	if err != nil {
		return err
	}
	return a.print(keyChecked{true}, func(w io.Writer) {
		fmt.Fprintln(w, "the words open the vault; put the sheet back, away from this computer")
	})
}

// wordsOfSheet are the words of --recovery-file, or those typed.
func (a *app) wordsOfSheet(ctx context.Context) (string, error) {
	if a.flags.recoveryFile != "" {
		return a.wordsFromFile(a.flags.recoveryFile)
	}
	ask, done, err := a.secretAsker()
	if err != nil {
		return "", missingAll("recovery-file", "the 24 words")
	}
	defer done()
	typed, err := ask.Passphrase(ctx, "The 24 words, from the sheet")
	if err != nil {
		return "", err
	}
	words, err := crypto.ParseWords(typed)
	if err != nil {
		return "", fmt.Errorf("%w: %w", crypto.ErrWrongSecret, err)
	}
	return words, nil
}
