package leak

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"subrosa/notes/packet"
)

// words of which sentences are made that are all different.
func sentence(n int) string {
	subject := []string{"Hun", "Han", "Chefen", "Søsteren", "Lægen"}[n%5]
	return fmt.Sprintf("%s talte %d gange om prøven med æbler, øl og åer i uge %d.", subject, n*7+3, n)
}

// packetOf is a packet with these paragraphs.
func packetOf(t *testing.T, paragraphs ...string) packet.Packet {
	t.Helper()
	r := sampleRecords(1)
	r.Items[0].Paragraphs = nil
	for _, p := range paragraphs {
		r.Items[0].Paragraphs = append(r.Items[0].Paragraphs, packet.Paragraph{Pieces: []packet.Piece{{Text: p}}})
	}
	p, err := packet.Compose(r, func(packet.Records, []packet.File) ([]byte, error) { return []byte("{}\n"), nil })
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// Every sentence of a record is found in its PDF, over the ends of lines and of
// pages with their heads and feet.
func TestEverySentenceOfARealPacketIsFound(t *testing.T) {
	var text strings.Builder
	var secrets []Secret
	for n := range 400 {
		text.WriteString(sentence(n) + " ")
		secrets = append(secrets, Secret{Code: fmt.Sprint(n), Text: sentence(n)})
	}
	p := packetOf(t, text.String())
	if p.Pages < 9 {
		t.Fatalf("only %d pages", p.Pages)
	}
	report, err := scanned(t, "file", p.PDF, secrets)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for _, f := range report.Found {
		found[f.Code] = true
	}
	for n := range 400 {
		if !found[fmt.Sprint(n)] {
			t.Errorf("not found: %s", sentence(n))
		}
	}
}

func TestSecretsInARealPacket(t *testing.T) {
	p := packetOf(t, "Chris kom til tiden og fortalte, at Søren Ågård havde ringet igen.", "Han lagde mærke til, at han venter på et tegn, som den anden ikke ved, at hun skal give, "+
		"og at søvnen er bedre end i april.", "Glad 😀 og naïve café i dag, 漢字 på tavlen.")
	for name, tt := range map[string]struct {
		secret Secret
		files  int
	}{
		"a sentence over two lines":      {Secret{Text: "Han lagde mærke til, at han venter på et tegn, som den anden ikke ved, at hun skal give"}, 2},
		"in capitals and decomposed":     {Secret{Text: "HAN LAGDE MÆRKE TIL, AT HAN VENTER PA\u030a ET TEGN"}, 2},
		"a name":                         {Secret{Text: "Søren Ågård", Whole: true}, 2},
		"a name in other letters":        {Secret{Text: "Soeren Aagaard", Whole: true}, 2},
		"a whole word":                   {Secret{Text: "søvnen", Whole: true}, 2},
		"a part of a word":               {Secret{Text: "søvn", Whole: true}, 0},
		"a sentence with an emoji":       {Secret{Text: "Glad 😀 og naïve café i dag"}, 2},
		"letters that the font lacks":    {Secret{Text: "漢字", Whole: true}, 2},
		"what only the letter says":      {Secret{Text: "Åboulevard", Whole: true}, 2},
		"something that is not in there": {Secret{Text: "en affære med chefen"}, 0},
	} {
		report, err := scanned(t, "file", p.Zip, []Secret{tt.secret})
		files := map[string]bool{}
		for _, f := range report.Found {
			files[f.File] = true
		}
		if err != nil || len(files) != tt.files {
			t.Errorf("%s: found at %+v, %v", name, report.Found, err)
		}
	}
}

// What this reader reads of a page is what pdftotext reads, and more.
func TestPdftotextFindsNothingElse(t *testing.T) {
	for _, p := range append(pdfPlants(), fontPlants()...) {
		if _, err := scanned(t, "file", p.file, nil); err != nil && !errors.Is(err, ErrUnreadable) {
			t.Fatal(err)
		}
		text := run(t, "pdftotext", written(t, p.file), "-")
		theirs := Held([]string{text}, planted())
		report, _ := scanned(t, "file", p.file, planted())
		mine := map[string]bool{}
		for _, f := range report.Found {
			mine[f.Code] = true
		}
		for i, s := range planted() {
			if theirs[i] && !mine[s.Code] {
				t.Errorf("%s: pdftotext shows %s", p.name, s.Code)
			}
		}
	}
}
