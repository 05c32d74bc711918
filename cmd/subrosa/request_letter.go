package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"subrosa/cmd/subrosa/form"
	"subrosa/notes"
	"subrosa/notes/letter"
	"subrosa/notes/profile"
	"subrosa/vault"
)

type requestLetterOptions struct {
	in   notes.LetterInput
	of   string
	from string
	out  string
}

func newRequestLetterCmd(a *app) *cobra.Command {
	o := &requestLetterOptions{}
	c := &cobra.Command{
		Use:   "letter [ID] [KIND] --out FILE.pdf",
		Short: "Write a letter about a request, as a PDF in the practice's name",
		Long: `Write a letter about a request, ready to print and sign, in the language of the
practice:

  acknowledgement   it has come, and by when it will be answered
  neutral           neither confirms nor denies; names nobody but you
  no-records        there is no record
  extension         it takes longer, why, and until when (after request extend)
  refusal           why, and where to complain (after request refuse)
  decision          on a rectification, erasure or restriction (after request decide)
  notice            to the other party: a request has come, and by when to object
  court-question    asks the court whether secrecy has to yield
  receipt           for the recipient to sign and send back (after request deliver)
  breach-authority  report of a breach
  breach-person     the same, to a person concerned

Notice and breach-person go to somebody else (--of), and only to an address that is
marked as safe to use. A report of a breach takes a JSON document with what,
people, consequences and measures (--from). The file can be read by whoever has it.`,
		Args:              upToArgs(2),
		ValidArgsFunction: a.completeCodes(completeRequests),
		RunE:              body(a, func(cmd *cobra.Command, args []string) error { return o.run(cmd.Context(), a, args) }),
	}
	f := c.Flags()
	f.StringVar(&o.out, "out", "", "write to this new `file`")
	f.StringVar(&o.of, "of", "", "`code` of the person it goes to")
	f.StringVar(&o.in.Until, "until", "", "last `day` to object (default: in two weeks)")
	f.StringVar(&o.from, "from", "", "what a report of a breach says, from the JSON `file` (-: standard input)")
	return c
}

type letterWritten struct {
	Request notes.RequestID `json:"request"`
	Letter  string          `json:"letter"`
	File    string          `json:"file"`
}

func (o *requestLetterOptions) run(ctx context.Context, a *app, args []string) (err error) {
	if o.from != "" {
		if err := a.fromJSON(o.from, &o.in); err != nil {
			return err
		}
	}
	if o.of != "" {
		if o.in.Of, err = notes.ParsePersonCode(o.of); err != nil {
			return err
		}
	}
	if len(args) == 2 {
		o.in.Kind = args[1]
	}
	switch {
	case o.in.Kind == "" && !a.terminal():
		return usage("KIND is missing").hinting("one of: " + strings.Join(profile.LetterKinds(), ", "))
	case o.out == "" && !a.terminal():
		return missing("out", "the file to write")
	case o.out != "" && exists(o.out):
		return fmt.Errorf("%s: %w", o.out, vault.ErrExists)
	}
	var r notes.Request
	err = a.withRequest(ctx, args[:min(1, len(args))], func(ctx context.Context, b *notes.Book, id notes.RequestID) error {
		if err := o.complete(ctx, a, b, id); err != nil {
			return err
		}
		if err := a.confirm(ctx, "This writes readable text to "+o.out+". Go on?"); err != nil {
			return err
		}
		r, err = o.write(ctx, b, id)
		return err
	})
	if err != nil {
		return err
	}
	written := letterWritten{r.ID, o.in.Kind, o.out}
	return a.print(written, func(w io.Writer) { fmt.Fprintf(w, "%s: %s letter in %s\n", r.ID, o.in.Kind, o.out) })
}

// write composes the letter, writes it, and enters that it was written. When that
// fails there is no file.
func (o *requestLetterOptions) write(ctx context.Context, b *notes.Book, id notes.RequestID) (r notes.Request, err error) {
	l, err := b.RequestLetter(ctx, id, o.in)
	if err != nil {
		return r, err
	}
	pdf, err := letter.Render(l)
	if err != nil {
		return r, err
	}
	err = writeNewFrom(o.out, func(w io.Writer) error {
		if _, err := w.Write(pdf); err != nil {
			return err
		}
		r, err = b.LetterWritten(ctx, id, o.in)
		return err
	})
	return r, err
}

// complete asks which letter, those that fit first, and for the file.
func (o *requestLetterOptions) complete(ctx context.Context, a *app, b *notes.Book, id notes.RequestID) error {
	if o.in.Kind == "" {
		fitting, err := b.FittingLetters(ctx, id)
		if err != nil {
			return err
		}
		var options []form.Option
		for _, k := range fitting {
			options = append(options, form.Option{Value: k, Label: k})
		}
		for _, k := range profile.LetterKinds() {
			if !slices.Contains(fitting, k) {
				options = append(options, form.Option{Value: k, Label: k + "  (not usual here)"})
			}
		}
		if o.in.Kind, err = a.asker().Pick(ctx, "Which letter?", options); err != nil {
			return err
		}
	}
	if o.out != "" {
		return nil
	}
	var err error
	if o.out, err = a.asker().Line(ctx, "File to write", "a PDF; must not exist yet", "", nil); err != nil {
		return err
	}
	o.out = typedPath(o.out)
	if exists(o.out) {
		return fmt.Errorf("%s: %w", o.out, vault.ErrExists)
	}
	return nil
}
