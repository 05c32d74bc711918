package notes

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"subrosa/vault"
)

// Check reads every signed item, makes its digest again, compares it with the
// log, the log with the heads that were lodged, and the counters and the
// full-text index with the notes. Problems name codes only. It returns the
// number of items read. progress may be nil; it is called with items.
//
// Others can write meanwhile: items are read in transactions of some hundred,
// and what was signed since is read in the last.
func (b *Book) Check(ctx context.Context, progress func(done, total int)) (records int, problems []string, err error) {
	c := startChecking(progress)
	defer c.stop()
	for more := true; more; {
		err := b.vault.View(ctx, func(tx *vault.Tx) (err error) {
			more, err = c.items(tx)
			return err
		})
		if err != nil {
			return 0, nil, err
		}
	}
	if err := b.vault.Try(ctx, c.rest); err != nil {
		return 0, nil, err
	}
	return c.records, c.found(), nil
}

// CheckRecords is Check inside a transaction of vault.Try: of a backup, say,
// that is only being rehearsed.
func CheckRecords(tx *vault.Tx, progress func(done, total int)) (records int, problems []string, err error) {
	c := startChecking(progress)
	defer c.stop()
	if err := c.rest(tx); err != nil {
		return 0, nil, err
	}
	return c.records, c.found(), nil
}

// checker collects what is wrong with a record.
type checker struct {
	progress func(done, total int)
	last     int64 // leaf of the last item read
	records  int
	problems []string
	remaking
}

func startChecking(progress func(done, total int)) *checker {
	if progress == nil {
		progress = func(int, int) {}
	}
	c := &checker{progress: progress, last: -1}
	c.remaking.start()
	return c
}

// rest checks the items not read yet, and what can only be checked as a whole.
func (c *checker) rest(tx *vault.Tx) error {
	for more := true; more; {
		var err error
		if more, err = c.items(tx); err != nil {
			return err
		}
	}
	drafts, err := vault.One(tx, vault.Value[int], "SELECT count(*) FROM note WHERE status = 'draft'")
	if err != nil {
		return err
	}
	c.records += drafts
	for _, check := range []func(*vault.Tx) error{c.seals, c.voids, c.tombstones, c.log, c.lines, c.lodged, c.counters, c.attachments, c.index, c.words} {
		if err := check(tx); err != nil {
			return err
		}
	}
	return nil
}

// maxProblems is where counting them ends: a record in which nothing is right
// needs no list of it.
const maxProblems = 100

func (c *checker) say(format string, args ...any) {
	if len(c.problems) < maxProblems {
		c.problems = append(c.problems, fmt.Sprintf(format, args...))
	}
}

// found is everything that was found wrong.
func (c *checker) found() []string {
	all := append(c.stop(), c.problems...)
	return all[:min(len(all), maxProblems)]
}

// attachments reads every file whole, and compares it with its digest.
func (c *checker) attachments(tx *vault.Tx) error {
	list, err := readAttachments(tx, "")
	for _, a := range list {
		c.records++
		if err := a.write(tx, io.Discard); errors.Is(err, vault.ErrDamaged) {
			c.say("%s is not what was added", a.ID)
		} else if err != nil {
			return err
		}
	}
	return err
}

// seals looks for what the log has and the record lacks, and the other way
// round.
func (c *checker) seals(tx *vault.Tx) error {
	for _, look := range []struct{ query, what string }{
		{`SELECT leaf FROM log l WHERE kind <> 'filler' AND leaf NOT IN (SELECT leaf FROM seal)
			AND NOT EXISTS (SELECT 1 FROM destroyed_item d WHERE d.leaf = l.leaf AND d.digest = l.digest) ORDER BY leaf`,
			"leaf %d of the log belongs to nothing in the record"},
		{"SELECT note FROM addendum WHERE id NOT IN (SELECT addendum FROM seal WHERE addendum IS NOT NULL) ORDER BY id",
			"N-%06d has an addendum without a seal"},
		{"SELECT id FROM note WHERE status <> 'draft' AND id NOT IN (SELECT note FROM seal WHERE note IS NOT NULL) ORDER BY id",
			"N-%06d is signed without a seal"},
		{"SELECT n.id FROM seal s JOIN note n ON n.id = s.note WHERE n.status = 'draft' ORDER BY n.id",
			"N-%06d has a seal and is a draft"},
	} {
		wrong, err := vault.All(tx, vault.Value[int64], look.query)
		if err != nil {
			return err
		}
		for _, n := range wrong {
			c.say(look.what, n)
		}
	}
	return nil
}

// tombstones looks whether anything is left of the cases that were destroyed.
func (c *checker) tombstones(tx *vault.Tx) error {
	wrong, err := vault.All(tx, vault.Value[int64], `SELECT casefile FROM destruction d WHERE unfinished IS NOT NULL
		OR EXISTS (SELECT 1 FROM note WHERE casefile = d.casefile) OR EXISTS (SELECT 1 FROM party WHERE casefile = d.casefile)
		OR EXISTS (SELECT 1 FROM alias WHERE casefile = d.casefile) OR EXISTS (SELECT 1 FROM hold_case WHERE casefile = d.casefile)
		OR EXISTS (SELECT 1 FROM casefile WHERE id = d.casefile AND service || reason || legal_basis <> '') ORDER BY casefile`)
	for _, file := range wrong {
		c.say("%s was destroyed, and something of it is left", caseCode(file))
	}
	return err
}

// voids compares what a note says of its being void with what was signed.
func (c *checker) voids(tx *vault.Tx) error {
	wrong, err := vault.All(tx, vault.Value[int64], `SELECT n.id FROM note n
		LEFT JOIN addendum a ON a.id = (SELECT id FROM addendum WHERE note = n.id AND kind = 'void' ORDER BY number LIMIT 1)
		LEFT JOIN addendum_paragraph p ON p.addendum = a.id AND p.position = 1
		WHERE n.status <> 'draft' AND ((n.status = 'void') <> (a.id IS NOT NULL) OR n.void_at IS NOT a.at OR n.void_reason IS NOT p.text)
		ORDER BY n.id`)
	for _, n := range wrong {
		c.say("%s says otherwise of its being void than was signed", noteID(n))
	}
	return err
}

// counters compares what a case counts with its notes.
func (c *checker) counters(tx *vault.Tx) error {
	wrong, err := vault.All(tx, vault.Value[int64], `SELECT id FROM casefile WHERE
		notes <> (SELECT count(*) FROM note WHERE casefile = casefile.id AND status <> 'draft') OR
		drafts <> (SELECT count(*) FROM note WHERE casefile = casefile.id AND status = 'draft') ORDER BY id`)
	for _, file := range wrong {
		c.say("%s counts its notes wrongly", caseCode(file))
	}
	return err
}

// index compares the full-text index with what it has to hold, row by row.
func (c *checker) index(tx *vault.Tx) error {
	missing, err := vault.All(tx, vault.Value[int64], `SELECT (docid >> 12) & 16777215 FROM searchable
		WHERE docid NOT IN (SELECT id FROM search_docsize) ORDER BY docid`)
	if err != nil {
		return err
	}
	for _, note := range slices.Compact(missing) {
		c.say("%s is not in the index", noteID(note))
	}
	surplus, err := vault.One(tx, vault.Value[int], `SELECT count(*) FROM search_docsize
		WHERE id NOT IN (SELECT docid FROM searchable)`)
	if err == nil && surplus > 0 {
		c.say("the index has %d rows that belong to nothing", surplus)
	}
	return err
}
