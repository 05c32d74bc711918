package screen

import (
	"strings"

	"github.com/rivo/uniseg"
)

// Width is how many columns a terminal gives to s, which must be clean and of
// one line. A tab takes four.
func Width(s string) int {
	plain := true
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 || s[i] == '\t' {
			plain = false
			break
		}
	}
	if plain {
		return len(s)
	}
	return uniseg.StringWidth(strings.ReplaceAll(s, "\t", tab))
}

const tab = "    "

// Fit cuts s to width columns, with an ellipsis where something is missing.
func Fit(s string, width int) string {
	if width <= 0 {
		return ""
	}
	if Width(s) <= width {
		return s
	}
	var b strings.Builder
	at := 0
	g := uniseg.NewGraphemes(strings.ReplaceAll(s, "\t", tab))
	for g.Next() {
		if at+g.Width() > width-1 {
			break
		}
		at += g.Width()
		b.WriteString(g.Str())
	}
	return b.String() + "…"
}

// Pad fills s with spaces to width columns, or cuts it.
func Pad(s string, width int) string {
	s = Fit(s, width)
	return s + strings.Repeat(" ", max(0, width-Width(s)))
}

// Split puts left and right at the two ends of a line; when both do not fit,
// the left one is cut.
func Split(left, right string, width int) string {
	r := Width(right)
	if r+2 > width {
		return Fit(left, width)
	}
	return Pad(left, width-r-1) + " " + right
}

// Wrap breaks text into lines of at most width columns, at spaces where it
// can. Line ends of the text are kept.
func Wrap(text string, width int) []string {
	var out []string
	for _, line := range strings.Split(text, "\n") {
		from := 0
		for _, to := range Breaks(line, width) {
			out = append(out, strings.TrimRight(line[from:to], " "))
			from = to
		}
	}
	return out
}

// Hints joins the keys of a last line, each whole: what does not fit is left out,
// so that what matters most comes first.
func Hints(keys []string, width int) string {
	line := ""
	for _, k := range keys {
		with := k
		if line != "" && k != "" {
			with = line + " · " + k
		}
		if k != "" && Width(with) <= width {
			line = with
		}
	}
	return line
}

// Breaks says where a line of text is broken to fit into width columns: the
// byte offsets of the ends of the pieces, the last one is the length of the
// line. Spaces at the end of a piece may hang over, as in every editor. A
// grapheme is never cut; one that is wider than the width stands alone.
func Breaks(line string, width int) []int {
	width = max(1, width)
	if len(line) <= width && Width(line) <= width {
		return []int{len(line)}
	}
	var ends []int
	at, columns := 0, 0       // where we are
	word, wordColumns := 0, 0 // where the word began that we are in, and its width so far
	rest := line
	for rest != "" {
		var cluster string
		var w int
		cluster, w, rest = Next(rest)
		if cluster == " " || cluster == "\t" {
			at += len(cluster)
			columns += w
			word, wordColumns = at, 0
			continue
		}
		if columns+w > width && columns > 0 {
			if word > 0 && (len(ends) == 0 || word > ends[len(ends)-1]) && wordColumns < width {
				ends = append(ends, word)
				columns = wordColumns
			} else {
				ends = append(ends, at)
				columns = 0
				word, wordColumns = at, 0
			}
		}
		at += len(cluster)
		columns += w
		wordColumns += w
	}
	return append(ends, len(line))
}

// Next is the first grapheme of s with its width, and the rest of s.
func Next(s string) (cluster string, width int, rest string) {
	if s[0] == '\t' {
		return s[:1], len(tab), s[1:]
	}
	if s[0] < 0x80 && (len(s) == 1 || s[1] < 0x80) {
		return s[:1], 1, s[1:]
	}
	cluster, rest, width, _ = uniseg.FirstGraphemeClusterInString(s, -1)
	return cluster, width, rest
}
