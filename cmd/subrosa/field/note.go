package field

import (
	"slices"
	"strings"

	"subrosa/notes/document"
)

// FromSections lays out the sections of a note: headings, and an empty row
// between paragraphs.
func FromSections(sections []document.Section) []Row {
	var rows []Row
	for _, s := range sections {
		rows = append(rows, Row{Text: s.Heading, Heading: true})
		rows = append(rows, FromParagraphs(s.Paragraphs)...)
	}
	return rows
}

// FromParagraphs lays out paragraphs.
func FromParagraphs(paragraphs []document.Paragraph) []Row {
	var rows []Row
	for i, p := range paragraphs {
		if i > 0 {
			rows = append(rows, Row{})
		}
		for _, line := range strings.Split(p.Text, "\n") {
			rows = append(rows, Row{Text: line, Whose: string(p.Whose)})
		}
	}
	return rows
}

// Paragraphs reads paragraphs from rows without headings: rows that follow one
// another and belong to the same.
func Paragraphs(rows []Row) []document.Paragraph {
	var out []document.Paragraph
	var lines []string
	var whose string
	end := func() {
		if len(lines) > 0 {
			out = append(out, document.Paragraph{Text: strings.Join(lines, "\n"), Whose: document.Whose(whose)})
			lines = nil
		}
	}
	for _, r := range rows {
		text := strings.TrimRight(r.Text, " \t")
		if strings.TrimSpace(text) == "" {
			end()
			continue
		}
		if r.Whose != whose {
			end()
		}
		lines, whose = append(lines, text), r.Whose
	}
	end()
	return out
}

// Sections reads the text back under the headings that it was laid out with.
func (f *Field) Sections(headings []document.Section) []document.Section {
	rows := f.Rows()
	out := make([]document.Section, 0, len(headings))
	for i := 0; i < len(rows) && len(out) < len(headings); i++ {
		if !rows[i].Heading {
			continue
		}
		to := i + 1
		for to < len(rows) && !rows[to].Heading {
			to++
		}
		s := headings[len(out)]
		s.Paragraphs = Paragraphs(rows[i+1 : to])
		out = append(out, s)
	}
	return out
}

// TakeMarks takes marks that were typed or pasted at the beginning of a
// paragraph, such as "[B alone]", out of the text into the margin. A bracket
// that names no party of the case stays text.
func (f *Field) TakeMarks(parties []string) {
	for i := 0; i < len(f.rows); i++ {
		r := f.rows[i]
		if r.Heading || !strings.HasPrefix(r.Text, "[") || i > 0 && f.sameParagraph(i-1, i) {
			continue
		}
		inside, rest, ok := strings.Cut(r.Text[1:], "]")
		if !ok {
			continue
		}
		whose, err := document.ParseWhose(inside, parties)
		if err != nil || whose == "" {
			continue
		}
		f.takeMark(i, string(whose), strings.TrimLeft(rest, " "))
	}
}

// takeMark gives a paragraph that begins in row n its mark and what is left of
// its first row. The cursor stays at its letter.
func (f *Field) takeMark(n int, whose, rest string) {
	to := n + 1
	for to < len(f.rows) && f.sameParagraph(to-1, to) {
		to++
	}
	taken := len(f.rows[n].Text) - len(rest)
	rows := []Row{{Text: rest, Whose: whose}}
	for _, r := range f.rows[n+1 : to] {
		rows = append(rows, Row{Text: r.Text, Whose: whose})
	}
	at := f.at
	if at.Row == n {
		at.Col = snap(rest, max(0, at.Col-taken))
	}
	f.seal()
	f.replace(n, to-n, rows, at, alone)
}

// NextWhose is the mark after whose in the order in which a key goes through
// them: everybody's, the likely one (may be ""), about each party, said alone by each
// party, and for more than two parties about each two of them.
func NextWhose(whose string, parties []string, likely string) string {
	all := []string{""}
	all = append(all, parties...)
	for _, p := range parties {
		all = append(all, p+" alone")
	}
	if len(parties) > 2 {
		for i, p := range parties {
			for _, q := range parties[i+1:] {
				all = append(all, p+","+q)
			}
		}
	}
	if i := slices.Index(all, likely); i > 0 {
		all = slices.Insert(slices.Delete(all, i, i+1), 1, likely)
	}
	for i, w := range all {
		if w == whose {
			return all[(i+1)%len(all)]
		}
	}
	return ""
}
