// Package leak looks for texts that must not be recoverable from a file.
//
// A packet is built from what may leave, so nothing that stays should be in it.
// This package is the proof, and it does not believe the writer: it shares no
// code with it, and reads everything that a curious recipient could read, not
// only what a page shows. The same reader serves `packet scan` for any file.
//
// A file is told by its content and taken apart: ZIP, gzip, PDF, pictures, JSON,
// text in any usual encoding; what stands inside is taken apart in turn. Every
// text that comes out is folded (fold.go) and searched for all secrets at once
// (words.go), and again after what hides text is undone: percent signs,
// entities, quoted-printable, base64, hexadecimal digits, markup
// (encoded.go). Package pdf below reads a PDF object by object, without trusting
// its own tables.
//
//	report, err := leak.Scan(ctx, "packet.zip", data, []leak.Secret{
//		{Code: "an alias of C-001", Text: "Kevin Brandt", Whole: true},
//	})
//
// The report names places and whose secret stands there. It never holds the
// text itself, not even in the name of a file.
//
// What cannot be read is an error and never a clean report: ErrUnreadable, of
// which ErrEncrypted and ErrTooLarge are cases. What was found before comes
// with it. docs/packet-scan.md says what no scan can see.
package leak

import (
	"context"
	"errors"
	"fmt"
	"io"

	"subrosa/notes/leak/pdf"
)

// Limits of what is read. A file beyond them is refused with ErrTooLarge.
const (
	MaxFile    = 64 << 20  // of a file, and of each file inside it
	MaxDecoded = 256 << 20 // of all that is unpacked on the way
	maxDepth   = 8         // of files inside files
	maxPlaces  = 20        // findings of one secret in one file that are listed
)

// Secret is a text that must not be found. Code says whose it is, in words that
// may be shown.
//
// Whole is for names: the text matches as whole words, also with the s of a
// genitive, so that Bo is not found in "both". Without it the text is a sentence
// and matches wherever its letters follow each other.
type Secret struct {
	Code  string
	Text  string
	Whole bool
}

// Finding says whose secret was found, in which file, and where in it. File is
// a path through the files inside files, packet.zip/01-records.pdf.
type Finding struct {
	Code  string
	File  string
	Where string
}

// Unseen is something that no reader of text can look into: the pixels of a
// picture. It does not make a file suspect, but somebody has to look at it.
type Unseen struct {
	File string `json:"file"`
	What string `json:"what"`
}

// Report is the result of a scan.
type Report struct {
	Found  []Finding
	Unseen []Unseen
	Files  int // that were looked into: the file itself and every one inside
}

var (
	// ErrUnreadable means that a file or a part of it cannot be read, so that
	// nobody knows what it holds.
	ErrUnreadable = errors.New("cannot be read")
	// ErrEncrypted means that the file, or one inside, is encrypted.
	ErrEncrypted = fmt.Errorf("%w: it is encrypted", ErrUnreadable)
	// ErrTooLarge means that the file, or what it unpacks to, is beyond the limits.
	ErrTooLarge = fmt.Errorf("%w: it is too large: at most 64 MiB a file and 256 MiB unpacked are read", ErrUnreadable)
)

// Scan looks for secrets in a file of any kind. The name is searched as well.
//
// An error comes with the report of what was found in spite of it: a finding is
// true whether or not the rest could be read, while a report without findings
// means something only when the error is nil.
func Scan(ctx context.Context, name string, data []byte, secrets []Secret) (Report, error) {
	s := newScan(ctx, secrets)
	shown := s.name(name, "the file", "")
	if len(data) > MaxFile {
		return s.report, fmt.Errorf("%s: %w", shown, ErrTooLarge)
	}
	if len(data) == 0 {
		s.fail(shown, "there is nothing in it")
	}
	s.file(shown, data, 0)
	return s.report, s.err
}

// scan is one run over a file and all that is in it.
type scan struct {
	ctx    context.Context
	words  *words
	report Report
	seen   map[Finding]bool
	listed map[Finding]int // by secret and file
	left   int64           // bytes that may still be unpacked
	err    error           // the first thing that could not be read
	ended  bool            // nothing more is to be read
}

func newScan(ctx context.Context, secrets []Secret) *scan {
	return &scan{ctx: ctx, words: newWords(secrets), seen: map[Finding]bool{}, listed: map[Finding]int{}, left: MaxDecoded}
}

// fail notes that something could not be read. The scan goes on: what is
// readable may hold what is looked for.
func (s *scan) fail(file, what string) {
	if s.err == nil {
		s.err = fmt.Errorf("%s: %w: %s", file, ErrUnreadable, what)
	}
}

func (s *scan) failWith(file string, err error) {
	switch {
	case errors.Is(err, pdf.ErrEncrypted):
		err = ErrEncrypted
	case errors.Is(err, ErrUnreadable), s.ctx.Err() != nil:
	default:
		err = fmt.Errorf("%w: %w", ErrUnreadable, err)
	}
	if s.err == nil || errors.Is(err, ErrTooLarge) || s.ctx.Err() != nil {
		s.err = fmt.Errorf("%s: %w", file, err)
	}
	s.ended = s.ended || errors.Is(err, ErrTooLarge) || s.ctx.Err() != nil
}

// spend takes the room for n unpacked bytes from the whole that is allowed.
func (s *scan) spend(n int) error {
	if err := s.ctx.Err(); err != nil {
		return err
	}
	if s.left -= int64(n); s.left < 0 || n > MaxFile {
		return ErrTooLarge
	}
	return nil
}

// unpack reads all of r as far as the limits allow. What could be read before
// an error comes with it.
func (s *scan) unpack(r io.Reader) ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(r, min(s.left, MaxFile)+1))
	if spent := s.spend(len(b)); spent != nil {
		return nil, spent
	}
	return b, err
}

// found enters findings, each once. A secret in many places of one file is
// listed with the first of them.
func (s *scan) found(hits []hit, file string, where func(hit) string) {
	for _, h := range hits {
		f := Finding{Code: s.words.secrets[h.secret].Code, File: file}
		if s.listed[f] >= maxPlaces {
			continue
		}
		key := f
		f.Where = where(h)
		if !s.seen[f] {
			s.seen[f] = true
			s.listed[key]++
			s.report.Found = append(s.report.Found, f)
		}
	}
}

// unseen notes what cannot be looked into.
func (s *scan) unseen(file, what string) {
	u := Unseen{file, what}
	for _, old := range s.report.Unseen {
		if old == u {
			return
		}
	}
	if len(s.report.Unseen) < 1000 {
		s.report.Unseen = append(s.report.Unseen, u)
	}
}

// name searches the name of a file and returns how the file is to be called: by
// its name, or by a number if the name tells a secret.
func (s *scan) name(name, instead, inside string) string {
	shown := printable(name)
	if held := s.search(name, form{}); len(held) > 0 {
		shown = "(" + instead + ")"
		s.found(held, inside+shown, func(hit) string { return "the name of the file" })
	}
	return inside + shown
}

// Held says for each secret whether any of the texts holds it. It is for
// deciding what is a secret at all: what is said anyway is none.
func Held(texts []string, secrets []Secret) []bool {
	s := newScan(context.Background(), secrets)
	held := make([]bool, len(secrets))
	for _, t := range texts {
		for _, h := range s.search(t, form{}) {
			held[h.secret] = true
		}
	}
	return held
}

// Searchable says whether a text has anything to look for: a letter or a digit.
func Searchable(text string) bool { return len(fold(text).b) > 0 }
