package notes

import (
	"fmt"
	"slices"

	"subrosa/notes/document"
)

// Judge reads a note as a court would that orders all of it.
const Judge = "judge"

// ReadAs is the text of a note as another reader would get it on request: a party
// what is everybody's or theirs, nothing of a meeting without them; Judge all of
// it. Aliases are third parties, numbered as they appear. It shows what marks do
// while they can still be mended; a name that stands in clear stays, and a real
// answer is decided upon place by place.
func ReadAs(d document.Document, parties []string, reader string) []document.Section {
	r := &otherReader{reader: reader, shared: len(parties) > 1}
	var sections []document.Section
	if r.shared && reader != Judge && len(d.Present) > 0 && !slices.Contains(d.Present, reader) {
		return sections
	}
	for _, s := range d.Sections {
		var list []document.Paragraph
		for _, p := range s.Paragraphs {
			if r.gets(p.Whose) {
				list = append(list, document.Paragraph{Text: r.numbered(p.Text), Whose: r.mark(p.Whose)})
			}
		}
		if len(list) > 0 {
			s.Paragraphs = list
			sections = append(sections, s)
		}
	}
	return sections
}

type otherReader struct {
	reader string
	shared bool
	third  []string // tokens in the order of their first appearance
}

func (r *otherReader) gets(whose document.Whose) bool {
	return !r.shared || r.reader == Judge || len(whose.Parties()) == 0 || slices.Contains(whose.Parties(), r.reader)
}

// mark stays where a court sees it; no party sees one.
func (r *otherReader) mark(whose document.Whose) document.Whose {
	if r.reader == Judge {
		return whose
	}
	return ""
}

func (r *otherReader) numbered(text string) string {
	out, at := "", 0
	for _, s := range document.TokenSpans(text) {
		n := slices.Index(r.third, s.Token)
		if n < 0 {
			n = len(r.third)
			r.third = append(r.third, s.Token)
		}
		out += text[at:s.Start] + fmt.Sprintf("[third party %d]", n+1)
		at = s.End
	}
	return out + text[at:]
}
