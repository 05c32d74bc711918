package instrument

import (
	"errors"
	"fmt"
	"math"
	"testing"
)

// by are answers by their numbers; -1 is a missing one.
func by(numbers ...int) []*int {
	var list []*int
	for _, n := range numbers {
		if n < 0 {
			list = append(list, nil)
			continue
		}
		list = append(list, &n)
	}
	return list
}

func TestTheDataAreValid(t *testing.T) {
	seen := map[string]bool{}
	for _, i := range All() {
		if err := i.Validate(); err != nil || seen[i.ID] || i.Own {
			t.Errorf("%s: %v", i.ID, err)
		}
		seen[i.ID] = true
		if i.Items != nil && i.ID != "phq-9" && i.ID != "gad-7" {
			t.Errorf("%s: its wording is not free", i.ID)
		}
	}
	if len(seen) != 10 {
		t.Errorf("%d instruments", len(seen))
	}
}

func TestScores(t *testing.T) {
	for _, c := range []struct {
		id      string
		answers []*int
		want    string // score, band, missing, risk
	}{
		{"phq-9", by(0, 0, 0, 0, 0, 0, 0, 0, 0), "0 none or minimal 0 false"},
		{"phq-9", by(1, 1, 1, 1, 1, 0, 0, 0, 0), "5 mild 0 false"},
		{"phq-9", by(1, 1, 1, 1, 1, 1, 1, 1, 1), "9 mild 0 true"},
		{"phq-9", by(2, 2, 2, 2, 2, 0, 0, 0, 0), "10 moderate 0 false"},
		{"phq-9", by(3, 3, 3, 3, 3, 0, 0, 0, 0), "15 moderately severe 0 false"},
		{"phq-9", by(3, 3, 3, 3, 3, 3, 3, 3, 3), "27 severe 0 true"},
		{"phq-9", by(3, 3, 3, 3, 3, 3, 3, 3, -1), "none 1 true"},
		{"phq-9", by(3, 3, 3, 3, 3, 3, 3, -1, 0), "none 1 false"},
		{"phq-9", by(3, 3, 3, 3, 3, 3, 3, -1, 1), "none 1 true"},
		{"gad-7", by(2, 2, 2, 2, 2, 2, 2), "14 moderate 0 false"},
		{"gad-7", by(3, 3, 3, 3, 3, 0, 0), "15 severe 0 false"},
		{"core-10", by(0, 4, 4, 0, 0, 0, 0, 0, 0, 0), "0 healthy or low 0 false"},
		{"core-10", by(0, 0, 0, 0, 0, 0, 0, 0, 0, 0), "8 healthy or low 0 false"},
		{"core-10", by(4, 0, 0, 4, 4, 4, 4, 4, 4, 4), "40 severe 0 true"},
		{"core-10", by(2, 2, 2, 2, 2, 0, 2, 2, 2, -1), "17.8 moderate 1 false"},
		{"core-10", by(2, 2, 2, 2, 2, 0, 2, 2, -1, -1), "none 2 false"},
		{"who-5", by(3, 3, 3, 2, 2), "52 not low 0 false"},
		{"who-5", by(5, 5, 5, 5, 5), "100 not low 0 false"},
		{"who-5", by(3, 3, 2, 2, 2), "48 low: look for depression 0 false"},
		{"who-5", by(1, 1, 1, 2, 2), "28 very low: depression is likely 0 false"},
		{"who-5", by(1, 1, 1, 2, -1), "none 1 false"},
	} {
		i, ok := Find(c.id)
		if !ok {
			t.Fatal(c.id)
		}
		r, err := i.Score(c.answers)
		got := "none"
		if r.Score != nil {
			got = fmt.Sprintf("%g %s", *r.Score, i.Band(*r.Score))
		}
		if got = fmt.Sprintf("%s %d %t", got, r.Missing, r.Risk); got != c.want || err != nil {
			t.Errorf("%s: %s, want %s (%v)", c.id, got, c.want, err)
		}
	}
}

// The border belongs to the band above it.
func TestBorders(t *testing.T) {
	for _, c := range []struct {
		id    string
		score float64
		want  string
	}{{"csi-16", 51, "in distress"}, {"csi-16", 52, "not in distress"}, {"csi-4", 13, "in distress"}, {"csi-4", 14, "not in distress"},
		{"ors", 24.9, "in the clinical range"}, {"ors", 25, "not in the clinical range"}, {"srs", 35.9, "to be talked about"},
		{"rdas", 47, "in distress"}, {"rdas", 48, "not in distress"}, {"core-10", 10, "healthy or low"}, {"core-10", 11, "mild"},
		{"core-10", 14, "mild"}, {"core-10", 15, "moderate"}, {"core-10", 19, "moderate"}, {"core-10", 20, "moderate to severe"}, {"core-10", 25, "severe"}} {
		i, _ := Find(c.id)
		if got := i.Band(c.score); got != c.want {
			t.Errorf("%s %g: %s, want %s", c.id, c.score, got, c.want)
		}
	}
}

func TestAnswersThatCanNotBe(t *testing.T) {
	phq, _ := Find(" PHQ-9 ")
	for _, answers := range [][]*int{by(4, 0, 0, 0, 0, 0, 0, 0, 0), by(0, 0), nil} {
		if _, err := phq.Score(answers); !errors.Is(err, ErrRange) && !errors.Is(err, ErrCount) {
			t.Error(answers, err)
		}
	}
	ors, _ := Find("ors")
	if _, err := ors.Score(by(1)); !errors.Is(err, ErrTotal) {
		t.Error(err)
	}
	for score, want := range map[float64]error{25.3: nil, 0: nil, 40: nil, 40.1: ErrRange, -1: ErrRange, 25.35: ErrRange} {
		if err := ors.Total(score); !errors.Is(err, want) {
			t.Error(score, err)
		}
	}
	if err := phq.Total(3.5); !errors.Is(err, ErrRange) {
		t.Error(err)
	}
}

// The mean of ten answers is theirs times a tenth, which no computer has exactly.
func TestATenth(t *testing.T) {
	i := Instrument{ID: "mean", Title: "Mean", Licence: "mine", Source: "me", Count: 10, Most: 3, Times: 0.1, To: 3}
	if err := i.Validate(); err != nil {
		t.Error(err)
	}
	r, err := i.Score(by(1, 1, 1, 1, 1, 1, 1, 0, 0, 0))
	if err != nil || *r.Score != 0.7 {
		t.Error(*r.Score, err)
	}
}

func TestInstrumentsThatCanNotBe(t *testing.T) {
	good := Instrument{ID: "own-1", Title: "Own", Licence: "mine", Source: "me", Count: 2, Most: 3, To: 6, Bands: []Band{{3, "low"}, {0, "high"}}}
	if err := good.Validate(); err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(*Instrument){
		"id": func(i *Instrument) { i.ID = "Own 1" }, "no licence": func(i *Instrument) { i.Licence = "" }, "range": func(i *Instrument) { i.To = 0 },
		"answers": func(i *Instrument) { i.Most = 0 }, "items": func(i *Instrument) { i.Items = []string{"one"} },
		"items without answers": func(i *Instrument) { i.Items = []string{"one", "two"} },
		"reversed":              func(i *Instrument) { i.Reversed = []int{3} }, "twice": func(i *Instrument) { i.Risk = []int{1, 1} },
		"missing": func(i *Instrument) { i.MayMiss = 2 }, "bands": func(i *Instrument) { i.Bands[0].Below = 7 },
		"overlap": func(i *Instrument) { i.Bands = []Band{{3, "low"}, {2, "middle"}, {0, "high"}} }, "open": func(i *Instrument) { i.Bands[1].Below = 5 },
		"no words": func(i *Instrument) { i.Bands[0].Words = "" }, "no items": func(i *Instrument) { i.Count = 0; i.Risk = []int{1} },
		"more than it goes to": func(i *Instrument) { i.Most = 4 }, "less than it goes from": func(i *Instrument) { i.From = 1 },
		"no end": func(i *Instrument) { i.Times, i.To = 1e308, math.MaxFloat64 }, "too wide": func(i *Instrument) { i.Least = math.MinInt },
	} {
		i := good
		i.Bands = append([]Band{}, good.Bands...)
		spoil(&i)
		if i.Validate() == nil {
			t.Errorf("%s: nothing is wrong with %+v", name, i)
		}
	}
}
