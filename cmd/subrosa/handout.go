package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"subrosa/cmd/subrosa/form"
	"subrosa/notes"
	"subrosa/notes/handout"
	"subrosa/vault"
)

type handoutOptions struct {
	in  notes.HandoutInput
	out string
}

type handoutWritten struct {
	Handout string         `json:"handout"`
	Case    notes.CaseCode `json:"case,omitempty"`
	File    string         `json:"file"`
}

func newHandoutCmd(a *app) *cobra.Command {
	o := &handoutOptions{}
	c := &cobra.Command{
		Use:   "handout [KIND] [CODE] --out FILE.pdf",
		Short: "Make a sheet for a client, as a PDF in the practice's name",
		Long: `Make a sheet to hand out, in English or Danish:

  recording-policy  why sessions are not recorded, and what to do instead
  privacy-notice    how you handle what you know about a client
  joint-record      the agreement of several people about one record, to be signed
  reflection        a page to think on between two sessions
  safety-plan       six steps for bad days

With the code of a case joint-record has the names, and safety-plan (C-001, or
C-003/A) what the newest signed risk note says; without one they are filled in by
hand. The others hold nothing from the record. Read every sheet before you hand it
out: it speaks in your name. The file can be read by whoever has it.`,
		Args:              upToArgs(2),
		ValidArgsFunction: completeHandouts(a),
		RunE:              body(a, func(cmd *cobra.Command, args []string) error { return o.run(cmd.Context(), a, args) }),
	}
	f := c.Flags()
	f.StringVar(&o.out, "out", "", "write to this new `file`")
	f.StringVar(&o.in.Language, "language", "", "en or da (default: the practice's)")
	return c
}

func (o *handoutOptions) run(ctx context.Context, a *app, args []string) error {
	if err := o.parse(args); err != nil {
		return err
	}
	switch {
	case o.in.Kind == "" && !a.terminal():
		return usage("KIND is missing").hinting("one of: " + strings.Join(handout.Kinds(), ", "))
	case o.in.Kind != "" && !slices.Contains(handout.Kinds(), o.in.Kind):
		return usage("no such handout").hinting("one of: " + strings.Join(handout.Kinds(), ", "))
	case o.out == "" && !a.terminal():
		return missing("out", "the file to write")
	case o.out != "" && exists(o.out):
		return fmt.Errorf("%s: %w", o.out, vault.ErrExists)
	}
	if err := o.complete(ctx, a); err != nil {
		return err
	}
	err := a.withBook(ctx, func(ctx context.Context, b *notes.Book) error {
		d, err := b.Handout(ctx, o.in)
		if err != nil {
			return err
		}
		if o.in.Case != "" { // else there is nothing of a client in it
			if err := a.confirm(ctx, "This writes readable text to "+o.out+". Go on?"); err != nil {
				return err
			}
		}
		pdf, err := handout.Render(o.in.Kind, d)
		if err != nil {
			return err
		}
		return writeNewFrom(o.out, func(w io.Writer) error { // what is not entered is not left
			if _, err := w.Write(pdf); err != nil {
				return err
			}
			return b.HandoutWritten(ctx, o.in)
		})
	})
	if err != nil {
		return err
	}
	if o.in.Kind == "safety-plan" {
		a.say("check that the telephone numbers are still right, and when they are answered, before you hand it out")
	}
	return a.print(handoutWritten{o.in.Kind, o.in.Case, o.out}, func(w io.Writer) { fmt.Fprintf(w, "%s in %s\n", o.in.Kind, o.out) })
}

// parse takes KIND, and CODE with or without the label of a party.
func (o *handoutOptions) parse(args []string) (err error) {
	if len(args) > 0 {
		o.in.Kind = args[0]
	}
	if len(args) < 2 {
		return nil
	}
	code, label, labelled := strings.Cut(args[1], "/")
	if o.in.Case, err = notes.ParseCaseCode(code); err != nil {
		return err
	}
	if labelled {
		o.in.Party = notes.Label(strings.ToUpper(label))
	}
	if o.in.Kind != "joint-record" && o.in.Kind != "safety-plan" {
		return usage(o.in.Kind + " takes no code: it holds nothing from the record")
	}
	return nil
}

// freeName is the name of a file that is not in this folder yet.
func freeName(name, ext string) string {
	free := name + ext
	for n := 2; exists(free); n++ {
		free = fmt.Sprintf("%s-%d%s", name, n, ext)
	}
	return free
}

// complete asks for what is missing.
func (o *handoutOptions) complete(ctx context.Context, a *app) (err error) {
	if o.in.Kind == "" {
		var options []form.Option
		for _, k := range handout.Kinds() {
			options = append(options, form.Option{Value: k, Label: strings.ReplaceAll(k, "-", " ")})
		}
		if o.in.Kind, err = a.asker().Pick(ctx, "Which sheet?", options); err != nil {
			return err
		}
	}
	if o.out != "" {
		return nil
	}
	if o.out, err = a.asker().Line(ctx, "File to write", "a PDF; must not exist yet", freeName(o.in.Kind, ".pdf"), needed); err != nil {
		return err
	}
	if o.out = typedPath(o.out); !strings.EqualFold(filepath.Ext(o.out), ".pdf") {
		o.out += ".pdf"
	}
	if exists(o.out) {
		return fmt.Errorf("%s: %w", o.out, vault.ErrExists)
	}
	return nil
}

// completeHandouts offers the sheets, and then the codes of cases.
func completeHandouts(a *app) cobra.CompletionFunc {
	cases := a.completeCodes(completeCases)
	return func(cmd *cobra.Command, args []string, begun string) ([]cobra.Completion, cobra.ShellCompDirective) {
		if len(args) == 0 {
			return handout.Kinds(), cobra.ShellCompDirectiveNoFileComp
		}
		return cases(cmd, args[1:], begun)
	}
}
