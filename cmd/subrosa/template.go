package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"subrosa/notes"
	"subrosa/notes/document"
)

func newTemplateCmd(a *app) *cobra.Command {
	return newGroupCmd(a, "template", "Note formats of your own",
		newTemplateAddCmd(a), newTemplateListCmd(a), newTemplateShowCmd(a), newTemplateRemoveCmd(a))
}

func newTemplateAddCmd(a *app) *cobra.Command {
	var from string
	c := &cobra.Command{
		Use:   "add NAME --from FILE",
		Short: "Add a note format of your own",
		Long: `Add a format for the notes of sessions: a Markdown document with nothing but its
headings, each a line that begins with ##. note new --format NAME uses it, and the
next note of that case goes on with it. What the session before planned is shown
while you write when a heading is Plan. A template is not changed, since notes were
written under its headings: remove it, and add another.`,
		Args: oneArg("NAME", "small letters, digits and hyphens"),
		RunE: body(a, func(cmd *cobra.Command, args []string) error {
			if from == "" {
				return missingAll("from", "the headings")
			}
			text, err := a.document(from)
			if err != nil {
				return err
			}
			f, err := document.ParseTemplate(args[0], text)
			if err != nil {
				return err
			}
			var t notes.Template
			err = a.withBook(cmd.Context(), func(ctx context.Context, b *notes.Book) (err error) {
				t, err = b.AddTemplate(ctx, f)
				return err
			})
			if err != nil {
				return err
			}
			return a.print(t, func(w io.Writer) { fmt.Fprintf(w, "added %s: %s\n", t.Name, strings.Join(t.Headings, ", ")) })
		}),
	}
	c.Flags().StringVar(&from, "from", "", "the headings, from `file` (-: standard input)")
	return c
}

type templateListResult struct {
	Templates []notes.Template `json:"templates"`
	Truncated bool             `json:"truncated"`
}

func newTemplateListCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List your note formats",
		Args:  noArgs,
		RunE: body(a, func(cmd *cobra.Command, _ []string) error {
			var r templateListResult
			err := a.withBook(cmd.Context(), func(ctx context.Context, b *notes.Book) (err error) {
				r.Templates, err = b.Templates(ctx)
				return err
			})
			if err != nil {
				return err
			}
			return a.print(r, func(w io.Writer) {
				if len(r.Templates) == 0 {
					fmt.Fprintln(w, "none of your own; subrosa template add")
				}
				var rows [][]string
				for _, t := range r.Templates {
					rows = append(rows, []string{t.Name, strings.Join(t.Headings, ", ")})
				}
				table(w, rows)
			})
		}),
	}
}

func newTemplateShowCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "show NAME",
		Short: "Show a note format as template add reads it",
		Args:  oneArg("NAME", "a template, as subrosa template list shows it"),
		RunE: body(a, func(cmd *cobra.Command, args []string) error {
			var t notes.Template
			err := a.withBook(cmd.Context(), func(ctx context.Context, b *notes.Book) (err error) {
				t, err = b.Template(ctx, args[0])
				return err
			})
			if err != nil {
				return err
			}
			return a.print(t, func(w io.Writer) {
				for _, h := range t.Headings {
					fmt.Fprintln(w, "## "+h)
				}
			})
		}),
	}
}

func newTemplateRemoveCmd(a *app) *cobra.Command {
	var confirm string
	c := &cobra.Command{
		Use:   "remove NAME",
		Short: "Do not offer a note format any more",
		Long:  `Take a format out of those that are offered. Notes and drafts that have it keep it.`,
		Args:  oneArg("NAME", "a template, as subrosa template list shows it"),
		RunE: body(a, func(cmd *cobra.Command, args []string) error {
			err := a.withBook(cmd.Context(), func(ctx context.Context, b *notes.Book) error {
				t, err := b.Template(ctx, args[0])
				if err != nil {
					return err
				}
				if err := a.confirmCode(ctx, "Remove the template "+t.Name, t.Name, confirm); err != nil {
					return err
				}
				return b.RemoveTemplate(ctx, t.Name)
			})
			if err != nil {
				return err
			}
			return a.print(map[string]string{"template": args[0]}, func(w io.Writer) { fmt.Fprintf(w, "%s is not offered any more\n", args[0]) })
		}),
	}
	c.Flags().StringVar(&confirm, "confirm", "", "the `name` once more, instead of being asked")
	return c
}
