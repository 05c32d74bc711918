package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"subrosa/notes"
)

func newRetentionCmd(a *app) *cobra.Command {
	return newGroupCmd(a, "retention", "See and decide how long cases are kept",
		newRetentionListCmd(a), newRetentionKeepCmd(a), newRetentionCertificateCmd(a))
}

type retentionListResult struct {
	Cases     []notes.Retention `json:"cases"`
	Truncated bool              `json:"truncated"`
}

func newRetentionListCmd(a *app) *cobra.Command {
	var until string
	c := &cobra.Command{
		Use:   "list [--until DATE]",
		Short: "List until when each case is kept, and why",
		Long: `List until when each case is kept: by the rules of the profile, counted from the
last entry of the case (notes, addenda, requests and disclosures), by the birthday
of the youngest party where a rule says so, and by your own decision; the latest
day counts. A hold that stands keeps a case whatever the day. A rule that could not
be confirmed in its source is shown and binds nobody: ask your lawyer, and decide
with retention keep. Nothing is deleted by itself.

  open       not closed: no day is counted yet
  kept       its day has not come, or you have to decide it
  held       a hold stands
  due        kept as long as it had to be: subrosa destroy
  destroyed  only its code and its days are left`,
		Args: noArgs,
		RunE: body(a, func(cmd *cobra.Command, _ []string) error {
			var r retentionListResult
			err := a.withBook(cmd.Context(), func(ctx context.Context, b *notes.Book) (err error) {
				r.Cases, err = b.Retentions(ctx, until)
				return err
			})
			if err != nil {
				return err
			}
			return a.print(r, func(w io.Writer) { renderRetentions(w, r.Cases) })
		}),
	}
	c.Flags().StringVar(&until, "until", "", "only cases whose day comes by this `date`")
	return c
}

func renderRetentions(w io.Writer, list []notes.Retention) {
	if len(list) == 0 {
		fmt.Fprintln(w, "no case")
	}
	for _, r := range list {
		renderRetention(w, r)
	}
}

// renderRetention is a line about the case and one below it for each rule.
func renderRetention(w io.Writer, r notes.Retention) {
	what := ""
	switch {
	case r.Destroyed != nil:
		what = day(*r.Destroyed) + ", certificate " + string(r.Certificate)
	case r.Decide:
		what = "until you decide: subrosa retention keep " + string(r.Code)
	case r.RetainUntil != nil:
		what = "until " + *r.RetainUntil
	}
	if len(r.Holds) > 0 {
		what = strings.TrimSpace(strings.Join(asTexts(r.Holds), " ") + "  " + what)
	}
	fmt.Fprintln(w, strings.TrimRight(fmt.Sprintf("%s  %-9s  %s", r.Code, r.State, what), " "))
	if r.Last != nil && len(r.Rules) > 0 {
		fmt.Fprintf(w, "    last entry  %s\n", *r.Last)
	}
	for _, rule := range r.Rules {
		until := value(rule.Until)
		if until == "" {
			until = "longer"
		}
		fmt.Fprintf(w, "    %-10s  %s\n", until, rule.Text)
	}
}

func asTexts[T ~string](list []T) []string {
	var texts []string
	for _, c := range list {
		texts = append(texts, string(c))
	}
	return texts
}

type retentionKeepOptions struct{ until, reasonFrom string }

func newRetentionKeepCmd(a *app) *cobra.Command {
	o := &retentionKeepOptions{}
	c := &cobra.Command{
		Use:   "keep [CODE] --until DATE --reason-from FILE",
		Short: "Decide until when a case is kept",
		Long: `Decide until when a case is kept, and say why: where no term is known, or where you
keep it longer. The last decision counts. A case is not kept shorter than a rule
that binds.`,
		Args:              upToArgs(1),
		ValidArgsFunction: a.completeCodes(completeCases),
		RunE:              body(a, func(cmd *cobra.Command, args []string) error { return o.run(cmd.Context(), a, args) }),
	}
	c.Flags().StringVar(&o.until, "until", "", "the last `date` until which it is kept")
	c.Flags().StringVar(&o.reasonFrom, "reason-from", "", "why, from `file` (-: standard input)")
	return c
}

func (o *retentionKeepOptions) run(ctx context.Context, a *app, args []string) error {
	if o.until == "" && !a.terminal() {
		return missing("until", "the date")
	}
	var r notes.Retention
	err := a.withCase(ctx, args, func(ctx context.Context, b *notes.Book, code notes.CaseCode) (err error) {
		if o.until == "" {
			if o.until, err = a.asker().Line(ctx, "Until when is "+string(code)+" kept?", "2006-01-31", "", nil); err != nil {
				return err
			}
		}
		reason, err := a.reasonFor(ctx, o.reasonFrom, "Why?")
		if err != nil {
			return err
		}
		r, err = b.KeepCase(ctx, code, strings.TrimSpace(o.until), reason)
		return err
	})
	if err != nil {
		return err
	}
	return a.print(r, func(w io.Writer) { renderRetention(w, r) })
}

type certificateWritten struct {
	Case        notes.CaseCode        `json:"case"`
	Certificate notes.CertificateCode `json:"certificate"`
	File        string                `json:"file"`
}

func newRetentionCertificateCmd(a *app) *cobra.Command {
	var out string
	c := &cobra.Command{
		Use:   "certificate CODE --out FILE.pdf",
		Short: "Write the certificate of a destroyed case again",
		Long: `Write the certificate of a case that was destroyed again, as a PDF in the practice's
name, with the copies of before as they are known today. It names nobody whom the
record was about.`,
		Args: oneArg("CODE", "a destroyed case, as subrosa retention list shows it"),
		RunE: body(a, func(cmd *cobra.Command, args []string) error {
			return runRetentionCertificate(cmd.Context(), a, args[0], out)
		}),
	}
	c.Flags().StringVar(&out, "out", "", "write to this new `file`")
	return c
}

func runRetentionCertificate(ctx context.Context, a *app, arg, out string) error {
	code, err := notes.ParseCaseCode(arg)
	if err != nil {
		return err
	}
	if out == "" {
		return missing("out", "the file to write")
	}
	var written certificateWritten
	err = a.withBook(ctx, func(ctx context.Context, b *notes.Book) error {
		pdf, number, err := certificatePDF(ctx, b, code)
		if err != nil {
			return err
		}
		written = certificateWritten{code, number, out}
		return writeNew(out, pdf)
	})
	if err != nil {
		return err
	}
	return a.print(written, func(w io.Writer) { fmt.Fprintf(w, "%s: certificate %s in %s\n", code, written.Certificate, out) })
}
