package packet

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"subrosa/notes/page"
)

// Measures are outcome measures of the person whose records these are, and of
// nobody else. They are not signed one by one, so nothing in proof.json speaks of
// them: that they are as they were packed is what the key of the packet signed for.
type Measures struct {
	Series  []Series  `json:"series"`             // by instrument
	LeftOut []LeftOut `json:"left_out,omitempty"` // only in a marked packet
}

// Series is what was measured with one instrument, in the order of the days. The
// texts of the items are there only where they are free to copy.
type Series struct {
	Instrument     string    `json:"instrument"`
	Title          string    `json:"title"`
	Language       string    `json:"language,omitempty"` // of the items
	Licence        string    `json:"licence"`
	Min            float64   `json:"min"` // of the score
	Max            float64   `json:"max"`
	HigherIsBetter bool      `json:"higher_is_better,omitempty"`
	Unconfirmed    []string  `json:"unconfirmed,omitempty"` // facts to be checked with the manual
	Items          []string  `json:"items,omitempty"`
	Measures       []Measure `json:"measures"`
}

// Measure is one sheet: the answers as they were ticked, by number, null where
// one is missing, and what they came to.
type Measure struct {
	On      string   `json:"on"`
	Answers []*int   `json:"answers,omitempty"`
	Score   *float64 `json:"score,omitempty"`
	Band    string   `json:"band,omitempty"`
}

// LeftOut says how many measures are not enclosed, and what they concern, one of
// WithheldWords.
type LeftOut struct {
	Count int    `json:"count"`
	Words string `json:"words"`
}

// checkMeasures checks that what is said of measures has its form.
func (r Records) checkMeasures() error {
	if r.Measures == nil {
		return nil
	}
	if r.Mode == Silent && len(r.Measures.LeftOut) > 0 {
		return errors.New("records.json: silent, and speaks of measures that are not enclosed")
	}
	for _, l := range r.Measures.LeftOut {
		if l.Count < 1 || !slices.Contains(WithheldWords(), l.Words) {
			return errors.New("records.json: measures that are left out otherwise than can be said")
		}
	}
	for _, s := range r.Measures.Series {
		if s.Min >= s.Max || len(s.Measures) == 0 {
			return errors.New("records.json: measures without a range, or none")
		}
		before := ""
		for _, m := range s.Measures {
			if _, err := time.Parse(time.DateOnly, m.On); err != nil || m.On < before {
				return errors.New("records.json: measures out of the order of their days")
			}
			if before = m.On; m.Score != nil && !(*m.Score >= s.Min && *m.Score <= s.Max) {
				return errors.New("records.json: a score out of its range")
			}
		}
	}
	return nil
}

// measures sets them from a page of their own on.
func (d *document) measures() {
	m := d.r.Measures
	if m == nil {
		return
	}
	d.begin(d.w.measures.title)
	d.Paragraph(page.Body, d.w.measures.screening)
	for _, s := range m.Series {
		d.series(s)
	}
	for _, l := range m.LeftOut {
		d.Space(4)
		d.Paragraph(page.Body, d.w.measures.leftOut(l.Count, name(d.w.concerns, l.Words)))
	}
	d.Space(4)
	d.Paragraph(page.Fine, d.w.measures.unsigned)
}

// beginTable is room for another line and the first rows of a table, in millimetres.
const beginTable = 30

// series sets one instrument: what it is, a table, and a chart where there is
// something to compare.
func (d *document) series(s Series) {
	w := d.w.measures
	d.Space(6)
	d.Heading(2, s.Title)
	d.Space(1)
	d.Follow(beginTable)
	d.Paragraph(page.Small, w.scale(s.Min, s.Max, s.HigherIsBetter))
	if len(s.Unconfirmed) > 0 {
		d.Paragraph(page.Small, w.manual+": "+strings.Join(s.Unconfirmed, ", "))
	}
	d.Space(2)
	t := page.Table{Columns: []page.Column{{Title: d.w.when, Width: 36}, {Title: w.score, Width: 18}, {Title: w.band}, {Title: w.answers}}}
	for _, m := range s.Measures {
		t.Rows = append(t.Rows, []string{dateOf(d.w, m.On), scoreOf(w, m), m.Band, m.said()})
	}
	d.Table(t)
	d.Space(4)
	d.chart(s)
	d.Speak(s.Language)
	for i, text := range s.Items {
		d.Paragraph(page.Fine, fmt.Sprintf("%d. %s", i+1, text))
	}
	d.Speak("")
	d.Space(2)
	d.Paragraph(page.Fine, w.licence+": "+s.Licence)
}

// chart draws the scores over time; in words they stand in its place for whoever
// can not see it.
func (d *document) chart(s Series) {
	c := page.Chart{XName: d.w.when, YName: d.w.measures.score, Min: s.Min, Max: s.Max}
	var said []string
	for _, m := range s.Measures {
		if m.Score == nil {
			continue
		}
		day, _ := time.Parse(time.DateOnly, m.On) // checked before
		c.Points = append(c.Points, page.Point{X: float64(day.Unix() / 86400), Y: *m.Score, Label: m.On})
		said = append(said, m.On+": "+decimal(*m.Score))
	}
	if len(c.Points) < 2 || c.Min >= c.Max {
		return
	}
	c.Alt = s.Title + ". " + strings.Join(said, "; ")
	d.Chart(c)
	d.Space(4)
}

func scoreOf(w measureWords, m Measure) string {
	if m.Score == nil {
		return w.noScore
	}
	return decimal(*m.Score)
}

// said are the answers by number, in the order of the items.
func (m Measure) said() string {
	var list []string
	for _, a := range m.Answers {
		if a == nil {
			list = append(list, "-")
		} else {
			list = append(list, strconv.Itoa(*a))
		}
	}
	return strings.Join(list, " ")
}

func decimal(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// measured counts the measures that are enclosed.
func (r Records) measured() int {
	n := 0
	if r.Measures != nil {
		for _, s := range r.Measures.Series {
			n += len(s.Measures)
		}
	}
	return n
}
