package main

import (
	"github.com/spf13/cobra"
)

func newPersonCmd(a *app) *cobra.Command {
	return newGroupCmd(a, "person", "List and show persons", newPersonListCmd(a), newPersonShowCmd(a))
}
