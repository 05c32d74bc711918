package main

import (
	"cmp"
	"context"
	"errors"
	"time"

	"subrosa/cmd/subrosa/agent"
	"subrosa/cmd/subrosa/screen"
	"subrosa/crypto"
	"subrosa/vault"
)

// screenLock is when a screen goes away: after as long without a key as the agent
// keeps the key of the vault, or when the agent has forgotten it (subrosa lock, a
// computer that slept). The passphrase brings it back as it was. Before there is a
// vault, and where its head cannot be read, there is nothing to lock.
func (a *app) screenLock() screen.Lock {
	head, err := a.head()
	if err != nil {
		return screen.Lock{}
	}
	idle := a.agentIdle(head)
	l := screen.Lock{Idle: cmp.Or(idle, defaultIdle), Again: func(ctx context.Context) error {
		_, _, err := a.comeBack(ctx, idle)
		return err
	}}
	if idle != 0 {
		l.Awake = func(used bool) bool { return a.awake(head, used) }
	}
	return l
}

// agentIdle is after how long without use the agent forgets the key; 0 when it has
// none.
func (a *app) agentIdle(head vault.Head) time.Duration {
	ag, err := a.agent(head)
	if err != nil {
		return 0
	}
	held, err := ag.Peek(head.KeyID)
	if err != nil {
		return 0
	}
	return held.Idle
}

// awake says whether the agent was not locked; where somebody was there, that
// counts as use. When the vault has got another key meanwhile, the agent forgot
// this one all the same.
func (a *app) awake(head vault.Head, used bool) bool {
	ask := agent.Agent.Peek
	if used {
		ask = agent.Agent.Use
	}
	if _, ok := a.agentKey(head, ask); ok {
		return true
	}
	now, err := a.head()
	return err == nil && now.KeyID != head.KeyID
}

// comeBack locks, and waits for the passphrase however often it is mistyped: what
// was on the screen cannot be seen meanwhile, and is not lost. Where the agent had
// the key, for idle, it has it again.
func (a *app) comeBack(ctx context.Context, idle time.Duration) (vault.Head, crypto.Key, error) {
	if _, err := (&lockOptions{}).lock(a); err != nil {
		return vault.Head{}, crypto.Key{}, err
	}
	if f := a.flags; f.passphraseFile+f.recoveryFile+f.identityFile != "" {
		return vault.Head{}, crypto.Key{}, errLocked // a file would open it again, with nobody there
	}
	a.say("locked. The passphrase goes on where you were; Ctrl-C leaves.")
	for {
		head, err := a.head()
		if err != nil {
			return vault.Head{}, crypto.Key{}, err
		}
		e, err := a.enter(ctx, head)
		switch {
		case errors.Is(err, crypto.ErrWrongSecret):
			continue
		case err == nil && idle != 0:
			_, err = (&unlockOptions{idle: idle}).hand(ctx, a, head, e.key)
		}
		return head, e.key, err
	}
}

// head reads the head of the vault.
func (a *app) head() (vault.Head, error) {
	path, err := a.vaultPath()
	if err != nil {
		return vault.Head{}, err
	}
	return vault.ReadHead(path)
}
