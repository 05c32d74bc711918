package leak

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"

	"subrosa/notes/leak/pdf"
)

// kind is what a file is, by its content.
type kind int

const (
	kindUnknown kind = iota
	kindText
	kindPDF
	kindZip
	kindGzip
	kindZlib
	kindPicture
	kindEncrypted
	kindPacked // compressed in a way that is not read
)

func kindOf(b []byte) kind {
	if k := magicOf(b); k != kindUnknown {
		return k
	}
	if _, ok := plainText(b); ok {
		return kindText
	}
	return kindUnknown
}

// magicOf tells the kinds that begin with bytes of their own.
func magicOf(b []byte) kind {
	for _, m := range []struct {
		kind  kind
		magic string
	}{
		{kindZip, "PK\x03\x04"}, {kindZip, "PK\x05\x06"}, {kindZip, "PK\x07\x08"}, {kindGzip, "\x1f\x8b\x08"},
		{kindPicture, "\x89PNG\r\n\x1a\n"}, {kindPicture, "\xff\xd8\xff"}, {kindPicture, "GIF87a"}, {kindPicture, "GIF89a"},
		{kindPicture, "II*\x00"}, {kindPicture, "MM\x00*"}, {kindPicture, "\x00\x00\x00\x0cjP  "}, {kindPicture, "BM\x00"},
		{kindEncrypted, "age-encryption.org/"}, {kindEncrypted, "-----BEGIN AGE ENCRYPTED"}, {kindEncrypted, "-----BEGIN PGP MESSAGE"},
		{kindPacked, "BZh"}, {kindPacked, "\xfd7zXZ\x00"}, {kindPacked, "\x28\xb5\x2f\xfd"}, {kindPacked, "7z\xbc\xaf\x27\x1c"},
		{kindPacked, "Rar!\x1a\x07"}, {kindPacked, "MSCF\x00"}, {kindPacked, "\x04\x22\x4d\x18"},
	} {
		if bytes.HasPrefix(b, []byte(m.magic)) {
			return m.kind
		}
	}
	switch {
	case len(b) > 11 && string(b[:4]) == "RIFF" && string(b[8:12]) == "WEBP":
		return kindPicture
	case bytes.Contains(b[:min(len(b), 1024)], []byte("%PDF-")):
		return kindPDF
	case len(b) > 8 && b[0] == 0x78 && (int(b[0])<<8|int(b[1]))%31 == 0 && b[1]&0x20 == 0:
		return kindZlib
	}
	return kindUnknown
}

// file looks into a file, told by its content. The path is how it is called in
// findings; its name was searched by whoever found it.
func (s *scan) file(path string, data []byte, depth int) {
	if s.ended {
		return
	}
	if err := s.ctx.Err(); err != nil {
		s.failWith(path, err)
		return
	}
	s.report.Files++
	if depth > maxDepth {
		s.fail(path, fmt.Sprintf("files inside files, more than %d deep", maxDepth))
		return
	}
	k := kindOf(data)
	switch k {
	case kindText:
		s.textFile(path, data, depth)
	case kindPDF:
		s.pdf(path, data, depth)
	case kindZip:
		s.zip(path, data, depth)
	case kindGzip:
		s.gzip(path, data, depth)
	case kindZlib:
		s.zlib(path, data, depth)
	case kindPicture:
		s.picture(path, data, depth)
	case kindEncrypted:
		s.failWith(path, ErrEncrypted)
	default:
		s.raw(path, "among its bytes", data, depth)
		if !s.endsInZip(data) {
			s.unknown(path, data, k)
		}
	}
	if k != kindZip && s.endsInZip(data) { // two files in one
		s.zip(path, data, depth)
	}
}

// unknown says that a file is of no kind that is understood. Its bytes were
// searched, but what it says may be packed in a way of its own.
func (s *scan) unknown(path string, data []byte, k kind) {
	switch {
	case bytes.Contains(data, []byte("E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e")):
		s.failWith(path, ErrEncrypted)
	case k == kindPacked:
		s.fail(path, "it is compressed in a way that is not read")
	default:
		s.fail(path, "it is of no known kind")
	}
}

func (s *scan) textFile(path string, data []byte, depth int) {
	texts, _ := plainText(data)
	for _, t := range texts {
		if s.ended {
			return
		}
		t = strings.TrimPrefix(t, "\ufeff")
		s.text(path, "text", t, form{}, depth)
		if strings.ContainsRune(t, '\u202e') { // set from right to left
			s.found(s.search(reversed(t), form{}), path, func(hit) string { return "text, read from the right" })
		}
		if strings.HasPrefix(strings.TrimLeftFunc(t, unicode.IsSpace), "{") || strings.HasPrefix(strings.TrimLeftFunc(t, unicode.IsSpace), "[") {
			s.json(path, t, depth)
		}
	}
}

func reversed(s string) string {
	list := []rune(s)
	for i, k := 0, len(list)-1; i < k; i, k = i+1, k-1 {
		list[i], list[k] = list[k], list[i]
	}
	return string(list)
}

// json searches every key and string of a JSON text without its escapes. What
// has none was searched as text, and so was text that only begins like JSON.
func (s *scan) json(path, text string, depth int) {
	if strings.IndexByte(text, '\\') < 0 {
		return
	}
	var all strings.Builder
	dec := json.NewDecoder(strings.NewReader(text))
	dec.UseNumber()
	for {
		token, err := dec.Token()
		if err != nil {
			break
		}
		switch v := token.(type) {
		case string:
			all.WriteString(v)
		case json.Number:
			all.WriteString(v.String())
		case json.Delim:
			continue
		default:
			fmt.Fprint(&all, v)
		}
		all.WriteString("\n\n")
	}
	if err := s.spend(all.Len()); err != nil {
		s.failWith(path, err)
		return
	}
	const where = "a key or a value"
	if strings.Contains(text, `\/`) || strings.Contains(text, `\u`) { // what is encoded can be escaped as well
		s.text(path, where, all.String(), form{}, depth)
		return
	}
	s.found(s.search(all.String(), form{}), path, func(hit) string { return where })
}

func (s *scan) gzip(path string, data []byte, depth int) {
	rest := bytes.NewReader(data)
	z, err := gzip.NewReader(rest)
	if err != nil {
		s.raw(path, "among its bytes", data, depth)
		s.fail(path, "it is broken")
		return
	}
	for _, said := range []string{z.Name, z.Comment, string(z.Extra)} {
		s.rawFrom(fromPart, path, "what the gzip says about itself", []byte(said), depth)
	}
	b, err := s.unpack(z)
	if err != nil && len(b) > 0 { // other data may follow
		s.raw(path, "among its bytes", data, depth)
	}
	s.within(path+"/(unpacked)", b, err, depth)
}

func (s *scan) zlib(path string, data []byte, depth int) {
	rest := bytes.NewReader(data)
	z, err := zlib.NewReader(rest)
	if err != nil {
		s.raw(path, "among its bytes", data, depth)
		s.unknown(path, data, kindUnknown)
		return
	}
	b, err := s.unpack(z)
	s.raw(path, "behind the compressed data", data[len(data)-rest.Len():], depth)
	s.within(path+"/(unpacked)", b, err, depth)
}

// within goes on with what came out of a file, as far as it came.
func (s *scan) within(path string, b []byte, err error, depth int) {
	if len(b) > 0 {
		s.file(path, b, depth+1)
	}
	switch {
	case errors.Is(err, ErrUnreadable), s.ctx.Err() != nil:
		s.failWith(path, err)
	case err != nil && err != io.EOF:
		s.fail(path, "it is broken")
	}
}

func (s *scan) pdf(path string, data []byte, depth int) {
	attached := 0
	err := pdf.Read(s.ctx, data, pdf.Reader{
		Spend: s.spend,
		Text: func(t pdf.Text) {
			f := form{joined: t.Joined, least: t.Least}
			if t.Drawn {
				s.found(s.search(t.Body, f), path, func(h hit) string { return t.Place(h.from, h.to) })
				return
			}
			s.textAt(path, t.Where, t.Body, f, depth, t.Place)
		},
		Data: func(nature pdf.Nature, where string, b []byte) {
			if !s.ended {
				from := map[pdf.Nature]source{pdf.Bytes: fromAnything, pdf.Pixels: fromPixels, pdf.FontProgram: fromFont}[nature]
				s.rawFrom(from, path, where, b, depth)
			}
		},
		File: func(where, name string, b []byte) {
			if s.ended {
				return
			}
			attached++
			instead := fmt.Sprintf("attachment %d", attached)
			if name == "" {
				name = instead
			}
			s.file(s.name(name, instead, path+"/"), b, depth+1)
		},
		Sniff: func(where string, b []byte) bool {
			switch kindOf(b) {
			case kindUnknown, kindText:
				return false
			case kindPicture:
				s.picturesIn(path, where, b, depth)
			case kindZlib:
				z, err := zlib.NewReader(bytes.NewReader(b))
				if err != nil {
					return false
				}
				if inner, _ := s.unpack(z); len(inner) > 0 {
					s.raw(path, where+", compressed once more", inner, depth)
				}
				return false
			default:
				s.file(path+"/("+where+")", b, depth+1)
			}
			return true
		},
		Reach:  s.words.reach,
		Unseen: func(what string) { s.unseen(path, what) },
	})
	if err != nil {
		s.failWith(path, err)
	}
}

// printable is a name without what a terminal would obey.
func printable(name string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return '?'
		}
		return r
	}, name)
}
