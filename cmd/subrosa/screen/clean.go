package screen

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Clean makes text safe to keep and to send to a terminal: line ends become
// "\n", escape sequences go with all their parameters, and so do all other
// control characters but the tab. Bytes that are no UTF-8 are dropped.
// Everything that a person can type comes through unaltered.
func Clean(s string) string {
	if clean(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && n <= 1:
		case r == 0x1b:
			n = escapeLength(s[i:])
		case r == '\r':
			if !strings.HasPrefix(s[i+1:], "\n") {
				b.WriteByte('\n')
			}
		case r == '\u2028' || r == '\u2029' || r == '\u0085':
			b.WriteByte('\n')
		case r == '\n' || r == '\t' || !dropped(r):
			b.WriteRune(r)
		}
		i += n
	}
	return b.String()
}

// Line is Clean for what must stay on one line: line ends and tabs become
// spaces.
func Line(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' {
			return ' '
		}
		return r
	}, Clean(s))
}

func clean(s string) bool {
	for _, r := range s {
		if r == utf8.RuneError || r == '\u2028' || r == '\u2029' || r != '\n' && r != '\t' && dropped(r) {
			return false
		}
	}
	return true
}

// dropped are the control characters, and those that turn the direction of
// what follows them, so that text cannot be made to look like another text.
func dropped(r rune) bool {
	return unicode.Is(unicode.Cc, r) || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 || r == 0xfeff
}

// escapeLength is the length of the escape sequence that s begins with.
func escapeLength(s string) int {
	if len(s) < 2 {
		return len(s)
	}
	switch s[1] {
	case '[': // CSI: parameters, then a final byte
		for i := 2; i < len(s); i++ {
			if s[i] >= 0x40 && s[i] <= 0x7e {
				return i + 1
			}
			if s[i] < 0x20 || s[i] > 0x7e { // broken off
				return i
			}
		}
		return len(s)
	case ']', 'P', '_', '^', 'X': // strings, to BEL or ESC \
		for i := 2; i < len(s); i++ {
			if s[i] == 0x07 {
				return i + 1
			}
			if s[i] == 0x1b && i+1 < len(s) && s[i+1] == '\\' {
				return i + 2
			}
			if s[i] == '\n' { // never closed: only the line is lost
				return i
			}
		}
		return 2
	case '(', ')', '*', '+', '#', '%':
		return min(3, len(s))
	}
	if s[1] >= 0x30 && s[1] <= 0x7e {
		return 2
	}
	return 1
}
