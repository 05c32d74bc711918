package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"subrosa/cmd/subrosa/screen"
	"subrosa/notes"
)

func newConsentCmd(a *app) *cobra.Command {
	return newGroupCmd(a, "consent", "Enter what clients agreed to, and that it ends",
		newConsentAddCmd(a), newConsentListCmd(a), newConsentWithdrawCmd(a), newConsentVoidCmd(a))
}

type consentAddOptions struct {
	in      notes.ConsentInput
	parties string
	from    string
}

func newConsentAddCmd(a *app) *cobra.Command {
	o := &consentAddOptions{}
	c := &cobra.Command{
		Use:   "add [CODE] [KIND] [--from FILE]",
		Short: "Enter a consent, an agreement, or that something was handed out",
		Long: `Enter what was signed or said:

  informed-consent  to the treatment, and to keeping a record
  privacy-notice    was handed out and read
  joint-record      the agreement of several about one record; all sign it
  recording-policy  was handed out and read
  release           to hand something over: what, to whom, for what

A release takes a JSON document with what, recipient and purpose, and if you like
since, upto, explained and version (--from). subrosa prep and the first sessions
say what is missing; todo says what ends.`,
		Args:              upToArgs(2),
		ValidArgsFunction: a.completeConsents(),
		RunE:              body(a, func(cmd *cobra.Command, args []string) error { return o.run(cmd.Context(), a, args) }),
	}
	f := c.Flags()
	f.SortFlags = false
	f.StringVar(&o.parties, "party", "", "who gave it, `labels` such as A,B (default: all of the case)")
	f.StringVar(&o.in.Given, "given", "", "the `day` (default: today)")
	f.StringVar(&o.in.Until, "until", "", "its last `day`")
	f.StringVar(&o.in.Way, "way", "", "`how`: signed, electronic, spoken (default: signed)")
	f.StringVar(&o.from, "from", "", "the rest from the JSON `file` (-: standard input)")
	return c
}

func (o *consentAddOptions) run(ctx context.Context, a *app, args []string) error {
	if err := o.parse(a, args); err != nil {
		return err
	}
	if (o.in.Kind == "" || o.in.Kind == "release" && o.from == "") && !a.terminal() {
		if o.in.Kind == "" {
			return usage("KIND is missing").hinting("one of: " + strings.Join(notes.ConsentKinds(), ", "))
		}
		return missing("from", "what is released, to whom and for what")
	}
	var c notes.Consent
	var missing []notes.ConsentMissing
	var parties int
	err := a.withCase(ctx, args[:min(1, len(args))], func(ctx context.Context, b *notes.Book, code notes.CaseCode) error {
		o.in.Case = code
		if a.terminal() && o.from == "" && (o.in.Kind == "" || o.in.Kind == "release") {
			shown, err := b.Case(ctx, code)
			if err != nil {
				return err
			}
			if o.in, err = a.asker().Consent(ctx, o.in, shown.Parties); err != nil {
				return unlessLeft(err, "nothing was entered")
			}
		}
		var err error
		if c, err = b.AddConsent(ctx, o.in); err != nil {
			return err
		}
		shown, err := b.Case(ctx, code)
		if err != nil {
			return err
		}
		parties = len(shown.Parties)
		missing, err = b.MissingConsents(ctx, code)
		return err
	})
	if err != nil {
		return err
	}
	return a.print(c, func(w io.Writer) { renderEntered(w, c, missing, parties) })
}

// renderEntered says what was entered of whom and until when, and what is missing.
func renderEntered(w io.Writer, c notes.Consent, missing []notes.ConsentMissing, parties int) {
	what, until := strings.ReplaceAll(c.Kind, "-", " "), "no last day"
	if c.Recipient != "" {
		what += " to " + screen.Line(c.Recipient)
	}
	if c.Until != nil {
		until = "until " + *c.Until
	}
	fmt.Fprintf(w, "entered %s in %s: %s of %s, %s %s, %s\n", c.ID, c.Case, what, joined(c.Parties), c.Way, c.Given, until)
	if c.Kind == "joint-record" {
		var others []notes.Label
		missing = slices.DeleteFunc(slices.Clone(missing), func(m notes.ConsentMissing) bool {
			if m.Kind == c.Kind {
				others = append(others, m.Party)
			}
			return m.Kind == c.Kind
		})
		if len(others) > 0 {
			fmt.Fprintf(w, "! it is an agreement of all: that of %s is not entered yet: subrosa consent add %s joint-record --party %s\n", joined(others), c.Case, joined(others))
		}
	}
	if m := missingConsents(missing, parties); m != "" {
		fmt.Fprintf(w, "not entered yet: %s\n", m)
	}
}

// parse puts arguments and flags over what the document says.
func (o *consentAddOptions) parse(a *app, args []string) error {
	flags := o.in
	if o.from != "" {
		o.in = notes.ConsentInput{}
		if err := a.fromJSON(o.from, &o.in); err != nil {
			return err
		}
		o.in.Given, o.in.Until, o.in.Way = cmp.Or(flags.Given, o.in.Given), cmp.Or(flags.Until, o.in.Until), cmp.Or(flags.Way, o.in.Way)
	}
	if len(args) == 2 {
		o.in.Kind = args[1]
	}
	if o.in.Kind != "" && !slices.Contains(notes.ConsentKinds(), o.in.Kind) {
		return usage("no such kind of consent").hinting("one of: " + strings.Join(notes.ConsentKinds(), ", "))
	}
	if o.parties != "" {
		o.in.Parties = nil
		for label := range strings.SplitSeq(o.parties, ",") {
			o.in.Parties = append(o.in.Parties, notes.Label(strings.ToUpper(strings.TrimSpace(label))))
		}
	}
	return nil
}

type consentListResult struct {
	Consents  []notes.Consent `json:"consents"`
	Truncated bool            `json:"truncated"`
}

func newConsentListCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:               "list [CODE]",
		Short:             "List consents, of a case or all",
		Args:              upToArgs(1),
		ValidArgsFunction: a.completeCodes(completeCases),
		RunE: body(a, func(cmd *cobra.Command, args []string) (err error) {
			var code notes.CaseCode
			if len(args) > 0 {
				if code, err = notes.ParseCaseCode(args[0]); err != nil {
					return err
				}
			}
			var r consentListResult
			err = a.withBook(cmd.Context(), func(ctx context.Context, b *notes.Book) (err error) {
				r.Consents, err = b.Consents(ctx, code)
				return err
			})
			if err != nil {
				return err
			}
			r.Consents = orNone(r.Consents)
			return a.print(r, func(w io.Writer) { renderConsents(w, r.Consents) })
		}),
	}
}

func renderConsents(w io.Writer, list []notes.Consent) {
	if len(list) == 0 {
		fmt.Fprintln(w, "none is entered; subrosa consent add")
	}
	var rows [][]string
	for _, c := range list {
		until, state := "", c.State
		if c.Until != nil {
			until = "until " + *c.Until
		}
		if c.State == "withdrawn" && c.Ended != nil {
			state += " " + *c.Ended
		}
		rows = append(rows, []string{string(c.ID), string(c.Case), joined(c.Parties), c.Kind, c.Way + " " + c.Given, until, state, c.Recipient})
	}
	table(w, rows)
}

func joined(list []notes.Label) string {
	var texts []string
	for _, l := range list {
		texts = append(texts, string(l))
	}
	return strings.Join(texts, ", ")
}

func newConsentWithdrawCmd(a *app) *cobra.Command {
	var on, reasonFrom string
	c := &cobra.Command{
		Use:   "withdraw CONSENT [--on DAY] [--reason-from FILE]",
		Short: "Enter that a consent was taken back",
		Long: `Enter that a consent was taken back. What was done while it stood stays right; what
rests on it alone must stop. Nobody has to say why.`,
		Args: oneArg("CONSENT", "a consent, as subrosa consent list shows it"),
		RunE: body(a, func(cmd *cobra.Command, args []string) error {
			return a.endConsent(cmd.Context(), reasonFrom, func(ctx context.Context, b *notes.Book, reason string) (notes.Consent, error) {
				return b.WithdrawConsent(ctx, notes.ConsentCode(args[0]), on, reason)
			})
		}),
	}
	c.Flags().StringVar(&on, "on", "", "the `day` (default: today)")
	c.Flags().StringVar(&reasonFrom, "reason-from", "", "what was said about it, from `file` (-: standard input)")
	return c
}

func newConsentVoidCmd(a *app) *cobra.Command {
	var reasonFrom string
	c := &cobra.Command{
		Use:   "void CONSENT --reason-from FILE",
		Short: "Enter that a consent was entered in error",
		Args:  oneArg("CONSENT", "a consent, as subrosa consent list shows it"),
		RunE: body(a, func(cmd *cobra.Command, args []string) error {
			return a.endConsent(cmd.Context(), reasonFrom, func(ctx context.Context, b *notes.Book, reason string) (c notes.Consent, err error) {
				if reason == "" {
					if reason, err = a.reasonFor(ctx, "", "Why was it entered in error?"); err != nil {
						return c, err
					}
				}
				return b.VoidConsent(ctx, notes.ConsentCode(args[0]), reason)
			})
		}),
	}
	c.Flags().StringVar(&reasonFrom, "reason-from", "", "why, from `file` (-: standard input)")
	return c
}

func (a *app) endConsent(ctx context.Context, reasonFrom string, end func(context.Context, *notes.Book, string) (notes.Consent, error)) error {
	reason := ""
	if reasonFrom != "" {
		var err error
		if reason, err = a.reasonFor(ctx, reasonFrom, ""); err != nil {
			return err
		}
	}
	var c notes.Consent
	err := a.withBook(ctx, func(ctx context.Context, b *notes.Book) (err error) {
		c, err = end(ctx, b, reason)
		return err
	})
	if err != nil {
		return err
	}
	return a.print(c, func(w io.Writer) { fmt.Fprintf(w, "%s is %s\n", c.ID, c.State) })
}

// completeConsents offers the codes of cases, and then the kinds.
func (a *app) completeConsents() cobra.CompletionFunc {
	cases := a.completeCodes(completeCases)
	return func(cmd *cobra.Command, args []string, begun string) ([]cobra.Completion, cobra.ShellCompDirective) {
		if len(args) == 1 {
			return notes.ConsentKinds(), cobra.ShellCompDirectiveNoFileComp
		}
		return cases(cmd, args, begun)
	}
}
