package leak

import (
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// gap says what stands before a letter of a folded text.
type gap uint16

const (
	gapAny    gap = 1 << iota // something that is no letter: a word ends here
	gapLine                   // it is a single line break and nothing else
	gapSoft                   // perhaps nothing: hyphenation, or a break of no width
	gapLower                  // soft, and a small letter follows: the word may go on
	gapWide                   // more than one space
	gapHump                   // no gap, but a capital after a small letter
	gapNumber                 // no gap, but a digit after a letter, or the reverse
	gapAt                     // the sign @ that begins a word
	gapAccent                 // not a gap: the letter bore an accent
	gapDense                  // not a gap: a letter of a script that sets no spaces
	gapCode                   // it is one of the signs of base64, and nothing else
)

// folded is a text reduced to its letters and digits, in UTF-8.
//
// Case, accents, Unicode form, ligatures and marks of no width are gone: "SØREN",
// "So\u0308ren" and "Sø\u00adren" are all "soren". Letters that look the same in
// Latin and Cyrillic are one. What was dropped between two letters is kept as a
// gap, so that a match can tell words from pieces of words.
type folded struct {
	b   []byte
	gap []gap   // before the letter that begins at this byte; 0 inside a letter
	at  []int32 // where in the text the letter stands
}

// pending is what was passed since the last letter.
type pending struct {
	any, hyphen, other, zero, mention bool
	spaces, lines                     int
	code, signs                       int // signs of base64, and all
}

func fold(text string) folded {
	f := folded{b: make([]byte, 0, len(text)), gap: make([]gap, 0, len(text)), at: make([]int32, 0, len(text))}
	var p pending
	var last rune // the letter before, as written; 0 after a gap
	for i := 0; i < len(text); {
		r, size := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(text[i:])
		}
		if r == '[' {
			if named, n := namedRune(text[i:]); n > 0 {
				r, size = named, n
			}
		}
		switch {
		case r < utf8.RuneSelf && !isASCIILetter(r):
			p.pass(r, last)
			last = 0
		case r < utf8.RuneSelf:
			f.letter(lowerASCII(r), r, last, p, i, 0)
			p, last = pending{}, r
		default:
			p, last = f.wide(r, last, p, i)
		}
		i += size
	}
	return f
}

// namedRune reads the sign that stands for a character a font cannot draw,
// [U+1F600].
func namedRune(s string) (rune, int) {
	if !strings.HasPrefix(s, "[U+") {
		return 0, 0
	}
	end := strings.IndexByte(s[:min(len(s), 11)], ']')
	if end < 7 {
		return 0, 0
	}
	n, err := strconv.ParseUint(s[3:end], 16, 32)
	if err != nil || n < utf8.RuneSelf || !utf8.ValidRune(rune(n)) {
		return 0, 0
	}
	return rune(n), end + 1
}

func isASCIILetter(r rune) bool {
	return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
}

func lowerASCII(r rune) rune {
	if 'A' <= r && r <= 'Z' {
		r += 'a' - 'A'
	}
	return r
}

// wide enters a character outside ASCII, which can be several letters or none.
func (f *folded) wide(r, last rune, p pending, at int) (pending, rune) {
	switch {
	case r == '\u200b': // a space of no width
		p.any, p.zero = true, true
		return p, 0
	case unicode.In(r, unicode.Mn, unicode.Me):
		if n := len(f.gap); n > 0 && !p.any {
			for n--; n > 0 && !utf8.RuneStart(f.b[n]); n-- {
			}
			f.gap[n] |= gapAccent
		}
		return p, last
	case unicode.Is(unicode.Cf, r), unicode.Is(unicode.Variation_Selector, r):
		return p, last
	}
	letters, accent := plainLetters(r)
	if letters == "" {
		p.pass(r, last)
		return p, 0
	}
	for _, l := range letters {
		f.letter(l, r, last, p, at, accent)
		p, last = pending{}, r
	}
	return p, last
}

// plain is what plainLetters says of a character.
type plain struct {
	letters string
	accent  gap
}

// plainTable holds the characters of most texts.
var plainTable = sync.OnceValue(func() *[0x500]plain {
	var t [0x500]plain
	for r := range t {
		t[r].letters, t[r].accent = findLetters(rune(r))
	}
	return &t
})

// plainLetters are the small letters without accents that a character stands
// for, and whether something was taken away.
func plainLetters(r rune) (string, gap) {
	if r < 0x500 {
		p := &plainTable()[r]
		return p.letters, p.accent
	}
	return findLetters(r)
}

func findLetters(r rune) (string, gap) {
	switch r {
	case 'ø', 'Ø':
		return "o", gapAccent
	case 'æ', 'Æ':
		return "ae", 0
	case 'œ', 'Œ':
		return "oe", 0
	case 'ß', 'ẞ':
		return "ss", 0
	case 'ð', 'Ð', 'đ', 'Đ':
		return "d", gapAccent
	case 'þ', 'Þ':
		return "th", 0
	case 'ł', 'Ł':
		return "l", gapAccent
	case 'ħ', 'Ħ':
		return "h", gapAccent
	case 'ı':
		return "i", gapAccent
	}
	var b strings.Builder
	var accent gap
	for _, d := range norm.NFKD.String(string(r)) {
		switch {
		case unicode.IsLetter(d), unicode.IsDigit(d):
			b.WriteRune(sameShape(unicode.ToLower(d)))
		case unicode.In(d, unicode.Mn, unicode.Me):
			accent = gapAccent
		case d == '\u2044': // of a fraction
		default:
			if d < utf8.RuneSelf {
				return "", 0 // a space or sign in another form
			}
		}
	}
	return b.String(), accent
}

// sameShape is the Latin letter of a Cyrillic or Greek one that looks the same,
// small and capital.
func sameShape(r rune) rune {
	if r < 0x370 {
		return r
	}
	for i, other := range []rune("аеорсхјіѕο") {
		if r == other {
			return rune("aeopcxjiso"[i])
		}
	}
	return r
}

// letter enters one letter with what stands before it.
func (f *folded) letter(l, written, last rune, p pending, at int, accent gap) {
	g := accent
	switch {
	case p.any:
		g |= gapAny
		if p.mention {
			g |= gapAt
		}
		if p.code == 1 && p.signs == 1 {
			g |= gapCode
		}
		if p.lines == 1 && !p.other && !p.hyphen {
			g |= gapLine
		}
		if p.lines == 1 && p.hyphen && !p.other {
			g |= gapSoft
			if unicode.IsLower(written) {
				g |= gapLower
			}
		}
		if p.zero && p.lines+p.spaces == 0 && !p.hyphen && !p.other {
			g |= gapSoft
		}
		if p.spaces > 1 || p.lines > 0 || p.other || p.hyphen {
			g |= gapWide
		}
	case last == 0:
	case unicode.IsDigit(last) != unicode.IsDigit(written):
		g |= gapNumber
	case unicode.IsLower(last) && unicode.IsUpper(written):
		g |= gapHump
	}
	if l >= 0xe00 && unicode.In(l, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer) {
		g |= gapDense
	}
	n := len(f.b)
	f.b = utf8.AppendRune(f.b, l)
	f.gap = append(f.gap, g)
	f.at = append(f.at, int32(at))
	for range len(f.b) - n - 1 {
		f.gap, f.at = append(f.gap, 0), append(f.at, int32(at))
	}
}

// pass notes a character that is no letter. last is the letter directly before
// it, 0 when there is none.
func (p *pending) pass(r, last rune) {
	first := !p.any
	p.any = true
	p.signs++
	if r == '+' || r == '/' || r == '=' {
		p.code++
	}
	switch r {
	case '\n', '\f', '\v', '\u0085', '\u2028', '\u2029':
		p.lines++
	case '\r', '\t', ' ', '\u00a0':
		if r != '\r' {
			p.spaces++
		}
	case '-', '\u2010', '\u2011', '\u2212':
		p.other = p.other || !first && (p.hyphen || p.lines > 0)
		p.hyphen = true
	case '@':
		p.mention = !first || last == 0
		p.other = true
		return
	default:
		if unicode.IsSpace(r) {
			p.spaces++
		} else {
			p.other = true
		}
	}
	p.mention = false
}
