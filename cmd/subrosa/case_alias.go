package main

import (
	"bytes"
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"subrosa/notes"
)

type caseAliasOptions struct{ from string }

func newCaseAliasCmd(a *app) *cobra.Command {
	o := &caseAliasOptions{}
	c := &cobra.Command{
		Use:   "alias [CODE] [--from FILE]",
		Short: "Say who an @alias of a case is",
		Long: `Say who an @alias of a case is, in a form or with JSON: one object with token,
names, relation and of, or a list of them.`,
		Args:              upToArgs(1),
		ValidArgsFunction: a.completeCodes(completeCases),
		RunE:              body(a, func(cmd *cobra.Command, args []string) error { return o.run(cmd.Context(), a, args) }),
	}
	c.Flags().StringVar(&o.from, "from", "", "read the aliases from the JSON `file` (-: standard input)")
	return c
}

type caseAliasResult struct {
	Case    notes.CaseCode `json:"case"`
	Aliases []notes.Alias  `json:"aliases"`
}

func (o *caseAliasOptions) run(ctx context.Context, a *app, args []string) error {
	if o.from == "" && !a.terminal() {
		return missing("from", "the alias")
	}
	var in []notes.AliasInput
	if o.from != "" {
		text, err := a.document(o.from)
		if err != nil {
			return err
		}
		if in, err = decodeAliases(o.from, text); err != nil {
			return err
		}
	}
	var r caseAliasResult
	err := a.withCase(ctx, args, func(ctx context.Context, b *notes.Book, code notes.CaseCode) error {
		c, err := b.Case(ctx, code)
		if err != nil {
			return err
		}
		if o.from == "" {
			if in, err = a.asker().Aliases(ctx, labels(c)); err != nil {
				return err
			}
		}
		if err := b.AddAliases(ctx, code, in); err != nil {
			return err
		}
		c, err = b.Case(ctx, code)
		r = caseAliasResult{code, orNone(c.Aliases)}
		return err
	})
	if err != nil {
		return err
	}
	return a.print(r, func(w io.Writer) {
		fmt.Fprintf(w, "%s has %s\n", r.Case, count(len(r.Aliases), "alias"))
	})
}

// decodeAliases reads a list of aliases, a single one, or {"aliases": [...]}.
func decodeAliases(source string, text []byte) ([]notes.AliasInput, error) {
	if bytes.HasPrefix(bytes.TrimSpace(text), []byte("[")) {
		var list []notes.AliasInput
		return list, decodeJSON(source, text, &list)
	}
	var one struct {
		notes.AliasInput
		Aliases []notes.AliasInput `json:"aliases"`
	}
	if err := decodeJSON(source, text, &one); err != nil {
		return nil, err
	}
	if one.Aliases != nil {
		return one.Aliases, nil
	}
	return []notes.AliasInput{one.AliasInput}, nil
}

func labels(c notes.Case) []string {
	var list []string
	for _, p := range c.Parties {
		list = append(list, string(p.Label))
	}
	return list
}
