package notes

import (
	"subrosa/notes/document"
	"subrosa/vault"
)

// readSections reads the text of a note as it was written.
func readSections(tx *vault.Tx, id int64) ([]Section, error) {
	sections, err := vault.All(tx, func(scan vault.Scan) (s Section, err error) {
		s.Paragraphs = []Paragraph{}
		err = scan(&s.Key, &s.Heading)
		return s, err
	}, "SELECT key, heading FROM section WHERE note = ? ORDER BY position", id)
	if err != nil {
		return nil, err
	}
	if sections == nil {
		sections = []Section{}
	}
	type row struct {
		section int
		Paragraph
	}
	rows, err := vault.All(tx, func(scan vault.Scan) (r row, err error) {
		err = scan(&r.section, &r.Text, &r.Whose)
		return r, err
	}, "SELECT section, text, whose FROM paragraph WHERE note = ? ORDER BY position", id)
	for _, r := range rows {
		s := &sections[r.section-1]
		s.Paragraphs = append(s.Paragraphs, r.Paragraph)
	}
	return sections, err
}

// DocumentOf is a note as a document, in the note's own local time.
func DocumentOf(n Note) document.Document {
	d := document.Document{Start: n.Start, Minutes: n.Minutes, Kind: n.Kind, Format: n.Format, Layer: n.Layer,
		Place: n.Place, Part: n.Part}
	for _, label := range n.Present {
		d.Present = append(d.Present, string(label))
	}
	if n.Risk != nil {
		d.Risk = *n.Risk
	}
	if n.Next != nil {
		d.Next = &document.Appointment{Start: n.Next.Start, Place: n.Next.Place}
	}
	d.Own = n.Facts
	for _, s := range n.Sections {
		d.Sections = append(d.Sections, document.Section{Key: s.Key, Heading: s.Heading, Paragraphs: documentParagraphs(s.Paragraphs)})
	}
	return d
}

func documentParagraphs(list []Paragraph) []document.Paragraph {
	var paragraphs []document.Paragraph
	for _, p := range list {
		paragraphs = append(paragraphs, document.Paragraph{Text: p.Text, Whose: document.Whose(p.Whose)})
	}
	return paragraphs
}
