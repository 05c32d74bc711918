package leak

import (
	"bytes"
	"encoding/binary"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// oneByte are the encodings of one byte a letter in which æ, ø and å are met
// beside that of Windows: the old Macintosh's, and that of DOS.
func oneByte() []*charmap.Charmap {
	return []*charmap.Charmap{charmap.Macintosh, charmap.CodePage850}
}

func decodeBytes(b []byte, m *charmap.Charmap) string {
	var s strings.Builder
	s.Grow(len(b) + len(b)/8)
	for _, c := range b {
		s.WriteRune(m.DecodeByte(c))
	}
	return s.String()
}

// readings are what a run of bytes can say as text: as UTF-8, in which bytes that
// are none part words, and if there are such bytes also with them as those of
// Windows, which is Latin-1 but for a few signs, and in the other encodings.
func readings(b []byte) []string {
	if utf8.Valid(b) {
		return []string{string(b)}
	}
	list := []string{string(b), lenient(b)}
	for _, m := range oneByte() {
		list = append(list, decodeBytes(b, m))
	}
	return list
}

func lenient(b []byte) string {
	var s strings.Builder
	s.Grow(len(b) + len(b)/8)
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		if r == utf8.RuneError && n == 1 {
			r = charmap.Windows1252.DecodeByte(b[0])
		}
		s.WriteRune(r)
		b = b[n:]
	}
	return s.String()
}

// plainText reads a file that is nothing but text, in each encoding that it may
// be in. A file with control characters is none.
func plainText(b []byte) (texts []string, ok bool) {
	switch {
	case bytes.HasPrefix(b, []byte{0xff, 0xfe}):
		return []string{utf16Text(b[2:], binary.LittleEndian)}, true
	case bytes.HasPrefix(b, []byte{0xfe, 0xff}):
		return []string{utf16Text(b[2:], binary.BigEndian)}, true
	}
	for _, order := range []binary.ByteOrder{binary.LittleEndian, binary.BigEndian} {
		if zeros := bytes.Count(b, []byte{0}); zeros*3 > len(b) && zeros > 1 {
			if s := utf16Text(b, order); controls(s) == 0 && latinShare(s) > 0.7 {
				return []string{s}, true
			}
		}
	}
	if utf8.Valid(b) {
		return []string{string(b)}, controls(string(b)) == 0
	}
	if s := lenient(b); controls(s) == 0 && latinShare(s) > 0.7 {
		return readings(b), true
	}
	return nil, false
}

// controls counts the control characters that no text has.
func controls(s string) int {
	n := 0
	for _, r := range s {
		if r < ' ' && !strings.ContainsRune("\t\n\r\f\v\x1a\x1b", r) || r == 0x7f || r == unicode.ReplacementChar {
			n++
		}
	}
	return n
}

// latinShare is how much of a text is what most of a text is.
func latinShare(s string) float64 {
	n, all := 0, 0
	for _, r := range s {
		all++
		if r == ' ' || r < utf8.RuneSelf && isASCIILetter(r) || strings.ContainsRune("æøåÆØÅäöüÄÖÜéß\n,.", r) {
			n++
		}
	}
	return float64(n) / float64(max(all, 1))
}

func utf16Text(b []byte, order binary.ByteOrder) string {
	units := make([]uint16, 0, len(b)/2)
	for ; len(b) >= 2; b = b[2:] {
		units = append(units, order.Uint16(b))
	}
	return string(utf16.Decode(units))
}
