package notes

import (
	"slices"
	"strings"
	"testing"

	"subrosa/notes/packet"
)

// measuresOfBoth gives the couple's case measures: of Chris (A) PHQ-9, twice and
// once in error, and CSI-16; of Joe (B) GAD-7 and CSI-16.
func (a *asked) measuresOfBoth() {
	a.t.Helper()
	add := func(in MeasureInput) MeasureCode {
		in.Case = a.file
		return must(a.b.AddMeasure(ctx, in)).ID
	}
	total := func(party Label, instrument, on string, score float64) MeasureInput {
		return MeasureInput{Party: party, Instrument: instrument, On: on, Score: &score}
	}
	for on, nine := range map[string]int{"2026-10-01": 1, "2026-11-01": 0, "2026-11-08": 2} {
		in := phq9("", nine)
		in.On = on
		if id := add(in); on == "2026-11-08" {
			must(a.b.VoidMeasure(ctx, id, "Joe's own sheet"))
		}
	}
	add(total("A", "csi-16", "2026-11-01", 41))
	add(total("B", "csi-16", "2026-11-01", 77))
	add(total("B", "gad-7", "2026-11-01", 19))
}

// phq9 is a filled-in sheet of A with an answer to item 9.
func phq9(c CaseCode, nine int) MeasureInput {
	one := 1
	return MeasureInput{Case: c, Party: "A", Instrument: "phq-9", Answers: []*int{&one, &one, &one, &one, &one, &one, &one, &one, &nine}}
}

// records are those of the built packet.
func (a *asked) records() packet.Records {
	a.t.Helper()
	return must(packet.ParseRecords([]byte(a.texts()["records.json"])))
}

// The packet of one of a couple holds that one's measures, behind the notes, with
// the answers by number and a chart; nothing of the other's, and nothing of what
// was entered in error.
func TestPacketHoldsOwnMeasures(t *testing.T) {
	a := aCouple(t)
	a.measuresOfBoth()
	a.ask(access())
	a.approve()
	built := a.build()
	texts := a.texts()
	pdf := texts["01-records.pdf"]
	for _, want := range []string{"Measures (questionnaires with a score) follow behind the records.", "PHQ-9",
		"Scores go from 0 to 27; lower is better.", "1 October 2026 9 mild 1 1 1 1 1 1 1 1 1", "1 November 2026 8 mild 1 1 1 1 1 1 1 1 0",
		"1. Little interest or pleasure in doing things", "CSI-16", "41 in distress", "Check with the manual: a change of 5 points as reliable",
		"screening and not a diagnosis"} {
		if !strings.Contains(pdf, want) {
			t.Errorf("no %q in %s", want, pdf)
		}
	}
	for name, text := range texts {
		for _, never := range []string{"GAD", "gad-7", "77", "M-0000", "own sheet", "error", "left_out", "2026-11-08", "8 November"} {
			if name != "proof.json" && name != "MANIFEST.json" && name != "SHA256SUMS" && strings.Contains(withoutHashes(text), never) {
				t.Errorf("%q in %s", never, name)
			}
		}
	}
	m := a.records().Measures
	if len(m.Series) != 2 || m.Series[0].Instrument != "csi-16" || m.Series[0].Items != nil || len(m.Series[1].Measures) != 2 || len(m.Series[1].Items) != 9 {
		t.Errorf("%+v", m)
	}
	p := must(a.b.Packet(ctx, a.request))
	r, err := packet.Verify(p.Zip, packet.Options{})
	if err != nil || r.PDF != "same" || r.Measures != 3 || built.Pages != p.Pages {
		t.Errorf("%+v, %v", r, err)
	}
	if out := checkedByPython(t, p.Zip, must(a.b.Head(ctx))); !strings.HasPrefix(out, "verified") {
		t.Error(out)
	}
	// Joe's measures are in the plan, and stay; one more makes it stale.
	plan := must(a.b.Plan(ctx, a.request))
	stay := slices.DeleteFunc(slices.Clone(plan.Measures), func(m PlanMeasure) bool { return m.Decision == includeNote })
	if len(plan.Measures) != 6 || len(stay) != 3 || plan.Stale {
		t.Errorf("%+v", plan.Measures)
	}
	must(a.b.AddMeasure(ctx, phq9(a.file, 0)))
	if plan = must(a.b.Plan(ctx, a.request)); !plan.Stale {
		t.Error("another measure, and the plan stands")
	}
}

// A court is told how many are left out, and what they concern.
func TestMarkedPacketCountsMeasuresLeftOut(t *testing.T) {
	a := aCouple(t)
	a.measuresOfBoth()
	a.ordered()
	a.approve()
	a.build()
	if got := a.records().Measures.LeftOut; !slices.Equal(got, []packet.LeftOut{{Count: 1, Words: "entered in error"}, {Count: 2, Words: "other party"}}) {
		t.Errorf("%+v", got)
	}
	pdf := a.texts()["01-records.pdf"]
	if !strings.Contains(pdf, "Measures that are not enclosed: 2. They concern: other party.") || strings.Contains(pdf, "GAD") {
		t.Error(pdf)
	}
	p := must(a.b.Packet(ctx, a.request))
	if out := checkedByPython(t, p.Zip, must(a.b.Head(ctx))); !strings.HasPrefix(out, "verified") {
		t.Error(out)
	}
}

// The scope of a request can leave measures out, or ask for them alone.
func TestScopeOfMeasures(t *testing.T) {
	for _, c := range []struct {
		scope    ScopeInput
		measures int
	}{
		{ScopeInput{}, 3}, {ScopeInput{Kinds: []string{"session"}}, 0}, {ScopeInput{Kinds: []string{"measure"}}, 3},
		{ScopeInput{From: "2026-10-15"}, 2}, {ScopeInput{Layers: []string{"process"}}, 0},
	} {
		a := aCouple(t)
		a.measuresOfBoth()
		in := access()
		in.Scope = c.scope
		a.ask(in)
		n := 0
		for _, m := range must(a.b.Plan(ctx, a.request)).Measures {
			if m.Decision == includeNote {
				n++
			}
		}
		if n != c.measures {
			t.Errorf("%+v: %d measures, want %d", c.scope, n, c.measures)
		}
		if len(c.scope.Layers) > 0 { // there is nothing in it
			continue
		}
		a.approve()
		a.build()
		if only := strings.Contains(a.texts()["01-records.pdf"], "Measures (questionnaires with a score) are enclosed."); only != slices.Contains(c.scope.Kinds, "measure") {
			t.Errorf("%+v: the letter speaks otherwise of what is enclosed", c.scope)
		}
	}
}

// Whose risk a joint note states nobody says: a party does not get it, since it
// may be what the other one's sheet asked for. Of a meeting of their own they do.
func TestRiskOfAJointNoteStays(t *testing.T) {
	a := aCouple(t)
	for _, present := range [][]string{{"A", "B"}, {"A"}} {
		d := session("Spoken of quietly.")
		d.Present, d.Risk = present, "present"
		if _, _, err := a.b.NewSigned(ctx, NoteInput{Case: a.file, Document: d}, ""); err != nil {
			t.Fatal(err)
		}
	}
	a.ask(access())
	a.approve()
	a.build()
	if n := strings.Count(a.texts()["records.json"], `"risk": "present"`); n != 1 {
		t.Errorf("risk is stated %d times, want once: of the meeting with Chris alone", n)
	}
}
