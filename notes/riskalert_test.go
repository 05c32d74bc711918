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
