package main

import (
	"github.com/spf13/cobra"
)

func newBackupCmd(a *app) *cobra.Command {
	return newGroupCmd(a, "backup", "Make and check sealed copies of the vault",
		newBackupAddCmd(a), newBackupCheckCmd(a), newBackupListCmd(a))
}
