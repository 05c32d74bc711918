package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"

	"subrosa/cmd/subrosa/agent"
	"subrosa/crypto"
	"subrosa/vault"
)

// defaultIdle is how long an unlocked vault stays so without use.
const defaultIdle = 10 * time.Minute

const maxIdle = 24 * time.Hour

type unlockOptions struct {
	idle    time.Duration
	idleSet bool
}

type unlockResult struct {
	Unlocked bool      `json:"unlocked"`
	LocksAt  time.Time `json:"locks_at"`
}

func newUnlockCmd(a *app) *cobra.Command {
	o := &unlockOptions{}
	c := &cobra.Command{
		Use:   "unlock [--for 10m]",
		Short: "Open the vault for the next commands",
		Long: `Open the vault for the next commands. A small process in the background holds
the key, and forgets it after ten minutes without use (or the time of --for), on
subrosa lock, when you log out, and when the computer sleeps.`,
		Args: noArgs,
		RunE: body(a, func(cmd *cobra.Command, _ []string) error {
			o.idleSet = cmd.Flags().Changed("for")
			return o.run(cmd.Context(), a)
		}),
	}
	c.Flags().DurationVar(&o.idle, "for", defaultIdle, "lock after this `time` without use")
	return c
}

func (o *unlockOptions) run(ctx context.Context, a *app) error {
	if o.idle < time.Second || o.idle > maxIdle {
		return usage("--for is between 1s and 24h")
	}
	vo, err := a.vaultOptions()
	if err != nil {
		return err
	}
	head, err := vault.ReadHead(vo.Path)
	if err != nil {
		return fmt.Errorf("%s: %w", vo.Path, err)
	}
	held, err := o.extend(a, head)
	if err != nil {
		held, err = o.start(ctx, a, vo, head)
	} else {
		err = a.withVault(ctx, func(context.Context, *vault.Vault) error { return nil })
	}
	if err != nil {
		return err
	}
	return a.print(unlockResult{true, held.LocksAt}, func(w io.Writer) {
		fmt.Fprintf(w, "unlocked, locks after %s without use\n", inWordsFor(held.Idle))
	})
}

// extend is all there is to do when the agent already runs.
func (o *unlockOptions) extend(a *app, head vault.Head) (agent.Held, error) {
	ag, err := a.agent(head)
	if err != nil {
		return agent.Held{}, err
	}
	if o.idleSet {
		return ag.SetIdle(head.KeyID, o.idle)
	}
	return ag.Use(head.KeyID)
}

// start gets the key from a passphrase, sees that it opens this vault, and
// hands it to a new agent.
func (o *unlockOptions) start(ctx context.Context, a *app, vo vault.Options, head vault.Head) (agent.Held, error) {
	e, err := a.enterWithoutAgent(ctx, head)
	if err != nil {
		return agent.Held{}, err
	}
	key := e.key
	err = a.openVault(ctx, vo, key, func(ctx context.Context, v *vault.Vault) error {
		key, err = a.offerPassphrase(ctx, v, e)
		return err
	})
	if err != nil {
		return agent.Held{}, err
	}
	return o.hand(ctx, a, head, key)
}

func (o *unlockOptions) hand(ctx context.Context, a *app, head vault.Head, key crypto.Key) (agent.Held, error) {
	ag, err := a.agent(head)
	if err != nil {
		return agent.Held{}, err
	}
	self, err := os.Executable()
	if err != nil {
		return agent.Held{}, fmt.Errorf("start agent: %w", err)
	}
	program := []string{self, "subrosa", agentMode}
	if err := ag.Start(ctx, program, agent.Held{KeyID: key.ID(), Key: key.Text(), Idle: o.idle}); err != nil {
		return agent.Held{}, err
	}
	return ag.Peek(key.ID())
}

// inWordsFor is a length of time in words.
func inWordsFor(d time.Duration) string {
	switch {
	case d%time.Hour == 0:
		return count(int(d/time.Hour), "hour")
	case d%time.Minute == 0:
		return count(int(d/time.Minute), "minute")
	}
	return d.String()
}
