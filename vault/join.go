package vault

import (
	"context"
	"fmt"

	"subrosa/crypto"
)

// A vault that was written in two places goes two ways: from the fork on each
// copy has roots that the other does not know. Joining brings them together in
// one commit of one of them. What is in the records is the caller's business;
// this file lets both histories count.
//
// The past of a copy is the roots that its history has, those of the copies it
// joined, and theirs. The joining commit enters the other's past into the table
// vault_joined, and makes a generation that is later than either, so that every
// machine that remembers a root of either copy finds it and moves forwards.

// Fork says what two copies of a vault know of each other.
type Fork struct {
	Ours   uint64 // the last generation of this copy that the other has in its past, or is
	Theirs uint64 // the last generation of the other that this copy has in its past, or is

	ours, theirs uint64 // their present generations
	unknown      []rootEntry
}

// rootEntry is a root in the past of a vault.
type rootEntry struct {
	generation uint64
	root       entry
}

// Older says whether everything in the other copy was in this one, too.
func (f Fork) Older() bool { return f.Theirs == f.theirs }

// Newer says whether everything in this copy was in the other one, too.
func (f Fork) Newer() bool { return f.Ours == f.ours }

// Generation is the present generation of the other copy.
func (f Fork) Generation() uint64 { return f.theirs }

// Generation is that of the vault when the transaction began; an Update makes a
// later one.
func (tx *Tx) Generation() uint64 { return tx.last.generation }

// Fork compares this vault with another copy of it.
func (tx *Tx) Fork(other *Tx) (Fork, error) {
	f := Fork{ours: tx.last.generation, theirs: other.last.generation}
	if tx.id != other.id {
		return f, fmt.Errorf("%w: the copy is another vault's", ErrAltered)
	}
	var err error
	if f.Ours, _, err = knownTo(other, tx); err != nil {
		return f, err
	}
	f.Theirs, f.unknown, err = knownTo(tx, other)
	return f, err
}

// knownTo is the last root of line's own history, the present one included,
// that is in the past of tx, and those after it.
func knownTo(tx, line *Tx) (last uint64, unknown []rootEntry, err error) {
	for part := int64(line.last.generation-1) / historyPerRow; part >= 0; part-- {
		roots, err := line.line(part)
		if err != nil {
			return 0, nil, err
		}
		past, err := tx.past(part)
		if err != nil {
			return 0, nil, err
		}
		for i := len(roots) - 1; i >= 0; i-- {
			if past[roots[i]] {
				return roots[i].generation, unknown, nil
			}
			unknown = append(unknown, roots[i])
		}
	}
	return 0, nil, fmt.Errorf("%w: the copies have no generation in common", ErrAltered)
}

// line is one part of a vault's own history in order, with the present root
// when it falls into it, without the generations that were jumped over.
func (tx *Tx) line(part int64) ([]rootEntry, error) {
	rows, err := All(tx, Value[[]byte], "SELECT roots FROM vault_history WHERE part = ?", part)
	if err != nil {
		return nil, err
	}
	var list []rootEntry
	generation := uint64(part)*historyPerRow + 1
	for _, roots := range rows {
		for ; len(roots) >= historyEntry; roots = roots[historyEntry:] {
			if e := entry(roots[:historyEntry]); e != (entry{}) {
				list = append(list, rootEntry{generation, e})
			}
			generation++
		}
	}
	if int64(tx.last.generation-1)/historyPerRow == part {
		list = append(list, rootEntry{tx.last.generation, entryOfRoot(tx.last.root)})
	}
	return list, nil
}

// past are the roots of one part that a vault knows: its own and those of the
// copies it joined.
func (tx *Tx) past(part int64) (map[rootEntry]bool, error) {
	own, err := tx.line(part)
	if err != nil {
		return nil, err
	}
	joined, err := tx.joined(rootEntry{generation: uint64(part) * historyPerRow}, int64(part+1)*historyPerRow)
	past := map[rootEntry]bool{}
	for _, r := range append(own, joined...) {
		past[r] = true
	}
	return past, err
}

// joined are roots of joined copies after one of them, up to a generation; not
// all at once when there are many.
func (tx *Tx) joined(after rootEntry, upTo int64) ([]rootEntry, error) {
	return All(tx, func(scan Scan) (r rootEntry, err error) {
		var generation int64
		var root []byte
		if err = scan(&generation, &root); err == nil && len(root) != historyEntry {
			err = fmt.Errorf("%w: a root of a joined copy", ErrDamaged)
		}
		if err != nil {
			return r, err
		}
		return rootEntry{uint64(generation), entry(root)}, nil
	}, "SELECT generation, root FROM vault_joined WHERE (generation, root) > (?, ?) AND generation <= ? ORDER BY generation, root LIMIT 65536",
		int64(after.generation), after.root[:], upTo)
}

// Join lets the histories of both copies count from this Update on; f is what
// Fork said of them in the same transactions. It does not look at the records.
func (tx *Tx) Join(other *Tx, f Fork) error {
	for _, r := range f.unknown {
		if err := tx.addJoined(r); err != nil {
			return err
		}
	}
	for after := (rootEntry{}); ; {
		list, err := other.joined(after, int64(other.last.generation))
		if err != nil {
			return err
		}
		if len(list) == 0 {
			break
		}
		for _, r := range list {
			if err := tx.addJoined(r); err != nil {
				return err
			}
		}
		after = list[len(list)-1]
	}
	tx.store.joined = other.last.generation
	return nil
}

// addJoined enters a root of another copy unless it is in the past already.
func (tx *Tx) addJoined(r rootEntry) error {
	if r == (rootEntry{tx.last.generation, entryOfRoot(tx.last.root)}) {
		return nil
	}
	_, err := tx.Exec(`INSERT INTO vault_joined SELECT ?1, ?2 WHERE NOT EXISTS
		(SELECT 1 FROM vault_history WHERE part = ?3 AND substr(roots, ?4, ?5) = ?2) ON CONFLICT DO NOTHING`,
		int64(r.generation), r.root[:], int64(r.generation-1)/historyPerRow, int64((r.generation-1)%historyPerRow*historyEntry+1), historyEntry)
	return err
}

// nextGeneration is the one that the running Update makes.
func (s *store) nextGeneration() uint64 { return max(s.root.generation, s.joined) + 1 }

// OpenCopy opens another copy of a vault to be read, and reads it whole: one
// with problems is an error. Nothing is ever written to it, and what waits in a
// write-ahead log beside it is read, and stays there. The memory of generations
// is neither asked nor changed.
func OpenCopy(ctx context.Context, path string, key crypto.Key) (*Vault, error) {
	v, err := attachCopy(path, key)
	if err != nil {
		return nil, err
	}
	report, err := v.Verify(ctx, watcher(ctx))
	if err == nil && len(report.Problems) > 0 {
		err = problem(report.Problems)
	}
	if err != nil {
		v.Close()
		return nil, err
	}
	return v, nil
}

// OpenToJoin is Open for joining copy. When this machine remembers a root that
// the vault does not have and the copy has, as it is when a synchronised folder
// put the one in the place of the other, that is no error, and the memory stays
// as it is until they are joined.
func OpenToJoin(ctx context.Context, o Options, key crypto.Key, copy *Vault) (*Vault, error) {
	h, err := ReadHead(o.Path)
	if err != nil {
		return nil, err
	}
	var m seen
	known := false
	if o.State != "" {
		if m, known, err = newMemory(o.State, h.ID).read(); err != nil {
			return nil, err
		}
	}
	if known && h.ID == copy.id {
		err := copy.View(ctx, func(tx *Tx) error {
			ok, err := copy.inner.descends(m.generation, m.root)
			known = ok || m == tx.last
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	v, err := attach(o, key)
	if err != nil {
		return nil, err
	}
	if known {
		v.forgive(m)
	}
	return v.opened(ctx)
}

// forgive lets the memory say m, whatever the present root is; nothing is
// remembered meanwhile.
func (v *Vault) forgive(m seen) { v.forgiven = m }
