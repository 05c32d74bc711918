package notes

import (
	"time"

	"subrosa/vault"
)

// step is something that was done about a request: see the table.
type step struct {
	At     time.Time
	kind   string
	what   string
	person int64 // 0: nobody in particular
	file   int64 // of a mention
	day    string
	ground string
	Reason string
}

// Kinds of steps.
const (
	checkStep    = "check"
	letterStep   = "letter"
	extendedStep = "extended"
	answeredStep = "answered"
	refusedStep  = "refused"
	decidedStep  = "decided"
	mentionStep  = "mention"
)

func addStep(tx *vault.Tx, request int64, s step) error {
	var person, file any
	if s.person != 0 {
		person = s.person
	}
	if s.kind == mentionStep {
		file = s.file
	}
	_, err := tx.Exec(`INSERT INTO request_step (id, request, at, kind, what, person, casefile, day, ground, reason)
		VALUES ((SELECT coalesce(max(id), 0) + 1 FROM request_step), ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		request, stamp(now(tx)), s.kind, s.what, person, file, s.day, s.ground, s.Reason)
	return err
}

// readSteps reads the steps of a kind in their order, all when no kind is given.
func readSteps(tx *vault.Tx, request int64, kind string) ([]step, error) {
	return vault.All(tx, func(scan vault.Scan) (s step, err error) {
		var at string
		if err := scan(&at, &s.kind, &s.what, &s.person, &s.file, &s.day, &s.ground, &s.Reason); err != nil {
			return s, err
		}
		s.At, err = parseStamp(at)
		return s, err
	}, `SELECT at, kind, what, coalesce(person, 0), coalesce(casefile, 0), day, ground, reason FROM request_step
		WHERE request = ?1 AND (kind = ?2 OR ?2 = '') ORDER BY id`, request, kind)
}
