package letter

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"subrosa/notes/page"
)

// run runs a program that a test compares with. Without it the test is skipped
// with a line that says so, and fails where everything must be there.
func run(t *testing.T, program string, args ...string) string {
	t.Helper()
	path, err := exec.LookPath(program)
	if err != nil {
		if os.Getenv("SUBROSA_CI") == "1" {
			t.Fatalf("%s is missing", program)
		}
		t.Skipf("skipped: %s is not installed", program)
	}
	out, err := exec.Command(path, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", program, err, out)
	}
	return string(out)
}

const prose = "Thank you for your letter. I have read it with care, and I answer it point by point below; where you asked for a date, " +
	"you find one, and where I can not give one I say why. If anything is unclear, write to me or ring between two and three in the afternoon."

func sample(language string, paper page.Paper) Letter {
	l := Letter{
		Language: language, Paper: paper, At: time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC), Date: "24 November 2026",
		Practice:  Practice{"Mette Ærø", "Psychotherapist MPF", "Authorisation 01-2345", "Østerbrogade 12, 2.\n2100 København Ø"},
		Recipient: Recipient{"Chris Dahl", "", "Åboulevard 3\n1635 København V"},
		Subject:   "Your question about the record", Reference: "R-2026-001",
		Paragraphs: []string{"Dear Chris Dahl,", prose, prose},
	}
	if language == "da" {
		l.Date, l.Subject = "24. november 2026", "Dit spørgsmål om journalen"
		l.Practice.Title = "Psykoterapeut MPF"
		l.Paragraphs = []string{"Kære Chris Dahl", strings.Repeat("Tak for dit brev. Jeg har læst det grundigt og svarer punkt for punkt nedenfor. ", 5),
			"Er noget uklart, så skriv, eller ring mellem klokken 14 og 15."}
	}
	return l
}

func rendered(t *testing.T, l Letter) (string, []byte) {
	t.Helper()
	b, err := Render(l)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "letter.pdf")
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return path, b
}

func TestLetter(t *testing.T) {
	for _, c := range []struct {
		language, closing, tag string
		paper                  page.Paper
	}{{"en", "Yours sincerely,", "en-GB", page.A4}, {"da", "Med venlig hilsen", "da-DK", page.A4}, {"en", "Yours sincerely,", "en-GB", page.Letter}} {
		l := sample(c.language, c.paper)
		path, b := rendered(t, l)
		if _, again := rendered(t, l); !bytes.Equal(b, again) {
			t.Error("the same letter gave other bytes")
		}
		run(t, "qpdf", "--check", path)
		text := run(t, "pdftotext", path, "-")
		at := 0
		for _, want := range []string{"Mette Ærø", "Østerbrogade 12, 2.", "Chris Dahl", "1635 København V", "R-2026-001", l.Date, l.Subject, l.Paragraphs[0], c.closing, "Mette Ærø"} {
			i := strings.Index(text[at:], want)
			if i < 0 {
				t.Fatalf("%s %s: not there, or not in order: %q\n%s", c.language, c.paper, want, text)
			}
			at += i
		}
		if info := run(t, "pdfinfo", path); !strings.Contains(info, "Pages:           1\n") || !strings.Contains(info, "Title:           "+l.Subject) ||
			!strings.Contains(info, "Tagged:          yes") {
			t.Errorf("%s", info)
		}
		if tree := run(t, "pdfinfo", "-struct-text", path); strings.Count(tree, "H1 (block)") != 1 || !strings.Contains(tree, `"`+l.Subject+`"`) {
			t.Errorf("the subject is no heading:\n%s", tree)
		}
		if !bytes.Contains(b, []byte("/Lang ("+c.tag+")")) {
			t.Error("no language")
		}
	}
}

// The recipient stands where the envelope has its window, in points.
func TestRecipientStandsInTheWindow(t *testing.T) {
	for paper, window := range map[page.Paper][4]float64{page.A4: {20, 45, 105, 90}, page.Letter: {23, 52, 111, 92}} {
		path, _ := rendered(t, sample("en", paper))
		found := 0
		for line := range strings.SplitSeq(run(t, "pdftotext", "-bbox", path, "-"), "\n") {
			var x0, y0, x1, y1 float64
			if _, err := fmt.Sscanf(strings.TrimSpace(line), `<word xMin="%f" yMin="%f" xMax="%f" yMax="%f"`, &x0, &y0, &x1, &y1); err != nil {
				continue
			}
			const mm = 72 / 25.4
			if y0 > window[1]*mm && y1 < window[3]*mm {
				found++
				if x0 < window[0]*mm || x1 > window[2]*mm {
					t.Errorf("%s: outside the window: %s", paper, line)
				}
			}
		}
		if found != 7 { // Chris Dahl, Åboulevard 3, 1635 København V
			t.Errorf("%s: %d words in the window", paper, found)
		}
	}
}

func TestALongLetterGoesOn(t *testing.T) {
	l := sample("en", page.A4)
	l.Recipient.Role, l.Recipient.Address = "lawyer", "Third floor\nThe old customs house\nÅboulevard 3\n1635 København V\nDenmark\nvia the porter"
	for range 14 {
		l.Paragraphs = append(l.Paragraphs, prose)
	}
	path, _ := rendered(t, l)
	text := run(t, "pdftotext", "-layout", path, "-")
	pages := strings.Split(strings.TrimSuffix(text, "\f"), "\f")
	if len(pages) < 2 {
		t.Fatalf("%d pages", len(pages))
	}
	for n, p := range pages {
		if !strings.Contains(p, fmt.Sprintf("Page %d of %d", n+1, len(pages))) {
			t.Errorf("page %d has no number", n+1)
		}
		if n > 0 && !strings.Contains(strings.SplitN(p, "\n", 3)[0], l.Subject) {
			t.Errorf("page %d has no head:\n%s", n+1, p)
		}
	}
	if last := pages[len(pages)-1]; !strings.Contains(last, "Yours sincerely,") || !strings.Contains(last, "afternoon.") {
		t.Errorf("the signature stands alone:\n%s", last)
	}
}
