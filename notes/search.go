package notes

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"subrosa/notes/document"
	"subrosa/vault"
)

// Query is a search. Words are all required, in the same note or addendum; each
// is a word, "a phrase", or word*. Case and accents do not matter. Nothing else
// has a meaning.
type Query struct {
	Words  []string
	Case   CaseCode
	Since  string // dates, both inclusive, of the start of the session
	Until  string
	Kind   string
	Ranked bool // the best first instead of the newest
	Limit  int  // 0: 50
}

// Hit is a note, or an addendum of it, that has all the words.
type Hit struct {
	Note    NoteID    `json:"note"`
	Case    CaseCode  `json:"case"`
	Start   time.Time `json:"start"`
	Section string    `json:"section"` // heading, or the kind of the addendum
	Status  string    `json:"status"`
	Snippet string    `json:"snippet"`
}

// Hits are the first of all hits, and how many there are.
type Hits struct {
	Hits      []Hit `json:"hits"`
	Total     int   `json:"total"`
	Truncated bool  `json:"truncated"`
}

const (
	usualLimit = 50
	maxLimit   = 1000
	maxTerms   = 32
)

// Search finds notes by their words.
func (b *Book) Search(ctx context.Context, q Query) (Hits, error) {
	terms, err := parseTerms(q.Words)
	if err != nil {
		return Hits{}, err
	}
	if q.Limit <= 0 {
		q.Limit = usualLimit
	}
	q.Limit = min(q.Limit, maxLimit)
	return view(ctx, b, func(tx *vault.Tx) (Hits, error) {
		where, args, err := b.filter(tx, q)
		if err != nil {
			return Hits{}, err
		}
		found, total, err := findRows(tx, q, terms, where, args)
		if err != nil {
			return Hits{}, err
		}
		hits := Hits{Hits: []Hit{}, Total: total, Truncated: total > len(found)}
		for _, docid := range found {
			hit, err := readHit(tx, docid, terms)
			if err != nil {
				return hits, err
			}
			hits.Hits = append(hits.Hits, hit)
		}
		return hits, nil
	})
}

// filter is the part of the query that is not about words.
func (b *Book) filter(tx *vault.Tx, q Query) (where string, args []any, err error) {
	if q.Case != "" {
		file, err := caseNumber(tx, q.Case)
		if err != nil {
			return "", nil, err
		}
		where, args = where+" AND n.casefile = ?", append(args, file)
	}
	if q.Kind != "" {
		if !slices.Contains(document.Kinds(), q.Kind) {
			return "", nil, &Invalid{What: "no such kind of note", Flag: "--kind"}
		}
		where, args = where+" AND n.kind = ?", append(args, q.Kind)
	}
	for _, end := range []struct {
		flag, date, compare string
		days                int
	}{{"--since", q.Since, " AND n.start_at >= ?", 0}, {"--until", q.Until, " AND n.start_at < ?", 1}} {
		if end.date == "" {
			continue
		}
		day, _, err := document.ParseWhen(end.date, now(tx).In(b.zone))
		if err != nil {
			return "", nil, &Invalid{What: strings.TrimPrefix(end.flag, "--") + ": not a date", Flag: end.flag}
		}
		midnight := time.Date(day.Year(), day.Month(), day.Day()+end.days, 0, 0, 0, 0, b.zone)
		where, args = where+end.compare, append(args, midnight.Unix())
	}
	return where, args, nil
}

// searchRow is a hit: where it stands, and how good it is; less is better.
type searchRow struct {
	docid int64
	rank  float64
}

// findRows returns the first hits by docid, and the number of all. Since docid
// is ordered by the start of the session, the newest are the last rows of the
// index, and are found without reading the others.
func findRows(tx *vault.Tx, q Query, terms []term, where string, args []any) (docids []int64, total int, err error) {
	rows, err := findDrafts(tx, terms, where, args)
	if err != nil {
		return nil, 0, err
	}
	from := "search WHERE search MATCH ?"
	if where != "" {
		from = "search JOIN note n ON n.id = (search.rowid >> 12) & 16777215 WHERE search MATCH ?" + where
	}
	args = append([]any{matchOf(terms)}, args...)
	total, err = vault.One(tx, vault.Value[int], "SELECT count(*) FROM "+from, args...)
	if err != nil {
		return nil, 0, err
	}
	total += len(rows)
	columns, order := "search.rowid, 0.0", "search.rowid DESC"
	if q.Ranked {
		columns, order = "search.rowid, rank", "rank, search.rowid DESC"
	}
	signed, err := vault.All(tx, func(scan vault.Scan) (r searchRow, err error) {
		err = scan(&r.docid, &r.rank)
		return r, err
	}, "SELECT "+columns+" FROM "+from+" ORDER BY "+order+" LIMIT ?", append(args, q.Limit)...)
	if err != nil {
		return nil, 0, err
	}
	rows = append(rows, signed...)
	slices.SortFunc(rows, func(a, b searchRow) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(b.docid, a.docid))
	})
	for _, r := range rows[:min(len(rows), q.Limit)] {
		docids = append(docids, r.docid)
	}
	return docids, total, nil
}

// findDrafts reads the drafts through, with the words of the index's tokeniser.
func findDrafts(tx *vault.Tx, terms []term, where string, args []any) ([]searchRow, error) {
	type draftText struct {
		docid int64
		text  string
	}
	texts, err := vault.All(tx, func(scan vault.Scan) (d draftText, err error) {
		err = scan(&d.docid, &d.text)
		return d, err
	}, `SELECT n.docid, group_concat(p.text, char(10, 10)) FROM note n JOIN paragraph p ON p.note = n.id
		WHERE n.status = 'draft'`+where+" GROUP BY n.id", args...)
	if err != nil {
		return nil, err
	}
	var rows []searchRow
	for _, d := range texts {
		if n, _ := matches(d.text, terms); n == len(terms) {
			rows = append(rows, searchRow{docid: d.docid})
		}
	}
	return rows, nil
}

// readHit shows where in a note or addendum the words stand.
func readHit(tx *vault.Tx, docid int64, terms []term) (Hit, error) {
	id, number := docid>>12&0xffffff, docid&0xfff
	_, note, err := readHead(tx, noteID(id))
	if err != nil {
		return Hit{}, err
	}
	hit := Hit{Note: note.ID, Case: note.Case, Start: note.Start, Status: note.Status}
	type part struct{ section, text string }
	query, arg := `SELECT s.heading, p.text FROM paragraph p JOIN section s ON s.note = p.note AND s.position = p.section
		WHERE p.note = ? ORDER BY p.position`, id
	if number > 0 {
		query, arg = `SELECT a.kind, p.text FROM addendum_paragraph p JOIN addendum a ON a.id = p.addendum
			WHERE a.docid = ? ORDER BY p.position`, docid
	}
	parts, err := vault.All(tx, func(scan vault.Scan) (p part, err error) {
		err = scan(&p.section, &p.text)
		return p, err
	}, query, arg)
	if err != nil || len(parts) == 0 {
		return hit, err
	}
	best, most, at := 0, 0, 0
	for i, p := range parts {
		if n, first := matches(p.text, terms); n > most {
			best, most, at = i, n, first
		}
	}
	hit.Section, hit.Snippet = parts[best].section, snippet(parts[best].text, at)
	return hit, nil
}

// index enters what a query names into the full-text index.
func index(tx *vault.Tx, docid string, id int64) error {
	_, err := tx.Exec("INSERT INTO search (rowid, text) SELECT docid, coalesce(text, '') FROM searchable WHERE docid = ("+docid+")", id)
	return err
}
