package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"subrosa/cmd/subrosa/read"
	"subrosa/notes"
	"subrosa/notes/document"
)

type noteShowOptions struct{ as string }

// noteResult is a note with lists that are never null.
type noteResult struct {
	notes.Note
	Present  []notes.Label    `json:"present"`
	Sections []notes.Section  `json:"sections"`
	Addenda  []notes.Addendum `json:"addenda"`
}

func newNoteShowCmd(a *app) *cobra.Command {
	o := &noteShowOptions{}
	c := &cobra.Command{
		Use:   "show [ID] [--as text|md|json]",
		Short: "Read a note",
		Long: `Read a note with what stands beside it. On a terminal it is shown on a screen of
its own, which leaves nothing behind when it is closed. --as md prints the note
document without addenda, as subrosa note new --from reads it.`,
		Args:              upToArgs(1),
		ValidArgsFunction: a.completeCodes(completeNotes(anyNote)),
		RunE:              body(a, func(cmd *cobra.Command, args []string) error { return o.run(cmd.Context(), a, args) }),
	}
	c.Flags().StringVar(&o.as, "as", "", "`form`: text, md, json")
	return c
}

func (o *noteShowOptions) run(ctx context.Context, a *app, args []string) error {
	switch o.as {
	case "", "text", "md":
		if a.flags.json && o.as != "" {
			return usage("--as " + o.as + " contradicts --json")
		}
	case "json":
		a.flags.json = true
	default:
		return usage("--as is text, md or json")
	}
	if err := a.needCode(args, "the id of a note", "subrosa note list"); err != nil {
		return err
	}
	if o.onScreen(a) {
		return a.readNotes(ctx, args, "")
	}
	var n notes.Note
	var places placeNames
	err := a.withBook(ctx, func(ctx context.Context, b *notes.Book) error {
		id, err := a.noteID(ctx, b, args, anyNote)
		if err != nil {
			return err
		}
		if n, err = b.Note(ctx, id); err != nil {
			return err
		}
		a.warnUnrecorded(b)
		places, err = namesOfPlaces(ctx, b)
		return err
	})
	if err != nil {
		return err
	}
	return o.print(a, n, places)
}

func (o *noteShowOptions) onScreen(a *app) bool { return o.as == "" && !a.flags.json && a.fullScreen() }

// readNotes shows a note on the screen of a reader, with the others of its case to the
// left and right. Each is read, and that it was read is entered, when she comes to it.
// Words that were looked for are marked.
func (a *app) readNotes(ctx context.Context, args []string, found string) error {
	h, err := a.hold(ctx)
	if err != nil {
		return err
	}
	r := read.Reading{Find: found}
	err = h.book(ctx, func(ctx context.Context, b *notes.Book) error {
		id, err := a.noteID(ctx, b, args, anyNote)
		if err != nil {
			return err
		}
		code, _, err := b.NoteCase(ctx, id)
		if err != nil {
			return err
		}
		c, err := b.Case(ctx, code)
		if err != nil {
			return err
		}
		list, err := b.Notes(ctx, code)
		if err != nil {
			return err
		}
		slices.Reverse(list) // the oldest first
		r.At = slices.IndexFunc(list, func(n notes.Note) bool { return n.ID == id })
		for _, n := range list {
			r.Pages = append(r.Pages, read.Page{On: n.Start.Format(time.DateOnly), Load: func() (read.Page, error) { return h.notePage(ctx, n.ID, c) }})
		}
		r.Curves = func() ([]read.Page, error) { return h.curvePages(ctx, code) }
		return nil
	})
	if err != nil {
		return err
	}
	r.Day = func(typed string) (string, error) {
		at, _, err := document.ParseWhen(typed, a.now())
		return at.Format(time.DateOnly), err
	}
	return read.Show(ctx, a.screenTerminal(), r)
}

// notePage reads a note. One that was entered in error is folded away.
func (h *held) notePage(ctx context.Context, id notes.NoteID, c notes.Case) (read.Page, error) {
	var text strings.Builder
	page := read.Page{Title: strings.TrimSpace(string(id) + " · " + string(c.Code) + " " + initialsOf(c))}
	err := h.book(ctx, func(ctx context.Context, b *notes.Book) error {
		n, err := b.Note(ctx, id)
		if err != nil {
			return err
		}
		places, err := namesOfPlaces(ctx, b)
		if err != nil {
			return err
		}
		if err := b.Unrecorded(); err != nil {
			fmt.Fprintf(&text, "! this reading is not in the history: %s\n\n", explain(err).Message)
		}
		renderNote(&text, n, places)
		if page.Text = text.String(); n.Void == nil {
			page.As = readers(n, c)
			return nil
		}
		page.As = []read.Page{{Title: page.Title, Text: page.Text}}
		page.Text = fmt.Sprintf("%s\nentered in error, %s: %s\n\nf4 unfolds it", understood(n), day(n.Void.At), n.Void.Reason)
		return nil
	})
	return page, shown(err)
}

// curvePages are how scores went, of each party by itself.
func (h *held) curvePages(ctx context.Context, code notes.CaseCode) (pages []read.Page, err error) {
	err = h.book(ctx, func(ctx context.Context, b *notes.Book) error {
		known, err := b.Instruments(ctx)
		if err != nil {
			return err
		}
		list, err := b.Measures(ctx, code, "", "")
		pages = measurePages(list, known)
		return err
	})
	return pages, shown(err)
}

// readers are a note as each party would get it on request, and as a court that
// orders all of it. Addenda are not in it.
func readers(n notes.Note, c notes.Case) []read.Page {
	var parties []string
	for _, p := range c.Parties {
		parties = append(parties, string(p.Label))
	}
	var pages []read.Page
	for _, reader := range append(slices.Clone(parties), notes.Judge) {
		title := string(n.ID) + " · as " + reader + " would get it on request"
		if reader == notes.Judge {
			title = string(n.ID) + " · as a court would get it that orders all of it"
		}
		var text strings.Builder
		sections := notes.ReadAs(notes.DocumentOf(n), parties, reader)
		if len(sections) == 0 {
			fmt.Fprintln(&text, "nothing: not that there was a note, nor when")
		}
		for _, s := range sections {
			fmt.Fprintf(&text, "\n%s\n", s.Heading)
			var list []notes.Paragraph
			for _, p := range s.Paragraphs {
				list = append(list, notes.Paragraph{Text: p.Text, Whose: string(p.Whose)})
			}
			renderParagraphs(&text, list)
		}
		pages = append(pages, read.Page{Title: title, Text: text.String()})
	}
	return pages
}

func (o *noteShowOptions) print(a *app, n notes.Note, places placeNames) error {
	for i := range n.Sections {
		n.Sections[i].Paragraphs = orNone(n.Sections[i].Paragraphs)
	}
	r := noteResult{n, orNone(n.Present), orNone(n.Sections), orNone(n.Addenda)}
	return a.print(r, func(w io.Writer) {
		if o.as == "md" {
			w.Write(document.Print(notes.DocumentOf(n)))
			return
		}
		renderNote(w, n, places)
	})
}

// warnUnrecorded says that reading could not be entered in the history.
func (a *app) warnUnrecorded(b *notes.Book) {
	if err := b.Unrecorded(); err != nil {
		a.warn("this reading is not in the history: %s", explain(err).Message)
	}
}

// renderNote writes a note for reading: facts, sections with whose each
// paragraph is in the margin, and what was added beneath.
func renderNote(w io.Writer, n notes.Note, places placeNames) {
	about := understoodParts(n, places)
	fmt.Fprintf(w, "%s\n%s\n", strings.Join(about[:3], " · "), strings.Join(about[3:], " · "))
	risk, next := "", ""
	if n.Risk != nil {
		risk = *n.Risk
	}
	if n.Next != nil {
		next = strings.TrimSpace(n.Next.Start.Format("Mon 2 Jan 2006 15:04") + " " + places.of(n.Next.Place))
	}
	layer := n.Layer
	if layer == "record" {
		layer = ""
	}
	about = []string{"part", n.Part, "layer", layer, "risk", risk, "next", next}
	for _, o := range n.Facts {
		key, value, _ := strings.Cut(o.In("en"), ": ")
		about = append(about, strings.ToLower(key), value)
	}
	facts(w, about...)
	if n.Late != nil {
		by := count(n.Late.Hours, "hour")
		if n.Late.Hours >= 96 {
			by = count(n.Late.Hours/24, "day")
		}
		fmt.Fprintf(w, "written late, after %s: %s\n", by, n.Late.Reason)
	}
	if n.Void != nil {
		fmt.Fprintf(w, "entered in error, %s: %s\n", day(n.Void.At), n.Void.Reason)
	}
	for _, s := range n.Sections {
		if len(s.Paragraphs) == 0 {
			continue
		}
		fmt.Fprintf(w, "\n%s\n", s.Heading)
		renderParagraphs(w, s.Paragraphs)
	}
	for _, ad := range n.Addenda {
		fmt.Fprintf(w, "\n%s, %s, %s\n", ad.Kind, clock(ad.At), ad.Author)
		renderParagraphs(w, ad.Paragraphs)
		if m := ad.Mark; m != nil {
			fmt.Fprintf(w, "  paragraph %d is %s: %s\n", m.Paragraph, whoseWords(m.Whose), m.Reason)
		}
	}
	if n.SignedAt != nil {
		fmt.Fprintf(w, "\nsigned %s, %s\n", clock(*n.SignedAt), n.Author)
	}
}

func renderParagraphs(w io.Writer, list []notes.Paragraph) {
	for i, p := range list {
		if i > 0 {
			fmt.Fprintln(w)
		}
		mark := ""
		if p.Whose != "" {
			mark = "[" + p.Whose + "] "
		}
		for _, line := range strings.Split(mark+p.Text, "\n") {
			fmt.Fprintln(w, "  "+line)
		}
	}
}
