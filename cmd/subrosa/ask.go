package main

import (
	"context"

	"subrosa/notes"
	"subrosa/vault"
)

func (a *app) askPractice(context.Context, *notes.Practice) error {
	return missing("from", "the practice")
}

func (a *app) showWords(context.Context, string) error {
	return missing("recovery-out", "where to write the recovery words")
}

func (a *app) tellFirstOpening(ctx context.Context, v *vault.Vault) error {
	info, err := v.Info(ctx)
	if err == nil && info.FirstOpening {
		a.say("this vault was not opened on this computer before")
	}
	return err
}
