package document

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// MaxHeadings is how many headings a template can have.
const MaxHeadings = 40

var templateName = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$`)

// ParseTemplate reads a format of her own: its name, and Markdown with nothing
// but its headings.
//
//	## What happened
//	## What I noticed
//	## Plan
//
// An error is a *SyntaxError. The headings are the same in every language.
func ParseTemplate(name string, text []byte) (Format, error) {
	f := Format{Name: strings.ToLower(strings.TrimSpace(name))}
	_, known := FindFormat(f.Name)
	switch {
	case !templateName.MatchString(f.Name):
		return f, syntaxError(0, "the name of a template has small letters, digits and hyphens")
	case known || slices.Contains(Kinds(), f.Name):
		return f, syntaxError(0, "there is a format of that name")
	}
	clean, err := Clean(string(bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))))
	if err != nil {
		return f, err
	}
	for i, line := range strings.Split(clean, "\n") {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		heading, ok := strings.CutPrefix(line, "##")
		heading = strings.Join(strings.Fields(strings.Trim(heading, "#: ")), " ")
		key := headingKey(heading)
		switch {
		case !ok:
			return f, syntaxError(i+1, "a template has headings only, each a line that begins with ##")
		case key == "":
			return f, syntaxError(i+1, "a heading without letters")
		case len(heading) > 120:
			return f, syntaxError(i+1, "a heading longer than 120 letters")
		case f.position(key) >= 0 || f.index(heading) >= 0:
			return f, syntaxError(i+1, "a heading twice")
		}
		f.Sections = append(f.Sections, FormatSection{Key: key, Heading: map[string]string{"en": heading}})
	}
	switch {
	case len(f.Sections) == 0:
		return f, syntaxError(0, "a template needs a heading: ## What happened")
	case len(f.Sections) > MaxHeadings:
		return f, syntaxError(0, "more than 40 headings")
	}
	return f, nil
}

// headingKey is a heading in small letters and hyphens, without accents: the
// plan of a template is a plan like any other.
func headingKey(heading string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(heading)) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case r == 'æ':
			b.WriteString("ae")
		case r == 'ø':
			b.WriteString("oe")
		case r >= 0x300 && r <= 0x36f: // an accent
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	return strings.Trim(b.String(), "-")
}

// FindFormat finds a format of hers or one of the program's by its name.
func (c Context) FindFormat(name string) (Format, bool) {
	i := slices.IndexFunc(c.Formats, func(f Format) bool { return strings.EqualFold(f.Name, name) })
	if i >= 0 {
		return c.Formats[i], true
	}
	return FindFormat(name)
}

// Under puts the text of a document under the headings of a format. What stands
// under a heading that the format does not have goes to its first one, so that no
// change of format loses anything.
func (d Document) Under(f Format, language string) Document {
	sections := f.Empty(language)
	for _, s := range d.Sections {
		at := max(0, f.position(s.Key))
		sections[at].Paragraphs = append(sections[at].Paragraphs, s.Paragraphs...)
	}
	d.Format, d.Sections = f.Name, sections
	return d
}
