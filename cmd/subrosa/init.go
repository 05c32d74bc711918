package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"

	"github.com/spf13/cobra"

	"subrosa/crypto"
	"subrosa/notes"
	"subrosa/vault"
)

type initOptions struct {
	from        string
	recoveryOut string

	practice   notes.Practice
	passphrase string
	words      string

	key crypto.Key // of the vault that was made
}

type initResult struct {
	Vault      string `json:"vault"`
	ID         string `json:"id"`
	Generation uint64 `json:"generation"`
	Recovery   string `json:"recovery_out,omitempty"`
}

func newInitCmd(a *app) *cobra.Command {
	o := &initOptions{}
	c := &cobra.Command{
		Use:   "init [--from FILE] [--recovery-out FILE]",
		Short: "Set up a new vault",
		Long: `Set up a new vault: who keeps the record, the passphrase, and 24 recovery words
that open the vault when the passphrase is lost. The words are shown once, to be
written on paper; without a terminal --recovery-out writes them to a new file.

--from reads the practice from JSON: therapist, title, authorisation, address,
language (en or da), profile, and places, each with id, label and address.`,
		Args: noArgs,
		RunE: body(a, func(cmd *cobra.Command, _ []string) error { return o.run(cmd.Context(), a) }),
	}
	c.Flags().StringVar(&o.from, "from", "", "read the practice from the JSON `file` (-: standard input)")
	c.Flags().StringVar(&o.recoveryOut, "recovery-out", "", "write the 24 recovery words to this new `file`")
	return c
}

func (o *initOptions) run(ctx context.Context, a *app) error {
	vo, err := a.vaultOptions()
	if err != nil {
		return err
	}
	if exists(vo.Path) {
		return fmt.Errorf("%s: %w", vo.Path, vault.ErrExists)
	}
	if err := o.complete(ctx, a, vo.Path); err != nil {
		return err
	}
	r, err := o.make(ctx, a, vo)
	if err != nil {
		return err
	}
	return a.print(r, func(w io.Writer) {
		fmt.Fprintf(w, "made the vault %s\n", r.Vault)
		if r.Recovery != "" {
			fmt.Fprintf(w, "the recovery words are in %s; keep them on paper, away from this computer\n", r.Recovery)
		}
	})
}

// complete asks for what the flags did not bring.
func (o *initOptions) complete(ctx context.Context, a *app, path string) (err error) {
	switch {
	case o.from != "":
		err = a.fromJSON(o.from, &o.practice)
	case a.terminal():
		o.practice, err = a.asker().Practice(ctx, o.practice, "All files of the practice: "+path)
		err = unlessLeft(err, "no vault was made")
	default:
		err = missing("from", "the practice")
	}
	if err != nil {
		return err
	}
	if o.recoveryOut == "" && !a.terminal() {
		return missing("recovery-out", "where to write the recovery words")
	}
	if o.recoveryOut != "" && exists(o.recoveryOut) {
		return fmt.Errorf("%s: %w", o.recoveryOut, vault.ErrExists)
	}
	known := []string{o.practice.Therapist, o.practice.Title, o.practice.Address}
	for _, p := range o.practice.Places {
		known = append(known, p.Label, p.Address)
	}
	if o.passphrase, err = a.newPassphrase(ctx, "passphrase-file", a.flags.passphraseFile, known...); err != nil {
		return err
	}
	if o.words, err = crypto.NewWords(); err != nil {
		return err
	}
	if o.recoveryOut == "" {
		return a.asker().Words(ctx, o.words)
	}
	return nil
}

// make writes the words first and the vault second, and takes the words away
// again when the vault cannot be made: either both are there or neither.
func (o *initOptions) make(ctx context.Context, a *app, vo vault.Options) (r initResult, err error) {
	made := false
	if o.recoveryOut != "" {
		if err := writeNew(o.recoveryOut, []byte(o.words+"\n")); err != nil {
			return r, fmt.Errorf("write recovery words: %w", err)
		}
		defer func() {
			if !made { // on an error, and on a panic too
				os.Remove(o.recoveryOut)
			}
		}()
	}
	o.key = crypto.NewKey()
	ways, err := o.ways(a.cost())
	if err != nil {
		return r, err
	}
	if err := os.MkdirAll(filepath.Dir(vo.Path), 0o700); err != nil {
		return r, err
	}
	v, err := vault.Create(ctx, vo, o.key, ways, func(tx *vault.Tx) error { return notes.Initialise(tx, o.practice) })
	if err != nil {
		return r, fmt.Errorf("%s: %w", vo.Path, err)
	}
	made = true // whatever comes now, these words open it
	info, err := v.Info(ctx)
	if err = errors.Join(err, v.Close()); err != nil {
		return r, err
	}
	return initResult{Vault: vo.Path, ID: info.ID, Generation: info.Generation, Recovery: o.recoveryOut}, nil
}

// ways makes those of the passphrase and of the words, side by side: each takes
// about a second, by design.
func (o *initOptions) ways(cost int) ([]crypto.Way, error) {
	var ways [2]crypto.Way
	var errs [2]error
	var both sync.WaitGroup
	both.Go(func() { ways[0], errs[0] = crypto.NewPassphraseWay(o.passphrase, cost) })
	both.Go(func() { ways[1], errs[1] = crypto.NewRecoveryWay(o.words, cost) })
	both.Wait()
	return ways[:], errors.Join(errs[:]...)
}

// writeNew writes a file that must not exist, for the user alone, and leaves
// nothing when it fails.
func writeNew(path string, text []byte) error {
	return writeNewFrom(path, func(w io.Writer) error {
		_, err := w.Write(text)
		return err
	})
}

// writeNewFrom is writeNew of what a function writes.
func writeNewFrom(path string, fill func(io.Writer) error) (err error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, os.ErrExist) {
		return fmt.Errorf("%s: %w", path, vault.ErrExists)
	}
	if err != nil {
		return err
	}
	defer func() {
		err = errors.Join(err, f.Close())
		if err != nil {
			os.Remove(path)
		}
	}()
	if err := fill(f); err != nil {
		return err
	}
	return f.Sync()
}
