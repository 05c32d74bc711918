package main

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"subrosa/cmd/subrosa/form"
	"subrosa/crypto"
	"subrosa/notes"
	"subrosa/vault"
)

func newKeyRemoveCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "remove [ID]",
		Short: "Take a way in away",
		Long: `Take a way in away. The vault gets a new key, and everything in it is sealed
again, so that whoever was removed opens nothing of it any more. What they copied
before stays open to them. A passphrase or recovery words must be left.`,
		Args: upToArgs(1),
		RunE: body(a, func(cmd *cobra.Command, args []string) error { return runKeyRemove(cmd.Context(), a, args) }),
	}
}

func runKeyRemove(ctx context.Context, a *app, args []string) error {
	if err := a.needCode(args, "the id of a way in", "subrosa key list"); err != nil {
		return err
	}
	var r keyChanged
	err := a.inVault(ctx, func(ctx context.Context, v *vault.Vault, e entry) error {
		ways, _, err := v.Ways(ctx)
		if err != nil {
			return err
		}
		w, err := a.pickWay(ctx, ways, args)
		if err != nil {
			return err
		}
		if err := a.confirm(ctx, fmt.Sprintf("Take away %s, %s?", w.ID, wayWords(w))); err != nil {
			return err
		}
		rotated, err := a.rotate(ctx, v, e, vault.Change{Remove: []string{w.ID}, Record: recording(notes.WayRemoved, w.ID)})
		if err != nil {
			return err
		}
		r, err = a.changed(ctx, v, keyChanged{ID: w.ID, Kind: w.Kind, Rotated: true, Swept: rotated.Swept})
		return err
	})
	if err != nil {
		return err
	}
	return a.print(r, func(w io.Writer) {
		fmt.Fprintf(w, "%s is no way in any more; copies made before stay open to it\n", r.ID)
	})
}

// pickWay finds the way in that is meant.
func (a *app) pickWay(ctx context.Context, ways []vault.Way, args []string) (vault.Way, error) {
	var id string
	if len(args) > 0 {
		id = args[0]
	} else {
		var options []form.Option
		for _, w := range ways {
			options = append(options, form.Option{Value: w.ID, Label: w.ID + "  " + wayWords(w)})
		}
		var err error
		if id, err = a.asker().Pick(ctx, "Which way in?", options); err != nil {
			return vault.Way{}, err
		}
	}
	for _, w := range ways {
		if w.ID == id {
			return w, nil
		}
	}
	return vault.Way{}, fmt.Errorf("%w: %s", vault.ErrNoWay, id)
}

// wayWords says what a way in is.
func wayWords(w vault.Way) string {
	switch w.Kind {
	case crypto.Passphrase:
		return "the passphrase"
	case crypto.Recovery:
		return "the recovery words"
	}
	return "the key " + brief(w.Recipient)
}
