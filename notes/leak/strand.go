package leak

import (
	"bytes"
	"encoding/binary"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// strands is the text in bytes of any kind, as a program that looks for strings
// finds it: what stands between control characters. It is kept by how much of it
// is chance. Solid is text by the look of it; short is a few letters and nothing
// else, where a word of four letters is no chance; the rest is loose, and only
// words of five are looked for there. Pieces are set far apart.
type strands struct{ solid, short, loose bytes.Buffer }

const (
	apart  = "\n\x00\n"
	surely = 3 // the least letters where text is solid
)

// texts are the texts with the least number of letters to look for in them.
func (s *strands) texts() map[int][]byte {
	return map[int][]byte{surely: s.solid.Bytes(), 4: s.short.Bytes(), 5: s.loose.Bytes()}
}

// add sorts a run in. In few bytes there is little chance, so there a short run
// is solid.
func (s *strands) add(text []byte, n counts, few bool) {
	to := &s.loose
	switch enough := n.all >= 16 || few && n.all >= 6; {
	case n.letters == n.all && few, enough && n.letters*10 >= n.all*8, enough && n.printed*10 >= n.all*9:
		to = &s.solid
	case n.letters == n.all:
		to = &s.short
	}
	to.Write(text)
	to.WriteString(apart)
}

func singleBytes(b []byte, few bool) *strands {
	var s strands
	for len(b) > 0 {
		n := 0
		for n < len(b) && (b[n] >= ' ' && b[n] != 0x7f || b[n] == '\t' || b[n] == '\n' || b[n] == '\r') {
			n++
		}
		if n >= 3 {
			s.add(b[:n], countLetters(b[:n]), few)
		}
		b = b[min(n+1, len(b)):]
	}
	return &s
}

// counts are the characters of a run: all, those that are letters, digits or
// space, and those that ASCII prints. Bytes that are no UTF-8 are neither.
type counts struct{ all, letters, printed int }

func (n *counts) add(r rune) {
	n.all++
	switch {
	case r == ' ' || r == '\n' || r < utf8.RuneSelf && isASCIILetter(r):
		n.letters++
		n.printed++
	case r < 0x7f:
		n.printed++
	case r < 0x250 && unicode.IsLetter(r):
		n.letters++
	}
}

func countLetters(b []byte) (n counts) {
	for _, r := range string(b) {
		n.add(r)
	}
	return n
}

// doubleBytes is the same for UTF-16, in either order. Letters far beyond Latin,
// which is what chance mostly makes, count only where secrets have such.
func doubleBytes(b []byte, order binary.ByteOrder, few, beyondLatin bool) *strands {
	var s strands
	var run []byte
	var n counts
	flush := func() {
		if n.all >= 3 {
			s.add(run, n, few)
		}
		run, n = run[:0], counts{}
	}
	for ; len(b) >= 2; b = b[2:] {
		r := rune(order.Uint16(b))
		if !beyondLatin && !nearLatin(r) || utf16.IsSurrogate(r) || !unicode.IsPrint(r) && r != '\n' && r != '\t' && r != '\r' && !unicode.In(r, unicode.Mn, unicode.Cf) {
			flush()
			continue
		}
		n.add(r)
		run = utf8.AppendRune(run, r)
	}
	flush()
	return &s
}

// nearLatin says whether a character is of a text in Latin letters: a letter, an
// accent, a sign, a ligature, or one of the letters in the width of Chinese ones.
func nearLatin(r rune) bool {
	return r < 0x370 || 0x1e00 <= r && r < 0x1f00 || 0x2000 <= r && r < 0x2100 || 0xfb00 <= r && r < 0xfb07 || 0xff00 <= r && r < 0xff5f || r == 0xfeff
}

func byteOrders() []binary.ByteOrder {
	return []binary.ByteOrder{binary.LittleEndian, binary.BigEndian}
}
