// Package head writes and reads the signed head of a practice's log: a few
// lines that can be printed, mailed, or lodged with a colleague.
//
//	subrosa-1f0c9a3e
//	412
//	nND/nri/U0xuHUrYSy0HtMeal2vzD9V4k/BO79C+QeI=
//	2026-11-24T08:30:00Z
//
//	— subrosa-1f0c9a3e 3q2+7wAAA...
//
// The lines are the name of the log, its number of leaves, the root hash of
// golang.org/x/mod/sumdb/tlog over them, and when the head was made; below the
// empty line stands the signature of golang.org/x/mod/sumdb/note. A head commits
// to every leaf: whoever holds one can later check that nothing before it was
// changed, dropped or put in between. It proves from the day on which it left
// the house, not before.
package head

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Head is what a signed head says.
type Head struct {
	Origin string    // name of the log's key
	Size   int64     // number of leaves
	Root   tlog.Hash // over the first Size leaves
	At     time.Time // UTC, to the second
}

// What can be wrong with a text that should be a head.
var (
	ErrMalformed = errors.New("not the head of a log")
	ErrForeign   = errors.New("signed by another log")
	ErrForged    = errors.New("its signature does not fit")
)

// KeyName is the name of the key of a vault's log: "subrosa-" and the first
// eight hexadecimal digits of the vault's id. A "+" would be refused by
// golang.org/x/mod/sumdb/note.
func KeyName(vaultID string) string { return "subrosa-" + vaultID[:8] }

// Sign writes a head and signs it. The same head and key give the same text.
func Sign(h Head, signer note.Signer) (string, error) {
	h.Origin = signer.Name()
	signed, err := note.Sign(&note.Note{Text: h.text()}, signer)
	if err != nil {
		return "", fmt.Errorf("sign the head: %w", err)
	}
	return string(signed), nil
}

// Open checks the signature of a head and reads it. Line ends of another system
// and empty lines around it, as mail adds them, do no harm.
func Open(text string, verifier note.Verifier) (Head, error) {
	text = strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n")) + "\n"
	opened, err := note.Open([]byte(text), note.VerifierList(verifier))
	if unverified, ok := errors.AsType[*note.UnverifiedNoteError](err); ok {
		if h, err := parse(unverified.Note.Text); err == nil {
			return h, ErrForeign
		}
	}
	if _, ok := errors.AsType[*note.InvalidSignatureError](err); ok {
		body, _, _ := strings.Cut(text, "\n\n")
		if h, err := parse(body + "\n"); err == nil {
			return h, ErrForged
		}
	}
	if err != nil {
		return Head{}, ErrMalformed
	}
	h, err := parse(opened.Text)
	if err != nil {
		return Head{}, ErrMalformed
	}
	if h.Origin != verifier.Name() {
		return h, ErrForeign
	}
	return h, nil
}

func (h Head) text() string {
	return fmt.Sprintf("%s\n%d\n%s\n%s\n", h.Origin, h.Size, base64.StdEncoding.EncodeToString(h.Root[:]),
		h.At.UTC().Format(time.RFC3339))
}

// parse reads what text wrote and nothing else.
func parse(text string) (Head, error) {
	lines := strings.Split(text, "\n")
	if len(lines) != 5 {
		return Head{}, ErrMalformed
	}
	h := Head{Origin: lines[0]}
	var err error
	if h.Size, err = strconv.ParseInt(lines[1], 10, 64); err != nil || h.Size < 0 {
		return Head{}, ErrMalformed
	}
	if h.Root, err = tlog.ParseHash(lines[2]); err != nil {
		return Head{}, ErrMalformed
	}
	if h.At, err = time.Parse(time.RFC3339, lines[3]); err != nil {
		return Head{}, ErrMalformed
	}
	if h.At = h.At.UTC(); h.text() != text {
		return Head{}, ErrMalformed
	}
	return h, nil
}
