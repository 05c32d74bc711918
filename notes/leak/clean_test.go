package leak

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/charmap"

	"subrosa/notes/packet"
	"subrosa/notes/page"
)

// common are names that are parts of other words, words of file formats, or in
// other ways like what stands in files in which nobody is meant.
func common() []Secret {
	var list []Secret
	for _, name := range []string{"Bo", "Maj", "Maria", "April", "Lang", "Art", "Ada", "Abe", "Karen", "Kim", "Mark Page", "Jensen", "Andersen",
		"Rosenvej 1", "22 33 44 55", "010190-1234", "Åse", "Ib", "Bea", "Root", "Søren", "Sara", "Eva", "Anne-Marie", "Ole"} {
		list = append(list, Secret{Code: name, Text: name, Whole: true})
	}
	return append(list, Secret{Code: "a sentence", Text: "Hun sagde, at han drikker hver aften"}, Secret{Code: "a short sentence", Text: "Det er ham"})
}

const innocent = `They both saw the major on the way from Mariager to Bornholm. The aprilvejr was bad, so both stayed at
Anneberg; langt fra byen, where the artist Karenina lived. Majoriteten was there, in Rosenvej 12 and 14, phone 2 33 44 550.
Det er hamp, said the boss; Sørensens Jense was adamant. Evalueringen og adagio, Olesen og Kimono, Sarastro og Beate. Åsen er lang-
strakt. Hun sagde, at han drukner hver aften. Christiansborg 1010190-12345.`

// notAccused are words that are in what the innocent text says after all.
func notAccused() []Secret {
	var list []Secret
	for _, s := range common() {
		if s.Text != "Lang" {
			list = append(list, s)
		}
	}
	return list
}

func sampleRecords(n int) packet.Records {
	r := packet.Records{
		Format: packet.RecordsFormat, Language: "da", Paper: page.A4, Mode: packet.Silent,
		Practice:  packet.Practice{Therapist: "Mette Ærø", Title: "Psykoterapeut MPF", Address: "Østerbrogade 12, 2.\n2100 København Ø"},
		Recipient: packet.Recipient{Name: "Chris Dahl", Address: "Åboulevard 3\n1635 København V"},
		Request:   packet.Request{Type: "access", Received: "2026-11-23", Person: "Chris Dahl", Own: true},
		Approved:  time.Date(2026, 11, 24, 10, 0, 0, 0, time.FixedZone("", 3600)),
		Bates:     packet.Bates{Prefix: "REC", From: 1},
	}
	for i := range n {
		start := time.Date(2020, 9, 4, 16, 0, 0, 0, time.FixedZone("", 3600)).AddDate(0, 0, 7*i)
		said := packet.Signed{Digest: strings.Repeat(fmt.Sprintf("%02xada", i%256), 13)[:64],
			Facts: map[string]string{"kind": "session", "layer": "record", "format": "dap", "start": start.Format(time.RFC3339), "minutes": "50", "place": "osterbro",
				"present": "A", "risk": "none", "author": "Mette Ærø", "language": "da", "text_at": start.UTC().Format(time.RFC3339), "signed_at": start.UTC().Format(time.RFC3339)}}
		said.Paragraphs = []packet.Paragraph{{Heading: true, Pieces: []packet.Piece{{Text: "Data"}}}}
		for k := range 5 {
			said.Paragraphs = append(said.Paragraphs, packet.Paragraph{Pieces: []packet.Piece{{Text: fmt.Sprintf("%d. "+innocent, k)}, {Mark: "[third party 1]"}}})
		}
		r.Items = append(r.Items, packet.Item{Number: i + 1, Signed: said})
	}
	return r
}

func composed(t testing.TB, n int) packet.Packet {
	t.Helper()
	p, err := packet.Compose(sampleRecords(n), func(r packet.Records, files []packet.File) ([]byte, error) {
		keys := make([]string, 50*n)
		for i := range keys {
			b := make([]byte, 32)
			for k := range b {
				b[k] = byte(i*31 + k*k*7)
			}
			keys[i] = base64.StdEncoding.EncodeToString(b)
		}
		return json.Marshal(keys)
	})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// cleanFiles are files that hold none of the common names.
func cleanFiles(t *testing.T) map[string][]byte {
	p := composed(t, 12)
	random := rand.New(rand.NewPCG(1, 2))
	noise := make([]byte, 300_000)
	for i := range noise {
		noise[i] = byte(random.Uint32())
	}
	var gz bytes.Buffer
	g := gzip.NewWriter(&gz)
	g.Write([]byte(innocent))
	g.Close()
	z, err := zip.NewReader(bytes.NewReader(p.Zip), int64(len(p.Zip)))
	if err != nil || len(z.File) < 6 {
		t.Fatal(err)
	}
	lines := func() string {
		var b strings.Builder
		for i, l := range strings.Split(innocent, "\n") {
			b.WriteString(lineAt(72, 700-14*i, l))
		}
		return b.String()
	}()
	kerned := "BT /F1 11 Tf 72 700 Td [(Mari) 20 (ager, bo) -12 (th, maj) 30 (or)] TJ ET\nBT /F1 11 Tf 72 680 Td [(Maria) 20 (ger) -250 (April) 8 (vejr)] TJ ET"
	image := newDoc("q 99 0 0 99 9 9 cm /I1 Do Q " + lines)
	image.xobject = fmt.Sprintf("/I1 %d 0 R", image.addStream("/Type /XObject /Subtype /Image /Width 300 /Height 300 /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /FlateDecode",
		deflated(string(noise[:90_000]))))
	rich := newDoc("/Artifact BMC " + lines + "EMC")
	rich.catalog = "/Lang (da) /PageMode /UseNone /ViewerPreferences << /DisplayDocTitle true >> /MarkInfo << /Marked true >>"
	rich.add("<< /Type /StructElem /S /Art /T (Artikel) /Alt (En major) >>")
	rich.trailer = "/Info 6 0 R /ID [<" + strings.Repeat("ada0", 8) + "> <" + strings.Repeat("0abe", 8) + ">]"
	packed := newDoc("")
	packed.objects[contentNo-1] = streamOf("/Filter /FlateDecode", deflated(lines))
	table, _ := json.Marshal(map[string]any{"both": innocent, "hash": strings.Repeat("4bea0ada", 8), "n": []int{10190, 1234, 22, 33}})
	return map[string][]byte{
		"a packet":                    p.Zip,
		"its PDF":                     p.PDF,
		"an empty packet":             composed(t, 0).Zip,
		"a packet of one note":        composed(t, 1).Zip,
		"a PDF":                       drawn(lines),
		"a packed PDF":                packed.bytes(),
		"a PDF with kerning":          drawn(kerned),
		"a PDF with an image":         image.bytes(),
		"a PDF with a language":       rich.bytes(),
		"a PDF of two revisions":      revised(drawn(lines), map[int]string{contentNo: streamOf("", lineAt(72, 700, "Borte"))}, ""),
		"a PDF of two pages":          twoPages(lines, lines).bytes(),
		"text":                        []byte(innocent),
		"text of Windows":             encoded(charmap.Windows1252, innocent),
		"text in UTF-16":              utf16Bytes(binary.LittleEndian, innocent),
		"text in capitals":            []byte(strings.ToUpper(innocent)),
		"CSV":                         []byte("navn;by\r\nMajor Bodil;Mariager\r\nAnnemari Both;Bornholm\r\n"),
		"JSON":                        table,
		"a manifest of hashes":        []byte(strings.Repeat("9ada31abe5bea77f00d0c0ffee5ada9a1b0abe29bea51eva0ole8kim  file\n", 200)),
		"base64 of noise":             []byte(base64.StdEncoding.EncodeToString(noise)),
		"hexadecimal digits of noise": fmt.Appendf(nil, "%x", noise[:50_000]),
		"a page of the web":           []byte("<html lang=\"da\"><p>Mari<b>ager</b> og <i>bo</i>th</p><p>Maj<wbr>or</p></html>"),
		"a ZIP":                       zipped(zipFile{name: "major.txt", data: innocent}, zipFile{name: "mariager/both.csv", data: "a,b\n"}),
		"a gzip":                      gz.Bytes(),
		"a PNG":                       pngWith("tEXt", "Author\x00Majoren"),
		"a JPEG":                      append(jpegWith("Bornholm"), noise...),
		"an e-mail":                   []byte("Subject: =?utf-8?q?Mariager?=\r\nContent-Transfer-Encoding: base64\r\n\r\n" + wrapped(base64.StdEncoding.EncodeToString([]byte(innocent)), 76)),
	}
}

func TestCleanFilesAreNotAccused(t *testing.T) {
	files := cleanFiles(t)
	if len(files) < 20 {
		t.Errorf("only %d clean files", len(files))
	}
	for name, file := range files {
		t.Run(name, func(t *testing.T) {
			secrets := common()
			if strings.Contains(string(file), "lang-") || strings.Contains(name, "PDF") || strings.Contains(name, "packet") || len(file) > 400 {
				secrets = notAccused() // "lang-strakt" is hyphenated in the text
			}
			report, err := scanned(t, "file", file, secrets)
			if err != nil {
				t.Error(err)
			}
			if len(report.Found) > 0 {
				t.Errorf("accused: %+v", report.Found[:min(len(report.Found), 6)])
			}
			if report.Files == 0 {
				t.Error("no file was read")
			}
		})
	}
}

// Bytes that mean nothing hold no names either, though nobody can say so.
func TestNoiseIsNotAccused(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	noise := make([]byte, 4<<20)
	for i := range noise {
		noise[i] = byte(random.Uint32())
	}
	report, err := scanned(t, "file", noise, common())
	if !errors.Is(err, ErrUnreadable) {
		t.Errorf("a clean report of noise: %v", err)
	}
	if len(report.Found) > 0 {
		t.Errorf("accused: %+v", report.Found[:min(len(report.Found), 6)])
	}
}
