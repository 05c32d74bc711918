package main

import (
	"context"

	"subrosa/notes"
	"subrosa/vault"
)

// tellFirstOpening says that this computer did not know the vault, and how new
// it is: an old copy put in its place would look just so.
func (a *app) tellFirstOpening(ctx context.Context, v *vault.Vault) error {
	info, err := v.Info(ctx)
	if err != nil || !info.FirstOpening {
		return err
	}
	last := ""
	err = onBook(ctx, v, func(ctx context.Context, b *notes.Book) error {
		list, err := b.Notes(ctx, "")
		for _, n := range list {
			last = max(last, day(n.TextAt))
		}
		return err
	})
	if err != nil {
		return err
	}
	if last == "" {
		last = "none"
	}
	a.say("the first opening of this vault on this computer; its last entry: %s", last)
	return nil
}
