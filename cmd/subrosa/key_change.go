package main

import (
	"context"
	"fmt"
	"os"

	"subrosa/cmd/subrosa/agent"
	"subrosa/crypto"
	"subrosa/notes"
	"subrosa/vault"
)

// keyChanged is what every command says that changes the ways in.
type keyChanged struct {
	ID         string          `json:"id,omitempty"` // of the way in that is new or gone
	Kind       crypto.SlotKind `json:"kind,omitempty"`
	Rotated    bool            `json:"rotated"` // the vault has a new key
	Swept      bool            `json:"swept"`   // nothing under the old key is left in the file
	Generation uint64          `json:"generation"`
	Recovery   string          `json:"recovery_out,omitempty"`
}

// rotate gives the vault a new key, and the agent too if it held the old one.
func (a *app) rotate(ctx context.Context, v *vault.Vault, e entry, c vault.Change) (vault.Rotation, error) {
	tell, end := a.progress("pages sealed anew")
	r, err := v.Rotate(ctx, c, tell)
	end()
	if err != nil {
		return r, fmt.Errorf("change the key: %w", err)
	}
	if err := a.renewAgent(ctx, v, e.key, r.Key); err != nil {
		a.warn("the vault is locked now: %s", explain(err).Message)
	}
	if !r.Swept {
		a.warn("pages sealed with the old key are still in the file, because another window reads them or the disk is full; they go when the last window is closed")
	}
	return r, nil
}

// renewAgent gives the agent the new key, for as long as it would have held the
// old one; an agent that held neither forgets what it has.
func (a *app) renewAgent(ctx context.Context, v *vault.Vault, old, key crypto.Key) error {
	info, err := v.Info(ctx)
	if err != nil {
		return err
	}
	ag, err := a.agent(vault.Head{ID: info.ID})
	if err != nil {
		return err
	}
	held, err := ag.Peek(old.ID())
	if err != nil {
		ag.Lock() // usually nobody
		return nil
	}
	self, err := os.Executable()
	if err != nil {
		return fmt.Errorf("start agent: %w", err)
	}
	return ag.Start(ctx, []string{self, "subrosa", agentMode}, agent.Held{KeyID: key.ID(), Key: key.Text(), Idle: held.Idle})
}

// recording enters a change in the history of the record.
func recording(change notes.KeyChange, way string) func(*vault.Tx) error {
	return func(tx *vault.Tx) error { return notes.RecordKeyChange(tx, change, way) }
}

// changed completes what a command says.
func (a *app) changed(ctx context.Context, v *vault.Vault, r keyChanged) (keyChanged, error) {
	info, err := v.Info(ctx)
	r.Generation = info.Generation
	return r, err
}

// offerPassphrase asks who came in by the words for a new passphrase, which may
// be declined, and returns the key that the vault has then. Where nobody can be
// asked it says how to set one.
func (a *app) offerPassphrase(ctx context.Context, v *vault.Vault, e entry) (crypto.Key, error) {
	if e.by != crypto.Recovery {
		return e.key, nil
	}
	info, err := v.Info(ctx)
	if err != nil {
		return e.key, err
	}
	ask, done, err := a.secretAsker()
	if err != nil || !a.terminal() || info.ReadOnly {
		if err == nil {
			done()
		}
		a.remindOfPassphrase()
		return e.key, nil
	}
	defer done()
	typed, err := ask.AnotherPassphrase(ctx)
	if err != nil {
		return e.key, err
	}
	if typed == "" {
		a.remindOfPassphrase()
		return e.key, nil
	}
	r, err := a.setPassphrase(ctx, v, e, typed)
	if err != nil {
		return e.key, err
	}
	a.say("the passphrase is changed")
	return r.key, nil
}

// passphraseSet is a new passphrase and the key that came with it.
type passphraseSet struct {
	keyChanged
	key crypto.Key
}

// setPassphrase puts a passphrase in the place of the one there was.
func (a *app) setPassphrase(ctx context.Context, v *vault.Vault, e entry, typed string) (passphraseSet, error) {
	secret, err := asPassphrase([]byte(typed))
	if err != nil {
		return passphraseSet{}, crypto.ErrWrongSecret
	}
	w, err := crypto.NewPassphraseWay(secret, a.cost())
	if err != nil {
		return passphraseSet{}, err
	}
	r, err := a.rotate(ctx, v, e, vault.Change{Add: []crypto.Way{w}, Record: recording(notes.PassphraseChanged, w.ID)})
	if err != nil {
		return passphraseSet{}, err
	}
	done, err := a.changed(ctx, v, keyChanged{ID: w.ID, Kind: w.Kind, Rotated: true, Swept: r.Swept})
	return passphraseSet{done, r.Key}, err
}

func (a *app) remindOfPassphrase() {
	a.say("opened with the recovery words; the passphrase is still the old one: subrosa key passphrase sets a new one")
}
