package main

import (
	"context"
	"fmt"
	"time"

	"subrosa/notes"
	"subrosa/vault"
)

// tellOpening says what is to be known of a vault that this computer opens for
// the first time, or goes on with although it is not the newest it has seen: an
// old copy put in its place would look just so; and of one that can only be read
// and is in two files. It is kept for the home screen, which would cover it.
func (a *app) tellOpening(ctx context.Context, v *vault.Vault) error {
	info, err := v.Info(ctx)
	if err == nil && info.Waiting > 0 {
		a.sayOfOpening("read-only; what was saved last stands in the file beside the vault that ends in -wal, and is read from there: keep the two together")
	}
	if err != nil || !info.FirstOpening && info.Overruled == 0 {
		return err
	}
	var last *time.Time
	err = v.View(ctx, func(tx *vault.Tx) (err error) {
		last, err = notes.LastEntry(tx)
		return err
	})
	if err != nil {
		return err
	}
	entry := "none"
	if last != nil {
		entry = day(*last)
	}
	if info.FirstOpening {
		a.sayOfOpening("the first opening of this vault on this computer; its last entry: %s", entry)
		if last != nil {
			a.sayOfOpening("if you wrote something later, this is an older copy: look for the newer")
		}
		return nil
	}
	a.sayOfOpening("going on with generation %d, last entry %s; %d was the newest seen here", info.Generation, entry, info.Overruled)
	a.sayOfOpening("what the other one has is missing in this one, which counts from now on")
	return nil
}

func (a *app) sayOfOpening(format string, args ...any) {
	a.say(format, args...)
	a.openings = append(a.openings, "! "+fmt.Sprintf(format, args...))
}
