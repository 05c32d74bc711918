package main

import (
	"bytes"
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"subrosa/notes"
	"subrosa/vault"
)

func newCompletionCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "completion SHELL",
		Short: "Print the completion script of a shell",
		Long: `Print the completion script of a shell: bash, zsh, fish or powershell. It offers
commands and flags always, codes only while the vault is unlocked, and never a
name.

  bash:  source <(subrosa completion bash)
  zsh:   subrosa completion zsh > "${fpath[1]}/_subrosa"
  fish:  subrosa completion fish | source`,
		Args:      oneArg("SHELL", "bash, zsh, fish or powershell"),
		ValidArgs: []string{"bash", "zsh", "fish", "powershell"},
		RunE: body(a, func(cmd *cobra.Command, args []string) error {
			var script bytes.Buffer
			root := cmd.Root()
			switch args[0] {
			case "bash":
				root.GenBashCompletionV2(&script, true)
			case "zsh":
				root.GenZshCompletion(&script)
			case "fish":
				root.GenFishCompletion(&script, true)
			case "powershell":
				root.GenPowerShellCompletionWithDesc(&script)
			default:
				return usage(fmt.Sprintf("unknown shell %q", args[0])).hinting("one of: bash, zsh, fish, powershell")
			}
			return a.write(script.Bytes())
		}),
	}
}

// completeCodes offers codes as the first argument of a command, if the agent
// holds the key. It never asks, never names anybody, and keeps silent about
// everything that goes wrong.
func (a *app) completeCodes(list func(context.Context, *notes.Book) ([]cobra.Completion, error)) cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
		if len(args) > 0 {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		var offers []cobra.Completion
		err := a.quietly().ifUnlocked(cmd.Context(), func(ctx context.Context, v *vault.Vault) error {
			return onBook(ctx, v, func(ctx context.Context, b *notes.Book) (err error) {
				offers, err = list(ctx, b)
				return err
			})
		})
		if err != nil {
			return nil, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveError
		}
		return offers, cobra.ShellCompDirectiveNoFileComp
	}
}

func completeCases(ctx context.Context, b *notes.Book) ([]cobra.Completion, error) {
	cases, err := b.Cases(ctx)
	var offers []cobra.Completion
	for _, c := range cases {
		if c.Destroyed != nil {
			continue
		}
		offers = append(offers, cobra.CompletionWithDesc(string(c.Code), c.Kind+", opened "+c.Opened))
	}
	return offers, err
}

func completeNotes(fits func(notes.Note) bool) func(context.Context, *notes.Book) ([]cobra.Completion, error) {
	return func(ctx context.Context, b *notes.Book) ([]cobra.Completion, error) {
		list, err := b.Notes(ctx, "")
		var offers []cobra.Completion
		for _, n := range list {
			if fits(n) {
				offers = append(offers, cobra.CompletionWithDesc(string(n.ID), fmt.Sprintf("%s, %s, %s", n.Case, day(n.Start), n.Status)))
			}
		}
		return offers, err
	}
}

func completePersons(ctx context.Context, b *notes.Book) ([]cobra.Completion, error) {
	persons, err := b.Persons(ctx)
	var offers []cobra.Completion
	for _, p := range persons {
		offers = append(offers, cobra.Completion(p.Code))
	}
	return offers, err
}

func completeRequests(ctx context.Context, b *notes.Book) ([]cobra.Completion, error) {
	list, err := b.Requests(ctx)
	var offers []cobra.Completion
	for _, r := range list {
		if r.State != "closed" {
			offers = append(offers, cobra.CompletionWithDesc(string(r.ID), fmt.Sprintf("%s, %s, %s", r.Type, r.Person, r.State)))
		}
	}
	return offers, err
}
