package document

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// TokenSpan is one @alias in a text.
type TokenSpan struct {
	Token      string // without the @, in lower case
	Start, End int    // in bytes; the @ stands at Start
}

// Tokens finds the @aliases of a text, in order of appearance, each once,
// without the @ and in lower case. See TokenSpans.
func Tokens(text string) []string {
	var tokens []string
	for _, s := range TokenSpans(text) {
		if !slices.Contains(tokens, s.Token) {
			tokens = append(tokens, s.Token)
		}
	}
	return tokens
}

// TokenSpans finds every @alias of a text. An alias is letters, digits and
// inner hyphens after an @ that stands at the start, after space, or after
// punctuation that opens; so the @ of a mail address begins none.
func TokenSpans(text string) []TokenSpan {
	var spans []TokenSpan
	for at := 0; at < len(text); at++ {
		if text[at] != '@' || !mayPrecedeToken(text[:at]) {
			continue
		}
		if n := tokenLen(text[at+1:]); n > 0 {
			end := at + 1 + n
			spans = append(spans, TokenSpan{strings.ToLower(text[at+1 : end]), at, end})
			at = end - 1
		}
	}
	return spans
}

func mayPrecedeToken(before string) bool {
	r, n := utf8.DecodeLastRuneInString(before)
	return n == 0 || unicode.IsSpace(r) || unicode.In(r, unicode.Ps, unicode.Pi, unicode.Pd) ||
		strings.ContainsRune(`"'/»«“”‘’`, r)
}

// tokenLen is the length of the token at the start of s: hyphens count only
// when a letter or digit follows.
func tokenLen(s string) int {
	end := 0
	for i, r := range s {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r) || end > 0 && unicode.IsMark(r):
			end = i + utf8.RuneLen(r)
		case r == '-' && end == i && end > 0:
		default:
			return end
		}
	}
	return end
}
