package document

import (
	"slices"
	"strings"
)

// Format is a note format: its headings in order.
type Format struct {
	Name     string
	Sections []FormatSection
}

// FormatSection names one heading in every language.
type FormatSection struct {
	Key     string
	Heading map[string]string // by language: en, da
}

// Formats are the formats of a session: soap, dap, birp, girp, pie, narrative, and
// the inquiry before a therapy begins. The English headings are those under which
// the formats are taught.
func Formats() []Format {
	plan := heading("plan", "Plan", "Plan")
	assessment := heading("assessment", "Assessment", "Vurdering")
	intervention := heading("intervention", "Intervention", "Intervention")
	response := heading("response", "Response", "Respons")
	return []Format{
		{"soap", []FormatSection{heading("subjective", "Subjective", "Subjektivt"),
			heading("objective", "Objective", "Objektivt"), assessment, plan}},
		{"dap", []FormatSection{heading("data", "Data", "Data"), assessment, plan}},
		{"birp", []FormatSection{heading("behavior", "Behavior", "Adfærd"), intervention, response, plan}},
		{"girp", []FormatSection{heading("goals", "Goals", "Mål"), intervention, response, plan}},
		{"pie", []FormatSection{heading("problem", "Problem", "Problem"), intervention,
			heading("evaluation", "Evaluation", "Evaluering")}},
		{"narrative", []FormatSection{heading("note", "Note", "Notat")}},
		{"inquiry", []FormatSection{heading("now", "Where you are now", "Hvor du er nu"),
			heading("wish", "Where you want to be", "Hvor du gerne vil hen"), heading("help", "How I can help", "Hvordan jeg kan hjælpe")}},
	}
}

// FindFormat finds a format by its name, whatever the letter case: one of
// Formats, or that of a kind.
func FindFormat(name string) (Format, bool) {
	formats := Formats()
	for _, k := range kinds() {
		if k.sections != nil {
			formats = append(formats, Format{k.name, k.sections})
		}
	}
	i := slices.IndexFunc(formats, func(f Format) bool { return strings.EqualFold(f.Name, name) })
	if i < 0 {
		return Format{}, false
	}
	return formats[i], true
}

// Empty makes the sections of a format without text, in a language.
func (f Format) Empty(language string) []Section {
	sections := make([]Section, len(f.Sections))
	for i, s := range f.Sections {
		sections[i] = Section{Key: s.Key, Heading: s.In(language)}
	}
	return sections
}

// In is the heading in a language; English when it has none of its own.
func (s FormatSection) In(language string) string {
	if h, ok := s.Heading[language]; ok {
		return h
	}
	return s.Heading["en"]
}

func heading(key, en, da string) FormatSection {
	return FormatSection{Key: key, Heading: map[string]string{"en": en, "da": da}}
}

// index finds the section that a written heading names, in any language; a
// colon after it and hashes around it are decoration. -1: the format has none.
func (f Format) index(written string) int {
	written = strings.Join(strings.Fields(strings.Trim(written, "#: \u00a0")), " ")
	return slices.IndexFunc(f.Sections, func(s FormatSection) bool {
		for _, h := range s.Heading {
			if strings.EqualFold(h, written) {
				return true
			}
		}
		return false
	})
}

// position finds a section by its key.
func (f Format) position(key string) int {
	return slices.IndexFunc(f.Sections, func(s FormatSection) bool { return s.Key == key })
}
