package page

import (
	"fmt"
	"strings"
	"testing"
)

// words are the words of each page as pdftotext finds them.
func pagesOf(t *testing.T, path string) []string {
	t.Helper()
	return strings.Split(strings.TrimSuffix(run(t, "pdftotext", "-layout", path, "-"), "\f"), "\f")
}

func TestNothingIsLeftAlone(t *testing.T) {
	// One more line at a time, so that the break falls on every line of a paragraph once.
	for extra := 26; extra < 42; extra++ {
		path, _ := rendered(t, options(A4), func(s *Sheet) {
			for range extra {
				s.Paragraph(Body, "line")
			}
			for range 3 {
				s.Heading(2, "Assessment")
				s.Paragraph(Body, prose)
			}
			s.Follow(8)
			s.Paragraph(Body, prose)
			s.Space(2)
			s.Paragraph(Small, "digest")
		})
		for n, p := range pagesOf(t, path) {
			var lines []string
			for l := range strings.Lines(p) {
				if l = strings.TrimSpace(l); l != "" && l != "Mette Ærø" && !strings.HasPrefix(l, "Confidential") {
					lines = append(lines, l)
				}
			}
			first, last := lines[0], lines[len(lines)-1]
			if last == "Assessment" || strings.HasPrefix(last, "Chris kom") || strings.HasPrefix(first, "spørger, om") || first == "digest" {
				t.Errorf("%d lines: page %d is torn: %q ... %q", extra, n+1, first, last)
			}
		}
	}
}

func TestLongWordsAndLongRowsStayOnThePage(t *testing.T) {
	link := "https://example.org/" + strings.Repeat("et-langt-ord/", 30)
	for _, paper := range []Paper{A4, Letter} {
		path, _ := rendered(t, options(paper), func(s *Sheet) {
			s.Paragraph(Body, link)
			s.Paragraph(Body, strings.Repeat("W", 400))
			s.Facts([][2]string{{strings.Repeat("label", 20), strings.Repeat("lang tekst ", 3000)}, {"x", link}})
			s.List(Body, []string{strings.Repeat("lang tekst ", 3000)})
		})
		width, height, _ := paper.size()
		for line := range strings.SplitSeq(run(t, "pdftotext", "-bbox", path, "-"), "\n") {
			var x0, y0, x1, y1 float64
			if _, err := fmt.Sscanf(strings.TrimSpace(line), `<word xMin="%f" yMin="%f" xMax="%f" yMax="%f"`, &x0, &y0, &x1, &y1); err != nil {
				continue
			}
			if x0 < 70 || x1 > (width-24)/25.4*72 || y1 > (height-10)/25.4*72 {
				t.Fatalf("outside the margins: %s", line)
			}
		}
		got := strings.Join(strings.Fields(run(t, "pdftotext", path, "-")), "")
		if !strings.Contains(got, link) || !strings.Contains(got, strings.Repeat("W", 400)) || strings.Count(got, "langtekst") < 5900 {
			t.Error("a long text lost a part")
		}
	}
}

func TestPlacedKnowsThePageOfAWord(t *testing.T) {
	long := strings.Repeat(prose+"\n", 20)
	var placed Placed
	path, _ := rendered(t, options(A4), func(s *Sheet) { placed = s.Paragraph(Body, long+"[mark] 😀 [end] "+long+"[last]") })
	pages := pagesOf(t, path)
	for _, mark := range []string{"[mark]", "[end]", "[last]"} {
		before, _, _ := strings.Cut(long+"[mark] 😀 [end] "+long+"[last]", mark)
		if n := placed.PageOf(before); !strings.Contains(pages[n-1], mark) {
			t.Errorf("%s is not on page %d", mark, n)
		}
	}
	if placed.PageOf("") != 1 || placed.PageOf(long+long+long+long) != len(pages) {
		t.Error("beginning and end")
	}
}

func TestVisible(t *testing.T) {
	for in, want := range map[string]string{
		"blåbær":               "blåbær",
		"a😀b":                  "a[U+1F600]b",
		"👩\u200d👩":             "[U+1F469][U+1F469]",
		"漢":                    "[U+6F22]",
		"a\u202eb\u200f":       "ab",
		"a\tb\nc":              "a    b\nc",
		"½\ufe0f":              "½",
		"\x07":                 "[U+0007]",
		"Ω – “x” € ½ Ж \u00a0": "Ω – “x” € ½ Ж \u00a0",
	} {
		if got := Visible(in); got != want {
			t.Errorf("Visible(%q) = %q, want %q", in, got, want)
		}
	}
}

// Whatever a text holds, it can be set.
func TestStrangeTextCanBeSet(t *testing.T) {
	for _, text := range []string{"", "\xff\xfe", "\x00\u202e\n\n", "\u2028\u2029\r\n", ")(\\", strings.Repeat("\n", 300), strings.Repeat("x", 5000)} {
		path, _ := rendered(t, Options{Paper: A4, Title: text, From: text, Number: func(int) string { return text }}, func(s *Sheet) {
			s.Running(text)
			s.Heading(1, text)
			s.Paragraph(Body, text)
			s.List(Small, []string{text})
			s.Table(Table{Columns: []Column{{Title: text}, {Title: text, Width: 40, Right: true}}, Rows: [][]string{{text, text}, {}}})
			s.Slip(text, [][2]string{{text, text}}, text)
			s.Chart(Chart{Alt: text + ".", Max: 1, Points: []Point{{0, 9, text}}})
		})
		run(t, "qpdf", "--check", path)
	}
	for _, bad := range []Chart{{}, {Alt: "x"}, {Alt: "x", Points: []Point{{}}}, {Max: 1, Points: []Point{{}}}} {
		if _, err := Render(options(A4), func(s *Sheet) { s.Chart(bad) }); err == nil {
			t.Errorf("%+v was drawn", bad)
		}
	}
	if _, err := Render(Options{Paper: "a5"}, func(*Sheet) {}); err == nil {
		t.Error("paper of any size")
	}
}
