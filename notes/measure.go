package notes

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"subrosa/notes/instrument"
	"subrosa/vault"
)

// MeasureCode is M-000001: a questionnaire that a client answered.
type MeasureCode string

func measureCode(n int64) MeasureCode { return MeasureCode(fmt.Sprintf("M-%06d", n)) }

func (m MeasureCode) number() (int64, error) { return number(string(m), "M", "measure") }

// MeasureInput is a filled-in questionnaire: its answers by their numbers, or
// where those are not known its total.
type MeasureInput struct {
	Case       CaseCode `json:"-"`
	Party      Label    `json:"-"`
	Instrument string   `json:"-"`
	On         string   `json:"on"`      // 2006-01-31; "": today
	Answers    []*int   `json:"answers"` // in the order of the sheet; null is a missing one
	Score      *float64 `json:"score"`
}

// Measure is a questionnaire as it was entered.
type Measure struct {
	ID         MeasureCode `json:"measure"`
	Case       CaseCode    `json:"case"`
	Party      Label       `json:"party"`
	Instrument string      `json:"instrument"`
	Title      string      `json:"title"`
	On         string      `json:"on"`
	Answers    []*int      `json:"answers"` // null: only the total is known
	Missing    int         `json:"missing"`
	Score      *float64    `json:"score"` // null: too many answers are missing
	Band       string      `json:"band"`
	Risk       bool        `json:"risk"`
	EnteredAt  time.Time   `json:"entered_at"`
	Void       *string     `json:"void"` // why it was entered in error
}

// AddMeasure enters a questionnaire that a party filled in.
func (b *Book) AddMeasure(ctx context.Context, in MeasureInput) (Measure, error) {
	return update(ctx, b, func(tx *vault.Tx) (Measure, error) {
		file, err := openCaseNumber(tx, in.Case)
		if err != nil {
			return Measure{}, err
		}
		all, err := labels(tx, file)
		if err != nil {
			return Measure{}, err
		}
		if in.Party == "" && len(all) == 1 {
			in.Party = Label(all[0])
		}
		if !slices.Contains(all, string(in.Party)) {
			return Measure{}, &Invalid{What: "whose? a party of the case: " + string(caseCode(file)) + "/A, for one"}
		}
		i, err := findInstrument(tx, in.Instrument)
		if err != nil {
			return Measure{}, err
		}
		m, err := b.score(tx, i, in)
		if err != nil {
			return Measure{}, err
		}
		m.Case = caseCode(file)
		return m, m.insert(tx, file)
	})
}

// score makes of answers or a total what is entered.
func (b *Book) score(tx *vault.Tx, i instrument.Instrument, in MeasureInput) (Measure, error) {
	m := Measure{Party: in.Party, Instrument: i.ID, Title: i.Title, Answers: in.Answers, Score: in.Score, EnteredAt: now(tx)}
	var err error
	if m.On, err = parseDate("on", in.On, b.today(tx)); err != nil {
		return m, err
	}
	switch {
	case m.On > b.today(tx):
		return m, &Invalid{What: "on: a day that has not come yet", Flag: "on"}
	case (in.Answers == nil) == (in.Score == nil):
		return m, &Invalid{What: "the answers, or the total alone", Flag: "answers"}
	case in.Score != nil:
		if err := i.Total(*in.Score); err != nil {
			return m, &Invalid{What: fmt.Sprintf("score: %v; %s goes from %g to %g", err, i.Title, i.From, i.To), Flag: "score"}
		}
		m.Risk = len(i.Risk) > 0 // what was answered to them is not known
	default:
		r, err := i.Score(in.Answers)
		if err != nil {
			return m, &Invalid{What: fmt.Sprintf("%v; %s has %d items, each from %d to %d", err, i.Title, i.Count, i.Least, i.Most), Flag: "answers"}
		}
		m.Score, m.Missing, m.Risk = r.Score, r.Missing, r.Risk
	}
	if m.Score != nil {
		m.Band = i.Band(*m.Score)
	}
	return m, nil
}

func (m *Measure) insert(tx *vault.Tx, file int64) error {
	id, err := nextRow(tx, "measure")
	if err != nil {
		return err
	}
	m.ID = measureCode(id)
	answers := ""
	if m.Answers != nil {
		text, err := json.Marshal(m.Answers)
		if err != nil {
			return err
		}
		answers = string(text)
	}
	_, err = tx.Exec(`INSERT INTO measure (id, casefile, party, instrument, title, given, answers, missing, score, band, risk, entered_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		id, file, string(m.Party), m.Instrument, m.Title, m.On, answers, m.Missing, m.Score, m.Band, m.Risk, stamp(m.EnteredAt))
	if err != nil {
		return err
	}
	return record(tx, Event{What: "measure-added", Case: m.Case, Detail: string(m.ID) + " " + m.Instrument})
}

// VoidMeasure enters that a questionnaire was entered in error, and why.
func (b *Book) VoidMeasure(ctx context.Context, id MeasureCode, reason string) (Measure, error) {
	return update(ctx, b, func(tx *vault.Tx) (Measure, error) {
		n, err := id.number()
		if err != nil {
			return Measure{}, err
		}
		list, err := readMeasures(tx, "WHERE m.id = ?", n)
		if err == nil && len(list) == 0 {
			err = &NotFound{What: string(measureCode(n))}
		}
		if err != nil {
			return Measure{}, err
		}
		m := list[0]
		if m.Void != nil {
			return m, &Refused{Rule: "void", What: string(m.ID) + " is void"}
		}
		if reason, err = needed("reason", reason, "why was it entered in error?", "reason-from"); err != nil {
			return m, err
		}
		m.Void = &reason
		if _, err := tx.Exec("INSERT INTO measure_void (measure, at, reason) VALUES (?, ?, ?)", n, stamp(now(tx)), reason); err != nil {
			return m, err
		}
		return m, record(tx, Event{What: "measure-void", Case: m.Case, Detail: string(m.ID)})
	})
}

// Measures lists what the parties of a case answered, party by party and
// instrument by instrument, the oldest first. A label or the id of an instrument
// narrows it. It is an opening of the case.
func (b *Book) Measures(ctx context.Context, c CaseCode, party Label, id string) ([]Measure, error) {
	var record bool
	var file int64
	list, err := view(ctx, b, func(tx *vault.Tx) ([]Measure, error) {
		var err error
		if file, err = liveCase(tx, c); err != nil {
			return nil, err
		}
		if party != "" {
			all, err := labels(tx, file)
			if err != nil {
				return nil, err
			}
			if !slices.Contains(all, string(party)) {
				return nil, &Invalid{What: "a party that the case does not have"}
			}
		}
		if id != "" {
			i, err := findInstrument(tx, id)
			if err != nil {
				return nil, err
			}
			id = i.ID
		}
		if record, err = readingIsNew(tx, file); err != nil {
			return nil, err
		}
		return readMeasures(tx, "WHERE m.casefile = ?1 AND ?2 IN ('', m.party) AND ?3 IN ('', m.instrument)", file, string(party), id)
	})
	if err == nil && record {
		err = b.recordReading(ctx, file, Event{What: "case-read", Case: caseCode(file)})
	}
	return list, err
}

func readMeasures(tx *vault.Tx, where string, args ...any) ([]Measure, error) {
	return vault.All(tx, func(scan vault.Scan) (m Measure, err error) {
		var id, file int64
		var party, answers, entered string
		err = scan(&id, &file, &party, &m.Instrument, &m.Title, &m.On, &answers, &m.Missing, &m.Score, &m.Band, &m.Risk, &entered, &m.Void)
		if err != nil {
			return m, err
		}
		m.ID, m.Case, m.Party = measureCode(id), caseCode(file), Label(party)
		if answers != "" {
			err = json.Unmarshal([]byte(answers), &m.Answers)
		}
		at, atErr := parseStamp(entered)
		m.EnteredAt = at
		return m, errors.Join(err, atErr)
	}, `SELECT m.id, m.casefile, m.party, m.instrument, m.title, m.given, m.answers, m.missing, m.score, m.band, m.risk, m.entered_at, v.reason
		FROM measure m LEFT JOIN measure_void v ON v.measure = m.id `+where+" ORDER BY m.party, m.instrument, m.given, m.id", args...)
}
