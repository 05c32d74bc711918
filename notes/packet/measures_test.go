package packet

import "testing"

// What is said of measures has one form, and a silent packet does not count what
// is not in it.
func TestCheckMeasures(t *testing.T) {
	nine, huge := 9.0, 99.0
	series := func(min, max float64, list ...Measure) Measures {
		return Measures{Series: []Series{{Instrument: "phq-9", Min: min, Max: max, Measures: list}}}
	}
	left := func(count int, words string) Measures { return Measures{LeftOut: []LeftOut{{count, words}}} }
	for name, c := range map[string]struct {
		mode Mode
		m    Measures
		good bool
	}{
		"none":               {Silent, Measures{}, true},
		"one":                {Silent, series(0, 27, Measure{On: "2026-11-01", Score: &nine}), true},
		"without a score":    {Silent, series(0, 27, Measure{On: "2026-11-01"}), true},
		"no measure":         {Silent, series(0, 27), false},
		"no range":           {Silent, series(27, 27, Measure{On: "2026-11-01"}), false},
		"out of range":       {Silent, series(0, 27, Measure{On: "2026-11-01", Score: &huge}), false},
		"no day":             {Silent, series(0, 27, Measure{On: "2026-13-01"}), false},
		"out of order":       {Silent, series(0, 27, Measure{On: "2026-11-02"}, Measure{On: "2026-11-01"}), false},
		"left out, marked":   {Marked, left(2, "other party"), true},
		"left out, silent":   {Silent, left(2, "entered in error"), false},
		"left out, unknown":  {Marked, left(2, "because of Joe"), false},
		"none that are left": {Marked, left(0, "other party"), false},
	} {
		if err := (Records{Mode: c.mode, Measures: &c.m}).checkMeasures(); (err == nil) != c.good {
			t.Errorf("%s: %v", name, err)
		}
	}
}
