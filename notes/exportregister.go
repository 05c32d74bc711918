package notes

import (
	"encoding/json"
	"io"
	"time"

	"subrosa/notes/instrument"
	"subrosa/vault"
)

// registers writes what is not of one case.
func (x *exporter) registers() error {
	tx := x.tx
	for _, r := range []struct {
		path string
		read func() (any, error)
	}{
		{"practice.json", func() (any, error) { return readPractice(tx) }},
		{"persons.json", func() (any, error) { return listed(readPersons(tx, "")) }},
		{"disclosures.json", func() (any, error) { return listed(readDisclosures(tx, "1")) }},
		{"holds.json", func() (any, error) { return listed(readHolds(tx, "1")) }},
		{"retention.json", x.retention},
		{"templates.json", x.templates},
		{"instruments.json", x.instruments},
		{"backups.json", func() (any, error) { return listed(readBackups(tx, "")) }},
		{"copy-places.json", func() (any, error) { return listed(readCopyPlaces(tx, "")) }},
		{"readable-copies.json", func() (any, error) { return listed(readReadableCopies(tx, "")) }},
		{"heads-lodged.json", func() (any, error) { return listed(lodgedHeads(tx, "ASC")) }},
	} {
		value, err := r.read()
		if err != nil {
			return err
		}
		if err := x.json(r.path, value); err != nil {
			return err
		}
	}
	return nil
}

// listed is a list that was read, never null.
func listed[T any](list []T, err error) (any, error) { return orEmpty(list), err }

// keepDecision is what she decided about how long a case is kept.
type keepDecision struct {
	Case   CaseCode  `json:"case"`
	At     time.Time `json:"at"`
	Until  string    `json:"until"`
	Reason string    `json:"reason"`
}

func (x *exporter) retention() (any, error) {
	cases, err := x.b.readRetentions(x.tx, "WHERE id > 0")
	if err != nil {
		return nil, err
	}
	decisions, err := vault.All(x.tx, func(scan vault.Scan) (d keepDecision, err error) {
		var file int64
		var at string
		if err = scan(&file, &at, &d.Until, &d.Reason); err != nil {
			return d, err
		}
		d.Case = caseCode(file)
		d.At, err = parseStamp(at)
		return d, err
	}, "SELECT casefile, at, until, reason FROM retention_keep ORDER BY id")
	return map[string]any{"cases": cases, "decisions": orEmpty(decisions)}, err
}

// templates are those that are offered, and those that were removed: notes may
// have been written under their headings.
func (x *exporter) templates() (any, error) {
	lists := map[string][]Template{}
	for name, where := range map[string]string{"offered": offered, "removed": "NOT (" + offered + ")"} {
		formats, err := readTemplates(x.tx, where)
		if err != nil {
			return nil, err
		}
		lists[name] = []Template{}
		for _, f := range formats {
			lists[name] = append(lists[name], templateOf(f))
		}
	}
	return lists, nil
}

func (x *exporter) instruments() (any, error) {
	own, err := vault.All(x.tx, scanInstrument, "SELECT body FROM instrument ORDER BY id")
	return map[string][]instrument.Instrument{"program": instrument.All(), "own": orEmpty(own)}, err
}

// history writes the events one by one: there are many of them.
func (x *exporter) history() error {
	return x.file("history.json", func(w io.Writer) error {
		before := "[\n"
		_, err := vault.All(x.tx, func(scan vault.Scan) (none struct{}, err error) {
			e, err := scanEvent(scan)
			if err != nil {
				return none, err
			}
			line, err := json.Marshal(e)
			if err != nil {
				return none, err
			}
			_, err = io.WriteString(w, before+string(line))
			before = ",\n"
			return none, err
		}, eventColumns+" ORDER BY id")
		if err == nil {
			_, err = io.WriteString(w, "\n]\n")
		}
		return err
	})
}
