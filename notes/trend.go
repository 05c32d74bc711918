package notes

import (
	"fmt"

	"subrosa/notes/document"
	"subrosa/vault"
)

// Trend is what a party answered to one instrument, from the first score to the
// last. Only what has a score counts.
type Trend struct {
	Party      Label   `json:"party"`
	Instrument string  `json:"instrument"`
	Title      string  `json:"title"`
	Times      int     `json:"times"`
	First      float64 `json:"first"`
	FirstOn    string  `json:"first_on"`
	Before     float64 `json:"before"` // the last but one
	Last       float64 `json:"last"`
	LastOn     string  `json:"last_on"`
	Band       string  `json:"band"` // of the last
}

// Trends are those of measures that are in order, by party and instrument.
func Trends(list []Measure) []Trend {
	trends := []Trend{}
	for _, m := range list {
		if m.Void != nil || m.Score == nil {
			continue
		}
		n := len(trends) - 1
		if n < 0 || trends[n].Party != m.Party || trends[n].Instrument != m.Instrument {
			trends = append(trends, Trend{Party: m.Party, Instrument: m.Instrument, First: *m.Score, FirstOn: m.On, Before: *m.Score})
			n++
		} else {
			trends[n].Before = trends[n].Last
		}
		t := &trends[n]
		t.Title, t.Last, t.LastOn, t.Band = m.Title, *m.Score, m.On, m.Band
		t.Times++
	}
	return trends
}

func trendsOf(tx *vault.Tx, file int64) ([]Trend, error) {
	list, err := readMeasures(tx, "WHERE m.casefile = ?", file)
	return Trends(list), err
}

// measuresOf fills the section of a closing summary about measures: each party's
// own, first and last.
func (f *Facts) measuresOf(tx *vault.Tx, file int64, language string) error {
	trends, err := trendsOf(tx, file)
	if err != nil {
		return err
	}
	to := "to"
	if language == "da" {
		to = "til"
	}
	var paragraphs []document.Paragraph
	for _, t := range trends {
		p := document.Paragraph{Text: fmt.Sprintf("%s: %g (%s)", t.Title, t.First, t.FirstOn)}
		if t.Times > 1 {
			p.Text += fmt.Sprintf(" %s %g (%s)", to, t.Last, t.LastOn)
		}
		if len(f.Case.Parties) > 1 {
			p.Whose = document.Whose(t.Party)
		}
		paragraphs = append(paragraphs, p)
	}
	for i := range f.Document.Sections {
		if f.Document.Sections[i].Key == "measures" {
			f.Document.Sections[i].Paragraphs = paragraphs
		}
	}
	return nil
}
