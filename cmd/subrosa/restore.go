package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"subrosa/notes"
	"subrosa/vault"
)

type restoreOptions struct{ from, to string }

type restoreResult struct {
	Vault      string `json:"vault"`
	ID         string `json:"id"`
	Generation uint64 `json:"generation"`
	notes.Contents
	Saved time.Time `json:"saved"`
	// Remembered is the newest generation of this vault that this computer had
	// seen before; null when it had seen none.
	Remembered *uint64 `json:"remembered"`
}

func newRestoreCmd(a *app) *cobra.Command {
	o := &restoreOptions{}
	c := &cobra.Command{
		Use:   "restore FILE --to PATH",
		Short: "Make a vault of a backup",
		Long: `Copy a backup to a path where nothing stands, and read back whole what was
written. Nothing is ever overwritten, and the backup is not changed. What this
computer remembers of the vault becomes that of the copy: what was written after
the copy was made is not in it.`,
		Args: oneArg("FILE", "a copy of the vault"),
		RunE: body(a, func(cmd *cobra.Command, args []string) error {
			o.from = args[0]
			return o.run(cmd.Context(), a)
		}),
	}
	c.Flags().StringVar(&o.to, "to", "", "the `path` of the new vault; nothing may stand there")
	return c
}

func (o *restoreOptions) run(ctx context.Context, a *app) error {
	vo, err := a.vaultOptions()
	if err != nil {
		return err
	}
	if o.to == "" {
		return usage("where to restore is missing").hinting("give --to; the vault is looked for at " + vo.Path)
	}
	to, err := filepath.Abs(o.to)
	if err != nil {
		return err
	}
	if exists(to) {
		return fmt.Errorf("%s: %w", to, vault.ErrExists)
	}
	head, _, err := vault.ReadCopyHead(o.from)
	if err != nil {
		return ofCopy(o.from, err)
	}
	key, err := a.key(ctx, head)
	if err != nil {
		return fmt.Errorf("%s: %w", o.from, err)
	}
	usual := vo.Path
	vo.Path = to
	var seen rehearsed
	tell, end := a.progress("pages read")
	made, err := vault.Restore(vault.Watch(ctx, tell), o.from, vo, key, seen.look(a, false))
	end()
	if err != nil {
		return ofCopy(o.from, err)
	}
	r := restoreResult{Vault: to, ID: made.Vault, Generation: made.Generation, Contents: seen.Contents, Saved: made.Saved}
	if made.Remembered > 0 {
		r.Remembered = &made.Remembered
	}
	a.tellRestored(r, seen, usual)
	return a.print(r, func(w io.Writer) {
		fmt.Fprintf(w, "restored to %s, generation %d\n", to, r.Generation)
		renderContents(w, r.Contents, r.Saved, a.now())
	})
}

// tellRestored says what follows from having restored.
func (a *app) tellRestored(r restoreResult, seen rehearsed, usual string) {
	a.say("this computer now takes generation %d for the newest of this vault", r.Generation)
	switch {
	case r.Remembered == nil:
		a.say("it had not seen this vault before: whether there is a newer copy, it cannot tell")
	case *r.Remembered == r.Generation+1:
		a.say("it had seen one generation more, which may only be the entry of this backup in the register")
	case *r.Remembered > r.Generation:
		a.say("it had seen generation %d: what was written between the two is not in this one", *r.Remembered)
	}
	if len(seen.problems) > 0 {
		a.warn("%s in its records: subrosa verify names them", count(len(seen.problems), "problem"))
	}
	if r.Vault == usual {
		return
	}
	a.say("give --vault %s to use it; without, subrosa goes on with %s", r.Vault, usual)
	if head, err := vault.ReadHead(usual); err == nil && head.ID == r.ID {
		a.warn("%s is the same vault, and stays as it is: go on with one of the two only", usual)
	}
}
