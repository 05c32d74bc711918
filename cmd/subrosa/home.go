package main

import (
	"context"

	"github.com/spf13/cobra"
)

// runHome is subrosa without a command: the home screen on a terminal, help
// elsewhere.
func (a *app) runHome(_ context.Context, root *cobra.Command) error {
	root.SetOut(a.err)
	root.Help()
	return usage("no command given")
}
