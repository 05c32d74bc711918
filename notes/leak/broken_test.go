package leak

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"testing"

	"subrosa/notes/packet"
)

// What cannot be read is never clean.
func TestWhatCannotBeReadIsAnError(t *testing.T) {
	hello := drawn(lineAt(72, 700, "Hello"))
	protected, err := packet.Protect(composed(t, 1).PDF, "blåbærgrød")
	if err != nil {
		t.Fatal(err)
	}
	lock := newDoc(lineAt(72, 700, "Hello"))
	lock.trailer = "/Encrypt << /Filter /Standard /V 1 /R 2 /O (x) /U (x) /P -4 >>"
	blind := newDoc("BT /F2 11 Tf 72 700 Td <00010002000300040005> Tj ET")
	blind.fonts = fmt.Sprintf("/F2 %d 0 R", blind.add("<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts [<< /Type /Font /Subtype /CIDFontType0 /BaseFont /X >>] >>"))
	torn := newDoc("")
	torn.objects[contentNo-1] = streamOf("/Filter /FlateDecode", deflated(strings.Repeat(lineAt(72, 700, "Hello"), 50))[:40])
	unknown := newDoc("")
	unknown.objects[contentNo-1] = streamOf("/Filter /BrotliDecode", "abc")
	lost := newDoc("")
	lost.kids = "3 0 R 77 0 R"
	locked := zipped(zipFile{name: "a", data: "Hello"})
	locked[bytes.Index(locked, []byte("PK\x01\x02"))+8] |= 1
	wrongSum := zipped(zipFile{name: "a", data: "Hello"})
	wrongSum[bytes.Index(wrongSum, []byte("PK\x01\x02"))+16]++
	var gz bytes.Buffer
	g := gzip.NewWriter(&gz)
	g.Write([]byte(strings.Repeat("Hello", 1000)))
	g.Close()
	deep := []byte("Hello")
	for range maxDepth + 2 {
		deep = zipped(zipFile{name: "a.zip", data: string(deep)})
	}
	bomb := gzipped(make([]byte, MaxFile+1))
	for name, tt := range map[string]struct {
		file []byte
		want error
	}{
		"nothing":                        {nil, ErrUnreadable},
		"half a PDF":                     {hello[:len(hello)/2], ErrUnreadable},
		"a PDF without its end":          {bytes.TrimSuffix(hello, []byte("%%EOF\n")), ErrUnreadable},
		"the head of a PDF":              {[]byte("%PDF-1.7\n"), ErrUnreadable},
		"a PDF with a password":          {protected, ErrEncrypted},
		"a PDF with an old password":     {lock.bytes(), ErrEncrypted},
		"a PDF whose letters are hidden": {blind.bytes(), ErrUnreadable},
		"a PDF with a torn stream":       {torn.bytes(), ErrUnreadable},
		"a PDF with an unknown filter":   {unknown.bytes(), ErrUnreadable},
		"a PDF that lacks a page":        {lost.bytes(), ErrUnreadable},
		"half a ZIP":                     {locked[:len(locked)/2], ErrUnreadable},
		"an encrypted ZIP":               {locked, ErrEncrypted},
		"a ZIP with a wrong sum":         {wrongSum, ErrUnreadable},
		"a broken PDF in a ZIP":          {zipped(zipFile{name: "a.pdf", data: string(hello[:len(hello)/2])}), ErrUnreadable},
		"half a gzip":                    {gz.Bytes()[:gz.Len()/2], ErrUnreadable},
		"an age file":                    {[]byte("age-encryption.org/v1\n-> X25519 abc\n"), ErrEncrypted},
		"an age file as text":            {[]byte("-----BEGIN AGE ENCRYPTED FILE-----\nYWdl\n"), ErrEncrypted},
		"an age file in a ZIP":           {zipped(zipFile{name: "a", data: "age-encryption.org/v1\n"}), ErrEncrypted},
		"7z":                             {[]byte("7z\xbc\xaf\x27\x1c\x00\x04"), ErrUnreadable},
		"bytes of no known kind":         {[]byte("\x00\x01\x02\x03Hello\xfe"), ErrUnreadable},
		"files inside files":             {deep, ErrUnreadable},
		"a bomb":                         {bomb, ErrTooLarge},
		"base64 of something encrypted":  {[]byte(base64.StdEncoding.EncodeToString([]byte("age-encryption.org/v1\n" + strings.Repeat("x", 99)))), ErrEncrypted},
	} {
		t.Run(name, func(t *testing.T) {
			report, err := scanned(t, "file", tt.file, planted())
			if !errors.Is(err, tt.want) || !errors.Is(err, ErrUnreadable) {
				t.Errorf("got %v, want %v", err, tt.want)
			}
			if len(report.Found) > 0 {
				t.Errorf("found %v", report.Found)
			}
		})
	}
}

func gzipped(b []byte) []byte {
	var gz bytes.Buffer
	g := gzip.NewWriter(&gz)
	g.Write(b)
	g.Close()
	return gz.Bytes()
}

func TestWhatIsUnpackedHasABound(t *testing.T) {
	half := zipFile{name: "a", data: strings.Repeat("Hello ", 50_000)}
	s := newScan(t.Context(), planted())
	s.left = 500_000
	s.file("file", zipped(half, half, half), 0)
	if !errors.Is(s.err, ErrTooLarge) || s.report.Files > 3 {
		t.Errorf("%d files, %v", s.report.Files, s.err)
	}
}

func TestAFileThatIsTooLargeIsNotSearched(t *testing.T) {
	_, err := Scan(t.Context(), "file", make([]byte, MaxFile+1), planted())
	if !errors.Is(err, ErrTooLarge) {
		t.Errorf("got %v", err)
	}
}

func TestScanCanBeInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	p := composed(t, 1)
	if _, err := Scan(ctx, "file", p.Zip, planted()); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// A finding is told even where the rest cannot be read.
func TestAFindingInABrokenFileIsTold(t *testing.T) {
	file := drawn(lineAt(72, 700, secretName))
	report, err := scanned(t, "file", bytes.TrimSuffix(file, []byte("%%EOF\n")), planted())
	if !errors.Is(err, ErrUnreadable) || len(report.Found) == 0 {
		t.Errorf("%v, %v", report.Found, err)
	}
}

func TestPicturesAreSaid(t *testing.T) {
	d := newDoc("q 9 0 0 9 0 0 cm /I1 Do Q " + lineAt(72, 700, "Hello"))
	d.xobject = fmt.Sprintf("/I1 %d 0 R", d.addStream("/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /DCTDecode", string(jpegWith("x"))))
	for name, file := range map[string][]byte{"PNG": pngWith("tEXt", "a\x00b"), "PDF": d.bytes(), "ZIP": zipped(zipFile{name: "a.jpg", data: string(jpegWith("x"))})} {
		report, err := scanned(t, "file", file, planted())
		if err != nil || len(report.Unseen) != 1 || !strings.Contains(report.Unseen[0].What, "pixels") {
			t.Errorf("%s: %+v, %v", name, report.Unseen, err)
		}
	}
}

func TestHeld(t *testing.T) {
	boss := Secret{Text: "@boss", Whole: true}
	secrets := []Secret{boss, {Text: "april", Whole: true}, {Text: "ikke her", Whole: true}}
	for text, want := range map[string][3]bool{
		"with @boss, who":   {true, false, false},
		"with his boss":     {false, false, false},
		"mail x@boss.dk":    {false, false, false},
		"2 April, @boss's ": {true, true, false},
		"Aprilvejr":         {false, false, false},
	} {
		if got := Held([]string{"nothing", text}, secrets); [3]bool(got) != want {
			t.Errorf("%q holds %v, want %v", text, got, want)
		}
	}
}

func TestSearchable(t *testing.T) {
	for text, want := range map[string]bool{"": false, " -- ": false, "😀": false, "a": true, "漢": true, "1": true, "Ж": true} {
		if Searchable(text) != want {
			t.Errorf("%q: %v", text, !want)
		}
	}
}
