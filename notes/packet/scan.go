package packet

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// Secret is a text that must not stand in a packet. Code says whose it is, in
// words that may be shown; Whole asks for whole words, for names.
type Secret struct {
	Code  string
	Text  string
	Whole bool
}

// Finding says that a secret was found, and in which file. It never holds the
// text.
type Finding struct {
	Code string
	File string
}

// Scan looks for secrets in every file of a packet: in the text that Extract
// reads out of the PDF, in the strings of JSON without their escapes, and in
// the others as they are. Case, Unicode form and
// line breaks make no difference.
func Scan(packet []byte, secrets []Secret) ([]Finding, error) {
	z, err := zip.NewReader(bytes.NewReader(packet), int64(len(packet)))
	if err != nil {
		return nil, err
	}
	var found []Finding
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			return nil, err
		}
		body, err := io.ReadAll(r)
		if err != nil {
			return nil, err
		}
		text := string(body)
		switch {
		case f.Name == PDFName:
			text, err = Extract(body)
		case strings.HasSuffix(f.Name, ".json"):
			text, err = jsonText(body)
		}
		if err != nil {
			return nil, err
		}
		found = append(found, scanText(f.Name, f.Name+"\n"+text, secrets)...)
	}
	return found, nil
}

// jsonText is every string of a JSON text without its escapes, one a line. Keys
// are the format's own words and not among them.
func jsonText(b []byte) (string, error) {
	var v any
	if err := json.Unmarshal(b, &v); err != nil {
		return "", err
	}
	var text strings.Builder
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case string:
			fmt.Fprintln(&text, v)
		case []any:
			for _, x := range v {
				walk(x)
			}
		case map[string]any:
			for _, k := range slices.Sorted(maps.Keys(v)) {
				walk(v[k])
			}
		}
	}
	walk(v)
	return text.String(), nil
}

func scanText(file, text string, secrets []Secret) []Finding {
	var found []Finding
	tight, spaced := squeeze(text), " "+wordsOnly(text)+" "
	for _, s := range secrets {
		hit := false
		if s.Whole {
			w := wordsOnly(s.Text)
			hit = w != "" && strings.Contains(spaced, " "+w+" ")
		} else if t := squeeze(s.Text); t != "" {
			hit = strings.Contains(tight, t)
		}
		if hit {
			found = append(found, Finding{s.Code, file})
		}
	}
	return found
}

func fold(s string) string { return cases.Fold().String(norm.NFKC.String(s)) }

// squeeze drops everything but letters and digits.
func squeeze(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, fold(Visible(s)))
}

// wordsOnly is the words of a text with one space between them. The sign @
// belongs to the word that it begins.
func wordsOnly(s string) string {
	return strings.Join(strings.FieldsFunc(fold(Visible(s)), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '@'
	}), " ")
}

// Contains says whether a text holds a secret, as Scan understands it.
func Contains(text string, s Secret) bool { return len(scanText("", text, []Secret{s})) > 0 }
