package notes

import (
	"context"
	"slices"
	"strings"
	"time"

	"subrosa/vault"
)

// Todo is something that waits to be done. Kinds:
//
//	session        an appointment passed, and no note, no-show or cancellation is there
//	draft          a note is not signed
//	risk           by a note risk was present, and no note of the kind risk was begun
//	harm           what was answered about harm is not addressed by a note yet
//	request        a request is not answered, or was and is not closed
//	readable-copy  a packet was handed over readable, an attachment saved or everything
//	               exported, and nobody said that it is gone
//	backup         something was written since a backup that is too old, or there is none
//	rehearsal      no restore was rehearsed for too long
//	words          the recovery words were never typed from their sheet
//	head           the log has grown, and no head was lodged for a month
//	hold           a hold is to be looked at again
//	consent        a consent ends soon, or has, and none is in its place
//	retention      a closed case has been kept as long as it had to be
//	old-copy       a case was destroyed, and a backup or place may still have it
type Todo struct {
	Kind    string   `json:"kind"`
	ID      string   `json:"id"` // of the note, request, disclosure, backup, ...; "" where there is none
	Case    CaseCode `json:"case"`
	Due     *string  `json:"due"` // a date; null: whenever she comes to it
	Overdue bool     `json:"overdue"`
	At      string   `json:"at,omitempty"` // of a session: its start, local, RFC 3339
}

// Todos lists what waits, what is due first; until a date, "" without end. What
// has to be done again and again is listed when it is due: on or before until,
// or today.
func (b *Book) Todos(ctx context.Context, until string) ([]Todo, error) {
	until, err := parseDate("until", until, "")
	if err != nil {
		return nil, err
	}
	return view(ctx, b, func(tx *vault.Tx) ([]Todo, error) {
		list := []Todo{}
		for _, find := range []func(*vault.Tx) ([]Todo, error){b.missingSessions, b.waitingDrafts, b.risksToWrite, b.harmToAddress, b.openRequests, b.copiesOut, filesOut, holdsToReview, b.consentsToRenew, oldCopies} {
			found, err := find(tx)
			if err != nil {
				return nil, err
			}
			list = append(list, found...)
		}
		today := b.today(tx)
		if until != "" {
			list = slices.DeleteFunc(list, func(t Todo) bool { return t.Due != nil && *t.Due > until })
		}
		for _, find := range []func(*vault.Tx, string) ([]Todo, error){b.casesToDestroy, b.again} {
			found, err := find(tx, or(until, today))
			if err != nil {
				return nil, err
			}
			list = append(list, found...)
		}
		for i, t := range list {
			list[i].Overdue = t.Due != nil && *t.Due < today
		}
		slices.SortStableFunc(list, func(x, y Todo) int { return strings.Compare(x.order(), y.order()) })
		return list, nil
	})
}

// order puts what is due first first, and what never is last.
func (t Todo) order() string {
	if t.Due == nil {
		return "9999"
	}
	return *t.Due
}

// again is the upkeep that is due by a date.
func (b *Book) again(tx *vault.Tx, by string) ([]Todo, error) {
	var list []Todo
	for _, c := range []struct {
		kind string
		of   func(*vault.Tx) (Upkeep, error)
	}{{"backup", b.upkeepOfBackups}, {"rehearsal", b.upkeepOfRehearsals}, {"words", b.upkeepOfWords}, {"head", b.upkeepOfHeads}} {
		u, err := c.of(tx)
		if err != nil {
			return nil, err
		}
		if u.By(by) {
			list = append(list, Todo{Kind: c.kind, Due: &u.Due})
		}
	}
	return list, nil
}

// writtenWithin is how long after a session its note is still on time: a note
// whose text is younger asks for a reason (lateAfter).
const writtenWithin = lateAfter

// sessionsFrom is how far back appointments are looked for: those that a note
// of the last year named.
const sessionsFrom = 365 * day

// missingSessions are appointments that have passed for an hour and of whose
// day the case has no note about a meeting, or about there being none.
func (b *Book) missingSessions(tx *vault.Tx) ([]Todo, error) {
	at := now(tx)
	return vault.All(tx, func(scan vault.Scan) (Todo, error) {
		var note, file, next int64
		var start string
		err := scan(&note, &file, &next, &start)
		due := b.date(time.Unix(next, 0).Add(writtenWithin))
		return Todo{Kind: "session", ID: string(noteID(note)), Case: caseCode(file), Due: &due, At: start}, err
	}, missingSessions, at.Add(-sessionsFrom).Unix(), at.Add(-time.Hour).Unix())
}

// missingSessions goes by the start of the notes that name appointments (from
// ?1), so that it costs a year and not a life's work.
const missingSessions = `SELECT max(n.id), n.casefile, n.next_at, n.next FROM note n INDEXED BY note_docid
	WHERE n.docid >= (?1 / 60) << 36 AND n.next_at <= ?2 AND n.status <> 'void'
	AND NOT EXISTS (SELECT 1 FROM note m WHERE m.casefile = n.casefile AND m.status <> 'void'
		AND m.start_at BETWEEN n.next_at - 86400 AND n.next_at + 86400
		AND (m.start_at = n.next_at OR substr(m.start, 1, 10) = substr(n.next, 1, 10)
			AND m.kind IN (` + appointments + `)))
	GROUP BY n.casefile, n.next_at ORDER BY n.next_at`

func (b *Book) waitingDrafts(tx *vault.Tx) ([]Todo, error) {
	return vault.All(tx, func(scan vault.Scan) (Todo, error) {
		var note, file, start, minutes int64
		err := scan(&note, &file, &start, &minutes)
		due := b.date(time.Unix(start, 0).Add(time.Duration(minutes)*time.Minute + writtenWithin))
		return Todo{Kind: "draft", ID: string(noteID(note)), Case: caseCode(file), Due: &due}, err
	}, "SELECT id, casefile, start_at, coalesce(minutes, 0) FROM note WHERE status = 'draft' ORDER BY id")
}

// openRequests are those that are not closed; once answered, they are not due
// any more.
func (b *Book) openRequests(tx *vault.Tx) ([]Todo, error) {
	requests, err := b.readRequests(tx, "WHERE closed_at IS NULL ORDER BY due IS NULL, due, year, number")
	var list []Todo
	for _, r := range requests {
		t := Todo{Kind: "request", ID: string(r.ID), Due: r.Due}
		if r.Answered() {
			t.Due = nil
		}
		if len(r.Cases) == 1 {
			t.Case = r.Cases[0]
		}
		list = append(list, t)
	}
	return list, err
}

// copiesOut are the readable copies that are not known to be gone.
func (b *Book) copiesOut(tx *vault.Tx) ([]Todo, error) {
	given, err := readDisclosures(tx, "d.by = 'open' AND d.settled_at IS NULL")
	var list []Todo
	for _, d := range given {
		t := Todo{Kind: "readable-copy", ID: string(d.ID)}
		if len(d.Cases) == 1 {
			t.Case = d.Cases[0]
		}
		list = append(list, t)
	}
	return list, err
}

// holdsToReview are the holds that she wanted to look at again.
func holdsToReview(tx *vault.Tx) ([]Todo, error) {
	holds, err := readHolds(tx, "h.lifted_at IS NULL AND h.review IS NOT NULL")
	var list []Todo
	for _, h := range holds {
		t := Todo{Kind: "hold", ID: string(h.ID), Due: h.Review}
		if len(h.Cases) == 1 {
			t.Case = h.Cases[0]
		}
		list = append(list, t)
	}
	return list, err
}
