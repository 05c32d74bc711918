// Package digest makes one hash of a signed note, from which parts of the note
// can later be shown, word by word, without the rest.
//
// What is signed is a [Content]: named fields, and paragraphs cut into tokens.
// [Sign] draws a secret and a layout, kept together in a [Seal], and makes the
// [Digest]. Content and seal make the same digest again ([Recompute]); without
// the seal neither the content nor its shape can be guessed from the digest.
//
// To hand out a part, say which in a [Selection] and make a [Proof]: it holds
// keys for what is shown and bare hashes for what is not. Whoever receives it
// calls [Proof.Open], and gets what is shown and the digest that it amounts to;
// comparing that digest with a trusted one is the caller's part.
//
//	tokens := digest.Tokenise("Joe spoke of @boss.", nil)
//	c := digest.Content{Fields: fields, Paragraphs: [][][]byte{bytesOf(tokens)}}
//	d, seal, err := digest.Sign(c)
//	...
//	proof, err := digest.Prove(c, seal, selection)
//	opened, err := proof.Open() // opened.Digest == d
//
// What is withheld is hidden behind a hash keyed with 256 random bits, so its
// length does not matter and it can not be guessed and tried. What still shows
// is how many words at most and at least stand behind a mark, to a factor of
// about four, and the length of a paragraph shown in part to 32 leaves. The
// construction, byte for byte, and what it does not prevent, is in
// docs/note-digest.md.
package digest

import (
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"unicode/utf8"
)

// Limits of what can be signed.
const (
	MaxToken = 1024    // bytes of one token
	MaxField = 1 << 20 // bytes of one field
	MaxNodes = 1 << 16 // paragraphs and random nodes together
	MaxLeaf  = 1 << 22 // leaves of all paragraphs together
)

// ErrContent means that a content can not be signed: a wrong number of fields,
// a token that is empty, too long or not UTF-8, or too much of something.
var ErrContent = errors.New("content can not be signed")

// ErrMismatch means that a content or selection and a seal do not belong together.
var ErrMismatch = errors.New("content and seal do not fit together")

// Content is what is signed: a value for each of [Fields], and the paragraphs
// as runs of tokens. Headings are paragraphs. A paragraph may be empty.
type Content struct {
	Fields     [][]byte   // one for each of Fields; nil is absent, empty is present
	Paragraphs [][][]byte // paragraph, token, bytes
}

// Fields are the names of the signed fields, in order.
func Fields() []string { return slices.Clone(fields[:]) }

var fields = [...]string{"id", "case", "kind", "layer", "format", "start", "minutes", "place", "present", "part",
	"risk", "next", "author", "language", "started_at", "text_at", "signed_at", "late_reason", "amends", "marks", "extra"}

// Digest is the SHA-256 over a whole Content.
type Digest [32]byte

// String is the digest in lower-case hexadecimal.
func (d Digest) String() string { return hex.EncodeToString(d[:]) }

// ParseDigest reads what String wrote, and nothing else.
func ParseDigest(s string) (Digest, error) {
	b, err := unhex(s)
	if err != nil {
		return Digest{}, err
	}
	return Digest(b), nil
}

// LogLeaf is the text under which a digest stands in the practice's log. Kind
// says what was signed: "note", or the kind of the addendum.
func (d Digest) LogLeaf(kind string) []byte {
	return []byte("subrosa/log/v1\n" + kind + "\n" + d.String())
}

// Sign draws a secret and a layout and makes the digest. The content is not
// kept in the seal; its token boundaries are.
func Sign(c Content) (Digest, Seal, error) {
	if err := c.check(); err != nil {
		return Digest{}, Seal{}, err
	}
	s := draw(c)
	if s.leaves() > MaxLeaf {
		return Digest{}, Seal{}, fmt.Errorf("%w: more than %d leaves", ErrContent, MaxLeaf)
	}
	return s.digest(c), s, nil
}

// Recompute makes the digest again. An error means that content and seal do
// not fit together.
func Recompute(c Content, s Seal) (Digest, error) {
	if err := s.fits(c); err != nil {
		return Digest{}, err
	}
	return s.digest(c), nil
}

func (c Content) check() error {
	if len(c.Fields) != len(fields) {
		return fmt.Errorf("%w: %d fields instead of %d", ErrContent, len(c.Fields), len(fields))
	}
	for i, f := range c.Fields {
		if len(f) > MaxField || !utf8.Valid(f) {
			return fmt.Errorf("%w: field %s is too long or not UTF-8", ErrContent, fields[i])
		}
	}
	if len(c.Paragraphs) > MaxNodes {
		return fmt.Errorf("%w: %d paragraphs", ErrContent, len(c.Paragraphs))
	}
	for p, tokens := range c.Paragraphs {
		for _, t := range tokens {
			if len(t) == 0 || len(t) > MaxToken || !utf8.Valid(t) {
				return fmt.Errorf("%w: paragraph %d has a token that is empty, too long or not UTF-8", ErrContent, p)
			}
		}
	}
	return nil
}
