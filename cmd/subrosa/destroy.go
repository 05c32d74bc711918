package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"subrosa/cmd/subrosa/form"
	"subrosa/crypto"
	"subrosa/notes"
	"subrosa/notes/certificate"
	"subrosa/vault"
)

type destroyOptions struct{ certificate, confirm string }

func newDestroyCmd(a *app) *cobra.Command {
	o := &destroyOptions{}
	c := &cobra.Command{
		Use:   "destroy [CODE] --certificate FILE.pdf",
		Short: "Destroy a case that was kept as long as it had to be",
		Long: `Destroy a closed case whose day has come (subrosa retention list), that no hold keeps
and that no open request asks for: its notes, addenda and parties, the persons who
are in no other case, the requests about it and what was handed over. What is left
is its code, its days, and what was done when. The index is made anew, free pages
are given back, and the vault gets a new key, all in one step: it takes place, or
nothing does. It cannot be taken back.

The certificate is a PDF of one page in the practice's name, without a name of
anybody whom the record was about, to be signed and kept. Copies of before still
have the case: todo lists them until you say that they are gone (backup settle,
place settle --old-copies).

It is asked twice: a yes, and the code typed. Without a terminal --confirm gives
the code.`,
		Args:              upToArgs(1),
		ValidArgsFunction: a.completeCodes(completeDue),
		RunE:              body(a, func(cmd *cobra.Command, args []string) error { return o.run(cmd.Context(), a, args) }),
	}
	c.Flags().StringVar(&o.certificate, "certificate", "", "write the certificate to this new `file`")
	c.Flags().StringVar(&o.confirm, "confirm", "", "the `code` of the case: yes, destroy it")
	return c
}

// destroyed is what the command says.
type destroyed struct {
	notes.Destruction
	File       string `json:"file"` // the certificate
	Generation uint64 `json:"generation"`
	Swept      bool   `json:"swept"` // nothing under the former key is left in the vault's file
}

func (o *destroyOptions) run(ctx context.Context, a *app, args []string) error {
	if err := o.check(ctx, a, args); err != nil {
		return err
	}
	var done destroyed
	err := a.inVault(ctx, func(ctx context.Context, v *vault.Vault, e entry) error {
		if e.by == crypto.Recovery {
			a.remindOfPassphrase()
		}
		return onBook(ctx, v, func(ctx context.Context, b *notes.Book) error {
			code, err := o.caseCode(ctx, a, b, args)
			if err != nil {
				return err
			}
			would, err := b.MayDestroy(ctx, code)
			if err != nil {
				return err
			}
			if err := o.ask(ctx, a, would); err != nil {
				return err
			}
			done, err = o.destroy(ctx, a, v, e, b, code)
			return err
		})
	})
	if err != nil {
		return err
	}
	return a.print(done, func(w io.Writer) { renderDestroyed(w, done) })
}

// check completes the options, and refuses what cannot be meant before the vault
// is opened.
func (o *destroyOptions) check(ctx context.Context, a *app, args []string) (err error) {
	if err := a.needCode(args, "the code of a case", "subrosa retention list"); err != nil {
		return err
	}
	if o.certificate == "" && a.terminal() {
		if o.certificate, err = a.asker().Line(ctx, "File for the certificate", "a PDF; must not exist yet", "", nil); err != nil {
			return err
		}
		o.certificate = typedPath(o.certificate)
	}
	switch {
	case o.certificate == "":
		return missing("certificate", "the file for the certificate")
	case exists(o.certificate):
		return fmt.Errorf("%s: %w", o.certificate, vault.ErrExists)
	case o.confirm == "" && !a.terminal() && len(args) > 0:
		return usage("a case is about to be destroyed: this wants to be confirmed").hinting("give --confirm " + strings.ToUpper(args[0]))
	}
	return nil
}

// caseCode reads the code, or lets one of the cases be picked whose day has come.
func (o *destroyOptions) caseCode(ctx context.Context, a *app, b *notes.Book, args []string) (notes.CaseCode, error) {
	if len(args) > 0 {
		return notes.ParseCaseCode(args[0])
	}
	due, err := dueCases(ctx, b)
	if err != nil {
		return "", err
	}
	if len(due) == 0 {
		return "", &notes.NotFound{What: "case whose day has come"}
	}
	var options []form.Option
	for _, r := range due {
		options = append(options, form.Option{Value: string(r.Code), Label: fmt.Sprintf("%s  %s, kept until %s", r.Code, r.Kind, *r.RetainUntil)})
	}
	picked, err := a.asker().Pick(ctx, "Which case?", options)
	return notes.CaseCode(picked), err
}

// dueCases are those that can be destroyed, as far as retention tells.
func dueCases(ctx context.Context, b *notes.Book) ([]notes.Retention, error) {
	list, err := b.Retentions(ctx, "")
	var due []notes.Retention
	for _, r := range list {
		if r.State == "due" {
			due = append(due, r)
		}
	}
	return due, err
}

// ask wants a yes to what would be done, and then the code.
func (o *destroyOptions) ask(ctx context.Context, a *app, would notes.Destruction) error {
	if a.terminal() {
		renderDestruction(a.err, would)
	}
	if err := a.confirm(ctx, "Destroy all of this? It cannot be taken back."); err != nil {
		return err
	}
	return a.confirmCode(ctx, string(would.Case)+" is about to be destroyed", string(would.Case), o.confirm)
}

// destroy makes sure first that the certificate can be written. When it fails all
// the same, the case is destroyed, and the certificate can be had again.
func (o *destroyOptions) destroy(ctx context.Context, a *app, v *vault.Vault, e entry, b *notes.Book, code notes.CaseCode) (done destroyed, err error) {
	if err := writeNew(o.certificate, nil); err != nil {
		return done, err
	}
	r, err := a.rotate(ctx, v, e, vault.Change{Record: b.Destroying(code, &done.Destruction)})
	if err != nil {
		os.Remove(o.certificate)
		return done, err
	}
	ctx = context.WithoutCancel(ctx)
	done.File, done.Swept = o.certificate, r.Swept
	info, err := v.Info(ctx)
	done.Generation = info.Generation
	if err == nil {
		err = o.write(ctx, b, code)
	}
	if err != nil {
		os.Remove(o.certificate)
		a.warn("%s is destroyed; its certificate is not written: subrosa retention certificate %s --out FILE.pdf", code, code)
	}
	return done, err
}

// write puts the certificate into the file that was made for it.
func (o *destroyOptions) write(ctx context.Context, b *notes.Book, code notes.CaseCode) error {
	pdf, _, err := certificatePDF(ctx, b, code)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(o.certificate, os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(pdf)
	return errors.Join(err, f.Sync(), f.Close())
}

func certificatePDF(ctx context.Context, b *notes.Book, code notes.CaseCode) ([]byte, notes.CertificateCode, error) {
	c, err := b.CertificateOf(ctx, code, version)
	if err != nil {
		return nil, "", err
	}
	pdf, err := certificate.Render(c)
	return pdf, notes.CertificateCode(c.Number), err
}

// ruleWords say which rule's day counted.
var ruleWords = map[string]string{"term": "years after the last entry", "minors": "birthday of a minor", "inquiry": "inquiry", "own": "your own decision"}

// renderDestruction tells what would be destroyed.
func renderDestruction(w io.Writer, d notes.Destruction) {
	old := d.OldCopies
	holds := "none"
	if d.Holds > 0 {
		holds = count(d.Holds, "hold") + ", lifted"
	}
	fmt.Fprintf(w, "%s  %s\n", d.Case, d.Kind)
	facts(w,
		"opened", d.Opened, "closed", d.Closed, "last entry", d.Last,
		"kept until", d.Until+" ("+strings.TrimSuffix(ruleWords[d.Rule]+": "+d.Source, ": ")+")",
		"holds", holds,
		"goes", destructionCounts(d),
		"copies of before", strings.Join(append(asTexts(old.Backups), asTexts(old.Places)...), " "),
	)
}

func destructionCounts(d notes.Destruction) string {
	text := count(d.Notes, "note")
	for _, c := range []struct {
		n    int
		noun string
	}{{d.Addenda, "addendum"}, {d.Requests, "request"}, {d.Disclosures, "disclosure"}, {d.Persons, "person"}} {
		switch {
		case c.n == 0:
		case c.noun == "addendum" && c.n > 1:
			text += fmt.Sprintf(", %d addenda", c.n)
		default:
			text += ", " + count(c.n, c.noun)
		}
	}
	return text
}

func renderDestroyed(w io.Writer, d destroyed) {
	fmt.Fprintf(w, "%s is destroyed: %s\n", d.Case, destructionCounts(d.Destruction))
	fmt.Fprintf(w, "certificate %s is in %s, to be signed\n", d.Certificate, d.File)
	fmt.Fprintf(w, "the vault has a new key, at generation %d\n", d.Generation)
	if n := len(d.OldCopies.Backups) + len(d.OldCopies.Places); n > 0 {
		fmt.Fprintf(w, "copies of before may still have it: %s; todo lists them until you say that they are gone\n",
			strings.Join(append(asTexts(d.OldCopies.Backups), asTexts(d.OldCopies.Places)...), " "))
	}
}

func completeDue(ctx context.Context, b *notes.Book) ([]cobra.Completion, error) {
	due, err := dueCases(ctx, b)
	var offers []cobra.Completion
	for _, r := range due {
		offers = append(offers, cobra.CompletionWithDesc(string(r.Code), r.Kind+", kept until "+*r.RetainUntil))
	}
	return offers, err
}
