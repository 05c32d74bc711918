package notes

import (
	"bytes"
	"errors"

	"golang.org/x/mod/sumdb/tlog"

	"subrosa/notes/digest"
	"subrosa/vault"
)

// leavesAtOnce is how many leaves of the log are read together.
const leavesAtOnce = 1024

// log makes every hash of the log again from its leaves. It keeps no more of
// them than the leaf that comes next can need.
func (c *checker) log(tx *vault.Tx) error {
	size, err := logSize(tx)
	if err != nil {
		return err
	}
	edge := map[int64]tlog.Hash{} // of whole subtrees that wait for their neighbour
	for from := int64(0); from < size; from += leavesAtOnce {
		sound, err := c.logPart(tx, from, min(from+leavesAtOnce, size), edge)
		if err != nil || !sound {
			return err
		}
	}
	surplus, err := vault.One(tx, vault.Value[int64], "SELECT count(*) FROM log_hash WHERE id NOT BETWEEN 0 AND ? - 1", tlog.StoredHashCount(size))
	if err == nil && surplus > 0 {
		c.say("the log has %d hashes that belong to no leaf", surplus)
	}
	return err
}

// logPart is log for leaves [from, to). After the first thing that is wrong
// nothing follows from anything any more: it is not sound.
func (c *checker) logPart(tx *vault.Tx, from, to int64, edge map[int64]tlog.Hash) (sound bool, err error) {
	type leaf struct {
		number int64
		kind   string
		digest []byte
	}
	leaves, err := vault.All(tx, func(scan vault.Scan) (l leaf, err error) {
		err = scan(&l.number, &l.kind, &l.digest)
		return l, err
	}, "SELECT leaf, kind, digest FROM log WHERE leaf >= ? AND leaf < ? ORDER BY leaf", from, to)
	if err != nil {
		return false, err
	}
	first := tlog.StoredHashCount(from)
	stored, err := vault.All(tx, vault.Value[[]byte], "SELECT hash FROM log_hash WHERE id >= ? AND id < ? ORDER BY id",
		first, tlog.StoredHashCount(to))
	if err != nil {
		return false, err
	}
	at := 0
	for i, l := range leaves {
		if l.number != from+int64(i) || len(l.digest) != len(digest.Digest{}) {
			c.say("leaf %d of the log is missing", from+int64(i))
			return false, nil
		}
		made, err := nextHashes(l.number, digest.Digest(l.digest).LogLeaf(l.kind), edge)
		if err != nil {
			return false, err
		}
		for _, hash := range made {
			if at == len(stored) {
				c.say("hash %d of the log is missing", first+int64(at))
				return false, nil
			}
			if !bytes.Equal(hash[:], stored[at]) {
				c.say("hash %d of the log does not follow from its leaves", first+int64(at))
				return false, nil
			}
			at++
		}
	}
	if int64(len(leaves)) != to-from {
		c.say("leaf %d of the log is missing", from+int64(len(leaves)))
	}
	return int64(len(leaves)) == to-from, nil
}

// nextHashes are the hashes that a leaf completes. Those of which it was the
// last use leave the edge.
func nextHashes(leaf int64, data []byte, edge map[int64]tlog.Hash) ([]tlog.Hash, error) {
	made, err := tlog.StoredHashes(leaf, data, tlog.HashReaderFunc(func(ids []int64) ([]tlog.Hash, error) {
		hashes := make([]tlog.Hash, len(ids))
		for i, id := range ids {
			hashes[i] = edge[id]
			delete(edge, id)
		}
		return hashes, nil
	}))
	if err == nil {
		last := len(made) - 1 // those before it are within its subtree
		edge[tlog.StoredHashCount(leaf)+int64(last)] = made[last]
	}
	return made, err
}

// words lets FTS5 compare its index with the texts, word by word. It does that
// only where it could write.
func (c *checker) words(tx *vault.Tx) error {
	_, err := tx.Exec("INSERT INTO search (search, rank) VALUES ('integrity-check', 1)")
	if errors.Is(err, vault.ErrDamaged) {
		c.say("the index does not hold the words of the notes")
		return nil
	}
	return err
}
