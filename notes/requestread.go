package notes

import (
	"encoding/json"
	"fmt"
	"runtime"
	"sync"

	"subrosa/vault"
)

// reading is a signed note as it was read for a plan. No decision changes it: a
// plan that is made again in the same transaction begins from it.
type reading struct {
	digests  []string // of the note and all its addenda
	note     includedNote
	proposed [][]proposal // by part and paragraph; nil before anybody asked
}

// readAll reads the signed notes that were not read yet, all of them together, and
// looks on all processors for what is to be proposed about those that may leave.
func (d *deliberation) readAll(tx *vault.Tx, f *finder, heads []Note, decisions map[NoteID]PlanNote) error {
	var wanted []Note
	for _, n := range heads {
		if n.Status != draft && d.readings[n.ID] == nil {
			wanted = append(wanted, n)
		}
	}
	items, err := readItems(tx, wanted)
	if err != nil {
		return err
	}
	read, errs := make([]*reading, len(wanted)), make([]error, len(wanted))
	work := make(chan int)
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for i := range work {
				if read[i], errs[i] = readingOf(wanted[i], items[wanted[i].ID]); errs[i] == nil && d.decide(wanted[i], decisions).Decision == includeNote {
					f.look(read[i])
				}
			}
		})
	}
	for i := range wanted {
		work <- i
	}
	close(work)
	workers.Wait()
	for i, n := range wanted {
		if errs[i] != nil {
			return errs[i]
		}
		d.readings[n.ID] = read[i]
	}
	return nil
}

// readItems reads signed notes, each with its addenda in order behind it.
func readItems(tx *vault.Tx, list []Note) (map[NoteID][]*itemRow, error) {
	if len(list) == 0 {
		return nil, nil
	}
	ids := make([]int64, len(list))
	for i, n := range list {
		var err error
		if ids[i], err = n.ID.number(); err != nil {
			return nil, err
		}
	}
	among, err := json.Marshal(ids)
	if err != nil {
		return nil, err
	}
	rows, err := vault.All(tx, scanItemRow, `SELECT leaf, note, addendum, digest, seal, NULL, NULL FROM seal
		WHERE note IN (SELECT value FROM json_each(?))`, string(among))
	if err != nil {
		return nil, err
	}
	addenda, err := vault.All(tx, scanItemRow, `SELECT s.leaf, a.note, s.addendum, s.digest, s.seal, NULL, NULL
		FROM addendum a JOIN seal s ON s.addendum = a.id
		WHERE a.note IN (SELECT value FROM json_each(?)) ORDER BY a.note, a.number`, string(among))
	if err != nil {
		return nil, err
	}
	rows = append(rows, addenda...)
	items := map[NoteID][]*itemRow{}
	for _, r := range rows {
		items[noteID(r.note)] = append(items[noteID(r.note)], r)
	}
	return items, fillItems(tx, rows)
}

// readingOf puts a note and its addenda together.
func readingOf(n Note, rows []*itemRow) (*reading, error) {
	damaged := func(err error) error { return fmt.Errorf("%s: %w", n.ID, err) }
	if len(rows) == 0 || rows[0].addendum != nil {
		return nil, damaged(vault.ErrDamaged)
	}
	read := &reading{}
	var parts []signedItem
	var addenda []Addendum
	for _, r := range rows {
		if r.broken {
			return nil, damaged(vault.ErrDamaged)
		}
		it, err := r.item()
		if err != nil {
			return nil, damaged(err)
		}
		parts, read.digests = append(parts, it), append(read.digests, it.digest.String())
		if r.addendum != nil {
			addenda = append(addenda, r.added)
		}
	}
	n.Sections = rows[0].head.Sections
	for _, m := range marksInOrder(addenda) {
		n.setMark(m)
	}
	var err error
	read.note, err = include(n, parts)
	return read, err
}
