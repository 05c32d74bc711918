package document

import "slices"

// outline collects sections under the headings of a format.
type outline struct {
	format   Format
	language string
	sections []Section
	lines    []int // where each began
}

// open begins the i-th heading of the format; twice is an error.
func (o *outline) open(i, line int) error {
	key := o.format.Sections[i].Key
	at := slices.IndexFunc(o.sections, func(s Section) bool { return s.Key == key })
	switch {
	case at >= 0 && line > 0:
		return syntaxError(line, "the heading of line %d again", o.lines[at])
	case at >= 0:
		return syntaxError(line, "a heading twice")
	}
	o.sections = append(o.sections, Section{Key: key, Heading: o.format.Sections[i].In(o.language)})
	o.lines = append(o.lines, line)
	return nil
}

// add puts paragraphs under the heading opened last.
func (o *outline) add(p ...Paragraph) {
	last := &o.sections[len(o.sections)-1]
	last.Paragraphs = append(last.Paragraphs, p...)
}

// ordered gives the sections in the order of the format.
func (o *outline) ordered() []Section {
	slices.SortFunc(o.sections, func(a, b Section) int {
		return o.format.position(a.Key) - o.format.position(b.Key)
	})
	return o.sections
}

// readSections puts the blocks of a body under the headings of the document's
// format. Where a format has one heading, text before it belongs to it.
func readSections(d *Document, blocks []block, c Context) error {
	if len(blocks) == 0 {
		return nil
	}
	o, err := newOutline(d, c, blocks[0].line)
	if err != nil {
		return err
	}
	for _, b := range blocks {
		if b.heading {
			i := o.format.index(b.lines[0])
			if i < 0 {
				return syntaxError(b.line, "a heading that the format %s does not have", o.format.Name)
			}
			if err := o.open(i, b.line); err != nil {
				return err
			}
			continue
		}
		if len(o.sections) == 0 {
			if len(o.format.Sections) > 1 {
				return syntaxError(b.line, "text before the first heading")
			}
			if err := o.open(0, b.line); err != nil {
				return err
			}
		}
		p, err := b.paragraph(c)
		if err != nil {
			return err
		}
		o.add(p)
	}
	d.Sections = o.ordered()
	return nil
}

// newOutline finds the format of a document that has text. What is said of a
// session that did not happen is free text where no format is named.
func newOutline(d *Document, c Context, line int) (*outline, error) {
	if d.Format == "" && WithoutSession(d.Kind) {
		d.Format = "narrative"
	}
	if d.Format == "" {
		return nil, syntaxError(line, "text needs a format")
	}
	f, _ := c.FindFormat(d.Format)
	return &outline{format: f, language: c.Language}, nil
}

// checkSections is readSections for sections that were not written down.
func checkSections(d *Document, sections []Section, c Context) error {
	if len(sections) == 0 {
		return nil
	}
	o, err := newOutline(d, c, 0)
	if err != nil {
		return err
	}
	for _, s := range sections {
		i := o.format.position(s.Key)
		if i < 0 {
			return syntaxError(0, "a heading that the format %s does not have", o.format.Name)
		}
		if err := o.open(i, 0); err != nil {
			return err
		}
		for _, p := range s.Paragraphs {
			checked, err := CheckParagraph(p, c)
			if err != nil {
				return err
			}
			o.add(checked...)
		}
	}
	d.Sections = o.ordered()
	return nil
}

// CheckParagraph makes a paragraph canonical that did not come from Parse: one
// or more of the same mark, cut at blank lines; none when it has no text. The
// line of an error counts within the paragraph.
func CheckParagraph(p Paragraph, c Context) ([]Paragraph, error) {
	whose, err := ParseWhose(string(p.Whose), c.Parties)
	if err != nil {
		return nil, err
	}
	text, err := Clean(p.Text)
	if err != nil {
		return nil, err
	}
	var out []Paragraph
	for _, t := range splitParagraphs(text) {
		out = append(out, Paragraph{Text: t, Whose: whose})
	}
	return out, nil
}
