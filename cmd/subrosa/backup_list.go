package main

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"subrosa/notes"
)

type backupListResult struct {
	Backups   []notes.Backup `json:"backups"`
	Truncated bool           `json:"truncated"`
}

func newBackupListCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List the copies that were made",
		Args:  noArgs,
		RunE: body(a, func(cmd *cobra.Command, _ []string) error {
			r := backupListResult{Backups: []notes.Backup{}}
			err := a.withBook(cmd.Context(), func(ctx context.Context, b *notes.Book) error {
				list, err := b.Backups(ctx)
				r.Backups = append(r.Backups, list...)
				return err
			})
			if err != nil {
				return err
			}
			return a.print(r, func(w io.Writer) { renderBackups(w, r.Backups) })
		}),
	}
}

func renderBackups(w io.Writer, list []notes.Backup) {
	if len(list) == 0 {
		fmt.Fprintln(w, "no backup yet; subrosa backup add makes one")
	}
	var rows [][]string
	for _, k := range list {
		rehearsed := "never rehearsed"
		if k.RehearsedAt != nil {
			rehearsed = "rehearsed " + day(*k.RehearsedAt)
		}
		rows = append(rows, []string{day(k.At), fmt.Sprintf("generation %d", k.Generation), rehearsed, k.Path})
	}
	table(w, rows)
}
