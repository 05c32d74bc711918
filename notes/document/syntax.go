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

// quotable is what may be repeated in an error: it has the shape of a key, a
// code or a label. A sentence that was typed in the wrong place has not.
var quotable = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]{0,23}$`)

// unknown words an error about a value that is not one of those known.
func unknown(what, value string) string {
	if !quotable.MatchString(value) {
		return "unknown " + what
	}
	return fmt.Sprintf("unknown %s %q", what, value)
}
