package certificate

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"subrosa/notes/letter"
	"subrosa/notes/page"
)

func sample(language string, paper page.Paper) Certificate {
	c := Certificate{
		Language: language, Paper: paper, At: time.Date(2036, 11, 24, 10, 0, 0, 0, time.UTC), Day: "24 November 2036", Version: "1.2.3",
		Practice: letter.Practice{Therapist: "Mette Ærø", Title: "Psychotherapist MPF", Authorisation: "Authorisation 01-2345", Address: "Østerbrogade 12, 2.\n2100 København Ø"},
		Number:   "X-003", Case: "C-017", Kind: "couple", Opened: "2 March 2024", Closed: "30 October 2026", Last: "23 November 2026", Until: "23 November 2036",
		Rule: "term", Source: "autorisationsloven § 25(1)", Notes: 61, Addenda: 4, Requests: 1, Disclosures: 2, Persons: 1, Holds: 1,
		MayHold: []string{"B-004", "B-003", "B-005", "B-009", "L-002"}, Gone: []string{"B-001", "L-001"}, Checked: "24 November 2036",
	}
	if language == "da" {
		c.Day, c.Opened, c.Closed, c.Last, c.Until, c.Checked = "24. november 2036", "2. marts 2024", "30. oktober 2026", "23. november 2026", "23. november 2036", "24. november 2036"
		c.Practice.Title = "Psykoterapeut MPF"
	}
	return c
}

// It is one page in every language and on every paper, however much there is to
// say, and says all of it.
func TestOnePage(t *testing.T) {
	long := func(c Certificate) Certificate {
		for i := range 300 {
			c.MayHold = append(c.MayHold, fmt.Sprintf("B-%03d", 10+2*i))
			c.Gone = append(c.Gone, fmt.Sprintf("B-%03d", 11+2*i))
		}
		c.Source, c.Rule = strings.Repeat("a statute with a long name and many sections, ", 3), "minors"
		return c
	}
	for _, language := range []string{"en", "da"} {
		for _, paper := range []page.Paper{page.A4, page.Letter} {
			for name, c := range map[string]Certificate{"usual": sample(language, paper), "long": long(sample(language, paper))} {
				t.Run(fmt.Sprintf("%s %s %s", language, paper, name), func(t *testing.T) {
					pdf, err := Render(c)
					if err != nil {
						t.Fatal(err)
					}
					path := filepath.Join(t.TempDir(), "certificate.pdf")
					if err := os.WriteFile(path, pdf, 0o600); err != nil {
						t.Fatal(err)
					}
					text := run(t, "pdftotext", "-layout", path, "-")
					if pages := strings.Count(text, "\f"); pages != 1 {
						t.Errorf("%d pages", pages)
					}
					for _, want := range []string{"X-003", "C-017", "61", "B-003", "L-002", "subrosa 1.2.3", "10:00 UTC", "Mette Ærø"} {
						if !strings.Contains(text, want) {
							t.Errorf("%q is missing in\n%s", want, text)
						}
					}
				})
			}
		}
	}
}

// Codes that follow on one another are told in runs.
func TestCodes(t *testing.T) {
	for _, test := range []struct {
		codes []string
		want  string
	}{
		{nil, "none (on D)"},
		{[]string{"B-001"}, "B-001 (on D)"},
		{[]string{"B-002", "B-001", "L-003"}, "L-003, B-001, B-002 (on D)"},
		{[]string{"B-001", "B-003", "B-002", "B-010", "L-011"}, "L-011, B-001 to B-003, B-010 (on D)"},
	} {
		if got := english.codes(test.codes, "D"); got != test.want {
			t.Errorf("%v: %q, want %q", test.codes, got, test.want)
		}
	}
}

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
