package notes

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"subrosa/notes/document"
)

func TestOpenCase(t *testing.T) {
	b, _ := newBook(t)
	opened, err := b.OpenCase(ctx, couple())
	want := OpenedCase{Case: "C-001", Parties: map[Label]PersonCode{"A": "P-001", "B": "P-002"}, Known: []Known{}}
	if err != nil || !cmp.Equal(opened, want) {
		t.Fatalf("%+v, %v", opened, err)
	}
	// Chris by code; a boss who is known as an alias, a neighbour known as a party.
	opened, err = b.OpenCase(ctx, CaseInput{Kind: "family", Opened: "2026-10-01",
		Parties: []PartyInput{{Label: "b", Name: "KEVIN brandt"}, {Label: "a", Person: "p-1"}},
		Aliases: []AliasInput{{Token: "@Neighbour", Names: []string{"Jóe  Winther"}}}})
	want = OpenedCase{Case: "C-002", Parties: map[Label]PersonCode{"A": "P-001", "B": "P-003"},
		Known: []Known{{"", "C-001"}, {"P-002", "C-001"}}}
	if err != nil || !cmp.Equal(opened, want) {
		t.Fatalf("%s, %v", cmp.Diff(want, opened), err)
	}
	shown, err := b.Case(ctx, "C-002", WithNames)
	if err != nil {
		t.Fatal(err)
	}
	wantCase := Case{Code: "C-002", Kind: "family", Opened: "2026-10-01",
		Parties: []Party{{"A", "P-001", "", "CD", "Chris Dahl"}, {"B", "P-003", "", "KB", "KEVIN brandt"}},
		Aliases: []Alias{{Token: "neighbour", Names: []string{"Jóe Winther"}}}}
	if diff := cmp.Diff(wantCase, shown); diff != "" {
		t.Error(diff)
	}
	shown, err = b.Case(ctx, "C-001")
	if err != nil || shown.Parties[0].Name != "" || shown.Parties[0].Initials != "CD" || shown.Aliases[0].Names != nil {
		t.Errorf("names that nobody asked for: %+v, %v", shown, err)
	}
	chris, err := b.Person(ctx, "P-001")
	if err != nil || !cmp.Equal(chris.Cases, []PartyOf{{"C-001", "A"}, {"C-002", "A"}}) {
		t.Errorf("%+v, %v", chris, err)
	}
}

func TestOpenCaseRefuses(t *testing.T) {
	b, _ := newBook(t)
	chris := PartyInput{Label: "A", Name: "Chris Dahl"}
	for name, in := range map[string]CaseInput{
		"no kind":                {Parties: []PartyInput{chris}},
		"unknown kind":           {Kind: "group", Parties: []PartyInput{chris}},
		"no party":               {Kind: "individual"},
		"half a couple":          {Kind: "couple", Parties: []PartyInput{chris}},
		"two individuals":        {Kind: "individual", Parties: []PartyInput{chris, {Label: "B", Name: "Joe"}}},
		"a label twice":          {Kind: "couple", Parties: []PartyInput{chris, chris}},
		"no label":               {Kind: "individual", Parties: []PartyInput{{Name: "Chris"}}},
		"a long label":           {Kind: "individual", Parties: []PartyInput{{Label: "AB", Name: "Chris"}}},
		"nobody":                 {Kind: "individual", Parties: []PartyInput{{Label: "A"}}},
		"person and name":        {Kind: "individual", Parties: []PartyInput{{Label: "A", Person: "P-001", Name: "Chris"}}},
		"a date that is none":    {Kind: "individual", Parties: []PartyInput{chris}, Opened: "2026-02-30"},
		"a born that is none":    {Kind: "individual", Parties: []PartyInput{{Label: "A", Name: "Chris", Born: "soon"}}},
		"a safe contact unknown": {Kind: "individual", Parties: []PartyInput{{Label: "A", Name: "Chris", Safe: []string{"fax"}}}},
		"a control character":    {Kind: "individual", Parties: []PartyInput{{Label: "A", Name: "Chris\x07"}}},
		"not UTF-8":              {Kind: "individual", Parties: []PartyInput{{Label: "A", Name: "Chris\xff"}}},
		"a token with space":     {Kind: "individual", Parties: []PartyInput{chris}, Aliases: []AliasInput{{Token: "the boss"}}},
		"an empty token":         {Kind: "individual", Parties: []PartyInput{chris}, Aliases: []AliasInput{{Token: "@"}}},
		"a token twice":          {Kind: "individual", Parties: []PartyInput{chris}, Aliases: []AliasInput{{Token: "boss"}, {Token: "@Boss"}}},
		"an alias of nobody":     {Kind: "individual", Parties: []PartyInput{chris}, Aliases: []AliasInput{{Token: "boss", Of: "B"}}},
	} {
		if _, err := b.OpenCase(ctx, in); !is(err, "invalid") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := b.OpenCase(ctx, CaseInput{Kind: "individual", Parties: []PartyInput{{Label: "A", Person: "P-009"}}}); !is(err, "notfound") {
		t.Errorf("a person not known: %v", err)
	}
	if cases, err := b.Cases(ctx); err != nil || len(cases) != 0 {
		t.Errorf("%d cases are kept, %v", len(cases), err)
	}
	if persons, err := b.Persons(ctx); err != nil || len(persons) != 0 {
		t.Errorf("%d persons are kept, %v", len(persons), err)
	}
}

func TestPracticeCase(t *testing.T) {
	b, _ := newBook(t)
	for _, want := range []string{"", "refused exists"} {
		opened, err := b.OpenCase(ctx, CaseInput{Kind: "practice"})
		if !is(err, want) || want == "" && opened.Case != "C-000" {
			t.Errorf("%+v, %v; want %s", opened, err, want)
		}
	}
}

func TestCaseCountsAndDates(t *testing.T) {
	b, c := newBook(t)
	d := session("Both came on time.")
	d.Next = &document.Appointment{Start: at("2026-12-04 16:00"), Place: "osterbro"}
	note, _, err := b.NewSigned(ctx, NoteInput{Case: withCase(t, b), Document: d}, "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.NewNote(ctx, NoteInput{Case: note.Case, Document: session("More.")}); err != nil {
		t.Fatal(err)
	}
	list, err := b.Cases(ctx)
	if err != nil || len(list) != 1 {
		t.Fatal(list, err)
	}
	got := list[0]
	if got.Notes != 1 || got.Drafts != 1 || *got.Last != "2026-11-23" || *got.Next != "2026-12-04T16:00:00+01:00" || got.NextPlace != "osterbro" {
		t.Errorf("%+v", got)
	}
	if err := b.CloseCase(ctx, note.Case); !is(err, "refused open_drafts") {
		t.Errorf("closed with a draft: %v", err)
	}
	if err := b.Discard(ctx, "N-000002"); err != nil {
		t.Fatal(err)
	}
	// The appointment is called off.
	off := document.Document{Kind: "cancellation", Start: at("2026-12-04 16:00")}
	if _, _, err := b.NewSigned(ctx, NoteInput{Case: note.Case, Document: off}, ""); err != nil {
		t.Fatal(err)
	}
	if got, err := b.Case(ctx, note.Case); err != nil || got.Next != nil || *got.Last != "2026-11-23" {
		t.Errorf("%+v, %v", got, err)
	}
	c.pass(24 * time.Hour)
	for _, step := range []struct {
		do   func() error
		want string
	}{
		{func() error { return b.CloseCase(ctx, note.Case) }, ""},
		{func() error { return b.CloseCase(ctx, note.Case) }, "refused closed"},
		{func() error { _, err := b.NewNote(ctx, NoteInput{Case: note.Case, Document: session("x")}); return err }, "refused closed"},
		{func() error { _, err := b.Facts(ctx, note.Case, ""); return err }, "refused closed"},
		{func() error { return b.ReopenCase(ctx, note.Case) }, ""},
		{func() error { return b.ReopenCase(ctx, note.Case) }, "refused open"},
		{func() error { return b.CloseCase(ctx, "C-009") }, "notfound"},
	} {
		if err := step.do(); !is(err, step.want) {
			t.Errorf("%v; want %s", err, step.want)
		}
	}
}

func TestEditCase(t *testing.T) {
	b, _ := newBook(t)
	file := withCase(t, b)
	in, err := b.CaseInputOf(ctx, file)
	if err != nil {
		t.Fatal(err)
	}
	in.Service = "couples therapy"
	in.Parties[0].Name, in.Parties[0].Phone, in.Parties[0].Safe = "Christian Dahl", "12 34", []string{"phone"}
	in.Aliases[0].Names = append(in.Aliases[0].Names, "Kev")
	if err := b.EditCase(ctx, file, in); err != nil {
		t.Fatal(err)
	}
	got, err := b.CaseInputOf(ctx, file)
	in.Parties[0].Names = []string{"Chris Dahl"} // a former name is still known
	if diff := cmp.Diff(in, got); err != nil || diff != "" {
		t.Error(err, diff)
	}
	for name, change := range map[string]func(*CaseInput){
		"a third in a couple": func(in *CaseInput) { in.Parties = append(in.Parties, PartyInput{Label: "C", Name: "Eva"}) },
		"somebody else":       func(in *CaseInput) { in.Parties[0].Person = "P-002" },
		"a new party unnamed": func(in *CaseInput) { in.Parties = []PartyInput{{Label: "C"}} },
	} {
		in, _ := b.CaseInputOf(ctx, file)
		change(&in)
		if err := b.EditCase(ctx, file, in); !is(err, "invalid") {
			t.Errorf("%s: %v", name, err)
		}
	}
	in.Kind = "family"
	if err := b.EditCase(ctx, file, in); !is(err, "refused kind") {
		t.Errorf("another kind: %v", err)
	}
	if persons, err := b.Persons(ctx); err != nil || len(persons) != 2 {
		t.Errorf("%d persons, %v", len(persons), err)
	}
}

func TestFacts(t *testing.T) {
	b, c := newBook(t)
	file := withCase(t, b)
	first, err := b.Facts(ctx, file, "")
	if err != nil {
		t.Fatal(err)
	}
	d := first.Document
	if first.Session != 1 || first.LastNote != nil || !d.Start.Equal(at("2026-11-23 15:00")) || d.Minutes != 50 ||
		d.Place != "osterbro" || d.Part != "joint" || d.Format != "dap" || len(d.Sections) != 3 {
		t.Errorf("the first session: %+v", first)
	}
	s := session("Both came on time.")
	s.Start, s.Minutes, s.Present = at("2026-11-23 14:00"), 80, []string{"B"}
	s.Next = &document.Appointment{Start: at("2026-12-01 17:30"), Place: "online"}
	if _, _, err := b.NewSigned(ctx, NoteInput{Case: file, Document: s}, ""); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ now, start, place string }{
		{"2026-11-30 15:30", "2026-11-30 14:00", "osterbro"}, // the same day of the week
		{"2026-12-01 18:55", "2026-12-01 17:30", "online"},   // the appointment
		{"2026-12-01 17:00", "2026-12-01 17:30", "online"},   // she begins before
		{"2026-12-02 20:00", "2026-12-01 17:30", "online"},   // the day after
		{"2026-12-05 18:55", "2026-12-05 17:30", "osterbro"}, // long past: the clock
	} {
		c.set(test.now)
		f, err := b.Facts(ctx, file, "")
		if err != nil {
			t.Fatal(err)
		}
		d := f.Document
		if !d.Start.Equal(at(test.start)) || d.Place != test.place || d.Minutes != 80 || d.Part != "B" {
			t.Errorf("at %s: %v %s %d %s", test.now, d.Start, d.Place, d.Minutes, d.Part)
		}
		if f.Session != 2 || f.LastNote == nil || !cmp.Equal(f.LastPlan, []Paragraph{{Text: "Listening exercise."}}) {
			t.Errorf("at %s: %+v", test.now, f)
		}
		d.Sections = session("What is guessed can be saved.").Sections
		saved, err := b.NewNote(ctx, NoteInput{Case: file, Document: d})
		if err != nil {
			t.Fatalf("at %s: %v", test.now, err)
		}
		check(b.Discard(ctx, saved.Note))
	}
}

// A record about a minor is kept until some years after majority.
func TestRetainUntilForAMinor(t *testing.T) {
	b, _ := newBook(t)
	p := practice()
	p.Profile = "us-hipaa"
	check(b.SetPractice(ctx, p))
	file := must(b.OpenCase(ctx, CaseInput{Kind: "family", Parties: []PartyInput{
		{Label: "A", Name: "Ada Older", Born: "1980-01-01"}, {Label: "B", Name: "Bo Younger", Born: "2015-03-01"}, {Label: "C", Name: "Cy Unknown"}}})).Case
	check(b.CloseCase(ctx, file))
	if shown := must(b.Case(ctx, file)); shown.RetainUntil == nil || *shown.RetainUntil != "2036-03-01" {
		t.Errorf("%+v", shown)
	}
}

func TestRetainUntil(t *testing.T) {
	b, c := newBook(t)
	note := withSigned(t, b, "Both came on time.")
	for _, test := range []struct {
		profile string
		closed  bool
		want    string
	}{{"dk-autoriseret", false, ""}, {"dk-psykoterapeut", true, ""}, {"dk-autoriseret", true, "2036-11-23"}} {
		p := practice()
		p.Profile = test.profile
		check(b.SetPractice(ctx, p))
		c.pass(30 * 24 * time.Hour)
		if test.closed {
			if err := b.CloseCase(ctx, note.Case); err != nil && !is(err, "refused closed") {
				t.Fatal(err)
			}
		}
		shown := must(b.Case(ctx, note.Case))
		got := ""
		if shown.RetainUntil != nil {
			got = *shown.RetainUntil
		}
		if got != test.want {
			t.Errorf("%s, closed %t: %q, want %q", test.profile, test.closed, got, test.want)
		}
	}
	// An addendum is an entry: the years count from it.
	c.pass(400 * 24 * time.Hour)
	added := must(b.Amend(ctx, note.ID, "addendum", []document.Paragraph{{Text: "She wrote that all is well."}}))
	want := added.At.AddDate(10, 0, 0).Format("2006-01-02")
	if shown := must(b.Case(ctx, note.Case)); shown.RetainUntil == nil || *shown.RetainUntil != want {
		t.Errorf("after an addendum: %v, want %s", shown.RetainUntil, want)
	}
}
