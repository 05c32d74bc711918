package notes

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"math/big"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"subrosa/notes/digest"
	"subrosa/notes/head"
	"subrosa/vault"
)

// fillerKind is the kind of a leaf that stands for nothing: a few of them, at
// random, with each signing, so that the size of the log tells only roughly how
// much was signed.
const fillerKind = "filler"

// maxFillers is the most of them at one signing.
const maxFillers = 15

// makeLogKey draws the key that signs the heads of the log.
func makeLogKey(tx *vault.Tx) error {
	private, public, err := note.GenerateKey(rand.Reader, head.KeyName(tx.VaultID()))
	if err != nil {
		return err
	}
	_, err = tx.Exec("INSERT INTO log_key (id, signer, verifier) VALUES (1, ?, ?)", private, public)
	return err
}

// logSigner signs heads of the log.
func logSigner(tx *vault.Tx) (note.Signer, error) {
	private, err := vault.One(tx, vault.Value[string], "SELECT signer FROM log_key")
	if err != nil {
		return nil, err
	}
	return note.NewSigner(private)
}

// logVerifierKey is the public key of the log as golang.org/x/mod/sumdb/note
// writes it.
func logVerifierKey(tx *vault.Tx) (string, error) {
	return vault.One(tx, vault.Value[string], "SELECT verifier FROM log_key")
}

// logSize is the number of leaves.
func logSize(tx *vault.Tx) (int64, error) {
	return vault.One(tx, vault.Value[int64], "SELECT coalesce(max(leaf), -1) + 1 FROM log")
}

// logHashes reads the stored hashes of the log.
func logHashes(tx *vault.Tx) tlog.HashReader {
	return tlog.HashReaderFunc(func(ids []int64) ([]tlog.Hash, error) {
		hashes := make([]tlog.Hash, len(ids))
		for i, id := range ids {
			hash, err := vault.One(tx, vault.Value[[]byte], "SELECT hash FROM log_hash WHERE id = ?", id)
			if err != nil || len(hash) != tlog.HashSize {
				return nil, fmt.Errorf("hash %d of the log: %w", id, vault.ErrDamaged)
			}
			hashes[i] = tlog.Hash(hash)
		}
		return hashes, nil
	})
}

// enterLog adds what was signed to the log, among fillers, and returns its leaf.
func enterLog(tx *vault.Tx, kind string, d digest.Digest) (leaf int64, err error) {
	fillers, err := randomBelow(maxFillers + 1)
	if err != nil {
		return 0, err
	}
	place, err := randomBelow(fillers + 1)
	if err != nil {
		return 0, err
	}
	for i := range fillers + 1 {
		if i == place {
			if leaf, err = addLeaf(tx, kind, d); err != nil {
				return 0, err
			}
			continue
		}
		var filler digest.Digest
		rand.Read(filler[:])
		if _, err := addLeaf(tx, fillerKind, filler); err != nil {
			return 0, err
		}
	}
	return leaf, nil
}

func randomBelow(n int) (int, error) {
	k, err := rand.Int(rand.Reader, big.NewInt(int64(n)))
	if err != nil {
		return 0, err
	}
	return int(k.Int64()), nil
}

// addLeaf adds one leaf and the hashes that it completes.
func addLeaf(tx *vault.Tx, kind string, d digest.Digest) (int64, error) {
	leaf, err := logSize(tx)
	if err != nil {
		return 0, err
	}
	if _, err := tx.Exec("INSERT INTO log (leaf, kind, digest) VALUES (?, ?, ?)", leaf, kind, d[:]); err != nil {
		return 0, err
	}
	hashes, err := tlog.StoredHashes(leaf, d.LogLeaf(kind), logHashes(tx))
	if err != nil {
		return 0, err
	}
	first := tlog.StoredHashCount(leaf)
	for i, hash := range hashes {
		if _, err := tx.Exec("INSERT INTO log_hash (id, hash) VALUES (?, ?)", first+int64(i), hash[:]); err != nil {
			return 0, err
		}
	}
	return leaf, nil
}

// signedHead is the head of the log with its first size leaves, said to be made
// at a time.
func signedHead(tx *vault.Tx, size int64, at time.Time) (string, error) {
	root, err := tlog.TreeHash(size, logHashes(tx))
	if err != nil {
		return "", err
	}
	signer, err := logSigner(tx)
	if err != nil {
		return "", err
	}
	return head.Sign(head.Head{Size: size, Root: root, At: at}, signer)
}

// rememberHead notes that a head with this many leaves leaves the house.
func rememberHead(tx *vault.Tx, size int64) error {
	there, err := exists(tx, "SELECT 1 FROM head_shown WHERE size = ?", size)
	if err == nil && !there {
		_, err = tx.Exec("INSERT INTO head_shown (size, at) VALUES (?, ?)", size, stamp(now(tx)))
	}
	return err
}

// headsShown are the sizes of the heads that left the house, in order.
func headsShown(tx *vault.Tx) ([]int64, error) {
	return vault.All(tx, vault.Value[int64], "SELECT size FROM head_shown ORDER BY size")
}

// Head is the signed head of the practice's log, as package head writes it. Its
// size is remembered, so that later packets can prove to have grown from it;
// not in a vault that cannot be written to.
func (b *Book) Head(ctx context.Context) (string, error) {
	var size int64
	text, err := view(ctx, b, func(tx *vault.Tx) (text string, err error) {
		if size, err = logSize(tx); err != nil {
			return "", err
		}
		return signedHead(tx, size, now(tx))
	})
	if err != nil {
		return "", err
	}
	err = b.vault.Update(ctx, func(tx *vault.Tx) error { return rememberHead(tx, size) })
	if errors.Is(err, vault.ErrReadOnly) {
		err = nil
	}
	return text, err
}

// HeadCheck says whether a head that was lodged earlier is one that this log
// has grown from.
type HeadCheck struct {
	OK   bool      `json:"ok"`
	Size int64     `json:"size"` // leaves at the lodged head
	Now  int64     `json:"now"`  // leaves today, of the log that the head is of
	At   time.Time `json:"at"`   // when the lodged head was made
	Why  string    `json:"why,omitempty"`

	// Joined: the head is of the log of another copy of the vault, which was
	// joined then.
	Joined *time.Time `json:"joined,omitempty"`
}

// CheckHead compares a lodged head with the log, and with the logs of the
// copies that were joined. A text that is no head is *Invalid.
func (b *Book) CheckHead(ctx context.Context, lodged string) (HeadCheck, error) {
	return view(ctx, b, func(tx *vault.Tx) (HeadCheck, error) { return checkHead(tx, lodged) })
}

func checkHead(tx *vault.Tx, lodged string) (HeadCheck, error) {
	key, err := logVerifierKey(tx)
	if err != nil {
		return HeadCheck{}, err
	}
	verifier, err := note.NewVerifier(key)
	if err != nil {
		return HeadCheck{}, err
	}
	h, wrong := head.Open(lodged, verifier)
	if errors.Is(wrong, head.ErrMalformed) {
		return HeadCheck{}, &Invalid{What: wrong.Error()}
	}
	check := HeadCheck{Size: h.Size, At: h.At}
	if check.Now, err = logSize(tx); err != nil {
		return check, err
	}
	if wrong != nil {
		check.Why = wrong.Error()
		return check, nil
	}
	if h.Size > check.Now {
		check.Why = "the log has fewer leaves than it had then"
	} else if root, err := tlog.TreeHash(h.Size, logHashes(tx)); err != nil || root == h.Root {
		check.OK = true
		return check, err
	} else {
		check.Why = "the log is not the one that this head was made of"
	}
	return check, check.askLines(tx, h)
}

// askLines looks for the head among those of the joined copies.
func (c *HeadCheck) askLines(tx *vault.Tx, h head.Head) error {
	lines, err := readLines(tx)
	if err != nil {
		return err
	}
	for _, l := range lines {
		if h.Size > l.size {
			continue
		}
		root, err := l.root(h.Size)
		if err != nil {
			return err
		}
		if root != h.Root {
			continue
		}
		at, err := vault.One(tx, vault.Value[string], `SELECT j.at FROM line_size s JOIN joined j ON j.id = s.joined
			WHERE s.line = ? AND s.size >= ? ORDER BY s.size LIMIT 1`, l.id, h.Size)
		if err != nil {
			return err
		}
		c.OK, c.Now, c.Why = true, l.size, ""
		c.Joined, err = parseStampPtr(&at)
		return err
	}
	return nil
}
