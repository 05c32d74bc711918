package page

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// needs finds a program that a test compares with. Without it the test is
// skipped with a line that says so, and fails where everything must be there.
func needs(t *testing.T, program string) string {
	t.Helper()
	path, err := exec.LookPath(program)
	if err != nil {
		if os.Getenv("SUBROSA_CI") == "1" {
			t.Fatalf("%s is missing", program)
		}
		t.Skipf("skipped: %s is not installed", program)
	}
	return path
}

func run(t *testing.T, program string, args ...string) string {
	t.Helper()
	out, err := exec.Command(needs(t, program), args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", program, err, out)
	}
	return string(out)
}

const prose = "Chris kom til tiden og fortalte, at ugen havde været rolig. Vi så på, hvad der sker i de første minutter efter et skænderi, " +
	"og hvem der plejer at række hånden frem først. Han lagde mærke til, at han venter på et tegn, som den anden ikke ved, at hun skal give. " +
	"Søvnen er bedre; han spørger, om øvelsen også kan gøres på en gåtur langs åen."

func options(p Paper) Options {
	return Options{Paper: p, Language: "en", Title: "Everything on paper: æøå", From: "Mette Ærø", At: time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC),
		Number: func(n int) string { return fmt.Sprintf("REC%07d", n) }}
}

// everything uses each kind of block, and goes over several pages.
func everything(s *Sheet) {
	s.Heading(1, "Copy of records")
	s.Space(3)
	s.Opposite(Body, "Reference: 17", "24 November 2026")
	s.Speak("da")
	s.Paragraph(Body, prose)
	s.Speak("en")
	s.Heading(2, "What is enclosed")
	s.List(Body, []string{"The first of the things enclosed", prose, "The last"})
	s.Facts([][2]string{{"Purpose", "To answer your request"}, {"Kept for", prose}})
	s.Space(4)
	s.Inset(true)
	s.Heading(3, "Correction")
	s.Paragraph(Body, "Det var mandag 😀, ikke tirsdag.")
	s.Inset(false)
	s.Space(4)
	t := Table{Columns: []Column{{Title: "No.", Width: 14, Right: true}, {Title: "Record"}, {Title: "Page", Width: 30, Right: true}}}
	for i := range 60 {
		t.Rows = append(t.Rows, []string{fmt.Sprint(i + 1), "Session with blåbærgrød", fmt.Sprintf("REC%07d", i)})
	}
	s.Table(t)
	s.NewPage()
	c := Chart{Alt: "Values from 21 in March to 9 in June", YName: "Sum of nine answers", XName: "2026", Min: 0, Max: 27}
	for i, v := range []float64{21, 19, 20, 14, 12, 9} {
		c.Points = append(c.Points, Point{float64(14 * i), v, fmt.Sprintf("%d March", i+1)})
	}
	s.Heading(2, "Measures")
	s.Chart(c)
	s.Paragraph(Body, "Yours sincerely,")
	s.Signature([]string{"Place and date"}, []string{"Mette Ærø", "Psychotherapist"})
	s.Slip("Record withheld", [][2]string{{"Kind", "Session"}, {"Ground", "other party"}}, "This sheet stands in place of a record.")
}

func rendered(t *testing.T, o Options, draw func(*Sheet)) (string, []byte) {
	t.Helper()
	b, err := Render(o, draw)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "page.pdf")
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return path, b
}

func TestTheSameTextGivesTheSameBytes(t *testing.T) {
	_, a := rendered(t, options(A4), everything)
	_, b := rendered(t, options(A4), everything)
	if !bytes.Equal(a, b) {
		t.Error("two different documents")
	}
	if _, b = rendered(t, options(Letter), everything); bytes.Equal(a, b) {
		t.Error("the paper makes no difference")
	}
}

func TestOtherReadersAgree(t *testing.T) {
	for paper, size := range map[Paper]string{A4: "595.28 x 841.89 pts (A4)", Letter: "612 x 792 pts (letter)"} {
		path, _ := rendered(t, options(paper), everything)
		if out := run(t, "qpdf", "--check", path); !strings.Contains(out, "No syntax or stream encoding errors") || strings.Contains(out, "WARNING") {
			t.Errorf("qpdf: %s", out)
		}
		info := run(t, "pdfinfo", path)
		for _, want := range []string{"Tagged:          yes", "Title:           Everything on paper: æøå", size, "Suspects:        no", "CreationDate:    Tue Nov 24"} {
			if !strings.Contains(info, want) {
				t.Errorf("pdfinfo lacks %q:\n%s", want, info)
			}
		}
		for _, command := range [][]string{{"info", path}, {"draw", "-F", "text", "-o", os.DevNull, path}} {
			// How mutool itself was built is no complaint about the document.
			if out := strings.ReplaceAll(run(t, "mutool", command...), "warning: ICC support is not available", ""); strings.Contains(out, "warning") || strings.Contains(out, "error") {
				t.Errorf("mutool: %s", out)
			}
		}
	}
}

// What a reader for the blind is told: everything, in order, and nothing that
// only decorates the page.
func TestStructure(t *testing.T) {
	path, b := rendered(t, options(A4), everything)
	tree := run(t, "pdfinfo", "-struct-text", path)
	at := 0
	for _, want := range []string{"Document", "H1 (block)", `"Copy of records"`, "P (block)", "række hånden frem først. Han lagde", "H2 (block)", "L", "LI",
		"Lbl", "LBody", `"The first of the things enclosed"`, "Table", "TH", `"Purpose"`, "TD", "H3 (block)", `"Correction"`,
		"[U+1F600]", `"No."`, `"Session with blåbærgrød"`, "H2 (block)", "Figure", `"Yours sincerely,"`, `"Record withheld"`} {
		i := strings.Index(tree[at:], want)
		if i < 0 {
			t.Fatalf("not there, or not in order: %q\n%s", want, tree)
		}
		at += i
	}
	for _, never := range []string{"Confidential", "Page 1 of", "REC0000001"} {
		if strings.Contains(tree[:strings.Index(tree, "blåbærgrød")], never) {
			t.Errorf("head or foot is read out: %s", never)
		}
	}
	if n := strings.Count(tree, `"Record "`) + strings.Count(tree, `"Record"`); n != 1 {
		t.Errorf("the head of the table is read %d times", n)
	}
	if !bytes.Contains(b, []byte(textString("Values from 21 in March to 9 in June"))) || !bytes.Contains(b, []byte("/DisplayDocTitle true")) ||
		!bytes.Contains(b, []byte("/Lang (en-GB)")) || bytes.Count(b, []byte("/Lang (da-DK)")) != 1 {
		t.Error("text in place of the chart, title or language is missing")
	}
}

func TestHeadAndFoot(t *testing.T) {
	path, _ := rendered(t, options(A4), everything)
	text := run(t, "pdftotext", "-layout", path, "-")
	pages := strings.Split(strings.TrimSuffix(text, "\f"), "\f")
	for i, p := range pages {
		if !strings.Contains(p, fmt.Sprintf("Page %d of %d", i+1, len(pages))) || !strings.Contains(p, "Confidential") || !strings.Contains(p, fmt.Sprintf("REC%07d", i+1)) {
			t.Errorf("page %d lacks its foot", i+1)
		}
		if has := strings.Contains(strings.Split(strings.TrimSpace(p), "\n")[0], "Mette Ærø"); has != (i > 0) {
			t.Errorf("page %d, head: %v", i+1, has)
		}
		if strings.Contains(p, "Session with") && !strings.Contains(p, "No.  Record") && !strings.Contains(strings.Join(strings.Fields(p), " "), "No. Record Page") {
			t.Errorf("page %d: the table has no head", i+1)
		}
	}
}

func TestALongBookIsQuick(t *testing.T) {
	start := time.Now()
	path, b := rendered(t, options(A4), func(s *Sheet) {
		for i := range 300 {
			s.NewPage()
			s.Heading(1, fmt.Sprintf("%d. Session", i+1))
			for range 7 {
				s.Paragraph(Body, prose)
				s.Space(2)
			}
		}
	})
	took := time.Since(start)
	t.Logf("300 pages: %v, %d bytes", took, len(b))
	if took > 3*time.Second {
		t.Errorf("300 pages took %v", took)
	}
	if info := run(t, "pdfinfo", path); !strings.Contains(info, "Pages:           300") {
		t.Errorf("%s", info)
	}
}
