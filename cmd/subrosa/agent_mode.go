package main

import (
	"github.com/spf13/cobra"

	"subrosa/cmd/subrosa/agent"
)

// agentMode is the hidden command that the agent's process runs.
const agentMode = "agent"

func newAgentCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:    agentMode,
		Hidden: true,
		Args:   noArgs,
		RunE: body(a, func(*cobra.Command, []string) error {
			if err := agent.Serve(); err != nil {
				return usage(err.Error())
			}
			return nil
		}),
	}
}
