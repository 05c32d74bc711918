package notes

import (
	"errors"
	"strings"
	"unicode/utf8"

	"subrosa/notes/document"
)

// maxLine is the longest name, role, or other short text, in code points.
const maxLine = 1000

// cleanLine brings a short text into the form in which the record keeps it: NFC,
// one line, single spaces. key names it in the error.
func cleanLine(key, s string) (string, error) {
	s, err := cleanText(key, s)
	if err != nil {
		return "", err
	}
	s = strings.Join(strings.Fields(s), " ")
	if utf8.RuneCountInString(s) > maxLine {
		return "", &Invalid{What: key + ": longer than 1000 characters"}
	}
	return s, nil
}

// cleanText does the same for a text of several lines, such as a reason.
func cleanText(key, s string) (string, error) {
	s, err := document.Clean(s)
	if err != nil {
		return "", &Invalid{What: key + ": " + err.Error()}
	}
	lines := strings.Split(strings.TrimSpace(s), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " ")
	}
	return strings.Join(lines, "\n"), nil
}

// cleaner cleans one text after the other and keeps the first error.
type cleaner struct{ err error }

func (c *cleaner) line(key string, s *string) {
	if c.err == nil {
		*s, c.err = cleanLine(key, *s)
	}
}

func (c *cleaner) text(key string, s *string) {
	if c.err == nil {
		*s, c.err = cleanText(key, *s)
	}
}

// lines cleans a list and drops what is empty or said twice.
func (c *cleaner) lines(key string, list []string) []string {
	var clean []string
	seen := map[string]bool{"": true}
	for _, s := range list {
		c.line(key, &s)
		if !seen[s] {
			seen[s] = true
			clean = append(clean, s)
		}
	}
	return clean
}

// fail keeps an error unless there is one.
func (c *cleaner) fail(err error) {
	if c.err == nil {
		c.err = err
	}
}

// date cleans a date; empty stays empty.
func (c *cleaner) date(key string, s *string) {
	if c.err == nil {
		*s, c.err = parseDate(key, strings.TrimSpace(*s), "")
	}
}

// asInvalid turns the error of a document into one of the record.
func asInvalid(err error) error {
	if syntax, ok := errors.AsType[*document.SyntaxError](err); ok {
		return &Invalid{Line: syntax.Line, What: syntax.What}
	}
	return err
}
