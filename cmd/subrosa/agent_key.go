package main

import (
	"time"

	"subrosa/cmd/subrosa/agent"
	"subrosa/crypto"
	"subrosa/vault"
)

// agent is where the agent of a vault is to be found.
func (a *app) agent(head vault.Head) (agent.Agent, error) {
	dir, err := agent.Dir(a.env)
	if err != nil {
		return agent.Agent{}, err
	}
	return agent.At(dir, head.ID), nil
}

// agentUse takes the key from the agent and counts as use.
func (a *app) agentUse(head vault.Head) (crypto.Key, bool) {
	return a.agentKey(head, agent.Agent.Use)
}

// agentPeek takes the key from the agent without extending its time.
func (a *app) agentPeek(head vault.Head) (crypto.Key, bool) {
	return a.agentKey(head, agent.Agent.Peek)
}

func (a *app) agentKey(head vault.Head, get func(agent.Agent, string) (agent.Held, error)) (crypto.Key, bool) {
	ag, err := a.agent(head)
	if err != nil {
		return crypto.Key{}, false
	}
	held, err := get(ag, head.KeyID)
	if err != nil {
		return crypto.Key{}, false
	}
	key, err := crypto.ParseKey(held.Key)
	return key, err == nil
}

// agentLocksAt says when the agent will forget the key; nil when it has none.
func (a *app) agentLocksAt(head vault.Head) *time.Time {
	ag, err := a.agent(head)
	if err != nil {
		return nil
	}
	held, err := ag.Peek(head.KeyID)
	if err != nil {
		return nil
	}
	at := held.LocksAt.UTC().Truncate(time.Second)
	return &at
}
