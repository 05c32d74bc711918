package notes

import "testing"

// An alert is of one party: whoever meets that party states the risk, and a note
// of the partner alone neither has to nor settles it.
func TestRiskAlertIsOfOneParty(t *testing.T) {
	b, _ := newBook(t)
	file := withCase(t, b)
	sign := func(risk string, present ...string) error {
		d := session("Text.")
		d.Present, d.Risk = present, risk
		_, _, err := b.NewSigned(ctx, NoteInput{Case: file, Document: d}, "")
		return err
	}
	must(b.AddMeasure(ctx, phq9(file, 1)))
	for _, present := range [][]string{{"A", "B"}, {"A"}} {
		if err := sign("not-assessed", present...); !is(err, "invalid --risk") {
			t.Errorf("signed with %v: %v", present, err)
		}
	}
	check(sign("not-assessed", "B"))
	check(sign("present", "B"))
	if err := sign("not-assessed", "A", "B"); !is(err, "invalid --risk") {
		t.Errorf("settled by a note of the partner: %v", err)
	}
	check(sign("none", "A", "B"))
	check(sign("not-assessed", "A", "B"))
}

// What was answered about harm waits until a note of that party states risk, the case is
// closed or it was entered in error.
func TestTodoHarm(t *testing.T) {
	b, c := newBook(t)
	file := withCase(t, b)
	waits := func(want string) {
		t.Helper()
		got := ""
		for _, i := range must(b.Todos(ctx, "")) {
			if i.Kind == "harm" {
				got += i.ID + " " + string(i.Case) + " " + *i.Due + ";"
			}
		}
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	sign := func(risk string, present ...string) {
		t.Helper()
		d := session("Text.")
		d.Present, d.Risk = present, risk
		if _, _, err := b.NewSigned(ctx, NoteInput{Case: file, Document: d}, ""); err != nil {
			t.Fatal(err)
		}
	}
	must(b.AddMeasure(ctx, phq9(file, 0)))
	waits("")
	first := must(b.AddMeasure(ctx, phq9(file, 1)))
	waits("M-000002 C-001 " + first.On + ";")
	sign("none", "B") // of the partner alone
	waits("M-000002 C-001 " + first.On + ";")
	sign("none", "A", "B")
	waits("")
	c.set("2026-11-24 16:00")
	second := must(b.AddMeasure(ctx, phq9(file, 2)))
	waits("M-000003 C-001 " + second.On + ";")
	must(b.VoidMeasure(ctx, second.ID, "the wrong sheet"))
	waits("")
}
