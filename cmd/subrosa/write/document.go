package write

import (
	"context"

	"subrosa/cmd/subrosa/field"
	"subrosa/cmd/subrosa/form"
	"subrosa/notes/document"
)

// textField is the text with the count of changes that are not in the field:
// those of the facts.
type textField struct {
	*field.Field
	facts int
}

func (t *textField) changes() int { return t.Changes() + t.facts }

func newModel(ctx context.Context, a *form.Asker, job Job) *model {
	m := &model{ctx: ctx, asker: a, job: job, now: a.Now, head: job.Facts.Document}
	m.keep.facts, m.message = m.head, job.Message
	m.result = Result{Note: job.Note, Revision: job.Revision}
	m.layOut(m.head.Sections)
	switch {
	case job.At != nil:
		m.text.Go(*job.At)
	case job.Note != "":
		m.text.GoOn()
	}
	return m
}

// layOut puts text under the headings of the format. What stands under a
// heading that the format does not have goes to the first one, so that no
// change of format loses anything.
func (m *model) layOut(written []document.Section) {
	format, ok := m.job.Context.FindFormat(m.head.Format)
	if !ok {
		format, _ = document.FindFormat("narrative")
		if m.head.Kind == "session" || m.head.Kind == "" {
			m.head.Format = format.Name
		}
	}
	headings := format.Empty(m.job.Context.Language)
	full := document.Document{Sections: written}.Under(format, m.job.Context.Language).Sections
	changes := 0
	if m.text != nil {
		changes = m.text.changes() + 1
	}
	m.head.Sections = headings
	m.text = &textField{Field: field.New(field.FromSections(full)), facts: changes}
}

// sections are those that have text.
func (m *model) sections() []document.Section {
	var out []document.Section
	for _, s := range m.text.Sections(m.head.Sections) {
		if len(s.Paragraphs) > 0 {
			out = append(out, s)
		}
	}
	return out
}

// document is the note as it stands on the screen.
func (m *model) document() document.Document {
	d := m.head
	d.Sections = m.sections()
	if document.WithoutSession(d.Kind) {
		d.Minutes = 0
		if len(d.Sections) == 0 {
			d.Format = ""
		}
	}
	return d
}

// change changes the facts.
func (m *model) change(d document.Document) {
	written := m.sections()
	again := d.Format != m.head.Format
	m.head.Start, m.head.Minutes, m.head.Kind, m.head.Format = d.Start, d.Minutes, d.Kind, d.Format
	m.head.Layer, m.head.Place, m.head.Present, m.head.Part, m.head.Own = d.Layer, d.Place, d.Present, d.Part, d.Own
	if again {
		m.layOut(written)
		return
	}
	m.text.facts++
}
