package notes

import "testing"

// A day goes by the clock, whatever was entered first.
func TestTimelineGoesByTheClock(t *testing.T) {
	b, c := newBook(t)
	file := withCase(t, b)
	c.set("2026-11-23 20:00")
	for _, start := range []string{"2026-11-23 16:00", "2026-11-23 09:00", "2026-11-22 18:00"} {
		d := session("They came.")
		d.Start = at(start)
		must(b.NewNote(ctx, NoteInput{Case: file, Document: d}))
	}
	must(b.AddConsent(ctx, ConsentInput{Case: file, Kind: "informed-consent"}))
	got := ""
	for _, m := range must(b.Timeline(ctx, file)) {
		got += m.Code + " "
	}
	if want := "N-000003 S-000001 N-000002 N-000001 "; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
