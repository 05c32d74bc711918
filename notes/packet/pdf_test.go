package packet

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

var copenhagen = time.FixedZone("", 3600)

func text(s string) Paragraph    { return Paragraph{Pieces: []Piece{{Text: s}}} }
func heading(s string) Paragraph { return Paragraph{Heading: true, Pieces: []Piece{{Text: s}}} }

const prose = "Chris kom til tiden og fortalte, at ugen havde været rolig. Vi så på, hvad der sker i de første minutter efter et skænderi, " +
	"og hvem der plejer at række hånden frem først. Han lagde mærke til, at han venter på et tegn, som den anden ikke ved, at hun skal give. " +
	"Søvnen er bedre; han spørger, om øvelsen også kan gøres på en gåtur langs åen."

// sample has n records; every seventh is long, every fifth has an addendum.
func sample(n int) Records {
	r := Records{
		Format:    RecordsFormat,
		Language:  "en",
		Paper:     page.A4,
		Mode:      Silent,
		Practice:  Practice{Therapist: "Mette Ærø", Title: "Psychotherapist MPF", Address: "Østerbrogade 12, 2.\n2100 København Ø"},
		Recipient: Recipient{Name: "Chris Dahl", Address: "Åboulevard 3\n1635 København V"},
		Request:   Request{Type: "access", Received: "2026-11-23", Person: "Chris Dahl", Own: true},
		Approved:  time.Date(2026, 11, 24, 10, 0, 0, 0, copenhagen),
		Bates:     Bates{Prefix: "REC", From: 1},
		Authority: "Datatilsynet",
		Places:    map[string]string{"osterbro": "Østerbro"},
	}
	for i := range n {
		start := time.Date(2025, 3, 4, 16, 0, 0, 0, copenhagen).AddDate(0, 0, 7*i)
		it := Item{Number: i + 1, Signed: Signed{
			Digest: strings.Repeat(fmt.Sprintf("%02x", i), 32),
			Facts: map[string]string{"kind": "session", "layer": "record", "format": "dap", "start": start.Format(time.RFC3339), "minutes": "50",
				"place": "osterbro", "present": "A", "risk": "none", "author": "Mette Ærø", "language": "da",
				"next":    start.AddDate(0, 0, 7).Format(time.RFC3339) + " osterbro",
				"text_at": start.Add(time.Hour).UTC().Format(time.RFC3339), "signed_at": start.Add(65 * time.Minute).UTC().Format(time.RFC3339)},
			Paragraphs: []Paragraph{heading("Data"), text(prose), {Pieces: []Piece{{Text: "Han nævnte igen "}, {Mark: "[third party 1]", Reason: "TP", Basis: "GDPR Art. 15(4)"},
				{Text: " 😀 og naïve café, “citat” – 100 €."}}}, heading("Assessment"), text(prose), heading("Plan"), text("To øvelser om ugen.")},
		}}
		if i%7 == 0 {
			for range 12 {
				it.Paragraphs = append(it.Paragraphs, text(prose+" "+prose))
			}
			it.Facts["late_reason"] = "Ill for three days; written from keywords taken down the same evening."
		}
		if i%5 == 0 {
			it.Addenda = append(it.Addenda, Signed{Digest: strings.Repeat("ab", 32),
				Facts:      map[string]string{"kind": "correction", "signed_at": start.Add(48 * time.Hour).UTC().Format(time.RFC3339), "author": "Mette Ærø"},
				Paragraphs: []Paragraph{text("Det var mandag, ikke tirsdag."), text(prose)}})
		}
		r.Items = append(r.Items, it)
	}
	return r
}

func rendered(t *testing.T, r Records) (string, []byte, Layout) {
	t.Helper()
	b, l, err := Render(r)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "01-records.pdf")
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return path, b, l
}

func TestRenderTwiceIsTheSameBytes(t *testing.T) {
	_, a, _ := rendered(t, sample(9))
	_, b, _ := rendered(t, sample(9))
	if !bytes.Equal(a, b) {
		t.Fatal("the same records gave two different PDFs")
	}
}

func TestOtherReadersAgree(t *testing.T) {
	for _, n := range []int{0, 1, 30} {
		path, b, l := rendered(t, sample(n))
		run(t, "qpdf", "--check", path)
		info := run(t, "pdfinfo", path)
		for _, want := range []string{fmt.Sprintf("Pages:           %d\n", l.Pages), "Title:           Copy of records\n", "A4", "Tagged:          yes"} {
			if !strings.Contains(info, want) {
				t.Errorf("pdfinfo of %d records lacks %q:\n%s", n, want, info)
			}
		}
		if out := run(t, "mutool", "info", path); !strings.Contains(out, fmt.Sprintf("Pages: %d", l.Pages)) {
			t.Errorf("mutool sees other pages:\n%s", out)
		}
		text := run(t, "pdftotext", path, "-")
		read, err := Pages(b)
		if err != nil {
			t.Fatal(err)
		}
		mine := strings.Join(read, "\n")
		wanted := []string{"Mette Ærø", "Østerbrogade", "Åboulevard", "Page 1 of " + fmt.Sprint(l.Pages), sample(0).Bates.Number(l.Pages)}
		if n > 0 {
			wanted = append(wanted, "citat” – 100 €", "[third party 1]", "[U+1F600]", "række hånden frem", "Correction", strings.Repeat("ab", 32))
		}
		for _, w := range wanted {
			for reader, got := range map[string]string{"pdftotext": text, "Pages": mine} {
				if !strings.Contains(strings.Join(strings.Fields(got), " "), w) {
					t.Errorf("%d records: %s does not find %q", n, reader, w)
				}
			}
		}
	}
}

func TestThreeHundredRecordsAreQuick(t *testing.T) {
	r := sample(300)
	start := time.Now()
	set, files, err := Set(r)
	took := time.Since(start)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("300 records on %d pages: %v, %d bytes", set.Certification.Pages, took, len(files[0].Data))
	if took > 3*time.Second {
		t.Errorf("300 records took %v", took)
	}
}

// Marks stand on the pages that the list names.
func TestMarksStandOnTheirPages(t *testing.T) {
	r := sample(9)
	ps := &r.Items[0].Paragraphs
	for i := range 4 {
		*ps = append(*ps, text(strings.Repeat(prose, 9)), Paragraph{Pieces: []Piece{{Text: strings.Repeat(prose+"\n", 8)},
			{Mark: WithheldMark(i+1, "contact data"), Reason: "ID"}, {Text: prose}}})
	}
	*ps = append(*ps, Paragraph{Heading: true, Pieces: []Piece{{Text: "Of "}, {Mark: WithheldMark(5, "contact data"), Reason: "ID"}}}, text(prose))
	set, files, err := Set(r)
	if err != nil {
		t.Fatal(err)
	}
	all, err := Pages(files[0].Data)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, m := range set.redactions() {
		for n, p := range all {
			if on := strings.Contains(strings.Join(strings.Fields(p), " "), m.Mark); on && m.Mark != ThirdParty(1) && r.Bates.Number(n+1) != m.Page && n > 0 {
				t.Errorf("%s stands on page %d, not on %s", m.Mark, n+1, m.Page)
			} else if !on && r.Bates.Number(n+1) == m.Page {
				t.Errorf("%s does not stand on %s", m.Mark, m.Page)
			}
		}
		seen[m.Page] = true
	}
	if len(seen) < 10 {
		t.Errorf("all marks on %d pages", len(seen))
	}
}

func TestEveryPageHasItsNumber(t *testing.T) {
	r := sample(30)
	r.Bates.From = 101
	path, _, l := rendered(t, r)
	if l.Pages < 40 {
		t.Fatalf("only %d pages", l.Pages)
	}
	for n := range l.Pages {
		page := run(t, "pdftotext", "-f", fmt.Sprint(n+1), "-l", fmt.Sprint(n+1), path, "-")
		if !strings.Contains(page, fmt.Sprintf("REC%07d", 101+n)) || !strings.Contains(page, fmt.Sprintf("Page %d of %d", n+1, l.Pages)) {
			t.Errorf("page %d lacks its number", n+1)
		}
	}
	for i, first := range l.First {
		page := run(t, "pdftotext", "-f", fmt.Sprint(first), "-l", fmt.Sprint(first), path, "-")
		if !strings.Contains(page, fmt.Sprintf("%d. Session", i+1)) {
			t.Errorf("record %d does not begin on page %d", i+1, first)
		}
	}
}

// pages are the lines of the text of every page without head and foot.
func pages(t *testing.T, r Records) [][]string {
	t.Helper()
	_, b, _ := rendered(t, r)
	all, err := Pages(b)
	if err != nil {
		t.Fatal(err)
	}
	var out [][]string
	for _, p := range all {
		var lines []string
		for l := range strings.Lines(p) {
			l = strings.TrimSpace(l)
			if l != "" && !strings.Contains(l, "Confidential  Page ") && !strings.HasPrefix(l, "Mette Ærø") && !strings.HasPrefix(l, "Digest") {
				lines = append(lines, l)
			}
		}
		out = append(out, lines)
	}
	return out
}

func TestNoHeadingAndNoSingleLineIsLeftAlone(t *testing.T) {
	// One more line of text at a time, so that every break falls on every line of a paragraph once.
	for extra := 20; extra < 33; extra++ {
		r := sample(1)
		ps := []Paragraph{heading("Data")}
		for range extra {
			ps = append(ps, text("line"))
		}
		for range 6 {
			ps = append(ps, heading("Assessment"), text(prose))
		}
		r.Items[0].Paragraphs, r.Items[0].Addenda = ps, nil
		for n, body := range pages(t, r)[2:] {
			if len(body) == 0 {
				t.Errorf("%d lines: page %d holds nothing but a digest", extra, n+3)
				continue
			}
			if last := body[len(body)-1]; last == "Assessment" {
				t.Errorf("%d lines: page %d ends with a heading", extra, n+3)
			}
			if strings.HasPrefix(body[0], "spørger, om øvelsen") {
				t.Errorf("%d lines: page %d begins with the last line of a paragraph", extra, n+3)
			}
			if strings.HasPrefix(body[len(body)-1], "Chris kom") {
				t.Errorf("%d lines: page %d ends with the first line of a paragraph", extra, n+3)
			}
		}
	}
}

func TestLongWordsStayOnThePage(t *testing.T) {
	r := sample(1)
	link := "https://example.org/" + strings.Repeat("et-langt-ord/", 30)
	r.Items[0].Paragraphs = []Paragraph{heading("Data"), text(link), text(strings.Repeat("W", 400)), text(strings.Repeat("lang tekst ", 9000))}
	path, _, _ := rendered(t, r)
	box := run(t, "pdftotext", "-bbox", path, "-")
	for line := range strings.SplitSeq(box, "\n") {
		var x0, y0, x1, y1 float64
		if _, err := fmt.Sscanf(strings.TrimSpace(line), `<word xMin="%f" yMin="%f" xMax="%f" yMax="%f"`, &x0, &y0, &x1, &y1); err != nil {
			continue
		}
		if x0 < 70 || x1 > (210-24)/25.4*72 || y1 > 841 {
			t.Fatalf("outside the margins: %s", line)
		}
	}
	if got := strings.Join(strings.Fields(run(t, "pdftotext", path, "-")), ""); !strings.Contains(got, link) || !strings.Contains(got, strings.Repeat("W", 400)) {
		t.Error("a long word lost a part")
	}
}

func TestProtect(t *testing.T) {
	_, b, l := rendered(t, sample(2))
	const password = "blåbærgrød nr. 7"
	sealed, err := Protect(b, password)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "sealed.pdf")
	if err := os.WriteFile(path, sealed, 0o600); err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(sealed, []byte("Copy of records")) {
		t.Error("the title stands in clear")
	}
	out := run(t, "qpdf", "--check", "--password="+password, path)
	for _, want := range []string{"R = 6", "AESv3"} {
		if !strings.Contains(out, want) {
			t.Errorf("qpdf does not say %q:\n%s", want, out)
		}
	}
	info := run(t, "pdfinfo", "-upw", password, path)
	for _, want := range []string{fmt.Sprintf("Pages:           %d\n", l.Pages), "Tagged:          yes"} {
		if !strings.Contains(info, want) {
			t.Errorf("pdfinfo lacks %q:\n%s", want, info)
		}
	}
	if got := run(t, "pdftotext", "-upw", password, path, "-"); !strings.Contains(got, "citat” – 100 €") {
		t.Error("the text is missing")
	}
	if out, err := exec.Command(needs(t, "qpdf"), "--check", path).CombinedOutput(); err == nil {
		t.Errorf("opens without a password:\n%s", out)
	}
	for _, bad := range []string{"", strings.Repeat("x", 128)} {
		if _, err := Protect(b, bad); err == nil {
			t.Errorf("a password of %d bytes was taken", len(bad))
		}
	}
}

// A document of which only the beginning reads gives no text at all.
func TestHalfADocumentIsNotRead(t *testing.T) {
	_, b, _ := rendered(t, sample(1))
	for _, cut := range []string{"/Kids", "/Resources 2 0 R", "/Identity-H", "/Length", "/FlateDecode"} {
		broken := bytes.ReplaceAll(b, []byte(cut), []byte("/"+strings.Repeat("x", len(cut)-1)))
		if pages, err := Pages(broken); err == nil || pages != nil {
			t.Errorf("without %s: %d pages, %v", cut, len(pages), err)
		}
	}
}

func TestNoDigestOfAnAddendumIsLeftAlone(t *testing.T) {
	for extra := 20; extra < 33; extra++ {
		r := sample(1)
		ps := []Paragraph{heading("Data")}
		for range extra {
			ps = append(ps, text("line"))
		}
		r.Items[0].Paragraphs = ps
		r.Items[0].Addenda = r.Items[0].Addenda[:1]
		r.Items[0].Addenda[0].Paragraphs = []Paragraph{text("Det var mandag, ikke tirsdag.")}
		for n, body := range pages(t, r)[2:] {
			if len(body) == 0 || strings.HasPrefix(body[len(body)-1], "Correction") {
				t.Errorf("%d lines: page %d is torn: %q", extra, n+3, body)
			}
		}
	}
}
