package leak

import (
	"html"
	"strconv"
	"strings"
	"unicode/utf16"
)

// text searches a text, and again after everything is undone that hides words
// from a plain search.
func (s *scan) text(file, where, text string, f form, depth int) {
	s.textAt(file, where, text, f, depth, func(from, to int) string { return where })
}

// textAt is the same for a text of which more is known than where all of it
// stands.
func (s *scan) textAt(file, where, text string, f form, depth int, place func(from, to int) string) {
	if plain, tags, ok := splitMarkup(text); ok {
		s.found(s.search(tags, f), file, func(hit) string { return where + ", in its markup" })
		s.escapes(file, where+", in its markup", tags, f)
		text = plain
	}
	s.found(s.search(text, f), file, func(h hit) string { return place(h.from, h.to) })
	if depth > maxDepth {
		return
	}
	s.escapes(file, where+", escapes undone", text, f)
	s.codes(file, where, text, depth)
}

func (s *scan) escapes(file, where, text string, f form) {
	for range 3 { // what was escaped twice, and once more
		plain, ok := unescape(text)
		if !ok || s.ended {
			return
		}
		text = lenient(plain)
		s.found(s.search(text, f), file, func(hit) string { return where })
	}
}

// unescape undoes, in one pass, the ways of writing a character by its number:
// %F8 and %u00F8, &oslash; and &#248;, \u00f8, \xf8, \370, \'f8, and =F8 with
// the line ends of quoted-printable. It says whether there was any.
func unescape(text string) ([]byte, bool) {
	if strings.IndexAny(text, `%&\=`) < 0 {
		return nil, false
	}
	rtf := strings.HasPrefix(text, `{\rtf`)
	out := make([]byte, 0, len(text))
	any := false
	for i := 0; i < len(text); {
		put, n := "", 0
		switch text[i] {
		case '%':
			put, n = percent(text[i:])
		case '&':
			put, n = entity(text[i:])
		case '=':
			put, n = quoted(text[i:])
		case '\\':
			put, n = backslash(text[i:], rtf)
		}
		if n == 0 {
			out = append(out, text[i])
			i++
			continue
		}
		any = true
		out = append(out, put...)
		i += n
	}
	return out, any
}

func hexByte(s string) (string, bool) {
	if len(s) < 2 {
		return "", false
	}
	n, err := strconv.ParseUint(s[:2], 16, 8)
	return string([]byte{byte(n)}), err == nil
}

func hexUnit(s string) (uint16, bool) {
	if len(s) < 4 {
		return 0, false
	}
	n, err := strconv.ParseUint(s[:4], 16, 16)
	return uint16(n), err == nil
}

func percent(s string) (string, int) {
	if b, ok := hexByte(s[1:]); ok {
		return b, 3
	}
	if strings.HasPrefix(s, "%u") {
		if u, ok := hexUnit(s[2:]); ok {
			return string(rune(u)), 6
		}
	}
	return "", 0
}

func entity(s string) (string, int) {
	end := strings.IndexByte(s[:min(len(s), 33)], ';')
	if end < 2 {
		return "", 0
	}
	put := html.UnescapeString(s[:end+1])
	if put == s[:end+1] {
		return "", 0
	}
	return put, end + 1
}

func quoted(s string) (string, int) {
	if strings.HasPrefix(s, "=\n") {
		return "", 2
	}
	if strings.HasPrefix(s, "=\r\n") {
		return "", 3
	}
	if b, ok := hexByte(s[1:]); ok {
		return b, 3
	}
	return "", 0
}

func backslash(s string, rtf bool) (string, int) {
	if len(s) < 2 {
		return "", 0
	}
	switch c := s[1]; {
	case c == 'u' && rtf: // a number, and a sign for readers that do not know it
		n := 2
		for n < len(s) && n < 7 && '0' <= s[n] && s[n] <= '9' {
			n++
		}
		if v, err := strconv.Atoi(s[2:n]); err == nil {
			return string(rune(v)), min(n+1, len(s))
		}
	case c == 'u':
		u, ok := hexUnit(s[2:])
		if !ok {
			return "", 0
		}
		if utf16.IsSurrogate(rune(u)) && len(s) >= 12 && s[6:8] == `\u` {
			if low, ok := hexUnit(s[8:]); ok {
				return string(utf16.DecodeRune(rune(u), rune(low))), 12
			}
		}
		return string(rune(u)), 6
	case c == 'x' || c == '\'':
		if b, ok := hexByte(s[2:]); ok {
			return b, 4
		}
	case '0' <= c && c <= '3' && len(s) >= 4:
		if n, err := strconv.ParseUint(s[1:4], 8, 8); err == nil {
			return string([]byte{byte(n)}), 4
		}
	case c == '\n':
		return "", 2
	}
	return "", 0
}
