package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"subrosa/notes"
	"subrosa/notes/document"
)

type noteNewOptions struct {
	head       headOptions
	from       string
	sign       bool
	reasonFrom string
}

func newNoteNewCmd(a *app) *cobra.Command {
	o := &noteNewOptions{}
	c := &cobra.Command{
		Use:   "new [CODE] [--from FILE]",
		Short: "Write a note",
		Long: `Write the note of a session on the writing screen, or read it from a note
document (Markdown with a YAML head, as subrosa note show --as md prints it). The
flags complete the head of the document and stand above it.`,
		Args:              upToArgs(1),
		ValidArgsFunction: a.completeCodes(completeCases),
		RunE:              body(a, func(cmd *cobra.Command, args []string) error { return o.run(cmd.Context(), a, args) }),
	}
	o.head.flags(c)
	c.Flags().StringVar(&o.from, "from", "", "read the note document from `file` (-: standard input)")
	c.Flags().BoolVar(&o.sign, "sign", false, "sign it at once")
	c.Flags().StringVar(&o.reasonFrom, "reason-from", "", "why it is late, from `file` (-: standard input)")
	return c
}

func (o *noteNewOptions) run(ctx context.Context, a *app, args []string) error {
	if o.from == "" {
		return o.write(ctx, a, args)
	}
	text, err := a.document(o.from)
	if err != nil {
		return err
	}
	if isSealed(text) {
		return o.takeUp(ctx, a, args, text)
	}
	if err := a.needCode(args, "the code of a case", "subrosa case list"); err != nil {
		return err
	}
	reason, err := a.optionalText(o.reasonFrom)
	if err != nil {
		return err
	}
	return a.withBook(ctx, o.add(a, args, text, time.Time{}, reason))
}

// write is the writing screen.
func (o *noteNewOptions) write(ctx context.Context, a *app, args []string) error {
	if err := a.needCode(args, "the code of a case", "subrosa case list"); err != nil {
		return err
	}
	if !a.terminal() {
		return missing("from", "the note")
	}
	return a.writeNote(ctx, args, o)
}

// takeUp makes a draft of one that was kept aside.
func (o *noteNewOptions) takeUp(ctx context.Context, a *app, args []string, sealed []byte) error {
	h, err := a.hold(ctx)
	if err != nil {
		return err
	}
	d, err := openDraft(h.key, sourceName(o.from), sealed)
	if err != nil {
		return err
	}
	if len(args) == 0 {
		args = []string{d.code}
	}
	reason, err := a.optionalText(o.reasonFrom)
	if err != nil {
		return err
	}
	if err := h.book(ctx, o.add(a, args, d.text, d.started, reason)); err != nil {
		return err
	}
	a.say("%s is no longer needed", sourceName(o.from))
	return nil
}

// add puts a note document into the record.
func (o *noteNewOptions) add(a *app, args []string, text []byte, started time.Time, reason string) func(context.Context, *notes.Book) error {
	return func(ctx context.Context, b *notes.Book) error {
		code, err := a.caseCode(ctx, b, args)
		if err != nil {
			return err
		}
		d, err := o.head.read(ctx, b, code, text)
		if err != nil {
			return fmt.Errorf("new note: %w", err)
		}
		return o.save(ctx, a, b, notes.NoteInput{Case: code, Document: d, StartedAt: started}, reason)
	}
}

// save keeps the note as a draft, or signs it in the same transaction.
func (o *noteNewOptions) save(ctx context.Context, a *app, b *notes.Book, in notes.NoteInput, reason string) error {
	if o.sign {
		n, s, err := b.NewSigned(ctx, in, reason)
		if err != nil {
			return fmt.Errorf("new note: %w", err)
		}
		a.warnSaved(s)
		a.warnFindings(s.Findings)
		return a.print(noteChanged{Note: n.ID, Status: n.Status}, func(w io.Writer) { fmt.Fprintln(w, understood(n)) })
	}
	s, err := b.NewNote(ctx, in)
	if err != nil {
		return fmt.Errorf("new note: %w", err)
	}
	findings, err := b.Findings(ctx, s.Note)
	if err != nil {
		return err
	}
	a.warnFindings(findings)
	n, err := b.Note(ctx, s.Note)
	if err != nil {
		return err
	}
	return a.printSaved(s, understood(n))
}

// headOptions are the facts of a note that flags can give.
type headOptions struct {
	kind, start, place, present, part, risk, format, layer string
	minutes                                                int
}

func (h *headOptions) flags(c *cobra.Command) {
	f := c.Flags()
	f.SortFlags = false
	f.StringVar(&h.kind, "kind", "", "`kind`: session, intake, contact, plan, risk, closing, no-show, cancellation, recording-request, correspondence, report, incident, supervision")
	f.StringVar(&h.start, "start", "", "`when` it began: 2026-11-20 16:00, today 14:00, yesterday 9:00")
	f.IntVar(&h.minutes, "minutes", 0, "length in `minutes`")
	f.StringVar(&h.place, "place", "", "id of a `place`, or online, client-home, walk, phone, message")
	f.StringVar(&h.present, "present", "", "`labels` of who was there: A,B")
	f.StringVar(&h.part, "part", "", "`part` of a session with one of several: joint, A, B")
	f.StringVar(&h.risk, "risk", "", "`risk`: none, not-assessed, present")
	f.StringVar(&h.format, "format", "", "`format`: soap, dap, birp, girp, pie, narrative, inquiry, or a template of yours")
	f.StringVar(&h.layer, "layer", "", "`layer`: record, process")
}

// read parses a note document for a case and puts the flags over its head.
func (h *headOptions) read(ctx context.Context, b *notes.Book, code notes.CaseCode, text []byte) (document.Document, error) {
	dc, err := b.DocumentContext(ctx, code)
	if err != nil {
		return document.Document{}, err
	}
	dc.Kind, dc.Format = h.kind, h.format
	d, err := document.Parse(text, dc)
	if err != nil {
		return document.Document{}, err
	}
	if err := h.over(&d, dc); err != nil {
		return document.Document{}, err
	}
	return document.Check(d, dc)
}

// over puts what the flags say over the head of a document.
func (h *headOptions) over(d *document.Document, dc document.Context) error {
	if h.start != "" {
		at, hasClock, err := document.ParseWhen(h.start, dc.Now)
		if err != nil {
			return usage("--start is not a date and time").hinting("like 2026-11-20 16:00, or today 16:00").because(err)
		}
		if !hasClock {
			return usage("--start has no time of day").hinting("like 2026-11-20 16:00, or today 16:00")
		}
		d.Start = at
	}
	if h.minutes != 0 {
		d.Minutes = h.minutes
	}
	for _, s := range []struct {
		flag string
		fact *string
	}{{h.place, &d.Place}, {h.risk, &d.Risk}, {h.layer, &d.Layer}} {
		if s.flag != "" {
			*s.fact = s.flag
		}
	}
	switch {
	case h.present != "":
		d.Present = splitLabels(h.present)
	case h.part == "joint":
		d.Present = dc.Parties
	case h.part != "":
		d.Present = []string{h.part}
	}
	if h.present != "" || h.part != "" {
		d.Part = "" // follows from who was present
	}
	if h.part != "" && !slices.Equal(d.Present, []string{h.part}) && document.PartOf(d.Present, dc.Parties) != h.part {
		return usage("--part contradicts --present")
	}
	return nil
}

func splitLabels(list string) []string {
	var labels []string
	for l := range strings.SplitSeq(list, ",") {
		if l = strings.ToUpper(strings.TrimSpace(l)); l != "" {
			labels = append(labels, l)
		}
	}
	return labels
}

// optionalText reads a reason, if one is given.
func (a *app) optionalText(name string) (string, error) {
	if name == "" {
		return "", nil
	}
	return a.plainText(name)
}
