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
	Party Label
	What  string
}

// riskAlerts are those of a case, the newest first.
func riskAlerts(tx *vault.Tx, file int64) ([]Alert, error) {
	list, err := readMeasures(tx, `WHERE m.casefile = ?1 AND m.risk = 1 AND v.reason IS NULL AND NOT EXISTS (SELECT 1 FROM note n
		WHERE n.casefile = ?1 AND n.status = 'signed' AND n.risk IN ('none', 'present') AND unixepoch(n.signed_at) >= unixepoch(m.entered_at)
		  AND (n.present = '' OR ',' || n.present || ',' LIKE '%,' || m.party || ',%'))`, file)
	slices.SortStableFunc(list, func(x, y Measure) int { return y.EnteredAt.Compare(x.EnteredAt) })
	var alerts []Alert
	for _, m := range list {
		alerts = append(alerts, Alert{m.Party, fmt.Sprintf("%s of %s, %s: what was answered about harm asks for it: assess risk", m.Title, m.Party, m.On)})
	}
	return alerts, err
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
