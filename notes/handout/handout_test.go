package handout

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"

	"subrosa/notes/leak/pdf"
	"subrosa/notes/letter"
	"subrosa/notes/page"
)

// Every sheet fits on one page, in both languages and on both papers, and is a
// function of what it is filled in with.
func TestSheets(t *testing.T) {
	for _, language := range []string{"en", "da"} {
		for _, kind := range Kinds() {
			for _, paper := range []page.Paper{page.A4, page.Letter} {
				if kind == "privacy-notice" && paper == page.Letter {
					continue // where paper is of that size the notice has a prescribed wording
				}
				d := filled(language)
				d.Paper = paper
				one, err := Render(kind, d)
				if err != nil {
					t.Fatal(kind, err)
				}
				two, _ := Render(kind, d)
				if !bytes.Equal(one, two) {
					t.Errorf("%s %s: not the same bytes twice", kind, language)
				}
				if n := bytes.Count(one, []byte("/Type /Page\n")); n != 1 {
					t.Errorf("%s %s on %s: %d pages", kind, language, paper, n)
				}
			}
		}
	}
	if _, err := Render("poster", filled("en")); !errors.Is(err, ErrUnknown) {
		t.Error("a poster was made:", err)
	}
}

func filled(language string) Data {
	d := Data{Language: language, Paper: page.A4, At: time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC), Date: "24 November 2026",
		Practice: letter.Practice{Therapist: "Ada Holm", Title: "Psychotherapist", Address: "Rosenvej 1\n2100 København Ø"},
		Signers:  []string{"Chris Dahl", "Joe Winther"}, Plan: Steps(language), Emergency: []string{"112, emergency services"},
		Ground: "It rests on consent.", Retention: "Five years.", Authority: "Datatilsynet"}
	d.Plan[0].Texts = []string{"I stop answering the telephone."}
	return d
}

// Both languages have the same sheets with the same blocks.
func TestLanguagesAgree(t *testing.T) {
	var en, da map[string]sheet
	if err := errors.Join(yaml.Unmarshal(english, &en), yaml.Unmarshal(danish, &da)); err != nil {
		t.Fatal(err)
	}
	for _, kind := range Kinds() {
		if x, y := shape(en[kind]), shape(da[kind]); x != y || x == "" {
			t.Errorf("%s:\n%s\n%s", kind, x, y)
		}
	}
	if len(en) != len(Kinds()) || len(da) != len(Kinds()) {
		t.Errorf("%d and %d sheets for %d kinds", len(en), len(da), len(Kinds()))
	}
}

func shape(s sheet) string {
	var parts []string
	for _, b := range s.Blocks {
		lines := 0
		if b.Lines != nil {
			lines = b.Lines.N
		}
		parts = append(parts, fmt.Sprint(b.H != "", b.P != "", b.List.name, len(b.List.items), lines, b.Plan != nil, b.Sign != nil))
	}
	return fmt.Sprint(parts)
}

// A sheet says what it was given, and what it needs not it does not say.
func TestWhatStandsInThem(t *testing.T) {
	for kind, words := range map[string]struct{ has, hasNot []string }{
		"recording-policy": {[]string{"Ada Holm"}, []string{"Chris", "Datatilsynet", "telephone numbers"}},
		"privacy-notice":   {[]string{"It rests on consent.", "Five years.", "Datatilsynet"}, []string{"Chris"}},
		"joint-record":     {[]string{"Chris Dahl", "Joe Winther"}, []string{"telephone numbers"}},
		"reflection":       {[]string{"Ada Holm"}, []string{"Chris", "telephone"}},
		"safety-plan":      {[]string{"answering the telephone", "112", "5. Professionals"}, []string{"Chris"}},
	} {
		out, err := Render(kind, filled("en"))
		if err != nil {
			t.Fatal(err)
		}
		text := pdfText(t, out)
		for _, w := range words.has {
			if !bytes.Contains(text, []byte(w)) {
				t.Errorf("%s does not say %q", kind, w)
			}
		}
		if i := slices.IndexFunc(words.hasNot, func(w string) bool { return bytes.Contains(text, []byte(w)) }); i >= 0 {
			t.Errorf("%s says %q", kind, words.hasNot[i])
		}
	}
}

// pdfText is what can be read out of a PDF, with spaces for breaks.
func pdfText(t *testing.T, file []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	err := pdf.Read(t.Context(), file, pdf.Reader{
		Text:  func(x pdf.Text) { b.WriteString(x.Body + " ") },
		Spend: func(int) error { return nil }, Data: func(pdf.Nature, string, []byte) {}, File: func(string, string, []byte) {},
		Sniff: func(string, []byte) bool { return false }, Unseen: func(string) {}, Reach: 256,
	})
	if err != nil {
		t.Fatal(err)
	}
	return bytes.Join(bytes.Fields(b.Bytes()), []byte(" "))
}
