package document

import (
	"strings"
	"testing"
)

func TestTemplates(t *testing.T) {
	f, err := ParseTemplate(" EMDR ", []byte("\xef\xbb\xbf## Mål & plan\r\n\r\n##Ærgrelse:\n## Plan ##\n"))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range f.Sections {
		got = append(got, s.Key+"="+s.In("da"))
	}
	if want := "mal-plan=Mål & plan aergrelse=Ærgrelse plan=Plan"; f.Name != "emdr" || strings.Join(got, " ") != want {
		t.Errorf("%s: %s", f.Name, got)
	}
}

func TestTemplatesThatCanNotBe(t *testing.T) {
	for name, text := range map[string]string{
		"dap": "## One", "closing": "## One", "session": "## One", "a b": "## One", "-": "## One", "one": "", "two": "One", "three": "# One",
		"four": "## One\ntext", "five": "## One\n## one", "six": "## æ\n## ae", "seven": "## ...", "eight": strings.Repeat("## x", 200),
		"nine": "## One\x00", "ten": many(41),
	} {
		if f, err := ParseTemplate(name, []byte(text)); err == nil {
			t.Errorf("%s: %+v", name, f)
		}
	}
	if _, err := ParseTemplate("ok", []byte(many(40))); err != nil {
		t.Error(err)
	}
}

func many(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString("## Heading " + strings.Repeat("i", i+1) + "\n")
	}
	return b.String()
}

// No change of format loses a word.
func TestUnderAnotherFormat(t *testing.T) {
	f, _ := FindFormat("soap")
	d := Document{Format: "dap", Sections: []Section{
		{Key: "data", Paragraphs: []Paragraph{{Text: "one"}}}, {Key: "assessment", Paragraphs: []Paragraph{{Text: "two", Whose: "A"}}}, {Key: "plan"}}}
	got := d.Under(f, "da")
	if got.Format != "soap" || got.Sections[0].Paragraphs[0].Text != "one" || got.Sections[2].Paragraphs[0].Text != "two" || got.Sections[2].Heading != "Vurdering" || len(got.Sections) != 4 {
		t.Errorf("%+v", got)
	}
}
