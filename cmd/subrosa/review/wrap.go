package review

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"subrosa/cmd/subrosa/screen"
)

const (
	bold    = "\x1b[1m"
	faint   = "\x1b[2m"
	under   = "\x1b[4m"
	reverse = "\x1b[7m"
	normal  = "\x1b[0m"
)

// line is a line as it is drawn, and how wide it is without its styles.
type line struct {
	text  string
	width int
}

func plain(s string) line { return line{s, screen.Width(s)} }

func styled(s, style string) line {
	if style == "" || s == "" {
		return plain(s)
	}
	return line{style + s + normal, screen.Width(s)}
}

// together is a space at which a line is not broken.
const together = "\u00a0"

// run is text in one style.
type run struct{ text, style string }

// clean makes text safe for a terminal and leaves every code point in its place.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r == '\t':
			return ' '
		case unicode.IsControl(r), r >= 0x2028 && r <= 0x202e, r >= 0x2066 && r <= 0x2069, r == 0xfeff:
			return '·'
		}
		return r
	}, s)
}

func wrap(runs []run, width int) []line {
	lines, _ := wrapStarts(runs, width)
	return lines
}

// wrapStarts breaks runs into lines. starts says with which code point of the text
// each line begins.
func wrapStarts(runs []run, width int) (lines []line, starts []int) {
	var b strings.Builder
	var ends []int // of the runs, in bytes
	for _, r := range runs {
		b.WriteString(clean(r.text))
		ends = append(ends, b.Len())
	}
	text := b.String()
	row, point := 0, 0
	for _, paragraph := range strings.SplitAfter(text, "\n") {
		from := 0
		body := strings.TrimSuffix(paragraph, "\n")
		for _, to := range screen.Breaks(body, width) {
			piece := strings.TrimRight(body[from:to], " ")
			lines = append(lines, inStyles(text, row+from, row+from+len(piece), runs, ends))
			starts = append(starts, point)
			point += utf8.RuneCountInString(body[from:to])
			from = to
		}
		row += len(paragraph)
		point += utf8.RuneCountInString(paragraph[len(body):])
	}
	return lines, starts
}

// inStyles is a piece of the text of runs.
func inStyles(text string, from, to int, runs []run, ends []int) line {
	l := line{width: screen.Width(text[from:to])}
	begin := 0
	var b strings.Builder
	for i, r := range runs {
		if s, e := max(begin, from), min(ends[i], to); s < e {
			b.WriteString(styled(strings.ReplaceAll(text[s:e], together, " "), r.style).text)
		}
		begin = ends[i]
	}
	l.text = b.String()
	return l
}

// pad fills a line with spaces.
func (l line) pad(width int) string { return l.text + strings.Repeat(" ", max(0, width-l.width)) }

// fitting joins keys, as many lines of them as there is room for; each key is
// whole.
func fitting(keys []string, width, most int) []string {
	lines := []string{""}
	for _, k := range keys {
		last := &lines[len(lines)-1]
		with := k
		if *last != "" {
			with = *last + " · " + k
		}
		switch {
		case screen.Width(with) <= width:
			*last = with
		case len(lines) < most && screen.Width(k) <= width:
			lines = append(lines, k)
		}
	}
	return lines
}
