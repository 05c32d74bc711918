package pdf

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// sweep collects the words of a file's objects into one text, so that what is
// spread over objects is found too.
type sweep struct {
	f      *file
	b      strings.Builder
	starts []int
	wheres []string
}

func newSweep(f *file) *sweep { return &sweep{f: f} }

// sweeping says what is swept.
type sweeping int

const (
	sweepObjects sweeping = iota
	sweepFree             // between objects, where anything may stand
	sweepDrawing          // drawing operators, whose strings are pieces of words
)

// region takes what is text in a stretch of objects.
func (s *sweep) region(where string, b []byte, kind sweeping) {
	if len(b) == 0 {
		return
	}
	if n := len(s.wheres); n == 0 || s.wheres[n-1] != where {
		s.starts, s.wheres = append(s.starts, s.b.Len()), append(s.wheres, where)
	}
	l := lexer{b: b}
	l.found = func(v any) {
		switch v := v.(type) {
		case str:
			if kind == sweepDrawing {
				return
			}
			if looksBinary(v) {
				s.f.r.Data(Bytes, where, v)
				return
			}
			for _, t := range readings(v) {
				s.b.WriteString(t)
				s.b.WriteString("\n\n")
			}
		case name:
			if !isStandard(string(v)) {
				s.b.WriteString(nameText(string(v)))
				s.b.WriteString("\n\n")
			}
		case keyword: // a word or a comment
			if !isStandard(string(v)) && (kind == sweepFree || !isNumber(v)) {
				s.b.WriteString(nameText(string(v)))
				s.b.WriteByte(' ')
			}
		}
	}
	for {
		if _, ok := l.object(0); !ok {
			if l.i >= len(b) {
				break
			}
			l.i++ // nested too deep, or too large
		}
	}
	if kind == sweepFree && (bytes.Count(b, []byte{0}) > 2 || bytes.ContainsFunc(b, func(r rune) bool { return r > 0x7f })) {
		s.f.r.Data(Bytes, where, b)
	}
}

// looksBinary says whether a string is no text: a signature, say.
func looksBinary(s str) bool {
	control := 0
	for i, c := range s {
		if c < ' ' && c != '\n' && c != '\r' && c != '\t' && (c != 0 || i%2 != 0) {
			control++
		}
	}
	return len(s) > 32 && control > len(s)/16
}

func isNumber(w keyword) bool {
	return strings.Trim(string(w), "0123456789.+-") == ""
}

// tell hands the text out.
func (s *sweep) tell() {
	if s.b.Len() == 0 {
		return
	}
	where := s.wheres[0]
	if len(s.wheres) > 1 {
		where = "among the objects"
	}
	s.f.r.Text(Text{Body: s.b.String(), Where: where, place: func(from, to int) string {
		i, ok := slices.BinarySearch(s.starts, from)
		if !ok {
			i--
		}
		return s.wheres[max(i, 0)]
	}})
}

// nameText is a name or a word of the file as text: UTF-8, else Latin-1.
func nameText(n string) string {
	if utf8.ValidString(n) {
		return n
	}
	return textOf(str(n))
}

// readings are what a string can say: UTF-16 or UTF-8 where its first bytes say
// so, else PDF's own encoding, and if it has letters outside ASCII also UTF-8
// and the Macintosh's.
func readings(s str) []string {
	list := []string{textOf(s)}
	if bytes.HasPrefix(s, []byte{0xfe, 0xff}) || bytes.HasPrefix(s, []byte{0xff, 0xfe}) || bytes.HasPrefix(s, []byte{0xef, 0xbb, 0xbf}) {
		return list
	}
	for _, c := range s {
		if c >= 0x80 {
			list = append([]string{string(s)}, list...)
			var mac strings.Builder
			for _, c := range s {
				mac.WriteRune(charmap.Macintosh.DecodeByte(c))
			}
			return append(list, mac.String())
		}
	}
	if len(s) > 3 && len(s)%2 == 0 && bytes.IndexByte(s, 0) >= 0 { // UTF-16 that does not say so
		list = append(list, utf16Bytes(s))
	}
	return list
}

// textOf is a text string after the standard: UTF-16 or UTF-8 with a mark at its
// beginning, else PDFDocEncoding, which is Latin-1 but for some signs.
func textOf(s str) string {
	switch {
	case bytes.HasPrefix(s, []byte{0xfe, 0xff}):
		return utf16Bytes(s[2:])
	case bytes.HasPrefix(s, []byte{0xff, 0xfe}):
		swapped := make([]byte, 0, len(s))
		for i := 2; i+1 < len(s); i += 2 {
			swapped = append(swapped, s[i+1], s[i])
		}
		return utf16Bytes(swapped)
	case bytes.HasPrefix(s, []byte{0xef, 0xbb, 0xbf}):
		return string(s[3:])
	}
	var b strings.Builder
	for _, c := range s {
		switch c {
		case 0x93:
			b.WriteString("fi")
		case 0x94:
			b.WriteString("fl")
		case 0x95:
			b.WriteString("Ł")
		case 0x96:
			b.WriteString("Œ")
		case 0x97:
			b.WriteString("Š")
		case 0x9a:
			b.WriteString("ı")
		case 0x9b:
			b.WriteString("ł")
		case 0x9c:
			b.WriteString("œ")
		case 0x9d:
			b.WriteString("š")
		case 0xad:
			b.WriteString("-")
		default:
			b.WriteRune(charmap.ISO8859_1.DecodeByte(c))
		}
	}
	return b.String()
}
