package notes

import (
	"slices"
	"strings"
	"testing"

	"subrosa/notes/document"
	"subrosa/vault"
)

// entry is a note of a kind with a word in each of its headings.
func entry(kind string, own ...document.Own) document.Document {
	d := document.Document{Kind: kind, Start: at("2026-11-23 15:00"), Present: []string{"A"}, Own: own}
	if document.Meets(kind) {
		d.Minutes, d.Place = 50, "osterbro"
	}
	if document.AsksRisk(kind) {
		d.Risk = "none"
	}
	format, ok := document.KindFormat(kind)
	if !ok {
		format, _ = document.FindFormat("dap")
		d.Format = format.Name
	}
	for _, s := range format.Empty("en") {
		s.Paragraphs = []document.Paragraph{{Text: "About " + s.Key + "."}}
		d.Sections = append(d.Sections, s)
	}
	return d
}

func TestEveryKindIsKeptAndSigned(t *testing.T) {
	b, _ := newBook(t)
	file := must(b.OpenCase(ctx, CaseInput{Kind: "couple", Parties: []PartyInput{{Label: "A", Name: "Chris Dahl"}, {Label: "B", Name: "Joe Winther"}}})).Case
	own := map[string][]document.Own{
		"contact": {{Key: "channel", Values: []string{"mail"}}, {Key: "direction", Values: []string{"in"}},
			{Key: "with", List: true, Values: []string{"A", "@sister"}}, {Key: "copied", List: true, Values: []string{"B"}}},
		"closing": {{Key: "first", Values: []string{"2026-01-05"}}, {Key: "held", Values: []string{"12"}}, {Key: "ending", Values: []string{"agreed"}}},
		"plan":    {{Key: "review", Values: []string{"2027-02-01"}}},
		"recording-request": {{Key: "asked_by", List: true, Values: []string{"A"}}, {Key: "medium", Values: []string{"audio"}},
			{Key: "reasons", List: true, Values: []string{"remember", "share"}}, {Key: "answer", Values: []string{"declined"}}},
	}
	for _, kind := range document.Kinds() {
		d := entry(kind, own[kind]...)
		note, saved, err := b.NewSigned(ctx, NoteInput{Case: file, Document: d}, "")
		if err != nil {
			t.Errorf("%s: %v", kind, err)
			continue
		}
		shown := must(b.Note(ctx, note.ID))
		if !slices.EqualFunc(shown.Facts, own[kind], func(x, y document.Own) bool {
			return x.Key == y.Key && x.List == y.List && slices.Equal(x.Values, y.Values)
		}) || len(shown.Sections) != len(d.Sections) {
			t.Errorf("%s came back as %+v", kind, shown)
		}
		if kind == "contact" && saved.NewAliases != 1 {
			t.Errorf("the alias in the head of a contact is not known: %+v", saved)
		}
	}
	if records, problems, err := b.Check(ctx, nil); err != nil || len(problems) > 0 || records != len(document.Kinds()) {
		t.Errorf("%d records, %v, %v", records, problems, err)
	}
	altered := func(statement string) []string {
		check(b.vault.Update(ctx, func(tx *vault.Tx) error {
			if _, err := tx.Exec("DROP TRIGGER IF EXISTS note_signed_is_not_changed"); err != nil {
				return err
			}
			_, err := tx.Exec(statement)
			return err
		}))
		_, problems, err := b.Check(ctx, nil)
		check(err)
		return problems
	}
	if p := altered(`UPDATE note SET extra = replace(extra, 'declined', 'allowed') WHERE kind = 'recording-request'`); len(p) != 1 || !strings.Contains(p[0], "does not make its digest") {
		t.Errorf("another answer is not seen: %v", p)
	}
}

func TestFactsOfAKindMakeARevision(t *testing.T) {
	b, _ := newBook(t)
	file := withCase(t, b)
	d := entry("contact", document.Own{Key: "channel", Values: []string{"mail"}})
	saved := must(b.NewNote(ctx, NoteInput{Case: file, Document: d}))
	for i, channel := range []string{"mail", "phone", "phone"} {
		d.Own[0].Values = []string{channel}
		saved = must(b.SaveDraft(ctx, saved.Note, saved.Revision, d))
		if want := []int{1, 2, 2}[i]; saved.Revision != want {
			t.Errorf("%d: revision %d, want %d", i, saved.Revision, want)
		}
	}
	got, _, err := b.Document(ctx, saved.Note)
	if err != nil || !slices.Equal(got.OwnOf("channel"), []string{"phone"}) {
		t.Errorf("%+v, %v", got.Own, err)
	}
}

func TestWhatAKindCannotDoWithout(t *testing.T) {
	for name, c := range map[string]struct {
		kind   string
		change func(*document.Document)
		want   string
	}{
		"a contact without length or place": {"contact", func(d *document.Document) {}, ""},
		"a contact with nobody":             {"contact", func(d *document.Document) { d.Present = nil }, "invalid --present"},
		"a contact without risk":            {"contact", func(d *document.Document) { d.Risk = "" }, "invalid --risk"},
		"a letter without risk":             {"correspondence", func(d *document.Document) { d.Risk = "" }, ""},
		"an intake without a place":         {"intake", func(d *document.Document) { d.Place = "" }, "invalid --place"},
		"a plan without text":               {"plan", func(d *document.Document) { d.Sections = nil }, "invalid --from"},
		"an intake of nothing to report": {"intake", func(d *document.Document) {
			d.Sections, d.Own = nil, []document.Own{{Key: "none_reported", List: true, Values: []string{"family"}}}
		}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			b, _ := newBook(t)
			d := entry(c.kind)
			c.change(&d)
			_, _, err := b.NewSigned(ctx, NoteInput{Case: withCase(t, b), Document: d}, "")
			if !is(err, c.want) {
				t.Errorf("%v, want %s", err, c.want)
			}
		})
	}
}

// Whoever wants a recording for proof or control, or made one already: the risk
// question is not left open.
func TestARecordingForProofAsksForRisk(t *testing.T) {
	for _, c := range []struct {
		reasons []string
		risk    string
		parties int
		open    bool
	}{
		{[]string{"remember"}, "not-assessed", 2, false},
		{[]string{"remember", "proof"}, "not-assessed", 2, true},
		{[]string{"control"}, "not-assessed", 2, true},
		{[]string{"control"}, "none", 2, false},
		{[]string{"control"}, "present", 2, false},
		{[]string{"proof"}, "not-assessed", 1, false},
		{[]string{"discovered"}, "not-assessed", 1, true},
		{nil, "", 1, true},
	} {
		d := document.Document{Kind: "recording-request", Risk: c.risk, Own: []document.Own{{Key: "reasons", List: true, Values: c.reasons}}}
		if what := RiskOpen(d, c.parties, ""); (what != "") != c.open {
			t.Errorf("%+v: %q", c, what)
		}
	}
}

// A blank in an intake says neither "nothing" nor "not asked".
func TestWhatAnIntakeLeavesBlankIsPointedOut(t *testing.T) {
	b, _ := newBook(t)
	d := entry("intake", document.Own{Key: "not_asked", List: true, Values: []string{"substances"}})
	d.Sections = slices.DeleteFunc(d.Sections, func(s document.Section) bool { return s.Key == "substances" || s.Key == "violence" })
	saved := must(b.NewNote(ctx, NoteInput{Case: withCase(t, b), Document: d}))
	var found []string
	for _, f := range must(b.Findings(ctx, saved.Note)) {
		if f.Code == "unanswered" {
			found = append(found, f.What)
		}
	}
	if len(found) != 1 || !strings.HasSuffix(found[0], ": Violence and trauma") {
		t.Errorf("%q", found)
	}
}

// Supervision is about her work, in the case of the practice, which has no parties.
func TestSupervision(t *testing.T) {
	b, _ := newBook(t)
	file := must(b.OpenCase(ctx, CaseInput{Kind: "practice"})).Case
	d := entry("supervision")
	d.Present = nil
	note, _, err := b.NewSigned(ctx, NoteInput{Case: file, Document: d}, "")
	if err != nil || note.Status != signed {
		t.Errorf("%+v, %v", note, err)
	}
}

// The facts of a kind are in the packet of a client who comes alone, in the words
// of its language. In a case of several they are not: who was copied says something
// of the other.
func TestFactsOfAKindInAPacket(t *testing.T) {
	for _, couple := range []bool{false, true} {
		b, c := newBook(t)
		a := &asked{t: t, b: b, clock: c}
		in := CaseInput{Kind: "individual", Parties: []PartyInput{{Label: "A", Name: "Chris Dahl"}}}
		if couple {
			in.Kind, in.Parties = "couple", append(in.Parties, PartyInput{Label: "B", Name: "Joe Winther"})
		}
		a.file = must(b.OpenCase(ctx, in)).Case
		d := entry("contact", document.Own{Key: "channel", Values: []string{"mail"}}, document.Own{Key: "copied", List: true, Values: []string{"A"}})
		must(func() (Note, error) {
			n, _, err := b.NewSigned(ctx, NoteInput{Case: a.file, Document: d}, "")
			return n, err
		}())
		a.ask(access())
		a.approve()
		a.build()
		for name, want := range map[string]string{"01-records.pdf": "Channel: e-mail", "records.json": "copied"} {
			if strings.Contains(a.texts()[name], want) == couple {
				t.Errorf("couple %v: %s and %q", couple, name, want)
			}
		}
	}
}
