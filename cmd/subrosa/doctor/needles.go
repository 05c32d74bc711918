package doctor

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf16"
)

// needles are texts to be looked for, in each form in which a text may stand in
// a file without being protected. Of each form only the middle is looked for:
// an index may hold a word in pieces, and what stands at the edges of an encoding
// depends on the neighbours.
type needles struct {
	exact  finder
	folded finder // in lower case; looked for in whatever case
}

// finder finds any of many needles in one pass, by their first two bytes.
type finder struct {
	begins [1 << 16]bool
	rest   map[uint16][][]byte
}

func (f *finder) add(needle []byte) {
	k := uint16(needle[0])<<8 | uint16(needle[1])
	if f.rest == nil {
		f.rest = map[uint16][][]byte{}
	}
	f.begins[k], f.rest[k] = true, append(f.rest[k], needle)
}

func (f *finder) in(b []byte) bool {
	for i := 0; i+1 < len(b); i++ {
		k := uint16(b[i])<<8 | uint16(b[i+1])
		if !f.begins[k] {
			continue
		}
		for _, needle := range f.rest[k] {
			if bytes.HasPrefix(b[i:], needle) {
				return true
			}
		}
	}
	return false
}

// newMarker draws a text that stands nowhere else: 24 letters, which make a
// word of every language's alphabet and survive folding.
func newMarker() string {
	b := make([]byte, 24)
	rand.Read(b)
	for i, x := range b {
		b[i] = "bcdfghjklmnpqrstvwxz"[int(x)%20]
	}
	return string(b)
}

func newNeedles(markers []string) *needles {
	n := &needles{}
	for _, m := range markers {
		inner := m[4 : len(m)-4]
		n.folded.add([]byte(inner))
		n.folded.add([]byte(hex.EncodeToString([]byte(inner))))
		for _, form := range encodings(m) {
			n.exact.add(form)
		}
	}
	return n
}

// encodings are the forms besides the plain one and hexadecimal.
func encodings(marker string) map[string][]byte {
	inner := marker[4 : len(marker)-4]
	forms := map[string][]byte{"UTF-16, high byte first": wide(inner, 0), "UTF-16, low byte first": wide(inner, 1)}
	for _, before := range []string{"", "\x00", "\x00\x00"} { // the alphabets agree on letters
		text := base64.StdEncoding.EncodeToString([]byte(before + marker))
		forms["base64 after "+string(rune('0'+len(before)))] = []byte(text[4 : len(text)/4*4-8])
	}
	return forms
}

func wide(s string, low int) (b []byte) {
	for _, u := range utf16.Encode([]rune(s)) {
		pair := []byte{byte(u >> 8), byte(u)}
		b = append(b, pair[low], pair[1-low])
	}
	return b
}

// in says whether any needle stands in b.
func (n *needles) in(b []byte) bool {
	return n.exact.in(b) || n.folded.in(lower(b))
}

// lower folds ASCII letters: what is read is bytes, not text.
func lower(b []byte) []byte {
	folded := make([]byte, len(b))
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			c |= 0x20
		}
		folded[i] = c
	}
	return folded
}

// search is what was read of a folder, and where needles stood.
type search struct {
	files int
	bytes int64
	hits  []string // paths, or names that hold one
}

// searchFolder reads every byte of every file under dir, and every name.
func (n *needles) searchFolder(dir string) (s search, err error) {
	err = filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if n.in([]byte(strings.TrimPrefix(path, dir))) {
			s.hits = append(s.hits, path)
		}
		if !entry.Type().IsRegular() {
			return nil
		}
		size, hit, err := n.inFile(path)
		s.files, s.bytes = s.files+1, s.bytes+size
		if hit {
			s.hits = append(s.hits, path)
		}
		return err
	})
	return s, err
}

const (
	pieceSize = 1 << 20
	overlap   = 256 // longer than any needle
)

// inFile reads a file piece by piece; each begins with the end of the last.
func (n *needles) inFile(path string) (size int64, hit bool, err error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, false, err
	}
	defer f.Close()
	buffer, kept := make([]byte, pieceSize), 0
	for {
		m, err := io.ReadFull(f, buffer[kept:])
		size += int64(m)
		piece := buffer[:kept+m]
		hit = hit || n.in(piece)
		if err == io.EOF || err == io.ErrUnexpectedEOF {
			return size, hit, nil
		}
		if err != nil {
			return size, hit, err
		}
		kept = copy(buffer, piece[len(piece)-overlap:])
	}
}
