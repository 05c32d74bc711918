package packet

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode/utf16"

	"github.com/ledongthuc/pdf"
)

// Pages is the text of each page of a PDF that Render wrote: what it draws, in
// the order in which it is drawn, head and foot first. It shares no code with the
// writer. What it cannot read, a font with another character map for instance, is
// an error and not an empty text.
func Pages(document []byte) (pages []string, err error) {
	defer func() {
		if e := recover(); e != nil { // the reader's way of saying "malformed"
			pages, err = nil, errors.New("a pdf that does not read")
		}
	}()
	r, err := pdf.NewReader(bytes.NewReader(document), int64(len(document)))
	if err != nil {
		return nil, errors.New("a pdf that does not read")
	}
	for n := 1; n <= r.NumPage(); n++ {
		text, err := pageText(r.Page(n))
		if err != nil {
			return nil, fmt.Errorf("page %d: %w", n, err)
		}
		pages = append(pages, text)
	}
	return pages, nil
}

func pageText(page pdf.Page) (string, error) {
	if page.V.IsNull() {
		return "", errors.New("missing")
	}
	if page.V.Key("Annots").Len() > 0 {
		return "", errors.New("has annotations")
	}
	for _, f := range page.Fonts() {
		if err := plainFont(page.Font(f)); err != nil {
			return "", err
		}
	}
	var b strings.Builder
	err := drawn(&b, page.V.Key("Contents"))
	return b.String(), err
}

// plainFont checks that codes of the font are code points: Identity-H with a
// ToUnicode map of one range from 0 to FFFF onto itself.
func plainFont(f pdf.Font) error {
	if f.V.Key("Encoding").Name() != "Identity-H" {
		return errors.New("a font with an unknown encoding")
	}
	var m bytes.Buffer
	stream := f.V.Key("ToUnicode").Reader()
	defer stream.Close()
	if _, err := m.ReadFrom(stream); err != nil {
		return err
	}
	fields := strings.Join(strings.Fields(m.String()), " ")
	if !strings.Contains(fields, "1 beginbfrange <0000> <FFFF> <0000> endbfrange") || strings.Contains(fields, "beginbfchar") {
		return errors.New("a font whose letters can not be told")
	}
	return nil
}

// reading follows a page's content and writes down what it shows.
type reading struct {
	text   strings.Builder
	y      float64 // height of the text that comes next, in points
	last   float64 // where the line before stood
	failed error
}

// A step down of more than this begins a paragraph of its own: lines are at
// most 5.6 mm apart, and what stands between paragraphs comes on top.
const paragraphStep = 17.5

func drawn(b *strings.Builder, content pdf.Value) error {
	r := reading{last: -1}
	pdf.Interpret(content, func(stack *pdf.Stack, op string) {
		args := make([]pdf.Value, stack.Len())
		for i := range args {
			args[len(args)-1-i] = stack.Pop()
		}
		switch op {
		case "Td":
			if len(args) == 2 {
				r.y = args[1].Float64()
			}
		case "Do":
			r.failed = errors.New("something else than text and lines")
		}
		for _, a := range args {
			switch a.Kind() {
			case pdf.String:
				r.show(a.RawString())
			case pdf.Array:
				for i := range a.Len() {
					if a.Index(i).Kind() == pdf.String {
						r.show(a.Index(i).RawString())
					}
				}
			default:
			}
		}
	})
	b.WriteString(r.text.String())
	b.WriteByte('\n')
	return r.failed
}

// show writes one string: on the line on which it stands, below the one before
// or after a gap.
func (r *reading) show(raw string) {
	if len(raw)%2 != 0 {
		r.failed = errors.New("a text that is cut in half")
		return
	}
	if raw == "" {
		return
	}
	switch down := r.last - r.y; {
	case r.last < 0:
	case down > -0.5 && down < 0.5:
		r.text.WriteString("  ")
	case down < 0 || down > paragraphStep:
		r.text.WriteString("\n\n")
	default:
		r.text.WriteByte('\n')
	}
	r.last = r.y
	units := make([]uint16, 0, len(raw)/2)
	for i := 0; i < len(raw); i += 2 {
		units = append(units, uint16(raw[i])<<8|uint16(raw[i+1]))
	}
	r.text.WriteString(string(utf16.Decode(units)))
}
