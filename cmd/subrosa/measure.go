package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"subrosa/cmd/subrosa/form"
	"subrosa/cmd/subrosa/read"
	"subrosa/cmd/subrosa/screen"
	"subrosa/notes"
	"subrosa/notes/instrument"
)

func newMeasureCmd(a *app) *cobra.Command {
	return newGroupCmd(a, "measure", "Enter questionnaires that clients filled in, and see how they went",
		newMeasureAddCmd(a), newMeasureShowCmd(a), newMeasureVoidCmd(a))
}

type measureAddOptions struct {
	in      notes.MeasureInput
	answers string
	score   float64
	from    string
}

func newMeasureAddCmd(a *app) *cobra.Command {
	o := &measureAddOptions{}
	c := &cobra.Command{
		Use:   "add [C-001/A] [INSTRUMENT]",
		Short: "Enter a questionnaire",
		Long: `Enter what a party answered, item by item in a form, by the numbers of the answers
(--answers 0,2,-,3: - is a missing one), or as a total (--score). A JSON document
has on, answers (null is a missing one) or score. Missing answers count as the
manual of the instrument says; with too many there is no score.

An item about harm that was answered with more than nothing, was left out, or whose
answer a total does not tell, has to be addressed before the next note is signed. A score is a screening and no diagnosis.`,
		Args:              upToArgs(2),
		ValidArgsFunction: a.completeMeasures(),
		RunE: body(a, func(cmd *cobra.Command, args []string) error {
			if cmd.Flags().Changed("score") {
				o.in.Score = &o.score
			}
			return o.run(cmd.Context(), a, args)
		}),
	}
	f := c.Flags()
	f.SortFlags = false
	f.StringVar(&o.in.On, "on", "", "the `day` it was filled in (default: today)")
	f.StringVar(&o.answers, "answers", "", "the answers by their `numbers`, in the order of the sheet")
	f.Float64Var(&o.score, "score", 0, "the `total`, where the answers are not known")
	f.StringVar(&o.from, "from", "", "all of this from the JSON `file` (-: standard input)")
	return c
}

func (o *measureAddOptions) run(ctx context.Context, a *app, args []string) (err error) {
	if o.from != "" {
		if err := a.fromJSON(o.from, &o.in); err != nil {
			return err
		}
	}
	if o.answers != "" {
		if o.in.Answers, err = notes.ParseAnswers(o.answers); err != nil {
			return err
		}
	}
	file, party := splitParty(args)
	o.in.Party = party
	if len(args) > 1 {
		o.in.Instrument = args[1]
	}
	empty := o.in.Answers == nil && o.in.Score == nil
	switch {
	case o.in.Instrument == "" && !a.terminal():
		return usage("INSTRUMENT is missing").hinting("subrosa instrument list shows them")
	case empty && !a.terminal():
		return missingAll("answers", "the answers by their numbers")
	}
	var m notes.Measure
	var i instrument.Instrument
	err = a.withCase(ctx, file, func(ctx context.Context, b *notes.Book, code notes.CaseCode) error {
		o.in.Case = code
		if a.terminal() && (o.in.Instrument == "" || empty) {
			if err := o.complete(ctx, a, b, empty); err != nil {
				return unlessLeft(err, "no questionnaire was entered")
			}
		}
		var err error
		if m, err = b.AddMeasure(ctx, o.in); err != nil {
			return err
		}
		i, err = b.Instrument(ctx, m.Instrument)
		return err
	})
	if err != nil {
		return err
	}
	return a.print(m, func(w io.Writer) {
		fmt.Fprintln(w, measureLine(m))
		if m.Risk {
			fmt.Fprintln(w, harmWords(m, i))
		}
	})
}

// harmWords say what was answered about harm, and what has to be done about it.
func harmWords(m notes.Measure, i instrument.Instrument) string {
	var about, what []string
	for _, n := range i.Risk {
		item := fmt.Sprint(n)
		about = append(about, item)
		switch {
		case m.Answers == nil:
		case m.Answers[n-1] == nil:
			what = append(what, "item "+item+" has no answer")
		case *m.Answers[n-1] > i.Least:
			what = append(what, "item "+item+" was answered with more than nothing")
		}
	}
	if m.Answers == nil {
		what = append(what, fmt.Sprintf("what was answered there (%s) is not known from a total", strings.Join(about, ", ")))
	}
	return fmt.Sprintf("! %s asks about harm: %s.\n  next: ask %s about it. No note of a session with %[3]s can be signed before one says whether there is risk: subrosa note new %s",
		m.Title, strings.Join(what, ", "), m.Party, m.Case)
}

// splitParty parts C-001/A into the code of a case and the label of a party.
func splitParty(args []string) ([]string, notes.Label) {
	if len(args) == 0 {
		return nil, ""
	}
	code, label, _ := strings.Cut(args[0], "/")
	return []string{code}, notes.Label(strings.ToUpper(label))
}

// complete asks whose questionnaire it is, which, and its answers.
func (o *measureAddOptions) complete(ctx context.Context, a *app, b *notes.Book, answers bool) error {
	shown, err := b.Case(ctx, o.in.Case)
	if err != nil {
		return err
	}
	if o.in.Party == "" && len(shown.Parties) > 1 {
		var options []form.Option
		for _, p := range shown.Parties {
			options = append(options, form.Option{Value: string(p.Label), Label: strings.TrimSpace(string(p.Label) + " " + p.Initials)})
		}
		label, err := a.asker().Pick(ctx, "Whose?", options)
		if err != nil {
			return err
		}
		o.in.Party = notes.Label(label)
	}
	if o.in.Instrument == "" {
		list, err := b.Instruments(ctx)
		if err != nil {
			return err
		}
		widest := 0
		for _, i := range list {
			widest = max(widest, screen.Width(i.Title))
		}
		var options []form.Option
		for _, i := range list {
			options = append(options, form.Option{Value: i.ID, Label: screen.Pad(i.Title, widest) + "  " + i.About})
		}
		if o.in.Instrument, err = a.asker().Pick(ctx, "Which?", options); err != nil {
			return err
		}
	}
	if !answers {
		return nil
	}
	i, err := b.Instrument(ctx, o.in.Instrument)
	if err != nil {
		return err
	}
	o.in, err = a.asker().Measure(ctx, i, o.in)
	return err
}

// measureLine is a questionnaire in a line: score, meaning, what is missing.
func measureLine(m notes.Measure) string {
	parts := []string{string(m.ID), string(m.Case) + "/" + string(m.Party), m.On, m.Title, scoreOf(m)}
	if m.Risk {
		parts = append(parts, "! harm")
	}
	if m.Void != nil {
		parts = append(parts, "void: "+*m.Void)
	}
	return strings.Join(parts, "  ")
}

func scoreOf(m notes.Measure) string {
	text := "no score"
	if m.Score != nil {
		text = strings.TrimSpace(fmt.Sprintf("%g  %s", *m.Score, m.Band))
	}
	if m.Missing > 0 {
		text += fmt.Sprintf(" (%s missing)", count(m.Missing, "answer"))
	}
	return text
}

func newMeasureVoidCmd(a *app) *cobra.Command {
	var reasonFrom string
	c := &cobra.Command{
		Use:   "void MEASURE --reason-from FILE",
		Short: "Enter that a questionnaire was entered in error",
		Args:  oneArg("MEASURE", "a questionnaire, as subrosa measure show lists it"),
		RunE: body(a, func(cmd *cobra.Command, args []string) error {
			var m notes.Measure
			err := a.withBook(cmd.Context(), func(ctx context.Context, b *notes.Book) error {
				reason, err := a.reasonFor(ctx, reasonFrom, "Why was it entered in error?")
				if err != nil {
					return err
				}
				m, err = b.VoidMeasure(ctx, notes.MeasureCode(args[0]), reason)
				return err
			})
			if err != nil {
				return err
			}
			return a.print(m, func(w io.Writer) { fmt.Fprintf(w, "%s is void\n", m.ID) })
		}),
	}
	c.Flags().StringVar(&reasonFrom, "reason-from", "", "why, from `file` (-: standard input)")
	return c
}

// completeMeasures offers cases, and then instruments.
func (a *app) completeMeasures() cobra.CompletionFunc {
	cases := a.completeCodes(completeCases)
	return func(cmd *cobra.Command, args []string, begun string) ([]cobra.Completion, cobra.ShellCompDirective) {
		if len(args) != 1 {
			return cases(cmd, args, begun)
		}
		var offers []cobra.Completion
		for _, i := range instrument.All() {
			offers = append(offers, cobra.CompletionWithDesc(i.ID, i.About))
		}
		return offers, cobra.ShellCompDirectiveNoFileComp
	}
}

type measureShowOptions struct{ printed bool }

type measureShowResult struct {
	Measures  []notes.Measure `json:"measures"`
	Trends    []notes.Trend   `json:"trends"`
	Truncated bool            `json:"truncated"`
}

func newMeasureShowCmd(a *app) *cobra.Command {
	o := &measureShowOptions{}
	c := &cobra.Command{
		Use:   "show [C-001/A] [INSTRUMENT]",
		Short: "See scores over time, of each party by itself",
		Long: `Show scores with what they mean, and how they went. What partners answered stands on
pages of its own, never beside one another.`,
		Args:              upToArgs(2),
		ValidArgsFunction: a.completeMeasures(),
		RunE:              body(a, func(cmd *cobra.Command, args []string) error { return o.run(cmd.Context(), a, args) }),
	}
	c.Flags().BoolVar(&o.printed, "print", false, "print it, do not show it on a screen of its own")
	return c
}

func (o *measureShowOptions) run(ctx context.Context, a *app, args []string) error {
	file, party := splitParty(args)
	id := ""
	if len(args) > 1 {
		id = args[1]
	}
	var list []notes.Measure
	var known []instrument.Instrument
	err := a.withCase(ctx, file, func(ctx context.Context, b *notes.Book, code notes.CaseCode) (err error) {
		if known, err = b.Instruments(ctx); err != nil {
			return err
		}
		list, err = b.Measures(ctx, code, party, id)
		a.warnUnrecorded(b)
		return err
	})
	if err != nil {
		return err
	}
	pages := measurePages(list, known)
	if !o.printed && !a.flags.json && a.fullScreen() && len(pages) > 0 {
		return a.readPages(ctx, pages)
	}
	return a.print(measureShowResult{Measures: orNone(list), Trends: notes.Trends(list)}, func(w io.Writer) {
		if len(pages) == 0 {
			fmt.Fprintln(w, "none is entered; subrosa measure add")
		}
		for n, p := range pages {
			if n > 0 {
				fmt.Fprintln(w)
			}
			fmt.Fprintln(w, p.Title)
			io.WriteString(w, p.Text)
		}
	})
}

// measurePages have one page for each party and instrument.
func measurePages(list []notes.Measure, known []instrument.Instrument) []read.Page {
	var pages []read.Page
	for from := 0; from < len(list); {
		to := from
		for to < len(list) && list[to].Party == list[from].Party && list[to].Instrument == list[from].Instrument {
			to++
		}
		m := list[from]
		var i instrument.Instrument
		for _, k := range known {
			if k.ID == m.Instrument {
				i = k
			}
		}
		var text strings.Builder
		renderMeasures(&text, list[from:to], i)
		pages = append(pages, read.Page{Title: fmt.Sprintf("%s/%s · %s", m.Case, m.Party, m.Title), Text: text.String()})
		from = to
	}
	return pages
}

func renderMeasures(w io.Writer, list []notes.Measure, i instrument.Instrument) {
	io.WriteString(w, chart(list, i.From, i.To))
	var rows [][]string
	for _, m := range list {
		void, risk := "", ""
		if m.Void != nil {
			void = "void: " + *m.Void
		}
		if m.Risk {
			risk = "! harm"
		}
		rows = append(rows, []string{string(m.ID), m.On, scoreOf(m), risk, void})
	}
	table(w, rows)
	if t := notes.Trends(list); len(t) == 1 && t[0].Times > 1 {
		fmt.Fprintf(w, "\n%s\n", changeWords(t[0], i))
	}
	fmt.Fprintf(w, "\na screening, no diagnosis; %s\n", i.Licence)
	if len(i.Unconfirmed) > 0 {
		fmt.Fprintf(w, "to be checked in the manual: %s\n", strings.Join(i.Unconfirmed, "; "))
	}
}

// changeWords say how the last score stands to the first.
func changeWords(t notes.Trend, i instrument.Instrument) string {
	by := t.Last - t.First
	how := "as at first"
	switch {
	case by > 0 == i.Better && by != 0:
		how = "better"
	case by != 0:
		how = "worse"
	}
	text := fmt.Sprintf("since %s: %+g, %s", t.FirstOn, by, how)
	if by == 0 {
		text = "since " + t.FirstOn + ": " + how
	}
	if i.Change > 0 && by != 0 && max(by, -by) < i.Change {
		text += fmt.Sprintf("; less than %g may be chance", i.Change)
	}
	return text
}
