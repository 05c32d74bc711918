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
)

type requestCheckOptions struct {
	in            notes.CheckInput
	of            string
	attach        string
	referenceFrom string
}

func newRequestCheckCmd(a *app) *cobra.Command {
	o := &requestCheckOptions{}
	c := &cobra.Command{
		Use:   "check [ID] [ITEM] [--date DATE] [--of PERSON] [--attach ATTACHMENT]",
		Short: "Tick an item of the checklist of a request",
		Long: `Tick what has to be so before anything leaves. Which items a request needs, its
type and the rules of your profile say; request show lists those that are missing.

  identity         whoever asks is who they say they are
  authority        you have seen the document that authorises
  consent          of a party to the release; in a case of several, of each (--of)
  notice           a party was told that a request has come (--of)
  objection        the time to object is over, or the court has answered
  judge-signature  a judge signed the order

--reference-from says which document it was, how you checked, or where it lies.`,
		Args:              upToArgs(2),
		ValidArgsFunction: a.completeCodes(completeRequests),
		RunE:              body(a, func(cmd *cobra.Command, args []string) error { return o.run(cmd.Context(), a, args) }),
	}
	f := c.Flags()
	f.StringVar(&o.in.Date, "date", "", "`day` on which it was so (default: today)")
	f.StringVar(&o.of, "of", "", "`code` of the person whose consent or notice it is")
	f.StringVar(&o.referenceFrom, "reference-from", "", "which document, or how, from `file` (-: standard input)")
	f.StringVar(&o.attach, "attach", "", "`code` of the attachment that shows it")
	f.BoolVar(&o.in.Undo, "undo", false, "take a tick back")
	return c
}

func (o *requestCheckOptions) run(ctx context.Context, a *app, args []string) (err error) {
	if o.in.Reference, err = a.optionalText(o.referenceFrom); err != nil {
		return err
	}
	o.in.Attachment = notes.AttachmentCode(strings.ToUpper(o.attach))
	if o.of != "" {
		if o.in.Of, err = notes.ParsePersonCode(o.of); err != nil {
			return err
		}
	}
	if len(args) < 2 && !a.terminal() {
		return usage("ITEM is missing").hinting("one of: " + strings.Join(notes.CheckItems(), ", "))
	}
	var r notes.Request
	err = a.withRequest(ctx, args[:min(1, len(args))], func(ctx context.Context, b *notes.Book, id notes.RequestID) error {
		if err := o.complete(ctx, a, b, id, args); err != nil {
			return err
		}
		r, err = b.TickCheck(ctx, id, o.in)
		return err
	})
	if err != nil {
		return err
	}
	return a.print(r, func(w io.Writer) { renderChecklist(w, r) })
}

// complete asks for what is missing on a terminal.
func (o *requestCheckOptions) complete(ctx context.Context, a *app, b *notes.Book, id notes.RequestID, args []string) (err error) {
	if len(args) == 2 {
		o.in.Item = args[1]
		return nil
	}
	r, err := b.Request(ctx, id)
	if err != nil {
		return err
	}
	var options []form.Option
	for _, m := range r.Missing {
		options = append(options, form.Option{Value: m, Label: m})
	}
	for _, item := range notes.CheckItems() {
		if !slices.ContainsFunc(options, func(o form.Option) bool { return strings.HasPrefix(o.Value, item) }) {
			options = append(options, form.Option{Value: item, Label: item + "  (not needed)"})
		}
	}
	picked, err := a.asker().Pick(ctx, "What is as it has to be?", options)
	if err != nil {
		return err
	}
	item, of, _ := strings.Cut(picked, " ")
	o.in.Item = item
	if of != "" {
		o.in.Of = notes.PersonCode(of)
	}
	if o.in.Date == "" {
		if o.in.Date, err = a.asker().Line(ctx, "Since when?", "a date; empty: today", "", nil); err != nil {
			return err
		}
	}
	if o.in.Reference == "" {
		o.in.Reference, err = a.asker().Line(ctx, "Which document, or how?", "may stay empty", "", nil)
	}
	return err
}

// renderChecklist tells what is ticked and what is missing.
func renderChecklist(w io.Writer, r notes.Request) {
	var rows [][]string
	for _, c := range r.Checks {
		rows = append(rows, []string{"  done", c.Item, string(c.Of), c.Date, string(c.Attachment), c.Reference})
	}
	for _, m := range r.Missing {
		item, of, _ := strings.Cut(m, " ")
		rows = append(rows, []string{"  missing", item, of, "", "", ""})
	}
	if len(rows) == 0 {
		fmt.Fprintf(w, "%s: nothing is on its checklist\n", r.ID)
		return
	}
	fmt.Fprintf(w, "%s\n", r.ID)
	table(w, rows)
}
