package main

import (
	"context"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"subrosa/crypto"
	"subrosa/notes"
	"subrosa/vault"
)

type keyRecoveryOptions struct {
	out   string
	words string
}

func newKeyRecoveryCmd(a *app) *cobra.Command {
	o := &keyRecoveryOptions{}
	c := &cobra.Command{
		Use:   "recovery [--recovery-out FILE]",
		Short: "Make new recovery words",
		Long: `Make 24 new recovery words, for a sheet that was lost or seen. The vault gets a
new key, and everything in it is sealed again; the old words open nothing of it
any more. Copies made before still open with the words of their time: keep the
old sheet as safe as you keep those copies, or destroy both.

The words are shown once, to be written on paper; without a terminal
--recovery-out writes them to a new file.`,
		Args: noArgs,
		RunE: body(a, func(cmd *cobra.Command, _ []string) error { return o.run(cmd.Context(), a) }),
	}
	c.Flags().StringVar(&o.out, "recovery-out", "", "write the 24 recovery words to this new `file`")
	return c
}

func (o *keyRecoveryOptions) run(ctx context.Context, a *app) (err error) {
	switch {
	case o.out == "" && !a.terminal():
		return missing("recovery-out", "where to write the recovery words")
	case o.out != "" && exists(o.out):
		return fmt.Errorf("%s: %w", o.out, vault.ErrExists)
	}
	if o.words, err = crypto.NewWords(); err != nil {
		return err
	}
	var r keyChanged
	err = a.inVault(ctx, func(ctx context.Context, v *vault.Vault, e entry) error {
		if o.out == "" {
			if err := a.asker().Words(ctx, o.words); err != nil {
				return err
			}
		}
		r, err = o.set(ctx, a, v, e)
		return err
	})
	if err != nil {
		return err
	}
	return a.print(r, func(w io.Writer) {
		fmt.Fprintln(w, "the recovery words are changed; copies made before open with the old ones")
		if r.Recovery != "" {
			fmt.Fprintf(w, "the new words are in %s; keep them on paper, away from this computer\n", r.Recovery)
		}
	})
}

// set writes the words first and changes the vault second, and takes the words
// away again when it could not be changed.
func (o *keyRecoveryOptions) set(ctx context.Context, a *app, v *vault.Vault, e entry) (r keyChanged, err error) {
	w, err := crypto.NewRecoveryWay(o.words, a.cost())
	if err != nil {
		return r, err
	}
	if o.out != "" {
		if err := writeNew(o.out, []byte(o.words+"\n")); err != nil {
			return r, fmt.Errorf("write recovery words: %w", err)
		}
	}
	set := false
	defer func() {
		if !set && o.out != "" { // on an error, and on a panic too
			os.Remove(o.out)
		}
	}()
	rotated, err := a.rotate(ctx, v, e, vault.Change{Add: []crypto.Way{w}, Record: recording(notes.WordsChanged, w.ID)})
	if err != nil {
		return r, err
	}
	set = true
	return a.changed(ctx, v, keyChanged{ID: w.ID, Kind: w.Kind, Rotated: true, Swept: rotated.Swept, Recovery: o.out})
}
