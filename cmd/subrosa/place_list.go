package main

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"subrosa/notes"
)

type placeListOptions struct{ all bool }

type placeListResult struct {
	Places    []notes.CopyPlace `json:"places"`
	Truncated bool              `json:"truncated"`
}

func newPlaceListCmd(a *app) *cobra.Command {
	o := &placeListOptions{}
	c := &cobra.Command{
		Use:   "list [--all]",
		Short: "List the places where copies of the vault may be",
		Args:  noArgs,
		RunE:  body(a, func(cmd *cobra.Command, _ []string) error { return o.run(cmd.Context(), a) }),
	}
	c.Flags().BoolVar(&o.all, "all", false, "list also those that are settled")
	return c
}

func (o *placeListOptions) run(ctx context.Context, a *app) error {
	r := placeListResult{Places: []notes.CopyPlace{}}
	err := a.withBook(ctx, func(ctx context.Context, b *notes.Book) error {
		list, err := b.CopyPlaces(ctx)
		for _, p := range list {
			if p.SettledAt == nil || o.all {
				r.Places = append(r.Places, p)
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	return a.print(r, func(w io.Writer) { renderPlaces(w, r.Places) })
}

func renderPlaces(w io.Writer, list []notes.CopyPlace) {
	if len(list) == 0 {
		fmt.Fprintln(w, "no place yet; subrosa backup add enters where it copies to, subrosa place add any other")
	}
	var rows [][]string
	for _, p := range list {
		what, folder := "", p.Folder
		switch {
		case p.SettledAt != nil:
			what = "settled " + day(*p.SettledAt)
		case p.Backups > 0:
			what = count(p.Backups, "backup")
		case p.LookedAt != nil:
			what = "looked at " + day(*p.LookedAt)
		}
		if folder == p.Label {
			folder = ""
		}
		rows = append(rows, []string{string(p.ID), p.Kind, what, p.Label, folder})
	}
	table(w, rows)
}
