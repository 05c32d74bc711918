package notes

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"subrosa/notes/instrument"
	"subrosa/vault"
)

// Instruments are the questionnaires that can be used: those of the program and
// hers.
func (b *Book) Instruments(ctx context.Context) ([]instrument.Instrument, error) {
	return view(ctx, b, func(tx *vault.Tx) ([]instrument.Instrument, error) {
		own, err := vault.All(tx, scanInstrument, "SELECT body FROM instrument ORDER BY id")
		return append(instrument.All(), own...), err
	})
}

func scanInstrument(scan vault.Scan) (i instrument.Instrument, err error) {
	var body string
	if err = scan(&body); err == nil {
		err = json.Unmarshal([]byte(body), &i)
	}
	i.Own = true
	return i, err
}

// AddInstrument keeps a questionnaire that she has the right to use. What was
// added is not changed: a new version has a new id.
func (b *Book) AddInstrument(ctx context.Context, i instrument.Instrument) error {
	var c cleaner
	for key, text := range map[string]*string{"id": &i.ID, "title": &i.Title, "about": &i.About, "language": &i.Language,
		"licence": &i.Licence, "source": &i.Source, "intro": &i.Intro} {
		c.line(key, text)
	}
	for _, list := range [][]string{i.Items, i.Answers, i.Unconfirmed} {
		for n := range list {
			c.line("text", &list[n])
		}
	}
	for n := range i.Bands {
		c.line("bands", &i.Bands[n].Words)
	}
	if c.err != nil {
		return c.err
	}
	if err := i.Validate(); err != nil {
		return &Invalid{What: strings.ReplaceAll(err.Error(), "\n", "; "), Flag: "from"}
	}
	return b.vault.Update(ctx, func(tx *vault.Tx) error {
		_, known := instrument.Find(i.ID)
		here, err := exists(tx, "SELECT 1 FROM instrument WHERE id = ?", i.ID)
		switch {
		case err != nil:
			return err
		case known || here:
			return &Refused{Rule: "exists", What: "there is an instrument of that id"}
		}
		body, err := json.Marshal(i)
		if err != nil {
			return err
		}
		if _, err := tx.Exec("INSERT INTO instrument (id, body, added_at) VALUES (?, ?, ?)", i.ID, string(body), stamp(now(tx))); err != nil {
			return err
		}
		return record(tx, Event{What: "instrument-added", Detail: i.ID})
	})
}

// findInstrument finds one of the program's or hers.
func findInstrument(tx *vault.Tx, id string) (instrument.Instrument, error) {
	if i, ok := instrument.Find(id); ok {
		return i, nil
	}
	list, err := vault.All(tx, scanInstrument, "SELECT body FROM instrument WHERE id = ?", strings.ToLower(strings.TrimSpace(id)))
	if err == nil && len(list) == 0 {
		err = &NotFound{What: "instrument of that id"}
	}
	if err != nil {
		return instrument.Instrument{}, err
	}
	return list[0], nil
}

// Instrument finds a questionnaire by its id.
func (b *Book) Instrument(ctx context.Context, id string) (instrument.Instrument, error) {
	return view(ctx, b, func(tx *vault.Tx) (instrument.Instrument, error) { return findInstrument(tx, id) })
}

// ParseAnswers reads "0,2,-,3": answers by their numbers, - for a missing one.
func ParseAnswers(s string) ([]*int, error) {
	var list []*int
	for part := range strings.SplitSeq(s, ",") {
		part = strings.TrimSpace(part)
		if part == "-" {
			list = append(list, nil)
			continue
		}
		var n int
		if len(part) == 0 || len(part) > 3 || strings.Trim(part, "0123456789") != "" {
			return nil, &Invalid{What: "answers: numbers with commas, - where one is missing", Flag: "answers"}
		}
		fmt.Sscan(part, &n)
		list = append(list, &n)
	}
	return slices.Clip(list), nil
}
