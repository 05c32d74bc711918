package notes

import (
	"slices"
	"strings"

	"subrosa/notes/document"
	"subrosa/notes/instrument"
	"subrosa/notes/packet"
	"subrosa/vault"
)

// PlanMeasure is a measure in the scope of a request. Those of the person whose
// record it is leave; those of another party of the case never do.
type PlanMeasure struct {
	ID         MeasureCode `json:"id"`
	Case       CaseCode    `json:"case"`
	Party      Label       `json:"party"`
	Instrument string      `json:"instrument"`
	On         string      `json:"on"`
	Decision   string      `json:"decision"` // include | withhold
	Reason     string      `json:"reason"`
}

// measureKind is how measures are named in the kinds of a scope.
const measureKind = "measure"

// scopeKinds are the kinds that a request can be about.
func scopeKinds() []string { return append(document.Kinds(), measureKind) }

// coversMeasure says whether a measure lies in the scope of a request.
func (s ScopeInput) coversMeasure(m Measure) bool {
	return (s.From == "" || m.On >= s.From) && (s.To == "" || m.On <= s.To) &&
		(len(s.Kinds) == 0 || slices.Contains(s.Kinds, measureKind)) && (len(s.Layers) == 0 || slices.Contains(s.Layers, "record"))
}

// considerMeasures decides about the measures of the request's cases.
func (d *deliberation) considerMeasures(tx *vault.Tx, r Request) error {
	for _, c := range r.Cases {
		file, err := c.number()
		if err != nil {
			return err
		}
		list, err := readMeasures(tx, "WHERE m.casefile = ?", file)
		if err != nil {
			return err
		}
		for _, m := range list {
			if r.Scope.coversMeasure(m) {
				d.plan.Measures = append(d.plan.Measures, d.decideMeasure(m))
				d.measures = append(d.measures, m)
			}
		}
	}
	return nil
}

func (d *deliberation) decideMeasure(m Measure) PlanMeasure {
	p := PlanMeasure{ID: m.ID, Case: m.Case, Party: m.Party, Instrument: m.Instrument, On: m.On, Decision: withholdNote}
	switch {
	case m.Void != nil:
		p.Reason = enteredInError
	case d.shared(m.Case) && d.parties[m.Case][m.Party] != d.self:
		p.Reason = otherParty
	case d.gate.Scope == "provided":
		p.Reason = notNeeded
	default:
		p.Decision = includeNote
	}
	return p
}

// measuresLeave says whether any measure does.
func (d *deliberation) measuresLeave() bool {
	return slices.ContainsFunc(d.plan.Measures, func(p PlanMeasure) bool { return p.Decision == includeNote })
}

// enclose makes the part of a packet that holds the measures, nil when there is
// none. Only a packet that marks what it leaves out counts those that stay.
func (d *deliberation) enclose(tx *vault.Tx) (*packet.Measures, error) {
	own, err := vault.All(tx, scanInstrument, "SELECT body FROM instrument ORDER BY id")
	if err != nil {
		return nil, err
	}
	known := append(instrument.All(), own...)
	all := &packet.Measures{Series: []packet.Series{}}
	for k, p := range d.plan.Measures {
		if p.Decision == includeNote {
			all.Series = addToSeries(all.Series, known, d.measures[k])
		} else if d.marked() {
			all.LeftOut = leaveOut(all.LeftOut, neutralWords(p.Reason))
		}
	}
	for _, s := range all.Series {
		slices.SortStableFunc(s.Measures, func(a, b packet.Measure) int { return strings.Compare(a.On, b.On) })
	}
	if len(all.Series) == 0 && len(all.LeftOut) == 0 {
		return nil, nil
	}
	return all, nil
}

// addToSeries adds a measure to those of the same instrument. The items are handed
// over only of the program's own instruments that are free to copy.
func addToSeries(list []packet.Series, known []instrument.Instrument, m Measure) []packet.Series {
	k := slices.IndexFunc(list, func(s packet.Series) bool { return s.Instrument == m.Instrument })
	if k < 0 {
		s := packet.Series{Instrument: m.Instrument, Title: m.Title, Max: 1}
		if n := slices.IndexFunc(known, func(i instrument.Instrument) bool { return i.ID == m.Instrument }); n >= 0 {
			i := known[n]
			s.Language, s.Licence, s.Min, s.Max = i.Language, i.Licence, i.From, i.To
			s.HigherIsBetter, s.Unconfirmed = i.Better, i.Unconfirmed
			if !i.Own {
				s.Items = i.Items
			}
		}
		k, list = len(list), append(list, s)
	}
	if m.Score != nil { // which may be of another sheet of the same name, that came with another copy
		list[k].Min, list[k].Max = min(list[k].Min, *m.Score), max(list[k].Max, *m.Score)
	}
	list[k].Measures = append(list[k].Measures, packet.Measure{On: m.On, Answers: m.Answers, Score: m.Score, Band: m.Band})
	return list
}

func leaveOut(list []packet.LeftOut, words string) []packet.LeftOut {
	for k := range list {
		if list[k].Words == words {
			list[k].Count++
			return list
		}
	}
	return append(list, packet.LeftOut{Count: 1, Words: words})
}

// findAttachments lists the files of the request's cases that are everybody's or
// of the person asked about. That there are others is not said: she may read it
// aloud.
func (d *deliberation) findAttachments(tx *vault.Tx, r Request) error {
	for _, c := range r.Cases {
		file, err := c.number()
		if err != nil {
			return err
		}
		list, err := readAttachments(tx, "WHERE a.casefile = ? AND v.reason IS NULL", file)
		if err != nil {
			return err
		}
		for _, a := range list {
			if a.Party == "" || d.free(c, a.Party) {
				d.plan.Attachments = append(d.plan.Attachments, a.ID)
			}
		}
	}
	return nil
}
