package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"subrosa/crypto"
	"subrosa/notes"
	"subrosa/vault"
)

type keyAddOptions struct{ recipient string }

func newKeyAddCmd(a *app) *cobra.Command {
	o := &keyAddOptions{}
	c := &cobra.Command{
		Use:   "add [--recipient age1...]",
		Short: "Give a colleague, or a hardware key, a way in",
		Long: `Give the holder of an age key a way into the vault: a colleague who takes over
when you cannot, or a hardware key of your own through its age plugin, which must
be on the PATH. They come in with --identity-file, and read and write everything,
as you do, until you remove them.

The recipient is the public half of the key, age1... or age1pq1...; prefer
age1pq1..., which a future quantum computer does not open either. Ask for it by a
way on which nobody can exchange it, or have it read to you.`,
		Args: noArgs,
		RunE: body(a, func(cmd *cobra.Command, _ []string) error { return o.run(cmd.Context(), a) }),
	}
	c.Flags().StringVar(&o.recipient, "recipient", "", "the public `key`: age1..., age1pq1..., or a plugin's age1NAME1...")
	return c
}

func (o *keyAddOptions) run(ctx context.Context, a *app) error {
	if err := o.complete(ctx, a); err != nil {
		return err
	}
	w, err := newWay(o.recipient)
	if err != nil {
		return err
	}
	if err := a.confirm(ctx, "Whoever has the key "+brief(w.Recipient)+" can read and change everything then. Add it?"); err != nil {
		return err
	}
	var r keyChanged
	err = a.withVault(ctx, func(ctx context.Context, v *vault.Vault) error {
		if err := v.AddWay(ctx, w, recording(notes.WayAdded, w.ID)); err != nil {
			return fmt.Errorf("add a way in: %w", err)
		}
		r, err = a.changed(ctx, v, keyChanged{ID: w.ID, Kind: w.Kind})
		return err
	})
	if err != nil {
		return err
	}
	return a.print(r, func(out io.Writer) {
		fmt.Fprintf(out, "%s is a way in: %s\n", r.ID, brief(w.Recipient))
	})
}

// complete asks for what the flag did not bring.
func (o *keyAddOptions) complete(ctx context.Context, a *app) (err error) {
	if o.recipient != "" {
		return nil
	}
	if !a.terminal() {
		return missing("recipient", "the key to add")
	}
	o.recipient, err = a.asker().Line(ctx, "Whose key?", "the public key: age1... or age1pq1...", "", func(s string) error {
		if _, err := newWay(s); err != nil {
			return errors.New(explain(err).Message)
		}
		return nil
	})
	return err
}

// errNoAgeKey: what was given as a way in is no public key of age.
var errNoAgeKey = errors.New("not an age public key")

func newWay(recipient string) (crypto.Way, error) {
	w, err := crypto.NewRecipientWay(recipient)
	if errors.Is(err, crypto.ErrBadRecipient) {
		err = errNoAgeKey
	}
	return w, err
}

// brief is enough of a public key to know it by.
func brief(recipient string) string {
	if len(recipient) <= 64 {
		return recipient
	}
	return recipient[:24] + "..." + recipient[len(recipient)-12:]
}
