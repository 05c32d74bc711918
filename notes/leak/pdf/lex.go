package pdf

import (
	"bytes"
	"math"
	"strconv"
)

// The kinds of objects. A number is a float64, null is nil, and a word that is
// none of PDF's values, an operator or obj, is a keyword.
type (
	name    string
	str     []byte
	array   []any
	dict    map[name]any
	ref     struct{ num, gen int }
	keyword string
)

const maxNesting = 64 // of arrays and dictionaries

// lexer reads objects out of bytes. It takes whatever comes: what is no object
// is a keyword, what ends too early ends there.
type lexer struct {
	b []byte
	i int
	// found gets every string, name, word and comment that is read, also such that
	// are part of something malformed.
	found func(any)
	read  int // objects read so far
	until int // reading ends at this number of them
}

// maxTokens is how many objects one object may hold: a page of brackets would
// take a hundred times its size.
const maxTokens = 2 << 20

func isSpace(c byte) bool {
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == 0
}

func isDelimiter(c byte) bool {
	switch c {
	case '(', ')', '<', '>', '[', ']', '{', '}', '/', '%':
		return true
	}
	return false
}

func (l *lexer) skipSpace() {
	for l.i < len(l.b) {
		switch c := l.b[l.i]; {
		case isSpace(c):
			l.i++
		case c == '%':
			from := l.i
			for l.i < len(l.b) && l.b[l.i] != '\n' && l.b[l.i] != '\r' {
				l.i++
			}
			l.tell(keyword(l.b[from:l.i]))
		default:
			return
		}
	}
}

// object reads the next object; false at the end.
func (l *lexer) object(nesting int) (any, bool) {
	l.skipSpace()
	if nesting == 0 {
		l.until = l.read + maxTokens
	}
	if l.i >= len(l.b) || nesting > maxNesting || l.read >= l.until {
		return nil, false
	}
	l.read++
	switch c := l.b[l.i]; {
	case c == '/':
		n := l.name()
		l.tell(n)
		return n, true
	case c == '(':
		s := l.literal()
		l.tell(s)
		return s, true
	case c == '<' && l.i+1 < len(l.b) && l.b[l.i+1] == '<':
		l.i += 2
		return l.dict(nesting), true
	case c == '<':
		s := l.hex()
		l.tell(s)
		return s, true
	case c == '[':
		l.i++
		return l.array(nesting), true
	case c == '>' && l.i+1 < len(l.b) && l.b[l.i+1] == '>':
		l.i += 2
		return keyword(">>"), true
	case isDelimiter(c):
		l.i++
		return keyword(string(c)), true
	}
	return l.word(), true
}

func (l *lexer) tell(v any) {
	if l.found != nil {
		l.found(v)
	}
}

func (l *lexer) array(nesting int) array {
	a := array{}
	for {
		v, ok := l.object(nesting + 1)
		if !ok || v == keyword("]") {
			return a
		}
		switch v {
		case keyword(">>"), keyword("endobj"), keyword("stream"):
			return a
		}
		a = l.push(a, v)
	}
}

// push adds an object to a list; R makes a reference of the last two.
func (l *lexer) push(a array, v any) array {
	if v != keyword("R") {
		return append(a, v)
	}
	if n := len(a); n >= 2 {
		num, ok1 := a[n-2].(float64)
		gen, ok2 := a[n-1].(float64)
		if ok1 && ok2 {
			return append(a[:n-2], ref{int(num), int(gen)})
		}
	}
	return a
}

func (l *lexer) dict(nesting int) dict {
	var list array
	for {
		start := l.i
		v, ok := l.object(nesting + 1)
		if !ok || v == keyword(">>") {
			break
		}
		if v == keyword("endobj") || v == keyword("stream") {
			l.i = start
			break
		}
		list = l.push(list, v)
	}
	d := dict{}
	for i := 0; i+1 < len(list); {
		key, ok := list[i].(name)
		if !ok {
			i++
			continue
		}
		d[key] = list[i+1]
		i += 2
	}
	return d
}

func (l *lexer) name() name {
	l.i++
	from := l.i
	escaped := false
	for l.i < len(l.b) && !isSpace(l.b[l.i]) && !isDelimiter(l.b[l.i]) {
		escaped = escaped || l.b[l.i] == '#'
		l.i++
	}
	raw := l.b[from:l.i]
	if !escaped {
		return name(raw)
	}
	var b []byte
	for i := 0; i < len(raw); i++ {
		if raw[i] == '#' && i+2 < len(raw) {
			if n, err := strconv.ParseUint(string(raw[i+1:i+3]), 16, 8); err == nil {
				b = append(b, byte(n))
				i += 2
				continue
			}
		}
		b = append(b, raw[i])
	}
	return name(b)
}

func (l *lexer) literal() str {
	l.i++
	b := str{}
	for open := 1; l.i < len(l.b); {
		c := l.b[l.i]
		l.i++
		switch c {
		case '(':
			open++
		case ')':
			if open--; open == 0 {
				return b
			}
		case '\\':
			b = l.escape(b)
			continue
		}
		b = append(b, c)
	}
	return b
}

func (l *lexer) escape(b str) str {
	if l.i >= len(l.b) {
		return b
	}
	c := l.b[l.i]
	l.i++
	switch c {
	case 'n':
		return append(b, '\n')
	case 'r':
		return append(b, '\r')
	case 't':
		return append(b, '\t')
	case 'b':
		return append(b, '\b')
	case 'f':
		return append(b, '\f')
	case '\r':
		if l.i < len(l.b) && l.b[l.i] == '\n' {
			l.i++
		}
		return b
	case '\n':
		return b
	}
	if c < '0' || c > '7' {
		return append(b, c)
	}
	n := int(c - '0')
	for k := 0; k < 2 && l.i < len(l.b) && '0' <= l.b[l.i] && l.b[l.i] <= '7'; k++ {
		n = n*8 + int(l.b[l.i]-'0')
		l.i++
	}
	return append(b, byte(n))
}

func (l *lexer) hex() str {
	l.i++
	b := str{}
	var high byte
	half := false
	for l.i < len(l.b) {
		c := l.b[l.i]
		l.i++
		if c == '>' {
			break
		}
		v, ok := hexDigit(c)
		switch {
		case !ok:
		case half:
			b, half = append(b, high<<4|v), false
		default:
			high, half = v, true
		}
	}
	if half {
		b = append(b, high<<4)
	}
	return b
}

func hexDigit(c byte) (byte, bool) {
	switch {
	case '0' <= c && c <= '9':
		return c - '0', true
	case 'a' <= c && c <= 'f':
		return c - 'a' + 10, true
	case 'A' <= c && c <= 'F':
		return c - 'A' + 10, true
	}
	return 0, false
}

func (l *lexer) word() any {
	from := l.i
	for l.i < len(l.b) && !isSpace(l.b[l.i]) && !isDelimiter(l.b[l.i]) {
		l.i++
	}
	w := l.b[from:l.i]
	l.tell(keyword(w))
	if c := w[0]; c >= '0' && c <= '9' || c == '-' || c == '+' || c == '.' {
		if f, ok := number(w); ok {
			return f
		}
	}
	switch string(w) {
	case "true":
		return true
	case "false":
		return false
	case "null":
		return nil
	}
	return keyword(w)
}

// number reads a number without exponent. Readers take more than the standard
// allows, 1.-5 or --3; so does this.
func number(w []byte) (float64, bool) {
	negative := false
	var whole, fraction, scale float64 = 0, 0, 1
	digits, point := 0, false
	for i, c := range w {
		switch {
		case '0' <= c && c <= '9':
			if digits++; point {
				scale /= 10
				fraction += float64(c-'0') * scale
			} else {
				whole = whole*10 + float64(c-'0')
			}
		case c == '.' && !point:
			point = true
		case c == '-' && i == 0:
			negative = true
		case (c == '-' || c == '+') && digits == 0:
		case c == '-': // 1.-5: the rest is dropped
			return sign(negative, whole+fraction), digits > 0
		default:
			return 0, false
		}
	}
	return sign(negative, whole+fraction), digits > 0 || point
}

func sign(negative bool, f float64) float64 {
	if negative {
		f = -f
	}
	if math.Abs(f) > 1e15 {
		return 0
	}
	return f
}

// keywordAt says whether a word stands at a place of a file.
func keywordAt(b []byte, i int, word string) bool {
	return i >= 0 && bytes.HasPrefix(b[min(i, len(b)):], []byte(word))
}
