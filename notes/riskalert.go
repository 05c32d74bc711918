package notes

import (
	"fmt"
	"slices"

	"subrosa/vault"
)

// Alert says that a party answered an item about harm with more than nothing, or
// that its answer is not known, and that since then no signed note of that party says whether there is risk. A note
// of the partner alone neither answers it nor has to: it is the partner's to read,
// and would tell.
type Alert struct {
	Party   Label
	What    string
	Measure MeasureCode
	On      string // the day it was filled in
}

// riskAlerts are those of a case, the newest first.
func riskAlerts(tx *vault.Tx, file int64) ([]Alert, error) {
	list, err := readMeasures(tx, `WHERE m.casefile = ?1 AND m.risk = 1 AND v.reason IS NULL AND NOT EXISTS (SELECT 1 FROM note n
		WHERE n.casefile = ?1 AND n.status = 'signed' AND n.risk IN ('none', 'present') AND unixepoch(n.signed_at) >= unixepoch(m.entered_at)
		  AND (n.present = '' OR ',' || n.present || ',' LIKE '%,' || m.party || ',%'))`, file)
	slices.SortStableFunc(list, func(x, y Measure) int { return y.EnteredAt.Compare(x.EnteredAt) })
	var alerts []Alert
	for _, m := range list {
		alerts = append(alerts, Alert{Measure: m.ID, On: m.On, Party: m.Party, What: fmt.Sprintf("%s of %s, %s: what was answered about harm asks for it: assess risk", m.Title, m.Party, m.On)})
	}
	return alerts, err
}

// harmToAddress are the answers about harm, in open cases, that no note has addressed
// yet. They are due on the day they were given.
func (b *Book) harmToAddress(tx *vault.Tx) ([]Todo, error) {
	files, err := vault.All(tx, vault.Value[int64], `SELECT DISTINCT m.casefile FROM measure m JOIN casefile f ON f.id = m.casefile
		WHERE m.risk = 1 AND f.closed IS NULL ORDER BY m.casefile`)
	if err != nil {
		return nil, err
	}
	var list []Todo
	for _, file := range files {
		alerts, err := riskAlerts(tx, file)
		if err != nil {
			return nil, err
		}
		for _, a := range alerts {
			list = append(list, Todo{Kind: "harm", ID: string(a.Measure), Case: caseCode(file), Due: &a.On})
		}
	}
	return list, nil
}

// AlertFor is what the risk item of a note has to answer when these were present,
// "" when nothing. Where nobody is named, all count.
func AlertFor(alerts []Alert, present []string) string {
	for _, a := range alerts {
		if len(present) == 0 || slices.Contains(present, string(a.Party)) {
			return a.What
		}
	}
	return ""
}
