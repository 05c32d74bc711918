package document

import (
	"strings"
	"unicode"
)

// block is a heading or a paragraph of the body, as written.
type block struct {
	line    int
	heading bool
	lines   []string // of a heading: its words
}

// scan cuts cleaned text into headings and paragraphs. A heading is a line that
// begins with ##; it needs no blank line around it.
func scan(body string, line int) ([]block, error) {
	var blocks []block
	inParagraph := false
	for l := range strings.SplitSeq(body, "\n") {
		l = trimLine(l)
		words := strings.TrimLeftFunc(l, unicode.IsSpace)
		switch {
		case l == "":
			inParagraph = false
		case looksLikeHeading(words):
			words, what := headingWords(words)
			if what != "" {
				return nil, syntaxError(line, "%s", what)
			}
			blocks = append(blocks, block{line: line, heading: true, lines: []string{words}})
			inParagraph = false
		case inParagraph:
			last := &blocks[len(blocks)-1]
			last.lines = append(last.lines, l)
		default:
			blocks = append(blocks, block{line: line, lines: []string{words}})
			inParagraph = true
		}
		line++
	}
	return blocks, nil
}

// looksLikeHeading tells headings of any level; #1 and #tag are text.
func looksLikeHeading(line string) bool {
	return strings.HasPrefix(line, "##") || strings.HasPrefix(line, "# ") || line == "#"
}

func headingWords(line string) (words, what string) {
	words = strings.TrimLeft(line, "#")
	switch {
	case len(line)-len(words) != 2:
		return "", `headings begin with ##; text that begins with # is written \#`
	case strings.TrimSpace(words) == "":
		return "", "a heading without words"
	}
	return strings.TrimSpace(words), ""
}

// paragraph reads a block's mark and takes the escapes away.
func (b block) paragraph(c Context) (Paragraph, error) {
	var p Paragraph
	lines := append([]string(nil), b.lines...)
	line := b.line
	if strings.HasPrefix(lines[0], "[") {
		mark, rest, ok := strings.Cut(lines[0], "]")
		if !ok {
			return p, syntaxError(line, notAMark)
		}
		var err error
		if p.Whose, err = ParseWhose(mark+"]", c.Parties); err != nil {
			return p, syntaxError(line, "%s", what(err))
		}
		if lines[0] = strings.TrimLeftFunc(rest, unicode.IsSpace); lines[0] == "" {
			lines = lines[1:] // the mark stands on a line of its own
			line++
		}
		if len(lines) == 0 {
			return p, syntaxError(b.line, "a mark without text")
		}
		lines[0] = strings.TrimLeftFunc(lines[0], unicode.IsSpace)
		if strings.HasPrefix(lines[0], "[") {
			return p, syntaxError(line, `two marks; text that begins with [ is written \[`)
		}
	}
	for i := range lines {
		lines[i] = unescape(lines[i], i == 0)
	}
	p.Text = strings.Join(lines, "\n")
	return p, nil
}

// special tells the beginnings of a line that mean something: headings, the
// fence of a head and, where a paragraph begins, marks. A backslash before one
// makes it text.
func special(line string, first bool) bool {
	return looksLikeHeading(line) || line == fence || first && strings.HasPrefix(line, "[")
}

// unescape takes one backslash from before a special beginning.
func unescape(line string, first bool) string {
	indent, words := cutIndent(line)
	bare := strings.TrimLeft(words, `\`)
	if len(bare) == len(words) || !special(bare, first) {
		return line
	}
	return indent + words[1:]
}

// escape puts one there; unescape of what it returns is the line again.
func escape(line string, first bool) string {
	indent, words := cutIndent(line)
	if !special(strings.TrimLeft(words, `\`), first) {
		return line
	}
	return indent + `\` + words
}

func cutIndent(line string) (indent, words string) {
	words = strings.TrimLeftFunc(line, unicode.IsSpace)
	return line[:len(line)-len(words)], words
}
