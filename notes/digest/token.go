package digest

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Tokenise cuts a paragraph into tokens whose concatenation is the text: words,
// runs of white space, and runs of everything else. An @alias is one token, and
// so is each of names where it stands whole in the text, exactly as given.
// Marks and joiners stay with what they belong to. A token that would be longer
// than MaxToken is cut into several. An empty text has no tokens.
//
// What comes out is stored with the signed note (see Seal), so a later version
// may cut differently without disturbing what was signed before.
func Tokenise(text string, names []string) []string {
	var tokens []string
	var before rune
	for text != "" {
		n := tokenLength(text, before, names)
		tokens = append(tokens, text[:n])
		if r := lastRune(text[:n]); r != 0 {
			before = r
		}
		text = text[n:]
	}
	return tokens
}

type class int

const (
	other class = iota
	word
	space
)

func classOf(r rune) class {
	switch {
	case unicode.IsLetter(r) || unicode.IsNumber(r):
		return word
	case unicode.IsSpace(r):
		return space
	}
	return other
}

// extends tells whether r belongs to the character before it: combining marks,
// joiners, variation selectors, skin tones.
func extends(r rune) bool {
	return unicode.IsMark(r) || r == '\u200c' || r == '\u200d' || r >= 0x1f3fb && r <= 0x1f3ff
}

// tokenLength is the length of the token at the start of text, which is not
// empty; before is the rune that precedes it.
func tokenLength(text string, before rune, names []string) int {
	if n := special(text, before, names); n > 0 {
		return cut(text, n)
	}
	first, n := utf8.DecodeRuneInString(text)
	last := first
	for n < len(text) {
		r, size := utf8.DecodeRuneInString(text[n:])
		if !extends(r) {
			if classOf(r) != classOf(first) || classOf(r) != word && special(text[n:], last, names) > 0 {
				break
			}
			last = r
		}
		n += size
	}
	return cut(text, n)
}

// special is the length of the alias or name at the start of text, 0 if none.
func special(text string, before rune, names []string) int {
	longest := alias(text, before)
	for _, name := range names {
		if len(name) > longest && strings.HasPrefix(text, name) && whole(text, before, name) {
			longest = len(name)
		}
	}
	return longest
}

// alias is the length of an @ with the letters, digits and inner hyphens behind
// it; not in the middle of a word, as in a mail address.
func alias(text string, before rune) int {
	if text[0] != '@' || classOf(before) == word {
		return 0
	}
	end := 1 // after the last letter or digit
	for n := 1; n < len(text); {
		r, size := utf8.DecodeRuneInString(text[n:])
		if !(classOf(r) == word || end > 1 && n == end && (extends(r) || r == '-')) {
			break
		}
		if n += size; r != '-' {
			end = n
		}
	}
	if end == 1 {
		return 0
	}
	return end
}

// whole tells whether name, a prefix of text, is no part of a longer word.
func whole(text string, before rune, name string) bool {
	first, _ := utf8.DecodeRuneInString(name)
	after, _ := utf8.DecodeRuneInString(text[len(name):])
	if classOf(first) == word && classOf(before) == word {
		return false
	}
	return len(text) == len(name) || !extends(after) && (classOf(lastRune(name)) != word || classOf(after) != word)
}

// lastRune is the last rune of s that is no mark of another; 0 for none.
func lastRune(s string) rune {
	for s != "" {
		r, size := utf8.DecodeLastRuneInString(s)
		if !extends(r) {
			return r
		}
		s = s[:len(s)-size]
	}
	return 0
}

// cut shortens the token text[:n] to MaxToken bytes, between two characters if
// there is a place, else between two runes.
func cut(text string, n int) int {
	if n <= MaxToken {
		return n
	}
	at := 0
	for i, r := range text[:n] {
		if i > MaxToken {
			break
		}
		if !extends(r) && i > 0 {
			at = i
		}
	}
	if at > 0 {
		return at
	}
	for at = MaxToken; !utf8.RuneStart(text[at]); {
		at--
	}
	return at
}
