// Package instrument knows questionnaires: how their answers are scored, what a
// score means, and what their licences let be shown.
//
//	i, _ := instrument.Find("phq-9")
//	r, err := i.Score(answers)
//	words := i.Band(*r.Score)
//
// A score is a screening and no diagnosis. Where a wording is not free the
// package has the numbers alone: answers are taken by their number, or the total.
package instrument

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Instrument is a questionnaire. In JSON it is also how she adds one of her own.
type Instrument struct {
	ID       string `json:"id" yaml:"id"`
	Title    string `json:"title" yaml:"title"`
	About    string `json:"about" yaml:"about"`
	Language string `json:"language,omitempty" yaml:"language"` // of the items; "" without
	Licence  string `json:"licence" yaml:"licence"`
	Source   string `json:"source" yaml:"source"`

	Intro   string   `json:"intro,omitempty" yaml:"intro"`
	Items   []string `json:"items,omitempty" yaml:"items"`     // nil: scores only
	Answers []string `json:"answers,omitempty" yaml:"answers"` // from Least to Most

	Count    int   `json:"count" yaml:"count"` // of items; 0: only the total is entered
	Least    int   `json:"least" yaml:"least"` // of one answer
	Most     int   `json:"most" yaml:"most"`
	Reversed []int `json:"reversed,omitempty" yaml:"reversed"` // items from 1 that count the other way round
	MayMiss  int   `json:"may_miss" yaml:"may_miss"`           // so many may be missing; the mean of the others stands for them

	Times  float64 `json:"times,omitempty" yaml:"times"` // the sum is multiplied by; 0: by 1
	From   float64 `json:"from" yaml:"from"`             // range of the score
	To     float64 `json:"to" yaml:"to"`
	Step   float64 `json:"step,omitempty" yaml:"step"` // of a total that is entered; 0: whole numbers
	Better bool    `json:"higher_is_better" yaml:"higher_is_better"`
	Bands  []Band  `json:"bands" yaml:"bands"`
	Risk   []int   `json:"risk,omitempty" yaml:"risk"`     // items that ask about harm: more than Least is to be addressed
	Change float64 `json:"change,omitempty" yaml:"change"` // from which a difference is reliable; 0: not known

	Couple      bool     `json:"couple" yaml:"couple"` // about the relationship: of each partner alone
	Unconfirmed []string `json:"unconfirmed,omitempty" yaml:"unconfirmed"`
	Own         bool     `json:"-" yaml:"-"` // hers, not one that comes with the program
}

// Band is a range of scores with a meaning. The last one has no border.
type Band struct {
	Below float64 `json:"below,omitempty" yaml:"below"`
	Words string  `json:"words" yaml:"words"`
}

// Result is what answers come to.
type Result struct {
	Score   *float64 // nil: too many are missing
	Missing int
	Risk    bool // an item about harm was answered with more than nothing, or not at all
}

//go:embed instruments.yaml
var data []byte

// All are the instruments that come with the program.
func All() []Instrument {
	var list []Instrument
	d := yaml.NewDecoder(bytes.NewReader(data))
	d.KnownFields(true)
	if err := d.Decode(&list); err != nil {
		panic(err) // the data are part of the program, and a test reads them
	}
	return list
}

// Find finds one by its id, in any case.
func Find(id string) (Instrument, bool) {
	all := All()
	i := slices.IndexFunc(all, func(i Instrument) bool { return i.ID == strings.ToLower(strings.TrimSpace(id)) })
	if i < 0 {
		return Instrument{}, false
	}
	return all[i], true
}

// Errors of answers and scores.
var (
	ErrCount = errors.New("not as many answers as there are items")
	ErrRange = errors.New("out of range")
	ErrTotal = errors.New("of this instrument only the total is entered")
)

// Score scores answers by number, in the order of the sheet; nil is a missing one.
func (i Instrument) Score(answers []*int) (Result, error) {
	var r Result
	switch {
	case i.Count == 0:
		return r, ErrTotal
	case len(answers) != i.Count:
		return r, ErrCount
	}
	sum := 0
	for n, a := range answers {
		if a == nil {
			r.Missing++
			r.Risk = r.Risk || slices.Contains(i.Risk, n+1)
			continue
		}
		if *a < i.Least || *a > i.Most {
			return Result{}, fmt.Errorf("answer %d: %w", n+1, ErrRange)
		}
		if slices.Contains(i.Risk, n+1) && *a > i.Least {
			r.Risk = true
		}
		if slices.Contains(i.Reversed, n+1) {
			sum += i.Least + i.Most - *a
		} else {
			sum += *a
		}
	}
	if r.Missing > i.MayMiss || r.Missing == i.Count {
		return r, nil
	}
	score := float64(sum)
	if r.Missing > 0 {
		score = math.Round(score/float64(i.Count-r.Missing)*float64(i.Count)*10) / 10
	}
	score = i.times(score)
	r.Score = &score
	return r, nil
}

// times is a sum as a score. A tenth is no exact number, so what is left of it far
// behind the point is rounded off.
func (i Instrument) times(sum float64) float64 {
	if i.Times == 0 {
		return sum
	}
	return math.Round(sum*i.Times*1e6) / 1e6
}

// Total checks a score that was added up by hand.
func (i Instrument) Total(score float64) error {
	step := i.Step
	if step == 0 {
		step = 1
	}
	if math.IsNaN(score) || score < i.From || score > i.To {
		return ErrRange
	}
	if n := score / step; math.Abs(n-math.Round(n)) > 1e-6 {
		return fmt.Errorf("in steps of %g: %w", step, ErrRange)
	}
	return nil
}

// Band says what a score means, "" when nothing is known about it.
func (i Instrument) Band(score float64) string {
	for n, b := range i.Bands {
		if score < b.Below || n == len(i.Bands)-1 {
			return b.Words
		}
	}
	return ""
}

var idForm = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$`)

// largest is the largest number that an instrument can have anywhere.
const largest = 1e6

func tooLarge(n float64) bool { return !(math.Abs(n) <= largest) }

// Validate says what is wrong with an instrument.
func (i Instrument) Validate() error {
	switch {
	case !idForm.MatchString(i.ID):
		return errors.New("id: small letters, digits and hyphens")
	case i.Title == "" || i.Licence == "" || i.Source == "":
		return errors.New("title, licence and source are needed")
	case slices.ContainsFunc([]float64{float64(i.Least), float64(i.Most), i.Times, i.From, i.To, i.Step, i.Change}, tooLarge):
		return errors.New("numbers up to a million")
	case !(i.To > i.From) || i.Step < 0 || i.Times < 0 || i.Change < 0:
		return errors.New("from, to, step, times, change: numbers that cannot be")
	case i.Count < 0 || i.Count > 500 || i.Count > 0 && i.Most <= i.Least:
		return errors.New("count, least, most: numbers that cannot be")
	case i.Count == 0 && (i.Items != nil || i.Reversed != nil || i.Risk != nil || i.MayMiss > 0):
		return errors.New("without count there are no items")
	case i.Items != nil && len(i.Items) != i.Count || slices.Contains(i.Items, ""):
		return errors.New("items: one for each of count")
	case i.Answers != nil && len(i.Answers) != i.Most-i.Least+1 || i.Items != nil && i.Answers == nil || slices.Contains(i.Answers, ""):
		return errors.New("answers: one for each number from least to most")
	case i.MayMiss < 0 || i.MayMiss >= max(i.Count, 1):
		return errors.New("may_miss: fewer than count")
	case i.Count > 0 && (i.times(float64(i.Count*i.Least)) < i.From || i.times(float64(i.Count*i.Most)) > i.To):
		return errors.New("from, to: what the answers come to can lie outside")
	}
	return errors.Join(i.validItems(), i.validBands())
}

func (i Instrument) validItems() error {
	for _, list := range [][]int{i.Reversed, i.Risk} {
		for n, item := range list {
			if item < 1 || item > i.Count || slices.Contains(list[:n], item) {
				return errors.New("reversed, risk: each the number of an item, once")
			}
		}
	}
	return nil
}

func (i Instrument) validBands() error {
	border := i.From
	for n, b := range i.Bands {
		last := n == len(i.Bands)-1
		if b.Words == "" || last && b.Below != 0 || !last && (b.Below <= border || b.Below > i.To) {
			return errors.New("bands: each with words and a border above the one before, the last without a border")
		}
		border = b.Below
	}
	return nil
}
