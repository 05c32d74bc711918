package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"subrosa/cmd/subrosa/read"
	"subrosa/notes"
)

func newRequestPlanCmd(a *app) *cobra.Command {
	return newRequestIDCmd(a, "plan", "Show what would leave, what would stay, and why",
		`Show, note by note and place by place, what would leave and what would stay if
the request were answered as the record stands now, and what has to be decided
first. It changes nothing; request review decides and approves.`,
		func(ctx context.Context, b *notes.Book, id notes.RequestID) (any, func(io.Writer), error) {
			p, err := b.Plan(ctx, id)
			return p, func(w io.Writer) { renderPlan(w, p) }, err
		})
}

func renderPlan(w io.Writer, p notes.Plan) {
	var rows [][]string
	for _, n := range p.Notes {
		item := ""
		if n.Item > 0 {
			item = fmt.Sprint(n.Item)
		}
		rows = append(rows, []string{item, string(n.ID), n.Start.Format("2006-01-02 15:04"), n.Kind, n.Layer, n.Decision, n.Reason})
	}
	table(w, rows)
	if len(rows) == 0 {
		fmt.Fprintln(w, "no signed note in scope")
	}
	rows = nil
	for _, m := range p.Measures {
		rows = append(rows, []string{string(m.ID), m.On, m.Instrument, string(m.Case) + "/" + string(m.Party), m.Decision, m.Reason})
	}
	if len(rows) > 0 {
		fmt.Fprintln(w)
	}
	table(w, rows)
	rows = nil
	for _, s := range p.Spans {
		where := fmt.Sprintf("paragraph %d", s.Paragraph)
		if s.Addendum > 0 {
			where = fmt.Sprintf("addendum %d, %s", s.Addendum, where)
		}
		rows = append(rows, []string{string(s.Note), where, s.Source, s.Decision, s.Replacement})
	}
	if len(rows) > 0 {
		fmt.Fprintln(w)
	}
	table(w, rows)
	if len(p.Blockers) > 0 {
		fmt.Fprintf(w, "\nto be settled before anything leaves: %d\n", len(p.Blockers))
	}
	rows = nil
	for _, k := range p.Blockers {
		where := ""
		if k.Paragraph > 0 {
			where = fmt.Sprintf("paragraph %d", k.Paragraph)
		}
		rows = append(rows, []string{string(k.Note), where, k.What})
	}
	table(w, rows)
	if line := besides(p); line != "" {
		fmt.Fprintln(w, "\n"+line)
	}
	fmt.Fprintln(w, "\n"+planState(p))
}

// besides names the files that no packet has.
func besides(p notes.Plan) string {
	if len(p.Attachments) == 0 {
		return ""
	}
	var codes []string
	for _, a := range p.Attachments {
		codes = append(codes, string(a))
	}
	return "not in the packet, to be looked at by hand: " + strings.Join(codes, ", ") + "; attachment save writes them out"
}

func planState(p notes.Plan) string {
	switch {
	case p.Stale:
		return "approved before, but the record has changed since: look at it again with request review"
	case p.ApprovedAt != nil:
		return "approved " + clock(*p.ApprovedAt) + ", plan " + p.PlanID[:12]
	}
	return "not approved"
}

func newRequestBuildCmd(a *app) *cobra.Command {
	return newRequestIDCmd(a, "build", "Compose the packet of the approved plan and keep it in the vault",
		`Compose the packet of the approved plan, verify it, search it for everything that
is to stay, and keep it in the vault. The same plan always gives the same bytes.`,
		func(ctx context.Context, b *notes.Book, id notes.RequestID) (any, func(io.Writer), error) {
			large()
			built, err := b.BuildPacket(ctx, id)
			return built, func(w io.Writer) { renderBuilt(w, built) }, err
		})
}

func renderBuilt(w io.Writer, p notes.BuiltPacket) {
	fmt.Fprintf(w, "built %s: %s on %s, %s to %s\n", p.Packet, count(p.NoteCount, "note"), count(p.Pages, "page"), p.BatesFrom, p.BatesTo)
	fmt.Fprintf(w, "staying: %s; places with a mark: %d\n", count(p.Withheld, "note"), p.Redactions)
	facts(w, "plan", p.PlanID, "SHA-256", p.SHA256)
}

type previewResult struct {
	Packet string   `json:"packet"`
	Pages  []string `json:"pages"`
}

func newRequestPreviewCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "preview [ID]",
		Short: "Read the built packet page by page, as its recipient will",
		Long: `Read the text of the built packet page by page, as it stands in the PDF. On a
terminal it is shown on the alternate screen, so that nothing stays behind.`,
		Args:              upToArgs(1),
		ValidArgsFunction: a.completeCodes(completeRequests),
		RunE:              body(a, func(cmd *cobra.Command, args []string) error { return runPreview(cmd.Context(), a, args) }),
	}
}

func runPreview(ctx context.Context, a *app, args []string) error {
	var r previewResult
	err := a.withRequest(ctx, args, func(ctx context.Context, b *notes.Book, id notes.RequestID) error {
		p, err := b.Packet(ctx, id)
		if err != nil {
			return err
		}
		r.Packet = p.Packet
		r.Pages, err = p.PageTexts()
		return err
	})
	if err != nil {
		return err
	}
	if a.fullScreen() && !a.flags.json {
		var pages []read.Page
		for _, text := range r.Pages {
			pages = append(pages, read.Page{Title: r.Packet, Text: text})
		}
		return a.readPages(ctx, pages)
	}
	return a.print(r, func(w io.Writer) { io.WriteString(w, pagesText(r.Pages)) })
}

// pagesText is the pages one after the other, each under a line of its own.
func pagesText(pages []string) string {
	var b strings.Builder
	for i, p := range pages {
		fmt.Fprintf(&b, "---- page %d of %d ----\n\n%s\n", i+1, len(pages), p)
	}
	return b.String()
}
