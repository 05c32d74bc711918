package document

import (
	"bytes"
	"regexp"
	"strings"
)

// Print writes the canonical form of a document as Parse or Check made it: the
// facts that are stated in a fixed order, the sections in the order given, one
// blank line between blocks, a newline at the end.
func Print(d Document) []byte {
	var b bytes.Buffer
	b.WriteString(fence + "\n")
	for _, f := range facts() {
		if f.get == nil {
			continue
		}
		values := f.get(d)
		if len(values) == 0 {
			continue
		}
		printFact(&b, f.key, f.list, values)
	}
	for _, o := range d.Own {
		printFact(&b, o.Key, o.List, o.Values)
	}
	b.WriteString(fence + "\n")
	for i, s := range d.Sections {
		if i > 0 {
			b.WriteString("\n")
		}
		b.WriteString("## " + s.Heading + "\n")
		b.Write(PrintBody(s.Paragraphs))
	}
	return b.Bytes()
}

func printFact(b *bytes.Buffer, key string, list bool, values []string) {
	written := make([]string, len(values))
	for i := range values {
		written[i] = scalar(values[i])
	}
	value := strings.Join(written, ", ")
	if list {
		value = "[" + value + "]"
	}
	b.WriteString(key + ": " + value + "\n")
}

// PrintBody writes paragraphs so that ParseBody reads them back.
func PrintBody(paragraphs []Paragraph) []byte {
	var b bytes.Buffer
	for i, p := range paragraphs {
		if i > 0 {
			b.WriteString("\n")
		}
		if p.Whose != "" {
			b.WriteString("[" + string(p.Whose) + "] ")
		}
		for j, line := range strings.Split(p.Text, "\n") {
			b.WriteString(escape(line, j == 0) + "\n")
		}
	}
	return b.Bytes()
}

// bare is a value that YAML and everybody else read as it stands.
var bare = regexp.MustCompile(`^[\p{L}\p{N}][\p{L}\p{N} :+._-]*$`)

// scalar writes a value of the head, in quotes where YAML might read it
// otherwise.
func scalar(s string) string {
	if bare.MatchString(s) && !strings.Contains(s, ": ") && !strings.HasSuffix(s, ":") {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", "''") + "'"
}
