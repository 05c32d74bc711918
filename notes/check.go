package notes

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"

	"golang.org/x/mod/sumdb/tlog"

	"subrosa/notes/digest"
	"subrosa/vault"
)

// Check reads every signed item, makes its digest again, compares it with the
// log, and compares the counters and the full-text index with the notes.
// Problems name codes only. It returns the number of items read.
func (b *Book) Check(ctx context.Context) (records int, problems []string, err error) {
	err = b.vault.View(ctx, func(tx *vault.Tx) (err error) {
		records, problems, err = CheckRecords(tx)
		return err
	})
	if err != nil {
		return 0, nil, err
	}
	same, err := b.indexFits(ctx)
	if err == nil && !same {
		problems = append(problems, "the index does not hold the words of the notes")
	}
	return records, problems, err
}

// errChecked ends a transaction that was begun only to look.
var errChecked = errors.New("checked")

// indexFits lets FTS5 compare its index with the texts, word by word. FTS5 does
// that only where it could write, so the transaction is given up afterwards; in
// a vault that cannot be written to now, it is not done.
func (b *Book) indexFits(ctx context.Context) (bool, error) {
	fits := true
	err := b.vault.Update(ctx, func(tx *vault.Tx) error {
		_, err := tx.Exec("INSERT INTO search (search, rank) VALUES ('integrity-check', 1)")
		if errors.Is(err, vault.ErrDamaged) {
			fits = false
		} else if err != nil {
			return err
		}
		return errChecked
	})
	if errors.Is(err, errChecked) || errors.Is(err, vault.ErrReadOnly) || errors.Is(err, vault.ErrBusy) {
		err = nil
	}
	return fits, err
}

// CheckRecords is Check inside a transaction: of a backup, say, that is only
// being rehearsed. It looks for rows that the index lacks, not at its words.
func CheckRecords(tx *vault.Tx) (records int, problems []string, err error) {
	var c checker
	for _, check := range []func(*vault.Tx) error{c.items, c.seals, c.log, c.counters, c.index} {
		if err := check(tx); err != nil {
			return 0, nil, err
		}
	}
	return c.records, c.problems, nil
}

type checker struct {
	records  int
	problems []string
}

func (c *checker) say(format string, args ...any) {
	c.problems = append(c.problems, fmt.Sprintf(format, args...))
}

// items makes every digest again, and looks each up in the log. Reading goes on
// while the digests are made.
func (c *checker) items(tx *vault.Tx) error {
	ids, err := vault.All(tx, vault.Value[int64], "SELECT id FROM note WHERE status <> 'draft' ORDER BY id")
	if err != nil {
		return err
	}
	made := startRemaking()
	defer made.stop()
	for _, id := range ids {
		items, err := readSigned(tx, noteID(id))
		if errors.Is(err, vault.ErrAltered) {
			return err
		}
		if err != nil {
			c.say("%s cannot be read: its seal does not fit", noteID(id))
			continue
		}
		for _, item := range items {
			c.records++
			made.items <- item
			if err := c.logged(tx, item); err != nil {
				return err
			}
		}
	}
	for _, name := range made.stop() {
		c.say("%s does not make its digest", name)
	}
	drafts, err := vault.One(tx, vault.Value[int], "SELECT count(*) FROM note WHERE status = 'draft'")
	c.records += drafts
	return err
}

// logged says whether an item stands in the log as it was signed.
func (c *checker) logged(tx *vault.Tx, item signedItem) error {
	there, err := exists(tx, "SELECT 1 FROM log WHERE leaf = ? AND kind = ? AND digest = ?",
		item.leaf, item.kind, item.digest[:])
	if err == nil && !there {
		c.say("%s is not in the log as it was signed", item.name())
	}
	return err
}

// name is how an item is spoken of.
func (i signedItem) name() string {
	if i.addendum == 0 {
		return string(i.note)
	}
	return fmt.Sprintf("%s, %s %d", i.note, i.kind, i.addendum)
}

// remaking makes the digests of items again, on every processor.
type remaking struct {
	items  chan signedItem
	work   sync.WaitGroup
	mu     sync.Mutex
	broken []string
	once   sync.Once
}

func startRemaking() *remaking {
	r := &remaking{items: make(chan signedItem)}
	for range runtime.GOMAXPROCS(0) {
		r.work.Go(func() {
			for item := range r.items {
				if !item.whole() {
					r.mu.Lock()
					r.broken = append(r.broken, item.name())
					r.mu.Unlock()
				}
			}
		})
	}
	return r
}

// stop waits for the digests and returns the names of the items that make
// another one than theirs.
func (r *remaking) stop() []string {
	r.once.Do(func() { close(r.items) })
	r.work.Wait()
	slices.Sort(r.broken)
	return r.broken
}

// seals looks for what the log has and the record lacks, and the other way
// round.
func (c *checker) seals(tx *vault.Tx) error {
	lost, err := vault.All(tx, vault.Value[int64], `SELECT leaf FROM log
		WHERE kind <> 'filler' AND leaf NOT IN (SELECT leaf FROM seal) ORDER BY leaf`)
	if err != nil {
		return err
	}
	for _, leaf := range lost {
		c.say("leaf %d of the log belongs to nothing in the record", leaf)
	}
	bare, err := vault.All(tx, vault.Value[int64], `SELECT note FROM addendum
		WHERE id NOT IN (SELECT addendum FROM seal WHERE addendum IS NOT NULL) ORDER BY id`)
	for _, note := range bare {
		c.say("%s has an addendum without a seal", noteID(note))
	}
	return err
}

// log makes every hash of the log again from its leaves.
func (c *checker) log(tx *vault.Tx) error {
	type leaf struct {
		number int64
		kind   string
		digest []byte
	}
	leaves, err := vault.All(tx, func(scan vault.Scan) (l leaf, err error) {
		err = scan(&l.number, &l.kind, &l.digest)
		return l, err
	}, "SELECT leaf, kind, digest FROM log ORDER BY leaf")
	if err != nil {
		return err
	}
	stored, err := vault.All(tx, vault.Value[[]byte], "SELECT hash FROM log_hash ORDER BY id")
	if err != nil {
		return err
	}
	var hashes []tlog.Hash
	reader := tlog.HashReaderFunc(func(ids []int64) ([]tlog.Hash, error) {
		list := make([]tlog.Hash, len(ids))
		for i, id := range ids {
			list[i] = hashes[id]
		}
		return list, nil
	})
	for i, l := range leaves {
		if l.number != int64(i) {
			c.say("leaf %d of the log is missing", i)
			return nil
		}
		more, err := tlog.StoredHashes(l.number, digest.Digest(l.digest).LogLeaf(l.kind), reader)
		if err != nil {
			return err
		}
		hashes = append(hashes, more...)
	}
	if len(hashes) != len(stored) {
		c.say("the log has %d hashes instead of %d", len(stored), len(hashes))
		return nil
	}
	for i := range hashes {
		if !bytes.Equal(hashes[i][:], stored[i]) {
			c.say("hash %d of the log does not follow from its leaves", i)
			return nil
		}
	}
	return nil
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

// index compares the full-text index with the texts: what it has to hold, row
// by row.
func (c *checker) index(tx *vault.Tx) error {
	missing, err := vault.All(tx, vault.Value[int64], `SELECT (docid >> 12) & 16777215 FROM searchable
		WHERE docid NOT IN (SELECT id FROM search_docsize) ORDER BY docid`)
	if err != nil {
		return err
	}
	for _, note := range missing {
		c.say("%s is not in the index", noteID(note))
	}
	surplus, err := vault.One(tx, vault.Value[int], `SELECT count(*) FROM search_docsize
		WHERE id NOT IN (SELECT docid FROM searchable)`)
	if err == nil && surplus > 0 {
		c.say("the index has %d rows that belong to nothing", surplus)
	}
	return err
}
