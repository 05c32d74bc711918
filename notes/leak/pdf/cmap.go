package pdf

import (
	"bytes"
	"unicode/utf16"
)

// cmap is a map from codes: to text, to CIDs, or only the lengths of codes.
type cmap struct {
	spaces []codeRange
	chars  map[int]string // code<<3 | length of the code
	ranges []textRange
}

type codeRange struct{ from, to, size int }

type textRange struct {
	codeRange
	text string // of the first
	cid  int
}

func twoBytes() *cmap { return &cmap{spaces: []codeRange{{0, 0xffff, 2}}} }

// next reads the code at the beginning of a text.
func (m *cmap) next(s []byte) (code, size int) {
	code = 0
	for n := 1; n <= 4 && n <= len(s); n++ {
		code = code<<8 | int(s[n-1])
		for _, r := range m.spaces {
			if r.size == n && r.from <= code && code <= r.to {
				return code, n
			}
		}
	}
	n := 1
	if len(m.spaces) > 0 {
		n = min(m.spaces[0].size, len(s))
	}
	code = 0
	for _, b := range s[:n] {
		code = code<<8 | int(b)
	}
	return code, n
}

func (m *cmap) text(code, size int) string {
	if s, ok := m.chars[code<<3|size]; ok {
		return s
	}
	for i := len(m.ranges) - 1; i >= 0; i-- {
		if r := m.ranges[i]; r.from <= code && code <= r.to && r.size == size {
			return plusLast(r.text, code-r.from)
		}
	}
	return ""
}

func (m *cmap) cid(code int) int {
	for i := len(m.ranges) - 1; i >= 0; i-- {
		if r := m.ranges[i]; r.from <= code && code <= r.to {
			return r.cid + code - r.from
		}
	}
	return code
}

func plusLast(s string, n int) string {
	list := []rune(s)
	if len(list) == 0 {
		return ""
	}
	list[len(list)-1] += rune(n)
	return string(list)
}

// readCMap reads the sections of a CMap: codespace, bfchar, bfrange, cidchar,
// cidrange. All else in it is PostScript that nobody needs.
func readCMap(b []byte) *cmap {
	m := &cmap{chars: map[int]string{}}
	l := lexer{b: b}
	var args array
	for {
		v, ok := l.object(0)
		if !ok {
			return m
		}
		word, isWord := v.(keyword)
		if !isWord {
			if args = append(args, v); len(args) > 1<<17 {
				return m
			}
			continue
		}
		switch word {
		case "endcodespacerange":
			for i := 0; i+1 < len(args); i += 2 {
				if r, ok := rangeOf(args[i], args[i+1]); ok {
					m.spaces = append(m.spaces, r)
				}
			}
		case "endbfchar":
			for i := 0; i+1 < len(args); i += 2 {
				if r, ok := rangeOf(args[i], args[i]); ok {
					m.chars[r.from<<3|r.size] = unicodeOf(args[i+1])
				}
			}
		case "endbfrange", "endcidrange":
			for i := 0; i+2 < len(args); i += 3 {
				m.addRange(args[i], args[i+1], args[i+2])
			}
		case "endcidchar":
			for i := 0; i+1 < len(args); i += 2 {
				m.addRange(args[i], args[i], args[i+1])
			}
		}
		args = args[:0]
	}
}

func rangeOf(from, to any) (codeRange, bool) {
	a, ok1 := from.(str)
	b, ok2 := to.(str)
	if !ok1 || !ok2 || len(a) == 0 || len(a) > 4 || len(a) != len(b) {
		return codeRange{}, false
	}
	r := codeRange{size: len(a)}
	for i := range a {
		r.from, r.to = r.from<<8|int(a[i]), r.to<<8|int(b[i])
	}
	return r, true
}

func (m *cmap) addRange(from, to, target any) {
	r, ok := rangeOf(from, to)
	if !ok {
		return
	}
	if len(m.ranges) >= 4096 {
		return
	}
	switch t := target.(type) {
	case str:
		if r.to-r.from < 256 && len(m.chars) < 1<<17 {
			for code := r.from; code <= r.to; code++ {
				m.chars[code<<3|r.size] = plusLast(unicodeOf(t), code-r.from)
			}
			return
		}
		m.ranges = append(m.ranges, textRange{codeRange: r, text: unicodeOf(t)})
	case float64:
		m.ranges = append(m.ranges, textRange{codeRange: r, cid: int(t)})
	case array:
		for i, v := range t {
			if code := r.from + i; code <= r.to {
				m.chars[code<<3|r.size] = unicodeOf(v)
			}
		}
	}
}

func unicodeOf(v any) string {
	switch v := v.(type) {
	case str:
		if len(v) == 1 {
			return string(rune(v[0]))
		}
		units := make([]uint16, 0, len(v)/2)
		for i := 0; i+1 < len(v); i += 2 {
			units = append(units, uint16(v[i])<<8|uint16(v[i+1]))
		}
		return string(bytes.Trim([]byte(string(utf16.Decode(units))), "\x00"))
	case name:
		return letterOf(string(v))
	}
	return ""
}
