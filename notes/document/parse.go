package document

import "slices"

// Parse reads a note document and checks it against the context. Every error
// is a *SyntaxError. It asks for no fact: which a note cannot do without, and
// whether a session may lie in the future, is for the record to say.
func Parse(src []byte, c Context) (Document, error) {
	cleaned, err := Clean(string(src))
	if err != nil {
		return Document{}, err
	}
	head, headLine, body, bodyLine, err := splitHead(cleaned)
	if err != nil {
		return Document{}, err
	}
	d, lines, err := parseHead(head, headLine, c)
	if err != nil {
		return Document{}, err
	}
	if err := settle(&d, c, lines); err != nil {
		return Document{}, err
	}
	blocks, err := scan(body, bodyLine)
	if err != nil {
		return Document{}, err
	}
	if err := readSections(&d, blocks, c); err != nil {
		return Document{}, err
	}
	return d, checkAnswers(d, lines)
}

// ParseBody reads Markdown without a head (marks allowed, no headings): what
// an addendum is made of. At least one paragraph.
func ParseBody(src []byte, c Context) ([]Paragraph, error) {
	cleaned, err := Clean(string(src))
	if err != nil {
		return nil, err
	}
	blocks, err := scan(cleaned, 1)
	if err != nil {
		return nil, err
	}
	var paragraphs []Paragraph
	for i, b := range blocks {
		switch {
		case b.heading:
			return nil, syntaxError(b.line, "a heading where only paragraphs may stand")
		case i == 0 && b.lines[0] == fence:
			return nil, syntaxError(b.line, "a head where only paragraphs may stand")
		}
		p, err := b.paragraph(c)
		if err != nil {
			return nil, err
		}
		paragraphs = append(paragraphs, p)
	}
	if len(paragraphs) == 0 {
		return nil, syntaxError(0, "there is no text")
	}
	return paragraphs, nil
}

// Check makes a document that did not come from Parse canonical and checks it
// in the same way. Errors have no line. A paragraph with blank lines inside
// becomes several of the same mark.
func Check(d Document, c Context) (Document, error) {
	if !d.Start.IsZero() {
		d.Start = d.Start.In(c.Now.Location())
	}
	if d.Next != nil && !d.Next.Start.IsZero() {
		d.Next = &Appointment{Start: d.Next.Start.In(c.Now.Location()), Place: d.Next.Place}
	}
	out := Document{Part: d.Part}
	for _, f := range facts() {
		if f.get == nil {
			continue
		}
		if values := f.get(d); len(values) > 0 {
			if what := f.set(&out, c, values); what != "" {
				return Document{}, syntaxError(0, "%s", what)
			}
		}
	}
	if err := settle(&out, c, nil); err != nil {
		return Document{}, err
	}
	if err := checkOwn(&out, d.Own, c, nil); err != nil {
		return Document{}, err
	}
	if err := checkSections(&out, d.Sections, c); err != nil {
		return Document{}, err
	}
	return out, checkAnswers(out, nil)
}

// settle brings together what several keys, or a key and the context, say of
// one thing.
func settle(d *Document, c Context, lines map[string]int) error {
	if d.Layer == "" {
		d.Layer = Layers()[0]
	}
	for _, said := range []struct {
		key, beside string
		field       *string
	}{{"kind", c.Kind, &d.Kind}, {"format", c.Format, &d.Format}} {
		if said.beside == "" {
			continue
		}
		inHead := *said.field
		fact, _ := findFact(said.key)
		if what := fact.set(d, c, []string{said.beside}); what != "" {
			return syntaxError(0, "%s", what)
		}
		if inHead != "" && inHead != *said.field {
			return syntaxError(lines[said.key], "%s is another than the one given beside the document", said.key)
		}
	}
	if own, ok := KindFormat(d.Kind); ok {
		if d.Format != "" && d.Format != own.Name {
			return syntaxError(lines["format"], "a note of this kind has headings of its own, and no format")
		}
		d.Format = own.Name
	} else if _, ok := KindFormat(d.Format); ok {
		return syntaxError(lines["format"], "%s", unknown("format", d.Format))
	}
	return settlePart(d, c, lines["part"])
}

// settlePart compares the part that was said with who was present; where only
// the part was said, who was present follows from it.
func settlePart(d *Document, c Context, line int) error {
	said := d.Part
	d.Part = PartOf(d.Present, c.Parties)
	if said == "" {
		return nil
	}
	present, ok := presentOf(said, c.Parties)
	switch {
	case !ok:
		return syntaxError(line, "%s", unknown("part", said))
	case len(d.Present) == 0:
		d.Present, d.Part = present, PartOf(present, c.Parties)
	case !slices.Equal(present, d.Present):
		return syntaxError(line, "part is another than follows from who was present")
	}
	return nil
}
