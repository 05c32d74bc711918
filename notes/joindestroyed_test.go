package notes

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"subrosa/notes/document"
)

// destroyAt closes a case, lifts what holds it, lets its time come and destroys
// it.
func (s *site) destroyAt(c CaseCode, day string) Destruction {
	s.t.Helper()
	if shown := must(s.Case(ctx, c)); shown.Closed == nil {
		check(s.CloseCase(ctx, c))
	}
	for _, h := range must(s.Holds(ctx, false)) {
		must(s.LiftHold(ctx, h.ID, "over"))
	}
	s.set(day)
	done, r, err := s.Destroy(ctx, c)
	if err != nil {
		s.t.Fatal(err)
	}
	s.key = r.Key
	return done
}

// A case that was destroyed here is not taken from a copy that went on with it,
// nor are the persons who were in no other; what has to be answered is told.
func TestJoinTakesNothingDestroyed(t *testing.T) {
	a := newShred(t, 5)
	a.answered()
	b := a.second()
	before := must(b.Notes(ctx, "C-001"))
	a.destroyAt("C-001", "2037-12-01 10:00")
	word := func() string { return a.word(&a.gone) }

	b.pass(24 * time.Hour)
	b.signed("C-001", word())
	b.alone("C-002", "there "+a.word(&a.stays))
	for _, n := range before {
		if n.Status == "signed" {
			must(b.Amend(ctx, n.ID, "addendum", []document.Paragraph{{Text: word()}}))
			break
		}
	}
	draft := session(word(), "@"+word())
	must(b.NewNote(ctx, NoteInput{Case: "C-001", Document: draft}))
	check(b.AddAliases(ctx, "C-001", []AliasInput{{Token: word(), Names: []string{word()}}}))
	ask := func(text string) RequestID {
		return must(b.AddRequest(ctx, RequestInput{Type: "access", Person: "P-002", Cases: []CaseCode{"C-001"}, Received: "2026-11-20",
			Requester: RequesterInput{Name: "who wants an answer"}, Purpose: text})).Request
	}
	closed := ask(word())
	must(b.TickCheck(ctx, closed, CheckInput{Item: "identity", Date: "2026-11-21"}))
	must(b.CloseRequest(ctx, closed, false))
	open := ask("to be answered")
	must(b.KeepCase(ctx, "C-002", "2050-01-01", "a long course"))
	// of both: it stays, and what it says of the destroyed case does not come
	both := must(b.AddRequest(ctx, RequestInput{Type: "access", Person: "P-001", Received: "2026-11-20"})).Request
	must(b.TickCheck(ctx, both, CheckInput{Item: "identity", Date: "2026-11-21"}))

	j := a.mustTake(b)
	told := j.told()
	for _, want := range []string{"C-001: destroyed here on 2037-12-01; that copy still has it", "request " + string(open), "request " + string(both)} {
		if !strings.Contains(told, want) {
			t.Errorf("%q is not told:\n%s", want, told)
		}
	}
	if strings.Contains(told, string(closed)) || strings.Contains(told, "P-002") {
		t.Errorf("told: %s", told)
	}
	if p := must(a.Persons(ctx)); len(p) != 1 {
		t.Errorf("%+v", p)
	}
	r := must(a.Request(ctx, open))
	if r.Person != "" || len(r.Cases) != 1 || r.Cases[0] != "C-001" || r.Hold != nil {
		t.Errorf("%+v", r)
	}
	must(a.AnswerRequest(ctx, open, NoRecordsAnswer))
	if n := must(a.Notes(ctx, "C-001")); len(n) != 0 {
		t.Errorf("%d notes are back", len(n))
	}
	a.reopen(func(path string) {
		whole := bytes.Join(pages(t, path, a.key), nil)
		if w := traceOf(whole, a.gone); w != "" {
			t.Errorf("%s came back", w)
		}
		for _, w := range a.stays {
			if traceOf(whole, []string{w}) == "" {
				t.Errorf("%s is not there", w)
			}
		}
	})
	// Again, nothing is taken; and the joined record can be joined.
	b.pass(time.Hour)
	b.alone("C-002", "more")
	wantTold(t, a.mustTake(b), "note N-000015", "C-001: destroyed here on 2037-12-01; that copy still has it (notes: 7), and it is not taken")

	// The other way round: what is there stays there.
	check(a.CloseCase(ctx, "C-002"))
	if list := must(a.Retentions(ctx, "")); *list[1].RetainUntil != "2050-01-01" {
		t.Errorf("%+v", list[1])
	}
	b.pass(time.Hour)
	b.alone("C-002", "still more")
	j = b.mustTake(a.site)
	if told := j.told(); !strings.Contains(told, "C-001: destroyed there, and kept here") {
		t.Errorf("told: %s", told)
	}
	if n := must(b.Notes(ctx, "C-001")); len(n) != len(before)+2 {
		t.Errorf("%d notes are left", len(n))
	}
	if p := must(b.Persons(ctx)); len(p) != 2 {
		t.Errorf("%+v", p)
	}
}

// A case that began and was destroyed elsewhere leaves its tombstone here; one
// that was destroyed in both copies is one.
func TestJoinTombstones(t *testing.T) {
	a := newShred(t, 2)
	b := a.second()
	a.destroyAt("C-001", "2037-12-01 10:00")
	b.destroyAt("C-001", "2037-12-02 10:00")
	short := must(b.OpenCase(ctx, CaseInput{Kind: "inquiry", Parties: []PartyInput{{Label: "A", Name: "Bo Lind"}}})).Case
	d := session("Asked by phone.")
	d.Present, d.Start = []string{"A"}, at("2037-12-01 10:00")
	must2(b.NewSigned(ctx, NoteInput{Case: short, Document: d}, "late"))
	there := b.destroyAt(short, "2038-12-01 10:00")
	a.set("2039-01-01 10:00")
	j := a.mustTake(b)
	wantTold(t, j, "case C-003")
	here := must(a.Destruction(ctx, short))
	if here.Certificate != there.Certificate || here.Certificate != "X-002" || here.Notes != 1 || here.Kind != "inquiry" {
		t.Errorf("%+v", here)
	}
	if c := must(a.Case(ctx, "C-001")); c.Certificate != "X-001" || c.Destroyed.Format(dateForm) != "2037-12-01" {
		t.Errorf("%+v", c)
	}
	if p := fmt.Sprint(must(a.Persons(ctx))); strings.Contains(p, "Bo Lind") {
		t.Error(p)
	}
}

func must2[T, U any](v T, _ U, err error) T { return must(v, err) }
