package write

import (
	"fmt"
	"strings"

	"subrosa/cmd/subrosa/field"
	"subrosa/cmd/subrosa/screen"
	"subrosa/notes"
)

// findingItems are what can be done about a finding: look at it; of a name that
// stands in clear, put the alias in its place if it has one, or leave it on
// purpose. Signing waits until one of them was chosen.
func (m *model) findingItems(x notes.Finding) []item {
	look := item{kind: lookAt, label: findingWords(x), text: "look", open: x.Blocks, about: x}
	if x.Code == "consent-missing" {
		look.kind, look.text = elsewhere, "later: subrosa consent add"
	}
	if x.Code == "same-time" {
		look.text = "back to the text: f2 changes the time or the kind"
	}
	if x.Code != "name-in-clear" {
		return []item{look}
	}
	items := []item{look, {kind: leaveClear, text: "leave it in clear", about: x}}
	if m.clear[clearName(x)] {
		items[1].text = "(x) left in clear"
	}
	if x.Token != "" {
		items = append([]item{{kind: rename, text: "make it @" + x.Token, about: x}}, items...)
	}
	for i := range items {
		items[i].label = ""
	}
	items[0].label, items[0].open = look.label, x.Blocks || !m.clear[clearName(x)]
	return items
}

// clearName is a name in a paragraph, wherever it came to stand.
func clearName(x notes.Finding) string { return fmt.Sprint(x.Paragraph, " ", x.What) }

// findingWords says a finding. The screen may show the name that was found; it
// is on the screen anyway.
func findingWords(f notes.Finding) string {
	where := ""
	if f.Section != "" {
		where = " in " + f.Section
	}
	if f.Paragraph > 0 {
		where += fmt.Sprintf(", paragraph %d", f.InSection)
	}
	switch f.Code {
	case "name-in-clear":
		return fmt.Sprintf("%q stands in clear%s", screen.Line(f.What), where)
	case "mark-without-presence":
		return "a mark for somebody who was not there" + where
	case "empty":
		return "there is no text"
	case "unanswered", "consent-missing", "nearly-repeated", "same-time":
		return f.What
	}
	return strings.ReplaceAll(f.Code, "-", " ") + where
}

// rename puts an alias in the place of a name wherever the finding's paragraph
// says it.
func (m *model) rename(f notes.Finding) {
	first, to := m.paragraph(f.Paragraph)
	for i := first; i < to; i++ {
		for at := 0; ; {
			text := m.text.Rows()[i].Text
			n := strings.Index(text[at:], f.What)
			if f.What == "" || n < 0 {
				break
			}
			at += n
			m.text.Replace(i, at, at+len(f.What), "@"+f.Token)
			at += len(f.Token) + 1
		}
	}
}

// jump goes to what a finding is about.
func (m *model) jump(f notes.Finding) {
	from, _ := m.paragraph(f.Paragraph)
	rows := m.text.Rows()
	for i := from; f.What != "" && i < len(rows); i++ {
		if at := strings.Index(rows[i].Text, f.What); at >= 0 && !rows[i].Heading {
			m.text.Go(field.Pos{Row: i, Col: at})
			return
		}
	}
	m.text.Go(field.Pos{Row: from})
}

// paragraph is the rows of a paragraph by its number, from 1, headings not
// counted.
func (m *model) paragraph(number int) (from, to int) {
	rows := m.text.Rows()
	seen, inside := 0, false
	for i, r := range rows {
		empty := r.Heading || strings.TrimSpace(r.Text) == ""
		if !empty && (!inside || r.Whose != rows[i-1].Whose) {
			if seen++; seen > number {
				break
			}
			from = i
		}
		if inside = !empty; inside && seen == number {
			to = i + 1
		}
	}
	if seen < number || number == 0 {
		return 0, 0
	}
	return from, to
}
