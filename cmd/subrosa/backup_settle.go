package main

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"subrosa/notes"
)

func newBackupSettleCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "settle CODE",
		Short: "Say that a copy is gone",
		Long: `Say that a copy in the register is gone: removed, lost or overwritten. It stays
in the register with that date. No file is touched.`,
		Args: oneArg("CODE", "a copy, as subrosa backup list shows it"),
		RunE: body(a, func(cmd *cobra.Command, args []string) error { return runBackupSettle(cmd.Context(), a, args[0]) }),
	}
}

func runBackupSettle(ctx context.Context, a *app, code string) error {
	id, err := notes.ParseBackupCode(code)
	if err != nil {
		return err
	}
	var r listedBackup
	err = a.withBook(ctx, func(ctx context.Context, b *notes.Book) (err error) {
		r.Backup, err = b.SettleBackup(ctx, id)
		return err
	})
	if err != nil {
		return err
	}
	if exists(r.Path) {
		a.warn("%s is there: whoever has the passphrase of its time can open it", r.Path)
	}
	r.State = copyState(r.Backup)
	return a.print(r, func(w io.Writer) { fmt.Fprintf(w, "%s is gone\n", r.ID) })
}
