package main

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"subrosa/notes"
)

func newPracticeCmd(a *app) *cobra.Command {
	return newGroupCmd(a, "practice", "Show or change who keeps the record", newPracticeShowCmd(a), newPracticeEditCmd(a))
}

func newPracticeShowCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "show",
		Short: "Show the practice",
		Args:  noArgs,
		RunE: body(a, func(cmd *cobra.Command, _ []string) error {
			return a.withBook(cmd.Context(), func(ctx context.Context, b *notes.Book) error {
				p, err := b.Practice(ctx)
				if err != nil {
					return err
				}
				return a.print(p, func(w io.Writer) { renderPractice(w, p) })
			})
		}),
	}
}

func renderPractice(w io.Writer, p notes.Practice) {
	facts(w,
		"therapist", p.Therapist,
		"title", p.Title,
		"authorisation", p.Authorisation,
		"address", p.Address,
		"language", p.Language,
		"profile", p.Profile,
	)
	for _, place := range p.Places {
		fmt.Fprintf(w, "place %s: %s", place.ID, place.Label)
		if place.Address != "" {
			fmt.Fprintf(w, ", %s", place.Address)
		}
		fmt.Fprintln(w)
	}
}
