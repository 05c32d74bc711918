package notes

import (
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"

	"subrosa/notes/digest"
	"subrosa/vault"
)

// itemsAtOnce is how many signed items are read together.
const itemsAtOnce = 128

// itemRow is a signed item as the record holds it: its seal, the leaf of the
// log under the seal's number, and what it was made of.
type itemRow struct {
	sealRow
	note     int64
	addendum *int64
	logged   *digest.Digest // nil: there is no such leaf
	kind     string         // of the leaf

	head   Note // with its sections, of a note
	amends string
	added  Addendum
	broken bool // a part of it cannot be read
}

// name is how an item is spoken of.
func (r *itemRow) name() string {
	if r.addendum == nil {
		return string(noteID(r.note))
	}
	return fmt.Sprintf("%s, %s %d", noteID(r.note), r.added.Kind, *r.addendum)
}

// items reads the next items in the order in which they were signed, and sends
// them to be made again. It says whether there may be more: what is signed
// meanwhile comes after them all.
func (c *checker) items(tx *vault.Tx) (more bool, err error) {
	rows, err := vault.All(tx, scanItemRow, `SELECT s.leaf, coalesce(s.note, a.note, 0), s.addendum, s.digest, s.seal, l.kind, l.digest
		FROM seal s LEFT JOIN addendum a ON a.id = s.addendum LEFT JOIN log l ON l.leaf = s.leaf
		WHERE s.leaf > ? ORDER BY s.leaf LIMIT ?`, c.last, itemsAtOnce)
	if err != nil || len(rows) == 0 {
		return false, err
	}
	if err := fillItems(tx, rows); err != nil {
		return false, err
	}
	for _, r := range rows {
		c.work <- r
	}
	c.last, c.records = rows[len(rows)-1].leaf, c.records+len(rows)
	total, err := vault.One(tx, vault.Value[int], "SELECT count(*) FROM seal")
	c.progress(c.records, total)
	return len(rows) == itemsAtOnce, err
}

// fillItems reads what signed items were made of, all of them together.
func fillItems(tx *vault.Tx, rows []*itemRow) error {
	for _, fill := range []func(*vault.Tx, []*itemRow) error{fillHeads, fillTexts, fillAddenda} {
		if err := fill(tx, rows); err != nil {
			return err
		}
	}
	return nil
}

func scanItemRow(scan vault.Scan) (*itemRow, error) {
	r := &itemRow{}
	var kind *string
	var logged []byte
	err := scan(&r.leaf, &r.note, &r.addendum, &r.sum, &r.seal, &kind, &logged)
	if err == nil && kind != nil && len(logged) == len(digest.Digest{}) {
		d := digest.Digest(logged)
		r.kind, r.logged = *kind, &d
	}
	return r, err
}

// among is a list of numbers as SQL takes one: `IN (SELECT value FROM json_each(?))`.
func among(rows []*itemRow, number func(*itemRow) (int64, bool)) string {
	list := []int64{}
	for _, r := range rows {
		if n, ok := number(r); ok {
			list = append(list, n)
		}
	}
	text, _ := json.Marshal(list)
	return string(text)
}

func (r *itemRow) ofNote() (int64, bool)     { return r.note, true }
func (r *itemRow) itselfNote() (int64, bool) { return r.note, r.addendum == nil }
func (r *itemRow) itselfAddendum() (int64, bool) {
	if r.addendum == nil {
		return 0, false
	}
	return *r.addendum, true
}

// fillHeads reads the heads of the notes, and the digests that addenda amend.
func fillHeads(tx *vault.Tx, rows []*itemRow) error {
	type row struct {
		note Note
		err  error
	}
	heads := map[NoteID]row{}
	_, err := vault.All(tx, func(scan vault.Scan) (none struct{}, _ error) {
		var r row
		r.note, r.err = scanNote(scan)
		heads[r.note.ID] = r
		return none, nil // one that cannot be read is named, and the others are read
	}, noteColumns+" WHERE id IN (SELECT value FROM json_each(?))", among(rows, (*itemRow).ofNote))
	if err != nil {
		return err
	}
	amended := map[int64]string{}
	_, err = vault.All(tx, func(scan vault.Scan) (none struct{}, err error) {
		var note int64
		var sum []byte
		err = scan(&note, &sum)
		amended[note] = hexOf(sum)
		return none, err
	}, "SELECT note, digest FROM seal WHERE note IN (SELECT value FROM json_each(?))", among(rows, (*itemRow).ofNote))
	for _, r := range rows {
		head, ok := heads[noteID(r.note)]
		r.head, r.amends, r.broken = head.note, amended[r.note], !ok || head.err != nil
	}
	return err
}

// fillTexts reads the sections of the notes among rows.
func fillTexts(tx *vault.Tx, rows []*itemRow) error {
	byNote := map[int64]*itemRow{}
	for _, r := range rows {
		if r.addendum == nil {
			byNote[r.note] = r
		}
	}
	notes := among(rows, (*itemRow).itselfNote)
	_, err := vault.All(tx, func(scan vault.Scan) (none struct{}, err error) {
		var note int64
		var position int
		var s Section
		err = scan(&note, &position, &s.Key, &s.Heading)
		r := byNote[note]
		r.head.Sections = append(r.head.Sections, s)
		r.broken = r.broken || position != len(r.head.Sections)
		return none, err
	}, "SELECT note, position, key, heading FROM section WHERE note IN (SELECT value FROM json_each(?)) ORDER BY note, position", notes)
	if err != nil {
		return err
	}
	_, err = vault.All(tx, func(scan vault.Scan) (none struct{}, err error) {
		var note int64
		var section int
		var p Paragraph
		err = scan(&note, &section, &p.Text, &p.Whose)
		r := byNote[note]
		if section < 1 || section > len(r.head.Sections) {
			r.broken = true
			return none, err
		}
		s := &r.head.Sections[section-1]
		s.Paragraphs = append(s.Paragraphs, p)
		return none, err
	}, "SELECT note, section, text, whose FROM paragraph WHERE note IN (SELECT value FROM json_each(?)) ORDER BY note, position", notes)
	return err
}

// fillAddenda reads the addenda among rows, with their texts.
func fillAddenda(tx *vault.Tx, rows []*itemRow) error {
	byID := map[int64]*itemRow{}
	for _, r := range rows {
		if id, ok := r.itselfAddendum(); ok {
			byID[id], r.broken = r, true // until it is read
		}
	}
	if len(byID) == 0 {
		return nil
	}
	ids := among(rows, (*itemRow).itselfAddendum)
	texts := map[int64][]Paragraph{}
	_, err := vault.All(tx, func(scan vault.Scan) (none struct{}, err error) {
		var id int64
		var p Paragraph
		err = scan(&id, &p.Text, &p.Whose)
		texts[id] = append(texts[id], p)
		return none, err
	}, `SELECT addendum, text, whose FROM addendum_paragraph WHERE addendum IN (SELECT value FROM json_each(?))
		ORDER BY addendum, position`, ids)
	if err != nil {
		return err
	}
	_, err = vault.All(tx, func(scan vault.Scan) (none struct{}, _ error) {
		a, err := scanAddendum(scan)
		r, ok := byID[a.id]
		if !ok {
			return none, errors.Join(err, vault.ErrDamaged)
		}
		err = errors.Join(err, a.setText(texts[a.id]))
		r.added, r.broken = a, err != nil || r.head.ID == ""
		return none, nil
	}, addendumColumns+" WHERE a.id IN (SELECT value FROM json_each(?))", ids)
	return err
}

// remaking makes items again, on every processor.
type remaking struct {
	work    chan *itemRow
	workers sync.WaitGroup
	mu      sync.Mutex
	broken  []string
	once    sync.Once
}

func (m *remaking) start() {
	m.work = make(chan *itemRow, itemsAtOnce) // the next ones are read meanwhile
	for range runtime.GOMAXPROCS(0) {
		m.workers.Go(func() {
			for r := range m.work {
				for _, problem := range r.problems() {
					m.mu.Lock()
					if len(m.broken) < maxProblems {
						m.broken = append(m.broken, problem)
					}
					m.mu.Unlock()
				}
			}
		})
	}
}

// stop waits for the items sent and returns what is wrong with them.
func (m *remaking) stop() []string {
	m.once.Do(func() { close(m.work) })
	m.workers.Wait()
	slices.Sort(m.broken)
	return m.broken
}

// problems makes the item again as it was signed, and says what does not fit.
func (r *itemRow) problems() (list []string) {
	say := func(what string) { list = append(list, r.name()+what) }
	item, err := r.item()
	if r.broken || err != nil {
		say(" cannot be read: its seal does not fit")
		return list
	}
	if !item.whole() {
		say(" does not make its digest")
	}
	if r.logged == nil || *r.logged != item.digest || r.kind != item.kind {
		say(" is not in the log as it was signed")
	}
	return list
}

// item is the item with its content.
func (r *itemRow) item() (signedItem, error) {
	if r.addendum == nil {
		return noteItem(r.head, r.sealRow)
	}
	return addendumItem(r.head, r.amends, r.added, r.sealRow)
}
