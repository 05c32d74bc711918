package document

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// MaxBytes is the size beyond which a document is refused. The longest note
// that anybody writes by hand is a hundredth of it.
const MaxBytes = 1 << 20

// tabWidth is what a tab becomes, here as in the writing screen.
const tabWidth = 4

// Clean brings text into the form in which notes keep it: Unicode NFC, lines
// ended by \n, a tab as four spaces, no byte order mark. The invisible controls
// that reorder text (U+202A to U+202E, U+2066 to U+2069) are left out: with
// them, what is read on screen or paper could be other than what was signed.
// Right-to-left text itself, its marks U+200E, U+200F and U+061C, and emoji
// stay. Invalid UTF-8 and all other control characters are refused, with the
// line they stand on.
func Clean(s string) (string, error) {
	if len(s) > MaxBytes {
		return "", syntaxError(0, "longer than 1 MiB")
	}
	s = strings.ReplaceAll(s, "\r\n", "\n")
	var b strings.Builder
	b.Grow(len(s))
	line := 1
	for i, r := range s {
		switch {
		case r == '\n' || r == '\u2028' || r == '\u2029':
			b.WriteByte('\n')
			line++
		case r == '\t':
			b.WriteString(strings.Repeat(" ", tabWidth))
		case r == '\ufeff' || reorders(r):
		case unicode.IsControl(r):
			return "", syntaxError(line, "control character U+%04X", r)
		case r == utf8.RuneError && !strings.HasPrefix(s[i:], "\ufffd"):
			return "", syntaxError(line, "not valid UTF-8")
		default:
			b.WriteRune(r)
		}
	}
	return norm.NFC.String(b.String()), nil
}

// reorders tells the explicit embeddings, overrides and isolates of the
// bidirectional algorithm.
func reorders(r rune) bool {
	return r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069'
}

// trimLine takes the space off the end of a line; a line of nothing else is
// blank.
func trimLine(s string) string { return strings.TrimRightFunc(s, unicode.IsSpace) }

// splitParagraphs cuts cleaned text at blank lines. A paragraph begins with a
// letter or sign, not with space; its later lines keep their indentation.
func splitParagraphs(text string) []string {
	var paragraphs, lines []string
	flush := func() {
		if len(lines) > 0 {
			paragraphs = append(paragraphs, strings.Join(lines, "\n"))
			lines = nil
		}
	}
	for line := range strings.SplitSeq(text, "\n") {
		line = trimLine(line)
		switch {
		case line == "":
			flush()
		case len(lines) == 0:
			lines = append(lines, strings.TrimLeftFunc(line, unicode.IsSpace))
		default:
			lines = append(lines, line)
		}
	}
	flush()
	return paragraphs
}
