package notes

import (
	"context"
	"fmt"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"subrosa/notes/head"
	"subrosa/vault"
)

// Lodged is a head of the log that was handed to somebody who keeps it.
type Lodged struct {
	At   time.Time `json:"at"`
	Size int64     `json:"size"` // leaves of the log
	Head string    `json:"head"` // the signed head, as package head writes it
	With string    `json:"with"` // with whom, in her words

	id   int64
	root []byte
}

// LodgeHead makes the signed head of the log as it is now, enters that it is
// lodged, and with whom, and returns it to be handed over.
func (b *Book) LodgeHead(ctx context.Context, with string) (Lodged, error) {
	with, err := cleanText("with whom", with)
	if err == nil && with == "" {
		err = &Invalid{What: "with whom the head is lodged is missing", Flag: "--with-from"}
	}
	if err != nil {
		return Lodged{}, err
	}
	return update(ctx, b, func(tx *vault.Tx) (Lodged, error) {
		l := Lodged{At: now(tx), With: with}
		if l.Size, err = logSize(tx); err != nil {
			return l, err
		}
		if l.Size == 0 {
			return l, &Refused{Rule: "not_yet", What: "nothing is signed yet: a head would prove nothing"}
		}
		root, err := tlog.TreeHash(l.Size, logHashes(tx))
		if err != nil {
			return l, err
		}
		if l.Head, err = signedHead(tx, l.Size, l.At); err != nil {
			return l, err
		}
		if err := rememberHead(tx, l.Size); err != nil {
			return l, err
		}
		_, err = tx.Exec(`INSERT INTO head_lodged (id, at, size, root, head, holder)
			VALUES ((SELECT coalesce(max(id), 0) + 1 FROM head_lodged), ?, ?, ?, ?, ?)`,
			stamp(l.At), l.Size, root[:], l.Head, l.With)
		if err != nil {
			return l, err
		}
		return l, record(tx, Event{What: "head-lodged", Detail: fmt.Sprint(l.Size)})
	})
}

// LodgedHeads lists what was lodged, the newest first.
func (b *Book) LodgedHeads(ctx context.Context) ([]Lodged, error) {
	return view(ctx, b, func(tx *vault.Tx) ([]Lodged, error) { return lodgedHeads(tx, "DESC") })
}

// LastLodged is when a head was lodged last; nil when none ever was.
func (b *Book) LastLodged(ctx context.Context) (*time.Time, error) {
	return view(ctx, b, func(tx *vault.Tx) (*time.Time, error) {
		at, err := vault.One(tx, vault.Value[*string], "SELECT max(at) FROM head_lodged")
		if err != nil {
			return nil, err
		}
		return parseStampPtr(at)
	})
}

func lodgedHeads(tx *vault.Tx, order string) ([]Lodged, error) {
	return vault.All(tx, func(scan vault.Scan) (l Lodged, err error) {
		var at string
		if err = scan(&l.id, &at, &l.Size, &l.root, &l.Head, &l.With); err != nil {
			return l, err
		}
		l.At, err = parseStamp(at)
		return l, err
	}, "SELECT id, at, size, root, head, holder FROM head_lodged ORDER BY id "+order)
}

// lodged compares every lodged head with the log: its signature, what is noted
// beside it, and the tree of that size as the leaves make it now.
func (c *checker) lodged(tx *vault.Tx) error {
	size, err := logSize(tx)
	if err != nil {
		return err
	}
	sizes, err := headsShown(tx)
	if err != nil {
		return err
	}
	if n := len(sizes); n > 0 && sizes[n-1] > size {
		c.say("the log has %d entries, fewer than a head that left the house: %d", size, sizes[n-1])
	}
	list, err := lodgedHeads(tx, "ASC")
	if err != nil || len(list) == 0 {
		return err
	}
	key, err := logVerifierKey(tx)
	if err != nil {
		return err
	}
	verifier, err := note.NewVerifier(key)
	if err != nil {
		c.say("the key of the log is not one")
		return nil
	}
	for _, l := range list {
		name := fmt.Sprintf("the head lodged on %s (entries: %d)", l.At.Format(time.DateOnly), l.Size)
		h, err := head.Open(l.Head, verifier)
		switch {
		case err != nil:
			c.say("%s: %v", name, err)
			continue
		case h.Size != l.Size || !h.At.Equal(l.At) || string(h.Root[:]) != string(l.root):
			c.say("%s: what is noted of it is not what it says", name)
		}
		found, err := checkHead(tx, l.Head)
		switch {
		case err != nil:
			return err
		case found.OK: // of this log, or of that of a joined copy
		case h.Size > size:
			c.say("%s: the log has only %d entries", name, size)
		default:
			c.say("%s is not one that the log has grown from: the log was rewritten", name)
		}
	}
	return nil
}
