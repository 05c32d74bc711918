package notes

import (
	"context"

	"subrosa/vault"
)

// Moment is something of a case on a day.
type Moment struct {
	Day  string `json:"day"`
	Code string `json:"code"`           // N-, S-, M-, A-, R-, D-
	What string `json:"what"`           // the kind of it
	More string `json:"more,omitempty"` // whose, or its status
}

// Timeline is what a case has, day by day, without a word of any text: notes,
// consents, questionnaires, files, requests and what was handed over.
func (b *Book) Timeline(ctx context.Context, c CaseCode) ([]Moment, error) {
	return view(ctx, b, func(tx *vault.Tx) ([]Moment, error) {
		file, err := liveCase(tx, c)
		if err != nil {
			return nil, err
		}
		return vault.All(tx, func(scan vault.Scan) (m Moment, err error) {
			err = scan(&m.Day, &m.Code, &m.What, &m.More)
			return m, err
		}, timeline, file)
	})
}

// timeline has what has no time of day first on its day.
const timeline = `SELECT day, code, what, more FROM (
	SELECT substr(start, 1, 10) AS day, start_at AS at, printf('N-%06d', id) AS code, kind AS what, iif(status = 'signed', part, status) AS more FROM note WHERE casefile = ?1
	UNION ALL SELECT given, 0, printf('S-%06d', id), kind, parties FROM consent WHERE casefile = ?1
	UNION ALL SELECT e.day, 0, printf('S-%06d', c.id), c.kind, e.how FROM consent_end e JOIN consent c ON c.id = e.consent WHERE c.casefile = ?1
	UNION ALL SELECT given, 0, printf('M-%06d', id), title, party FROM measure WHERE casefile = ?1
	UNION ALL SELECT received, 0, printf('A-%06d', id), kind, party FROM attachment WHERE casefile = ?1
	UNION ALL SELECT q.received, 0, printf('R-%d-%03d', q.year, q.number), q.type, '' FROM request q JOIN request_touches t ON t.request = q.id WHERE t.casefile = ?1
	UNION ALL SELECT substr(d.at, 1, 10), unixepoch(d.at), printf('D-%04d', d.id), 'handed over', d.by FROM disclosure d JOIN disclosure_case c ON c.disclosure = d.id WHERE c.casefile = ?1)
	ORDER BY day, at, code`
