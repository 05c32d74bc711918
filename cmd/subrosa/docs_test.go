package main

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

var update = flag.Bool("update", false, "write generated documentation anew")

// docs/commands.md is written from the commands themselves, and is current.
func TestCommandsAreDocumented(t *testing.T) {
	const path = "../../docs/commands.md"
	var want bytes.Buffer
	writeCommands(&want, newRootCmd(&app{env: func(string) string { return "" }}))
	if *update {
		check(t, os.WriteFile(path, want.Bytes(), 0o644))
	}
	got, err := os.ReadFile(path)
	check(t, err)
	if !bytes.Equal(got, want.Bytes()) {
		t.Errorf("%s is not current: go test -tags sqlite_fts5 ./cmd/subrosa -run TestCommandsAreDocumented -update", path)
	}
}

// Every command and flag says what it is for.
func TestEveryCommandAndFlagHasHelp(t *testing.T) {
	commands := 0
	walk(newRootCmd(&app{env: func(string) string { return "" }}), func(c *cobra.Command) {
		commands++
		if c.Short == "" {
			t.Errorf("%s has no description", c.CommandPath())
		}
		c.Flags().VisitAll(func(f *pflag.Flag) {
			if f.Usage == "" {
				t.Errorf("%s --%s has no description", c.CommandPath(), f.Name)
			}
		})
	})
	if commands < 30 {
		t.Errorf("only %d commands were seen", commands)
	}
}

func walk(c *cobra.Command, visit func(*cobra.Command)) {
	if c.Hidden {
		return
	}
	visit(c)
	for _, sub := range c.Commands() {
		walk(sub, visit)
	}
}

func writeCommands(w io.Writer, root *cobra.Command) {
	fmt.Fprintln(w, "# Commands")
	fmt.Fprintln(w, "\nWritten from the program by a test; `subrosa help COMMAND` says the same.")
	fmt.Fprintf(w, "\n%s\n\n## Flags of every command\n\n", root.Long)
	writeFlags(w, root.PersistentFlags())
	for _, g := range root.Groups() {
		fmt.Fprintf(w, "\n## %s\n", strings.TrimSuffix(g.Title, ":"))
		for _, c := range root.Commands() {
			if c.GroupID == g.ID && !c.Hidden && c.Name() != "help" {
				writeCommand(w, c)
			}
		}
	}
	writeExits(w)
}

func writeCommand(w io.Writer, c *cobra.Command) {
	if c.HasSubCommands() {
		for _, sub := range c.Commands() {
			writeCommand(w, sub)
		}
		return
	}
	path := strings.TrimSuffix(c.CommandPath(), " "+c.Name())
	fmt.Fprintf(w, "\n### %s %s\n\n", path, c.Use)
	if c.Long != "" {
		fmt.Fprintln(w, c.Long)
	} else {
		fmt.Fprintln(w, c.Short+".")
	}
	if c.LocalNonPersistentFlags().HasAvailableFlags() {
		fmt.Fprintln(w)
		writeFlags(w, c.LocalNonPersistentFlags())
	}
}

func writeFlags(w io.Writer, flags *pflag.FlagSet) {
	flags.SortFlags = false
	flags.VisitAll(func(f *pflag.Flag) {
		if f.Hidden || f.Name == "help" {
			return
		}
		value, usage := pflag.UnquoteUsage(f)
		name := "--" + f.Name
		if value != "" {
			name += " " + strings.ToUpper(value)
		}
		fmt.Fprintf(w, "- `%s`: %s\n", name, usage)
	})
}

// writeExits prints the table that run tells errors by.
func writeExits(w io.Writer) {
	fmt.Fprintln(w, "\n## Exit status")
	fmt.Fprint(w, "\n| exit | code | when |\n|---|---|---|\n| 0 | | done |\n")
	rows := slices.Clone(exitTable)
	slices.SortStableFunc(rows, func(a, b exitRow) int { return a.exit - b.exit })
	type key struct {
		exit int
		code string
	}
	var order []key
	meanings := map[key][]string{}
	for _, r := range rows {
		k := key{r.exit, r.code}
		if meanings[k] == nil {
			order = append(order, k)
		}
		if !slices.Contains(meanings[k], r.meaning) {
			meanings[k] = append(meanings[k], r.meaning)
		}
	}
	for _, k := range order {
		fmt.Fprintf(w, "| %d | `%s` | %s |\n", k.exit, k.code, strings.Join(meanings[k], "; "))
	}
}
