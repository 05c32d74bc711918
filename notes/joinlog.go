package notes

import (
	"bytes"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"

	"subrosa/notes/digest"
	"subrosa/vault"
)

// logLine is a log that has its first leaves in common with the log of the
// record, and may have gone on by itself: the log of a copy that was joined.
// id 0 is the log of the record itself.
type logLine struct {
	tx     *vault.Tx
	id     int64
	shared int64       // leaves whose hashes the log of the record has
	size   int64       // leaves
	hashes []tlog.Hash // of the leaves from shared on
}

// logLeaf is one leaf.
type logLeaf struct {
	kind   string
	digest digest.Digest
}

// ownLine is the log of the record.
func ownLine(tx *vault.Tx) (*logLine, error) {
	size, err := logSize(tx)
	return &logLine{tx: tx, shared: size, size: size}, err
}

// readLines reads the logs of the copies that were joined.
func readLines(tx *vault.Tx) ([]*logLine, error) {
	lines, err := vault.All(tx, func(scan vault.Scan) (*logLine, error) {
		l := &logLine{tx: tx}
		err := scan(&l.id, &l.shared)
		l.size = l.shared
		return l, err
	}, "SELECT id, shared FROM line ORDER BY id")
	if err != nil {
		return nil, err
	}
	for _, l := range lines {
		leaves, err := l.leaves(l.shared, -1)
		if err != nil {
			return nil, err
		}
		if err := l.grow(leaves); err != nil {
			return nil, err
		}
	}
	return lines, nil
}

// leaves are those from a place on, at most n of them (all: -1).
func (l *logLine) leaves(from, n int64) ([]logLeaf, error) {
	query, args := "SELECT kind, digest FROM log WHERE leaf >= ? ORDER BY leaf LIMIT ?", []any{from, n}
	if l.id != 0 {
		query = `SELECT kind, digest FROM (SELECT leaf, kind, digest FROM log WHERE leaf < ?3
			UNION ALL SELECT leaf, kind, digest FROM line_leaf WHERE line = ?4) WHERE leaf >= ?1 ORDER BY leaf LIMIT ?2`
		args = append(args, l.shared, l.id)
	}
	return vault.All(l.tx, func(scan vault.Scan) (leaf logLeaf, err error) {
		var sum []byte
		if err = scan(&leaf.kind, &sum); err == nil && len(sum) != len(leaf.digest) {
			err = fmt.Errorf("a leaf of a log: %w", vault.ErrDamaged)
		}
		if err == nil {
			leaf.digest = digest.Digest(sum)
		}
		return leaf, err
	}, query, args...)
}

// grow adds the hashes of further leaves.
func (l *logLine) grow(leaves []logLeaf) error {
	for _, leaf := range leaves {
		more, err := tlog.StoredHashes(l.size, leaf.digest.LogLeaf(leaf.kind), l)
		if err != nil {
			return err
		}
		l.hashes, l.size = append(l.hashes, more...), l.size+1
	}
	return nil
}

// ReadHashes reads the hashes of a line: tlog.HashReader.
func (l *logLine) ReadHashes(ids []int64) ([]tlog.Hash, error) {
	own := tlog.StoredHashCount(l.shared)
	list := make([]tlog.Hash, len(ids))
	for i, id := range ids {
		switch {
		case id < own:
			one, err := logHashes(l.tx).ReadHashes(ids[i : i+1])
			if err != nil {
				return nil, err
			}
			list[i] = one[0]
		case id-own < int64(len(l.hashes)):
			list[i] = l.hashes[id-own]
		default:
			return nil, fmt.Errorf("hash %d of a line: %w", id, vault.ErrDamaged)
		}
	}
	return list, nil
}

// root is the root over the first leaves.
func (l *logLine) root(size int64) (tlog.Hash, error) { return tlog.TreeHash(size, l) }

// inCommon is the number of first leaves that two logs have in common.
func inCommon(a, b *logLine) (int64, error) {
	low, high := int64(0), min(a.size, b.size)
	for low < high {
		middle := (low + high + 1) / 2
		one, err := a.root(middle)
		if err != nil {
			return 0, err
		}
		other, err := b.root(middle)
		if err != nil {
			return 0, err
		}
		if one == other {
			low = middle
		} else {
			high = middle - 1
		}
	}
	return low, nil
}

// joinLogs keeps the log of the other copy, and those of the copies that it has
// joined, beside the log of the record, so that heads of them can be checked. It
// must come before anything is added to the log here.
func (j *joining) joinLogs() error {
	own, err := ownLine(j.here)
	if err != nil {
		return err
	}
	mine, err := readLines(j.here)
	if err != nil {
		return err
	}
	theirs, err := ownLine(j.there)
	if err != nil {
		return err
	}
	more, err := readLines(j.there)
	if err != nil {
		return err
	}
	for _, l := range append([]*logLine{theirs}, more...) {
		to, err := j.keepLine(own, &mine, l)
		if err == nil {
			err = j.keepShown(own, to, l)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// keepLine makes sure that a log is among those of the record, and says which
// one it is, or is the beginning of.
func (j *joining) keepLine(own *logLine, mine *[]*logLine, l *logLine) (*logLine, error) {
	shared, err := inCommon(own, l)
	if err != nil || shared == l.size {
		return own, err
	}
	for _, m := range *mine {
		n, err := inCommon(m, l)
		if err != nil || n == l.size {
			return m, err
		}
		if n == m.size { // the other copy went on since it was joined
			return m, j.extendLine(m, l)
		}
	}
	id, err := vault.One(j.here, vault.Value[int64], "SELECT coalesce(max(id), 0) + 1 FROM line")
	if err != nil {
		return nil, err
	}
	if _, err := j.here.Exec("INSERT INTO line (id, shared) VALUES (?, ?)", id, shared); err != nil {
		return nil, err
	}
	m := &logLine{tx: j.here, id: id, shared: shared, size: shared}
	*mine = append(*mine, m)
	return m, j.extendLine(m, l)
}

// extendLine adds to m the leaves that l has beyond it.
func (j *joining) extendLine(m, l *logLine) error {
	for m.size < l.size {
		leaves, err := l.leaves(m.size, 4096)
		if err != nil {
			return err
		}
		if len(leaves) == 0 {
			return fmt.Errorf("a log of the other copy: %w", vault.ErrDamaged)
		}
		for i, leaf := range leaves {
			_, err := j.here.Exec("INSERT INTO line_leaf (line, leaf, kind, digest) VALUES (?, ?, ?, ?)",
				m.id, m.size+int64(i), leaf.kind, leaf.digest[:])
			if err != nil {
				return err
			}
		}
		if err := m.grow(leaves); err != nil {
			return err
		}
	}
	root, err := m.root(m.size)
	if err != nil {
		return err
	}
	_, err = j.here.Exec("INSERT INTO line_size (line, size, root, joined) VALUES (?, ?, ?, ?)", m.id, m.size, root[:], j.id)
	return err
}

// keepShown keeps at which sizes heads of a log left the house.
func (j *joining) keepShown(own, to, l *logLine) error {
	query, args := "SELECT size, at FROM head_shown ORDER BY size", []any{}
	if l.id != 0 {
		query, args = "SELECT size, at FROM line_shown WHERE line = ? ORDER BY size", []any{l.id}
	}
	type shown struct {
		size int64
		at   string
	}
	list, err := vault.All(j.there, func(scan vault.Scan) (s shown, err error) {
		err = scan(&s.size, &s.at)
		return s, err
	}, query, args...)
	if err != nil {
		return err
	}
	shared, err := inCommon(own, l)
	for _, s := range list {
		if err != nil {
			return err
		}
		if s.size <= shared {
			_, err = j.here.Exec("INSERT INTO head_shown SELECT ?1, ?2 WHERE NOT EXISTS (SELECT 1 FROM head_shown WHERE size = ?1)", s.size, s.at)
		} else {
			_, err = j.here.Exec(`INSERT INTO line_shown SELECT ?1, ?2, ?3
				WHERE NOT EXISTS (SELECT 1 FROM line_shown WHERE line = ?1 AND size = ?2)`, to.id, s.size, s.at)
		}
	}
	return err
}

// lines makes the roots of the joined logs again, and looks whether everything
// that was signed in them is in the record.
func (c *checker) lines(tx *vault.Tx) error {
	lines, err := readLines(tx)
	if err != nil {
		return err
	}
	for _, l := range lines {
		type joined struct {
			size int64
			root []byte
		}
		sizes, err := vault.All(tx, func(scan vault.Scan) (s joined, err error) {
			err = scan(&s.size, &s.root)
			return s, err
		}, "SELECT size, root FROM line_size WHERE line = ? ORDER BY size", l.id)
		if err != nil {
			return err
		}
		if len(sizes) == 0 || sizes[len(sizes)-1].size != l.size {
			c.say("log %d of a joined copy is not as long as it was", l.id)
			continue
		}
		for _, s := range sizes {
			if root, err := l.root(s.size); err != nil || !bytes.Equal(root[:], s.root) {
				c.say("log %d of a joined copy is not what it was", l.id)
				break
			}
		}
	}
	lost, err := vault.All(tx, vault.Value[int64], `SELECT DISTINCT line FROM line_leaf
		WHERE kind <> 'filler' AND digest NOT IN (SELECT digest FROM seal)
		AND digest NOT IN (SELECT digest FROM destroyed_item) ORDER BY line`)
	for _, line := range lost {
		c.say("what was signed in joined copy %d is not in the record", line)
	}
	return err
}
