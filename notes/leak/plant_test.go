package leak

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"compress/lzw"
	"encoding/ascii85"
	"encoding/base32"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/crc32"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"codeberg.org/go-fonts/dejavu/dejavuserifcondensed"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"
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

func written(t *testing.T, b []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// What is planted.
const (
	secretName     = "Søren"
	secretSentence = "Hun sagde, at han drikker hver aften og skjuler det for børnene"
)

func planted() []Secret {
	return []Secret{{Code: "the name", Text: secretName, Whole: true}, {Code: "the sentence", Text: secretSentence}}
}

// plant is one way of leaking.
type plant struct {
	name  string
	file  []byte
	where string // what the finding must say, "" anything
	named string // the name of the file, "" an innocent one
}

// drawn is a document of one page with this content.
func drawn(content string) []byte { return newDoc(content).bytes() }

func withPage(d *pdfDoc, page string) []byte { d.page = page; return d.bytes() }

// pdfPlants are the leaks in what a page draws.
func pdfPlants() []plant {
	text := lineAt(72, 700, "mødte "+secretName+" igen")
	box := "0 g 60 690 300 30 re f\n"
	var list []plant
	add := func(name, where string, file []byte) {
		list = append(list, plant{name: name, file: file, where: where})
	}

	add("plain text", "page 1: text", drawn(text))
	add("text in white", "drawn in white", drawn("1 g "+text))
	add("text in white ink of CMYK", "drawn in white", drawn("0 0 0 0 k "+text))
	add("text that is not painted", "not painted", drawn("3 Tr "+text))
	add("text of half a point", "too small", drawn(strings.Replace(text, "11 Tf", "0.5 Tf", 1)))
	add("text of no size", "too small", drawn(strings.Replace(text, "11 Tf", "0 Tf", 1)))
	add("text off the page", "off the page", drawn(lineAt(72, -300, secretName)))
	add("text beside the crop box", "off the page", withPage(newDoc(text), "/CropBox [0 0 595 300]"))
	add("text behind a box", "behind a filled box", drawn(text+box))
	add("text cut off by clipping", "cut off", drawn("q 0 0 10 10 re W n "+text+"Q "))
	image := newDoc(text + "q 400 0 0 60 50 680 cm /I1 Do Q ")
	image.xobject = fmt.Sprintf("/I1 %d 0 R", image.addStream("/Type /XObject /Subtype /Image /Width 2 /Height 2 /ColorSpace /DeviceGray /BitsPerComponent 8", "\x00\x40\x80\xff"))
	add("text behind an image", "behind an image", image.bytes())
	layer := newDoc("/OC /L1 BDC " + text + "EMC ")
	ocg := layer.add("<< /Type /OCG /Name (Notes) >>")
	layer.more = fmt.Sprintf("/Properties << /L1 %d 0 R >>", ocg)
	layer.catalog = fmt.Sprintf("/OCProperties << /OCGs [%d 0 R] /D << /OFF [%d 0 R] >> >>", ocg, ocg)
	add("text in a layer that is off", "in a layer", layer.bytes())

	add("kerned in an array", "", drawn("BT /F1 11 Tf 72 700 Td [(m\xf8dte S) 12 (\xf8r) -20 (en igen)] TJ ET"))
	add("spaced out in an array", "", drawn("BT /F1 11 Tf 72 700 Td [(S) -400 (\xf8) -400 (r) -400 (e) -400 (n)] TJ ET"))
	add("spaced out by spaces", "", drawn(lineAt(72, 700, "mødte  S ø r e n  igen")))
	add("several operators", "", drawn("BT /F1 11 Tf 72 700 Td (m\xf8dte S) Tj (\xf8) Tj (ren igen) Tj ET"))
	add("letter by letter, in reverse", "", drawn(backwards(secretName)))
	add("two columns drawn crosswise", "", drawn(lineAt(300, 700, "andet")+lineAt(72, 650, "igen")+lineAt(300, 650, "mere")+lineAt(72, 700, secretName)))
	add("one letter a line", "", drawn(stacked(secretName)))
	add("turned", "", drawn("BT /F1 11 Tf 0 1 -1 0 300 300 Tm (S\xf8) Tj (ren) Tj ET"))
	add("hyphenated at the end of a line", "", drawn(lineAt(72, 700, "i går mødte hun Sø-")+lineAt(72, 686, "ren på gaden")))
	add("broken between lines without a hyphen", "", drawn(lineAt(72, 700, "i går mødte hun Sø")+lineAt(72, 686, "ren på gaden")))
	add("a sentence over three lines", "", drawn(lineAt(72, 700, "Hun sagde, at han")+lineAt(72, 686, "drikker hver aften og skjuler")+lineAt(72, 672, "det for børnene.")))
	head := func(n int) string {
		return lineAt(72, 800, "Journal") + lineAt(280, 30, fmt.Sprintf("Side %d af 2", n))
	}
	add("a sentence over two pages with head and foot", "begins",
		twoPages(head(1)+lineAt(72, 60, "Hun sagde, at han drikker hver"), head(2)+lineAt(72, 760, "aften og skjuler det for børnene")).bytes())
	add("a name over two pages", "begins", twoPages(lineAt(72, 60, "hun mødte Sø"), lineAt(72, 760, "ren på gaden")).bytes())
	add("in capitals and genitive", "", drawn(lineAt(72, 700, "SØRENS BIL")))
	add("hexadecimal string", "", drawn("BT /F1 11 Tf 72 700 Td <53F872656E> Tj ET"))
	add("octal escapes", "", drawn(`BT /F1 11 Tf 72 700 Td (S\370\162\145n) Tj ET`))

	form := newDoc("/X1 Do")
	form.xobject = fmt.Sprintf("/X1 %d 0 R", form.addStream(fmt.Sprintf("/Type /XObject /Subtype /Form /BBox [0 0 600 800] /Resources << /Font << /F9 %d 0 R >> >>", fontNo),
		strings.Replace(text, "/F1", "/F9", 1)))
	add("a form", "page 1", form.bytes())
	half := newDoc("BT /F1 11 Tf 72 700 Td (S\xf8) Tj ET /X1 Do")
	half.xobject = fmt.Sprintf("/X1 %d 0 R", half.addStream("/Type /XObject /Subtype /Form /BBox [0 0 600 800]", "BT /F1 11 Tf 85.5 700 Td (ren) Tj ET"))
	add("half of it in a form", "page 1", half.bytes())
	pattern := newDoc("/Pattern cs /P1 scn 0 0 500 500 re f")
	pattern.more = fmt.Sprintf("/Pattern << /P1 %d 0 R >>", pattern.addStream(fmt.Sprintf("/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 100 20] /XStep 100 /YStep 20 "+
		"/Resources << /Font << /F1 %d 0 R >> >>", fontNo), "BT /F1 9 Tf 2 2 Td (S\xf8ren) Tj ET"))
	add("a pattern", "a pattern", pattern.bytes())
	add("a comment in the drawing", "a drawing", drawn("% Søren was here\n"+lineAt(72, 700, "Hello")))

	for _, f := range []struct {
		filter string
		encode func(string) string
	}{
		{"/Filter /FlateDecode", deflated},
		{"/Filter /ASCIIHexDecode", func(s string) string { return hex.EncodeToString([]byte(s)) + ">" }},
		{"/Filter /ASCII85Decode", encode85},
		{"/Filter /RunLengthDecode", func(s string) string { return string(rune(len(s)-1)) + s + "\x80" }},
		{"/Filter /LZWDecode /DecodeParms << /EarlyChange 0 >>", encodeLZW},
		{"/Filter [/ASCII85Decode /FlateDecode]", func(s string) string { return encode85(deflated(s)) }},
		{"/Filter /FlateDecode /DecodeParms << /Predictor 12 /Columns 8 >>", encodePredicted},
	} {
		d := newDoc("")
		short := "BT /F1 11 Tf 72 700 Td (" + latin(secretName) + ") Tj ET"
		d.objects[contentNo-1] = streamOf(f.filter, f.encode(short))
		add("packed with "+f.filter, "page 1", d.bytes())
	}
	return list
}

func backwards(s string) string {
	var b strings.Builder
	letters := []rune(s)
	for i := len(letters) - 1; i >= 0; i-- {
		b.WriteString(fmt.Sprintf("BT /F1 11 Tf %d 700 Td (%s) Tj ET\n", 72+7*i, latin(string(letters[i]))))
	}
	return b.String()
}

func stacked(s string) string {
	var b strings.Builder
	for i, r := range []rune(s) {
		b.WriteString(lineAt(72, 700-14*i, string(r)))
	}
	return b.String()
}

func encode85(s string) string {
	var b bytes.Buffer
	w := ascii85.NewEncoder(&b)
	w.Write([]byte(s))
	w.Close()
	return b.String() + "~>"
}

func encodeLZW(s string) string {
	var b bytes.Buffer
	w := lzw.NewWriter(&b, lzw.MSB, 8)
	w.Write([]byte(s))
	w.Close()
	return b.String()
}

// encodePredicted writes rows of eight, each as the difference from the row above.
func encodePredicted(s string) string {
	s += strings.Repeat(" ", (8-len(s)%8)%8)
	var rows strings.Builder
	above := make([]byte, 8)
	for i := 0; i < len(s); i += 8 {
		rows.WriteByte(2)
		for k := range 8 {
			rows.WriteByte(s[i+k] - above[k])
		}
		above = []byte(s[i : i+8])
	}
	return deflated(rows.String())
}

// carrierPlants are the leaks in what a PDF holds beside its pages.
func carrierPlants() []plant {
	hello := lineAt(72, 700, "Hello")
	name := "(" + latin(secretName) + ")"
	var list []plant
	add := func(name, where string, file []byte) {
		list = append(list, plant{name: name, file: file, where: where})
	}
	annotated := func(annotation string) []byte { return withPage(newDoc(hello), "/Annots ["+annotation+"]") }

	add("a note on the page", "object 3", annotated("<< /Type /Annot /Subtype /Text /Rect [0 0 9 9] /Contents "+name+" >>"))
	look := newDoc(hello)
	ap := look.addStream(fmt.Sprintf("/Type /XObject /Subtype /Form /BBox [0 0 100 20] /Resources << /Font << /F1 %d 0 R >> >>", fontNo), "BT /F1 9 Tf 2 2 Td "+name+" Tj ET")
	add("an annotation's appearance", "appearance", withPage(look, fmt.Sprintf("/Annots [<< /Type /Annot /Subtype /Stamp /Rect [0 0 9 9] /AP << /N %d 0 R >> >>]", ap)))
	fields := newDoc(hello)
	fields.catalog = "/AcroForm << /Fields [<< /FT /Tx /T (f) /V " + utf16String(secretName) + " >>] >>"
	add("the value of a field", "object 1", fields.bytes())
	choice := newDoc(hello)
	choice.catalog = "/AcroForm << /Fields [<< /FT /Ch /T (c) /Opt [[(1) (Anna)] [(2) " + name + "]] /V (1) >>] >>"
	add("an option that was not chosen", "object 1", choice.bytes())
	comb := newDoc(hello)
	for _, r := range secretName {
		comb.add("<< /FT /Tx /V (" + latin(string(r)) + ") >>")
	}
	add("one letter a field", "object", comb.bytes())
	outline := newDoc(hello)
	item := outline.add("<< /Title " + utf16String("Om "+secretName) + " /Parent 99 0 R >>")
	outline.catalog = fmt.Sprintf("/Outlines << /First %d 0 R /Last %d 0 R >>", item, item)
	add("a bookmark", "object 6", outline.bytes())
	labels := newDoc(hello)
	labels.catalog = "/PageLabels << /Nums [0 << /S /D /P " + name + " >>] >>"
	add("a page label", "object 1", labels.bytes())
	dests := newDoc(hello)
	dests.catalog = "/Names << /Dests << /Names [" + name + " [3 0 R /Fit]] >> >>"
	add("a named destination", "object 1", dests.bytes())
	old := newDoc(hello)
	old.catalog = "/Dests << /S#f8ren [3 0 R /Fit] >>"
	add("a name with its letters as numbers", "object 1", old.bytes())
	add("the target of a link", "", annotated("<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /URI /URI (https://example.org/?q=S%C3%B8ren) >> >>"))
	script := newDoc(hello)
	script.catalog = "/OpenAction << /S /JavaScript /JS (var who = 'S\\\\u00f8ren';) >>"
	add("a script", "", script.bytes())
	info := newDoc(hello)
	info.trailer = fmt.Sprintf("/Info %d 0 R", info.add("<< /Producer (x) /Author "+name+" >>"))
	add("the author", "object 6", info.bytes())
	mac := newDoc(hello)
	mac.trailer = fmt.Sprintf("/Info %d 0 R", mac.add("<< /Keywords (S\xbfren) >>")) // as an old Macintosh writes ø
	add("keywords in another encoding", "object 6", mac.bytes())
	xmp := newDoc(hello)
	xmp.catalog = fmt.Sprintf("/Metadata %d 0 R", xmp.addStream("/Type /Metadata /Subtype /XML /Filter /FlateDecode", deflated("<x:xmpmeta><dc:creator><rdf:li>S&#xF8;ren</rdf:li></dc:creator></x:xmpmeta>")))
	add("metadata", "metadata", xmp.bytes())
	id := newDoc(hello)
	id.trailer = "/ID [" + name + " (x)]"
	add("the identifier of the document", "between", id.bytes())

	add("replacement text", "replacement text", drawn("/Span << /ActualText "+utf16String(secretName)+" >> BDC "+hello+"EMC "))
	add("replacement text in two pieces", "replacement text", drawn("/Span << /ActualText "+utf16String("Sø")+" >> BDC "+hello+"EMC /Span << /ActualText "+utf16String("ren")+" >> BDC EMC "))
	alt := newDoc(hello)
	alt.add("<< /Type /StructElem /S /Figure /Alt " + name + " >>")
	add("alternative text of a structure element", "object 6", alt.bytes())
	expansion := newDoc(hello)
	expansion.add("<< /Type /StructElem /S /Span /E " + name + " >>")
	add("the expansion of an abbreviation", "object 6", expansion.bytes())
	layer := newDoc(hello)
	layer.add("<< /Type /OCG /Name " + name + " >>")
	add("the name of a layer", "object 6", layer.bytes())

	attach := func(fileName, data string) []byte {
		d := newDoc(hello)
		f := d.addStream("/Type /EmbeddedFile /Filter /FlateDecode", deflated(data))
		d.catalog = fmt.Sprintf("/Names << /EmbeddedFiles << /Names [(a) << /Type /Filespec /F (%s) /EF << /F %d 0 R >> >>] >> >>", latin(fileName), f)
		return d.bytes()
	}
	add("an attached text", "text", attach("a.txt", secretName+" ringede."))
	add("the name of an attached file", "", attach(secretName+".txt", "Hello"))
	add("a ZIP attached to it", "text", attach("a.zip", string(zipped(zipFile{name: "a.csv", data: "navn;alder\n" + secretName + ";40\n"}))))

	first := drawn(lineAt(72, 700, secretName))
	add("an earlier revision of a page", "earlier revision", revised(first, map[int]string{contentNo: streamOf("", hello)}, ""))
	infoThen := newDoc(hello)
	infoThen.trailer = fmt.Sprintf("/Info %d 0 R", infoThen.add("<< /Author "+name+" >>"))
	add("an author that was changed", "object 6", revised(infoThen.bytes(), map[int]string{6: "<< /Author (x) >>"}, "/Info 6 0 R"))
	unused := newDoc(hello)
	unused.addStream("", lineAt(72, 700, secretName))
	add("a drawing that no page has", "object 6", unused.bytes())
	hidden := newDoc(hello)
	content := hidden.addStream("", lineAt(72, 700, secretName))
	hidden.add(fmt.Sprintf("<< /Type /Page /MediaBox [0 0 595 842] /Contents %d 0 R /Resources << /Font << /F1 %d 0 R >> >> >>", content, fontNo))
	add("a page that no tree has", "not shown", hidden.bytes())
	add("a comment between objects", "between", bytes.Replace(drawn(hello), []byte("2 0 obj"), []byte("% "+secretName+"\n2 0 obj"), 1))
	add("behind the end", "between", append(drawn(hello), "\n"+secretName+"\n"...))
	add("behind the end in UTF-16", "UTF-16", append(drawn(hello), utf16Bytes(binary.LittleEndian, "\nmødte "+secretName+" igen\n")...))
	packed := newDoc(hello)
	packed.addStream("/Type /ObjStm /N 1 /First 5 /Filter /FlateDecode", deflated("50 0 << /Title "+name+" >>"))
	add("an object in an object stream", "object stream", packed.bytes())
	add("a stream of no object", "between the objects", bytes.Replace(drawn(hello), []byte("2 0 obj"),
		[]byte("stream\n"+deflated("der stod "+secretName+" i teksten")+"\nendstream\n2 0 obj"), 1))
	jpeg := newDoc("q 9 0 0 9 0 0 cm /I1 Do Q " + hello)
	jpeg.xobject = fmt.Sprintf("/I1 %d 0 R", jpeg.addStream("/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /DCTDecode", string(jpegWith(secretName))))
	add("what an image says about itself", "picture", jpeg.bytes())
	return list
}

// fontPlants are the leaks in fonts that say something else than they show.
func fontPlants() []plant {
	var list []plant
	add := func(name string, file []byte) { list = append(list, plant{name: name, file: file}) }
	cmap := func(entries string) string {
		return "/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00> <FF> endcodespacerange " + entries + " endcmap end"
	}
	withFont := func(font, content string, streams ...string) []byte {
		d := newDoc(content)
		for _, s := range streams {
			d.add(s)
		}
		d.fonts = fmt.Sprintf("/F2 %d 0 R", d.add(font))
		return d.bytes()
	}
	shown := "BT /F2 11 Tf 72 700 Td (S\xf8ren) Tj ET"
	add("copying gives other letters than are seen", withFont("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding /ToUnicode 6 0 R >>", shown,
		streamOf("", cmap("1 beginbfrange <00> <FF> <0041> endbfrange"))))
	add("other letters are seen than copying gives", withFont("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding /ToUnicode 6 0 R >>",
		"BT /F2 11 Tf 72 700 Td (abcde) Tj ET", streamOf("", cmap("2 beginbfchar <61> <0053> <62> <00F8> endbfchar 1 beginbfrange <63> <65> [<0072> <0065> <006E>] endbfrange"))))
	add("glyphs under other codes", withFont("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding << /Differences [97 /S /oslash /r /e /n] >> >>",
		"BT /F2 11 Tf 72 700 Td (abcde) Tj ET"))
	add("glyphs named by number", withFont("<< /Type /Font /Subtype /Type1 /BaseFont /X /Encoding << /Differences [1 /uni0053 /uni00F8 /u0072 /e.alt /n] >> >>",
		"BT /F2 11 Tf 72 700 Td (\x01\x02\x03\x04\x05) Tj ET"))
	add("a font drawn in the document", withFont("<< /Type /Font /Subtype /Type3 /FontBBox [0 0 9 9] /FontMatrix [0.1 0 0 0.1 0 0] /FirstChar 97 /LastChar 101 /Widths [6 6 6 6 6] "+
		"/CharProcs << /S 6 0 R /oslash 6 0 R /r 6 0 R /e 6 0 R /n 6 0 R >> /Encoding << /Differences [97 /S /oslash /r /e /n] >> >>",
		"BT /F2 1 Tf 11 0 0 11 72 700 Tm (abcde) Tj ET", streamOf("", "6 0 d0 0 0 5 5 re f")))
	glyph := streamOf(fmt.Sprintf("/Resources << /Font << /F1 %d 0 R >> >>", fontNo), "600 0 d0 BT /F1 9 Tf (S\xf8ren) Tj ET")
	add("text in the glyph of a font", withFont("<< /Type /Font /Subtype /Type3 /FontBBox [0 0 9 9] /FontMatrix [0.1 0 0 0.1 0 0] /FirstChar 97 /LastChar 97 /Widths [6] "+
		"/CharProcs << /a 6 0 R >> /Encoding << /Differences [97 /a] >> >>", "BT /F2 11 Tf 72 700 Td (a) Tj ET", glyph))
	add("the encoding of a Type 1 program", withFont("<< /Type /Font /Subtype /Type1 /BaseFont /ABCDEF+X /FirstChar 1 /LastChar 5 /Widths [500 500 500 500 500] /FontDescriptor << /Type /FontDescriptor /FontFile 6 0 R >> >>",
		"BT /F2 11 Tf 72 700 Td (\x01\x02\x03\x04\x05) Tj ET", streamOf("", "%!PS-AdobeFont-1.0: X\n/Encoding 256 array dup 1 /S put dup 2 /oslash put dup 3 /r put dup 4 /e put dup 5 /n put readonly def\neexec\x80\x80")))
	add("the names in a CFF program", withFont("<< /Type /Font /Subtype /Type1 /BaseFont /ABCDEF+X /FirstChar 1 /LastChar 5 /Widths [500 500 500 500 500] /FontDescriptor << /Type /FontDescriptor /FontFile3 6 0 R >> >>",
		"BT /F2 11 Tf 72 700 Td (\x01\x02\x03\x04\x05) Tj ET", streamOf("/Subtype /Type1C", smallCFF())))

	gids := glyphsOf(secretName)
	composite := func(toUnicode string) []byte {
		d := newDoc("BT /F2 11 Tf 72 700 Td <" + gids + "> Tj ET")
		program := d.addStream("/Filter /FlateDecode", deflated(string(dejavuserifcondensed.TTF)))
		descriptor := d.add(fmt.Sprintf("<< /Type /FontDescriptor /FontName /X /FontFile2 %d 0 R >>", program))
		below := d.add(fmt.Sprintf("<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X /CIDToGIDMap /Identity /DW 600 /FontDescriptor %d 0 R >>", descriptor))
		d.fonts = fmt.Sprintf("/F2 %d 0 R", d.add(fmt.Sprintf("<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts [%d 0 R] %s >>", below, toUnicode)))
		return d.bytes()
	}
	add("a font program tells the letters, nothing else does", composite(""))
	add("a font program tells other letters than the map", bytes.Replace(composite("/ToUnicode 77 0 R"), []byte("xref\n0"),
		[]byte("77 0 obj\n"+streamOf("", "begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange 1 beginbfrange <0000> <FFFF> <0061> endbfrange endcmap")+"\nendobj\nxref\n0"), 1))
	return list
}

// glyphsOf are the numbers of glyphs in the serif font, by its character map of
// format 4.
func glyphsOf(s string) string {
	font := dejavuserifcondensed.TTF
	u16 := func(at int) int { return int(binary.BigEndian.Uint16(font[at:])) }
	var cmap int
	for i := range u16(4) {
		if at := 12 + 16*i; string(font[at:at+4]) == "cmap" {
			cmap = int(binary.BigEndian.Uint32(font[at+8:]))
		}
	}
	var t int
	for i := range u16(cmap + 2) {
		if sub := cmap + int(binary.BigEndian.Uint32(font[cmap+8+8*i:])); u16(sub) == 4 {
			t = sub
		}
	}
	var gids strings.Builder
	n := u16(t + 6)
	for _, r := range s {
		for i := 0; i < n; i += 2 {
			end, start := u16(t+14+i), u16(t+16+n+i)
			if int(r) > end || int(r) < start {
				continue
			}
			gid := int(r)
			if offset := u16(t + 16 + 3*n + i); offset != 0 {
				gid = u16(t + 16 + 3*n + i + offset + 2*(int(r)-start))
			}
			fmt.Fprintf(&gids, "%04X", (gid+u16(t+16+2*n+i))&0xffff)
			break
		}
	}
	return gids.String()
}

// smallCFF is a CFF font that has five glyphs and hardly more.
func smallCFF() string {
	index := func(list ...string) string {
		if len(list) == 0 {
			return "\x00\x00"
		}
		b := []byte{byte(len(list) >> 8), byte(len(list)), 1, 1}
		at := 1
		for _, s := range list {
			at += len(s)
			b = append(b, byte(at))
		}
		return string(b) + strings.Join(list, "")
	}
	head := "\x01\x00\x04\x01" + index("X")
	number := func(n int) string { return string([]byte{28, byte(n >> 8), byte(n)}) }
	top := func(charset, encoding, glyphs int) string {
		return index(number(charset) + "\x0f" + number(encoding) + "\x10" + number(glyphs) + "\x11")
	}
	rest := index() + index() // of strings, of subroutines
	at := len(head) + len(top(0, 0, 0)) + len(rest)
	sid := func(n int) string { return string([]byte{byte(n >> 8), byte(n)}) }
	charset := "\x00" + sid(52) + sid(147) + sid(83) + sid(70) + sid(79) // S oslash r e n
	encoding := "\x00\x05\x01\x02\x03\x04\x05"
	glyphs := index("\x0e", "\x0e", "\x0e", "\x0e", "\x0e", "\x0e")
	return head + top(at, at+len(charset), at+len(charset)+len(encoding)) + rest + charset + encoding + glyphs
}

// zipFile is a file of a ZIP that a test makes.
type zipFile struct {
	name, data, comment string
	extra               []byte
}

func zipped(files ...zipFile) []byte {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range files {
		h := &zip.FileHeader{Name: f.name, Method: zip.Deflate, Comment: f.comment, Extra: f.extra}
		fw, err := w.CreateHeader(h)
		if err != nil {
			panic(err)
		}
		fw.Write([]byte(f.data))
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func zipPlants() []plant {
	var list []plant
	add := func(name, where string, file []byte) {
		list = append(list, plant{name: name, file: file, where: where})
	}
	hello := zipFile{name: "a.txt", data: "Hello"}
	add("a file", "text", zipped(hello, zipFile{name: "b.txt", data: secretName}))
	add("the name of a file", "name of the file", zipped(zipFile{name: "sag/Søren.txt", data: "x"}))
	add("a name that leads elsewhere", "text", zipped(zipFile{name: "../../x", data: secretName}))
	add("the comment of a file", "comment", zipped(zipFile{name: "a", comment: secretName}))
	add("an extra field", "extra field", zipped(zipFile{name: "a", extra: append([]byte{0xfe, 0xca, 12, 0}, " Søren ok.. "[:12]...)}))
	var commented bytes.Buffer
	w := zip.NewWriter(&commented)
	w.SetComment("til " + secretName)
	w.Create("a")
	w.Close()
	add("the comment of the ZIP", "between the files", commented.Bytes())
	add("before the first file", "between the files", append([]byte("# "+secretName+"\n"), zipped(hello)...))
	inner := zipped(zipFile{name: "c.txt", data: secretName + " " + strings.Repeat("x", 50)})
	unlisted := append(bytes.Clone(inner[:bytes.Index(inner, []byte("PK\x01\x02"))]), zipped(hello)...)
	add("a file that the directory does not list", "text", unlisted)
	add("two files of one name", "text", zipped(zipFile{name: "a", data: secretName}, zipFile{name: "a", data: "x"}))
	add("a ZIP in a ZIP", "text", zipped(zipFile{name: "b.zip", data: string(inner)}))
	add("a PDF in a ZIP", "page 1", zipped(zipFile{name: "b.bin", data: string(drawn(lineAt(9, 9, secretName)))}))
	var gz bytes.Buffer
	g := gzip.NewWriter(&gz)
	g.Write([]byte("til " + secretName))
	g.Close()
	add("a gzip", "text", bytes.Clone(gz.Bytes()))
	gz.Reset()
	g = gzip.NewWriter(&gz)
	g.Name = secretName + ".txt"
	g.Write([]byte("Hello"))
	g.Close()
	add("the name in a gzip", "", gz.Bytes())
	return list
}

func utf16Bytes(order binary.AppendByteOrder, s string) []byte {
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		b = order.AppendUint16(b, u)
	}
	return b
}

func pngWith(kind, body string) []byte {
	chunk := func(kind, body string) string {
		b := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
		b = append(append(b, kind...), body...)
		return string(binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE([]byte(kind+body))))
	}
	return []byte("\x89PNG\r\n\x1a\n" + chunk("IHDR", "\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00") + chunk(kind, body) +
		chunk("IDAT", deflated("\x00\x00")) + chunk("IEND", ""))
}

func jpegWith(comment string) []byte {
	return []byte("\xff\xd8\xff\xfe" + string(binary.BigEndian.AppendUint16(nil, uint16(len(comment)+2))) + comment + "\xff\xd9")
}

func encoded(m *charmap.Charmap, s string) []byte {
	b, err := m.NewEncoder().Bytes([]byte(s))
	if err != nil {
		panic(err)
	}
	return b
}

// textPlants are the leaks in text, and in the ways of writing text otherwise.
func textPlants() []plant {
	text := "I går mødte hun " + secretName + " igen, på gaden."
	var list []plant
	add := func(name string, file []byte) { list = append(list, plant{name: name, file: file}) }
	say := func(name, text string) { add(name, []byte(text)) }
	say("plain text", text)
	say("capitals", strings.ToUpper(text))
	say("decomposed", norm.NFD.String(text))
	say("no accents", "I gar modte hun Soren igen")
	say("written without ø", "I gaar moedte hun Soeren igen")
	say("genitive", "Sørens bil")
	say("soft hyphens", "mødte Sø\u00adren igen")
	say("spaces of no width", "mødte S\u200bø\u200br\u200be\u200bn igen")
	say("joiners and marks of direction", "mødte S\u200dø\u2060r\u200een igen")
	say("broken at the end of a line", "mødte Sø-\n   ren igen")
	say("broken in a quoted mail", "i går mødte hun Sø\nren på gaden")
	say("spaced out", "mødte  S ø r e n  igen")
	say("points between the letters", "mødte S.ø.r.e.n igen")
	say("letters written together", "mødteSørenIgen")
	say("no spaces at all", "igårmødtehunsørenigenpågadenogdetalteomdet")
	say("wide letters", "mødte Ｓøｒｅｎ igen")
	say("letters of another alphabet", "mødte Sør\u0435n igen")
	say("set from right to left", "mødte \u202enerøS\u202c igen")
	say("the sentence over lines", "> Hun sagde, at han\r\n> drikker hver aften\r\n> og skjuler det\r\n> for børnene.")
	say("the sentence with other signs", "hun sagde at han drikker — hver aften — og skjuler det for børnene")
	add("Windows", encoded(charmap.Windows1252, text))
	add("Macintosh", encoded(charmap.Macintosh, text))
	add("DOS", encoded(charmap.CodePage850, text))
	add("UTF-16 with a mark", append([]byte{0xff, 0xfe}, utf16Bytes(binary.LittleEndian, text)...))
	add("UTF-16 without one", utf16Bytes(binary.BigEndian, text))
	say("percent signs", "GET /?q="+url.QueryEscape(text))
	say("percent signs in Latin-1", "q=S%F8ren")
	say("percent signs twice", "q=S%25C3%25B8ren")
	say("entities", "m&oslash;dte S&oslash;ren igen")
	say("numbered entities", "S&#248;&#x72;en")
	say("markup inside the name", "<p>mødte <b>Sø</b><i>ren</i> igen</p>")
	say("an attribute", `<img alt="Søren" src="x.png">`)
	say("quoted-printable", "m=C3=B8dte S=C3=B8r=\r\nen igen")
	say("base64", "data: "+base64.StdEncoding.EncodeToString([]byte(text)))
	say("base64 of the name alone", "data: "+base64.StdEncoding.EncodeToString([]byte(secretName)))
	say("base64 in lines", wrapped(base64.StdEncoding.EncodeToString([]byte(strings.Repeat("og så videre, ", 9)+text+strings.Repeat(" og så videre", 9))), 64))
	say("base64 of UTF-16", base64.RawURLEncoding.EncodeToString(utf16Bytes(binary.LittleEndian, text)))
	say("base64 of a PDF", base64.StdEncoding.EncodeToString(drawn(lineAt(9, 9, secretName))))
	say("base32", base32.StdEncoding.EncodeToString([]byte(text)))
	say("hexadecimal digits", hex.EncodeToString([]byte(text)))
	say("hexadecimal digits apart", "53 c3 b8 72 65 6e 20 6b 6f 6d")
	say("rich text", `{\rtf1\ansi m\'f8dte S\u248?ren igen}`)

	say("JSON", `{"a": ["`+text+`"]}`)
	say("JSON with escapes", `{"a": "S\u00f8r\u0065n"}`)
	say("a key of JSON", `{"S\u00f8ren": 1}`)
	say("base64 in JSON", `{"a": "`+base64.StdEncoding.EncodeToString([]byte(text))+`"}`)
	say("letters in a list of JSON", `["S","ø","r","e","n"]`)
	say("CSV", "navn;alder\r\n\""+secretName+"\";40\r\n")
	say("CSV with a line break", "a,\"Hun sagde, at han drikker\nhver aften og skjuler det for børnene\",b\n")
	add("CSV in UTF-16", append([]byte{0xff, 0xfe}, utf16Bytes(binary.LittleEndian, "navn\talder\r\nSøren\t40\r\n")...))
	add("CSV of Excel", encoded(charmap.Windows1252, "navn;alder\r\nSøren;40\r\n"))

	add("the text of a PNG", pngWith("tEXt", "Author\x00"+string(encoded(charmap.ISO8859_1, secretName))))
	add("the packed text of a PNG", pngWith("zTXt", "Author\x00\x00"+deflated("mødte "+secretName)))
	add("the comment of a JPEG", jpegWith("mødte "+secretName))
	add("the author of a photo", jpegWith("Exif\x00\x00II*\x00"+string(utf16Bytes(binary.LittleEndian, secretName))+"\x00\x00"))
	add("bytes of no known kind", append([]byte("\x00\x01\x02\x7f\x00\x03"), append([]byte("mødte "+secretName+" igen"), 0, 1, 2, 3)...))
	list = append(list, plant{name: "the name of the file", file: []byte("Hello"), named: "Brev til Søren.txt", where: "name of the file"})
	return list
}

func wrapped(s string, n int) string {
	var b strings.Builder
	for ; len(s) > n; s = s[n:] {
		b.WriteString(s[:n] + "\r\n")
	}
	return b.String() + s
}

func allPlants() []plant {
	var list []plant
	for kind, plants := range map[string][]plant{"page": pdfPlants(), "carrier": carrierPlants(), "font": fontPlants(), "zip": zipPlants(), "text": textPlants()} {
		for _, p := range plants {
			p.name = kind + ": " + p.name
			list = append(list, p)
		}
	}
	return list
}

func scanned(t testing.TB, name string, file []byte, secrets []Secret) (Report, error) {
	t.Helper()
	return Scan(t.Context(), name, file, secrets)
}

func TestEveryPlantedLeakIsFound(t *testing.T) {
	plants := allPlants()
	if len(plants) < 100 {
		t.Errorf("only %d leaks are planted", len(plants))
	}
	for _, p := range plants {
		t.Run(p.name, func(t *testing.T) {
			if p.named == "" {
				p.named = "file"
			}
			report, err := scanned(t, p.named, p.file, planted())
			if err != nil && !errors.Is(err, ErrUnreadable) {
				t.Fatal(err)
			}
			if len(report.Found) == 0 {
				t.Fatalf("not found (%v)", err)
			}
			at := false
			for _, f := range report.Found {
				at = at || strings.Contains(f.Where, p.where)
				for _, s := range planted() {
					if strings.Contains(strings.ToLower(f.File+f.Where), strings.ToLower(s.Text)) {
						t.Errorf("the finding tells the secret: %+v", f)
					}
				}
			}
			if !at {
				t.Errorf("found at %+v, want %q", report.Found, p.where)
			}
			if clean, _ := scanned(t, "file", p.file, []Secret{{Code: "x", Text: "Frederikke", Whole: true}}); len(clean.Found) > 0 {
				t.Errorf("and something that is not there: %v", clean.Found)
			}
		})
	}
}
