package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"golang.org/x/term"

	"subrosa/cmd/subrosa/screen"
)

// print writes the result of a command to standard output: as one JSON object
// with --json, else as text by render. Both come from the same value. It is
// written in one piece, when all of it is known.
func (a *app) print(result any, render func(w io.Writer)) error {
	var b bytes.Buffer
	if a.flags.json {
		enc := json.NewEncoder(&b)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(result); err != nil {
			return fmt.Errorf("print result: %w", err)
		}
	} else {
		render(&b)
	}
	return a.write(b.Bytes())
}

// write sends finished output to standard output.
// What goes to a terminal is cleared of what the terminal would obey.
func (a *app) write(text []byte) error {
	if a.outTerminal {
		text = []byte(screen.Clean(string(text)))
	}
	if _, err := a.out.Write(text); err != nil {
		return &outputError{err}
	}
	return nil
}

// outputError is a result that could not be printed. What the command does was
// done before.
type outputError struct{ cause error }

func (e *outputError) Error() string { return "write standard output: " + e.cause.Error() }
func (e *outputError) Unwrap() error { return e.cause }

// say tells on standard error what is now true; it carries codes and numbers,
// never text or names of the record.
func (a *app) say(format string, args ...any) {
	fmt.Fprintln(a.err, a.wrapped(screen.Clean(fmt.Sprintf(format, args...))))
}

// wrapped breaks lines for the terminal at spaces alone: a path stays whole.
func (a *app) wrapped(text string) string {
	width := widthOf(a.err)
	if !a.errTerminal || width < 20 {
		return text
	}
	var b strings.Builder
	for i, line := range strings.Split(text, "\n") {
		if i > 0 {
			b.WriteByte('\n')
		}
		at := 0
		for j, word := range strings.SplitAfter(line, " ") {
			if w := screen.Width(strings.TrimRight(word, " ")); j > 0 && at+w > width {
				b.WriteByte('\n')
				at = 0
			}
			b.WriteString(word)
			at += screen.Width(word)
		}
	}
	return b.String()
}

// warn points something out on standard error.
func (a *app) warn(format string, args ...any) {
	a.say("subrosa: warning: "+format, args...)
}

// table writes rows in aligned columns, two spaces apart. Empty columns vanish.
func table(w io.Writer, rows [][]string) {
	var width []int
	for _, r := range rows {
		for i, cell := range r {
			if i == len(width) {
				width = append(width, 0)
			}
			width[i] = max(width[i], screen.Width(screen.Line(cell)))
		}
	}
	for _, r := range rows {
		var line strings.Builder
		for i, cell := range r {
			if width[i] == 0 {
				continue
			}
			line.WriteString(screen.Pad(screen.Line(cell), width[i]+2))
		}
		fmt.Fprintln(w, strings.TrimRight(line.String(), " "))
	}
}

// facts writes "label  value" lines, leaving out those without a value.
func facts(w io.Writer, pairs ...string) {
	var rows [][]string
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			rows = append(rows, []string{pairs[i], pairs[i+1]})
		}
	}
	table(w, rows)
}

// count is "1 note", "2 notes", "0 notes".
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	if stem, ok := strings.CutSuffix(noun, "y"); ok && noun != "day" {
		return fmt.Sprintf("%d %sies", n, stem)
	}
	if strings.HasSuffix(noun, "s") {
		noun += "e"
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// day and clock are how times are shown: local, ISO.
func day(t time.Time) string { return t.Local().Format("2006-01-02") }

func clock(t time.Time) string { return t.Local().Format("2006-01-02 15:04") }

// orNone keeps an empty list from being null in JSON.
func orNone[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// columns is how wide standard output is; where it is no terminal, lines are
// as long as what they say.
func (a *app) columns() int {
	if width := widthOf(a.out); a.outTerminal && width > 0 {
		return width
	}
	return 1 << 16
}

// widthOf is how wide a terminal is, 0 when it is none.
func widthOf(w io.Writer) int {
	f, ok := w.(*os.File)
	if !ok {
		return 0
	}
	width, _, err := term.GetSize(int(f.Fd()))
	if err != nil {
		return 0
	}
	return width
}
