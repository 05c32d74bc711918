package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"subrosa/cmd/subrosa/agent"
	"subrosa/vault"
)

type lockOptions struct{ all bool }

type lockResult struct {
	Locked bool `json:"locked"`
	Agents int  `json:"agents"` // how many keys were forgotten
}

func newLockCmd(a *app) *cobra.Command {
	o := &lockOptions{}
	c := &cobra.Command{
		Use:   "lock",
		Short: "Forget the key of the vault now",
		Args:  noArgs,
		RunE:  body(a, func(cmd *cobra.Command, _ []string) error { return o.run(cmd.Context(), a) }),
	}
	c.Flags().BoolVar(&o.all, "all", false, "forget the keys of every vault of yours")
	return c
}

func (o *lockOptions) run(_ context.Context, a *app) error {
	n, err := o.lock(a)
	if err != nil {
		return err
	}
	return a.print(lockResult{Locked: true, Agents: n}, func(w io.Writer) { fmt.Fprintln(w, "locked") })
}

// lock needs no readable vault: when its head cannot be read, every key is
// forgotten, for locking must never fail.
func (o *lockOptions) lock(a *app) (int, error) {
	dirs, err := agent.Dirs(a.env)
	if err != nil {
		return 0, err
	}
	path, err := a.vaultPath()
	if err != nil {
		return 0, err
	}
	head, headErr := vault.ReadHead(path)
	locked := 0
	for _, dir := range dirs {
		if o.all || headErr != nil {
			n, e := agent.LockAll(dir)
			locked, err = locked+n, errors.Join(err, e)
			continue
		}
		switch e := agent.At(dir, head.ID).Lock(); {
		case e == nil:
			locked++
		case !errors.Is(e, agent.ErrNone):
			err = errors.Join(err, e)
		}
	}
	return locked, err
}
