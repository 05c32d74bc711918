package packet

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode/utf16"

	"github.com/ledongthuc/pdf"
)

// Extract reads the text back out of a PDF that Render wrote: every string
// that any page draws, one a line, and the strings of the document's
// description. It shares no code with the writer. What it can not read, a font
// with another character map for instance, is an error and not an empty text.
func Extract(document []byte) (text string, err error) {
	defer func() {
		if e := recover(); e != nil { // the reader's way of saying "malformed"
			err = errors.New("a pdf that does not read")
		}
	}()
	r, err := pdf.NewReader(bytes.NewReader(document), int64(len(document)))
	if err != nil {
		return "", errors.New("a pdf that does not read")
	}
	var b strings.Builder
	info := r.Trailer().Key("Info")
	for _, k := range info.Keys() {
		fmt.Fprintln(&b, info.Key(k).Text())
	}
	for n := 1; n <= r.NumPage(); n++ {
		page := r.Page(n)
		if page.V.IsNull() {
			return "", fmt.Errorf("page %d is missing", n)
		}
		if page.V.Key("Annots").Len() > 0 {
			return "", fmt.Errorf("page %d has annotations", n)
		}
		for _, f := range page.Fonts() {
			if err := plainFont(page.Font(f)); err != nil {
				return "", err
			}
		}
		if err := drawn(&b, page.V.Key("Contents")); err != nil {
			return "", err
		}
	}
	return b.String(), nil
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

func drawn(b *strings.Builder, content pdf.Value) error {
	var failed error
	show := func(v pdf.Value) {
		raw := v.RawString()
		if len(raw)%2 != 0 {
			failed = errors.New("a text that is cut in half")
			return
		}
		units := make([]uint16, 0, len(raw)/2)
		for i := 0; i < len(raw); i += 2 {
			units = append(units, uint16(raw[i])<<8|uint16(raw[i+1]))
		}
		b.WriteString(string(utf16.Decode(units)))
	}
	pdf.Interpret(content, func(stack *pdf.Stack, op string) {
		args := make([]pdf.Value, stack.Len())
		for i := range args {
			args[len(args)-1-i] = stack.Pop()
		}
		for _, a := range args {
			switch a.Kind() {
			case pdf.String:
				show(a)
			case pdf.Array:
				for i := range a.Len() {
					if a.Index(i).Kind() == pdf.String {
						show(a.Index(i))
					}
				}
			default:
			}
		}
		if op == "ET" {
			b.WriteByte('\n')
		}
		if op == "Do" {
			failed = errors.New("a page with something else than text and lines")
		}
	})
	return failed
}

// CheckPDF says whether a PDF is the one that Render makes of these records:
// the same bytes or, when another version of the program made it, the same
// text.
func CheckPDF(r Records, document []byte) error {
	again, _, err := Render(r)
	if err != nil {
		return err
	}
	if bytes.Equal(again, document) {
		return nil
	}
	want, err := Extract(again)
	if err != nil {
		return err
	}
	got, err := Extract(document)
	if err != nil {
		return err
	}
	if strings.Join(strings.Fields(want), "") != strings.Join(strings.Fields(got), "") {
		return errors.New("01-records.pdf does not say what records.json says")
	}
	return nil
}
