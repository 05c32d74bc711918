package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"

	"subrosa/notes"
)

// listedBackup is a copy of the register and how its file looks from here.
type listedBackup struct {
	notes.Backup
	// there: a file of its length is there; changed: another one is; missing:
	// none is, or its disk is not plugged in; gone: it was removed, or said to be.
	State string `json:"state"`
}

type backupListResult struct {
	Backups   []listedBackup `json:"backups"`
	Truncated bool           `json:"truncated"`
}

type backupListOptions struct{ all bool }

func newBackupListCmd(a *app) *cobra.Command {
	o := &backupListOptions{}
	c := &cobra.Command{
		Use:   "list [--all]",
		Short: "List the copies that were made, and whether they are where they were put",
		Args:  noArgs,
		RunE:  body(a, func(cmd *cobra.Command, _ []string) error { return o.run(cmd.Context(), a) }),
	}
	c.Flags().BoolVar(&o.all, "all", false, "list also those that are gone")
	return c
}

func (o *backupListOptions) run(ctx context.Context, a *app) error {
	r := backupListResult{Backups: []listedBackup{}}
	err := a.withBook(ctx, func(ctx context.Context, b *notes.Book) error {
		list, err := b.Backups(ctx)
		for _, k := range list {
			if k.GoneAt == nil || o.all {
				r.Backups = append(r.Backups, listedBackup{k, copyState(k)})
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	return a.print(r, func(w io.Writer) { renderBackups(w, r.Backups, a.now()) })
}

// copyState looks at the file of a copy without opening it.
func copyState(k notes.Backup) string {
	info, err := os.Lstat(k.Path)
	switch {
	case k.GoneAt != nil:
		return "gone"
	case err != nil:
		return "missing"
	case !info.Mode().IsRegular() || info.Size() != k.Bytes:
		return "changed"
	}
	return "there"
}

var stateWords = map[string]string{"missing": "not there now", "changed": "CHANGED", "gone": "gone"}

func renderBackups(w io.Writer, list []listedBackup, now time.Time) {
	if len(list) == 0 {
		fmt.Fprintln(w, "no backup yet; subrosa backup add makes one")
	}
	var rows [][]string
	for _, k := range list {
		look := "never rehearsed"
		if k.RehearsedAt != nil {
			look = "rehearsed " + ago(k.RehearsedAt, now)
		}
		rows = append(rows, []string{string(k.ID), day(k.At), ago(&k.At, now), look, stateWords[k.State], k.Path})
	}
	table(w, rows)
}
