package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

const (
	groupVault    = "vault"
	groupRecord   = "record"
	groupRequests = "requests"
	groupHelp     = "help"
)

// newRootCmd builds the whole tree. It must stay cheap: every call of the
// program builds it.
func newRootCmd(a *app) *cobra.Command {
	cobra.EnableCommandSorting = false
	root := &cobra.Command{
		Use:   "subrosa",
		Short: "Keep the files of a psychotherapy practice in one encrypted file",
		Long: `subrosa keeps the confidential files of a psychotherapy practice in one
encrypted file on this computer: notes, cases, what was asked for and what was
handed over. It never opens a network connection.

Text and names never stand in arguments, where other programs can read them:
they come from a form, or from a document given with --from. Arguments are
codes (C-001, N-000012, P-001), dates and choices.`,
		Args:                       noArgs,
		SuggestionsMinimumDistance: 2,
		SilenceErrors:              true,
		SilenceUsage:               true,
		CompletionOptions:          cobra.CompletionOptions{DisableDefaultCmd: true},
		PersistentPreRunE:          func(cmd *cobra.Command, _ []string) error { return oneReaderOfStdin(cmd.Flags()) },
		RunE: func(cmd *cobra.Command, args []string) error {
			a.began = true
			return a.runHome(cmd.Context(), cmd)
		},
	}
	root.AddGroup(
		&cobra.Group{ID: groupRecord, Title: "The record:"},
		&cobra.Group{ID: groupRequests, Title: "Requests:"},
		&cobra.Group{ID: groupVault, Title: "Vault and keys:"},
		&cobra.Group{ID: groupHelp, Title: "Help:"},
	)
	addGlobalFlags(a, root.PersistentFlags())
	root.SetUsageTemplate(strings.ReplaceAll(root.UsageTemplate(), ".FlagUsages ", ".FlagUsagesWrapped 80 "))
	root.SetHelpCommand(newHelpCmd(a))
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usage(err.Error()).because(err) })

	in(root, groupRecord,
		newCaseCmd(a),
		newPersonCmd(a),
		newNoteCmd(a),
		newPrepCmd(a),
		newSearchCmd(a),
		newHistoryCmd(a),
		newHeadCmd(a),
		newMeasureCmd(a),
		newInstrumentCmd(a),
		newConsentCmd(a),
		newAttachmentCmd(a),
		newHandoutCmd(a),
		newTemplateCmd(a),
		newPracticeCmd(a),
		newTodoCmd(a),
	)
	in(root, groupRequests,
		newRequestCmd(a),
		newHoldCmd(a),
		newPacketCmd(a),
		newDisclosureCmd(a),
		newRetentionCmd(a),
		newDestroyCmd(a),
	)
	in(root, groupVault,
		newInitCmd(a),
		newUnlockCmd(a),
		newLockCmd(a),
		newStatusCmd(a),
		newVerifyCmd(a),
		newDoctorCmd(a),
		newBackupCmd(a),
		newRestoreCmd(a),
		newImportCmd(a),
		newExportCmd(a),
		newPlaceCmd(a),
		newKeyCmd(a),
	)
	in(root, groupHelp,
		newVersionCmd(a),
		newCompletionCmd(a),
	)
	root.AddCommand(newAgentCmd(a), newTryLocksCmd(a))
	return root
}

// newHelpCmd is cobra's help, but for what there is no help for.
func newHelpCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "help [COMMAND]",
		Short:   "Say what a command does",
		GroupID: groupHelp,
		RunE: body(a, func(cmd *cobra.Command, args []string) error {
			target, rest, err := cmd.Root().Find(args)
			if err != nil || len(rest) > 0 {
				return unknownCommand(cmd.Root(), strings.Join(args, " "))
			}
			return target.Help()
		}),
	}
}

// in adds commands to root under a heading.
func in(root *cobra.Command, group string, cmds ...*cobra.Command) {
	for _, c := range cmds {
		c.GroupID = group
		root.AddCommand(c)
	}
}

func addGlobalFlags(a *app, f *pflag.FlagSet) {
	f.SortFlags = false
	f.StringVar(&a.flags.vault, "vault", "", "the vault `file` (else $SUBROSA_VAULT, else the data folder)")
	f.StringVar(&a.flags.passphraseFile, "passphrase-file", "", "read the passphrase from the first line of `file` (-: standard input)")
	f.StringVar(&a.flags.recoveryFile, "recovery-file", "", "read the 24 recovery words from `file` (-: standard input)")
	f.StringVar(&a.flags.identityFile, "identity-file", "", "come in by a key of your own: the `file` of its age identity (-: standard input)")
	f.BoolVar(&a.flags.json, "json", false, "print the result as JSON")
	f.BoolVar(&a.flags.plain, "plain", false, "ask in single lines: no full screen, no colour")
	f.BoolVar(&a.flags.acceptOlder, "accept-older", false, "go on with a vault that is older than the one last used here")
	f.BoolVar(&a.flags.yes, "yes", false, "answer \"go on?\" with yes")
}

// oneReaderOfStdin refuses two flags that both read standard input.
func oneReaderOfStdin(f *pflag.FlagSet) error {
	var readers []string
	f.Visit(func(fl *pflag.Flag) {
		if fl.Value.Type() == "string" && fl.Value.String() == "-" {
			readers = append(readers, "--"+fl.Name)
		}
	})
	if len(readers) > 1 {
		return usage("only one flag may read standard input: " + strings.Join(readers, ", "))
	}
	return nil
}

// body wraps the body of a command: from here on errors are the command's own.
func body(a *app, run func(cmd *cobra.Command, args []string) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		a.began = true
		return run(cmd, args)
	}
}

// newGroupCmd is a command that only holds others.
func newGroupCmd(a *app, use, short string, cmds ...*cobra.Command) *cobra.Command {
	g := &cobra.Command{
		Use:   use,
		Short: short,
		RunE: func(cmd *cobra.Command, args []string) error {
			names := make([]string, 0, len(cmds))
			for _, c := range cmds {
				names = append(names, c.Name())
			}
			hint := "one of: " + strings.Join(names, ", ")
			if len(args) == 0 {
				return usage(cmd.CommandPath() + " needs a command").hinting(hint)
			}
			return usage(fmt.Sprintf("unknown command %q for %q", args[0], cmd.CommandPath())).hinting(hint)
		},
	}
	g.AddCommand(cmds...)
	return g
}

// noArgs and oneArgAtMost are cobra's checks in the program's own words.
func noArgs(cmd *cobra.Command, args []string) error {
	switch {
	case len(args) == 0:
		return nil
	case !cmd.HasParent():
		return unknownCommand(cmd, args[0])
	}
	return usage(cmd.CommandPath() + " takes no argument")
}

func upToArgs(n int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) > n {
			return usage(fmt.Sprintf("%s takes at most %d argument(s)", cmd.CommandPath(), n))
		}
		return nil
	}
}

// oneArg wants exactly one argument, which has a name and a meaning.
func oneArg(name, meaning string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		switch len(args) {
		case 1:
			return nil
		case 0:
			return usage(fmt.Sprintf("%s needs %s: %s", cmd.CommandPath(), name, meaning))
		}
		return usage(cmd.CommandPath() + " takes one argument")
	}
}

// rangeArgs wants between from and to arguments.
func rangeArgs(from, to int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		switch {
		case len(args) < from:
			return usage(fmt.Sprintf("%s needs at least %d argument(s)", cmd.CommandPath(), from)).hinting("usage: " + cmd.UseLine())
		case len(args) > to:
			return usage(fmt.Sprintf("%s takes at most %d argument(s)", cmd.CommandPath(), to))
		}
		return nil
	}
}

func unknownCommand(cmd *cobra.Command, name string) error {
	e := usage(fmt.Sprintf("unknown command %q", name))
	if near := cmd.SuggestionsFor(name); len(near) > 0 {
		return e.hinting("did you mean " + strings.Join(near, ", ") + "?")
	}
	return e.hinting("subrosa help lists the commands")
}
