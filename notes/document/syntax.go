package document

import (
	"fmt"
	"regexp"
)

// SyntaxError says what is wrong with a document and on which line (from 1;
// 0 when no line is to blame). It never quotes text of the note.
type SyntaxError struct {
	Line int
	What string // lower case, no period
}

func (e *SyntaxError) Error() string {
	if e.Line == 0 {
		return e.What
	}
	return fmt.Sprintf("line %d: %s", e.Line, e.What)
}

func syntaxError(line int, format string, args ...any) error {
	return &SyntaxError{Line: line, What: fmt.Sprintf(format, args...)}
}

// wordLike is the shape of a key, a code or a label.
var wordLike = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]{0,23}$`)

// unknown words an error about a value that is not one of those known. A
// party's letter is repeated; anything longer could be a name that was typed in
// the wrong place, and the line says enough.
func unknown(what, value string) string {
	if len(value) == 1 && value[0] >= 'A' && value[0] <= 'Z' {
		return fmt.Sprintf("unknown %s %q", what, value)
	}
	return "unknown " + what
}
