package leak

import (
	"bytes"
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
)

// codes finds runs of base64, base32 and hexadecimal digits that decode to text
// or to a file of a known kind, and looks into them.
func (s *scan) codes(file, where, text string, depth int) {
	for _, code := range []struct {
		name   string
		least  int
		digits string
		decode func([]byte) [][]byte
	}{
		{"in base64", 8, base64Digits, decodeBase64},
		{"in hexadecimal digits", 8, hexDigits, decodeHex},
		{"in base32", 16, base32Digits, decodeBase32},
	} {
		runs(text, code.least, code.digits, func(run []byte) {
			for _, b := range code.decode(run) {
				if s.ended {
					return
				}
				s.decoded(file, where+", "+code.name, b, depth+1)
			}
		})
	}
}

// decoded looks into what came out of a run, if it is anything at all.
func (s *scan) decoded(file, where string, b []byte, depth int) {
	if k := magicOf(b); k != kindUnknown && len(b) > 64 {
		if err := s.spend(len(b)); err != nil {
			s.failWith(file, err)
			return
		}
		s.file(file+"/("+where+")", b, depth)
		return
	}
	texts, ok := plainText(b)
	if !ok {
		return
	}
	if err := s.spend(len(b)); err != nil {
		s.failWith(file, err)
		return
	}
	for _, t := range texts {
		s.text(file, where, t, form{least: 3}, depth)
	}
}

// The characters of each code, with those that stand between its digits.
const (
	letters      = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	base64Digits = letters + "abcdefghijklmnopqrstuvwxyz0123456789+/-_="
	base32Digits = letters + "234567="
	hexDigits    = "0123456789abcdefABCDEF :"
)

// runs visits the runs of bytes that belong to a code. A line end does not end a
// run that is as long as the lines of a code are; the next line goes on with it.
func runs(text string, least int, digits string, visit func([]byte)) {
	var belongs [256]bool
	for i := range len(digits) {
		belongs[digits[i]] = true
	}
	var run []byte
	for i := 0; i < len(text); {
		from := i
		for i < len(text) && belongs[text[i]] {
			i++
		}
		if i-from >= least || len(run) > 0 {
			run = append(run, text[from:i]...)
		}
		if line := i - from; line >= 40 && i < len(text) && (text[i] == '\n' || text[i] == '\r') {
			for i < len(text) && (text[i] == '\n' || text[i] == '\r') {
				i++
			}
			continue
		}
		if len(run) >= least {
			visit(run)
		}
		run = run[:0]
		i++
	}
	if len(run) >= least {
		visit(run)
	}
}

// decodeBase64 decodes a run at each of the four places where it may begin, and
// keeps what looks like something.
func decodeBase64(run []byte) [][]byte {
	clean := bytes.Trim(run, "=")
	clean = bytes.ReplaceAll(bytes.ReplaceAll(clean, []byte("-"), []byte("+")), []byte("_"), []byte("/"))
	if i := bytes.IndexByte(clean, '='); i >= 0 {
		clean = clean[:i]
	}
	var list [][]byte
	for skip := range 4 {
		if len(clean) < skip+8 {
			break
		}
		part := clean[skip:]
		if !promising(part) {
			continue
		}
		if len(part)%4 == 1 {
			part = part[:len(part)-1]
		}
		b := make([]byte, base64.RawStdEncoding.DecodedLen(len(part)))
		if n, _ := base64.RawStdEncoding.Decode(b, part); n > 3 {
			list = append(list, b[:n])
		}
	}
	return list
}

// promising decodes the beginning of a run and says whether it may be text or a
// file of a known kind, which most runs are not: every long word is one.
func promising(run []byte) bool {
	var b [12]byte
	part := run[:min(len(run), 16)/4*4]
	n, err := base64.RawStdEncoding.Decode(b[:], part)
	if err != nil || n == 0 {
		return false
	}
	if magicOf(b[:n]) != kindUnknown {
		return true
	}
	return beginsAsText(b[:n])
}

// beginsAsText says whether bytes can be the beginning of a text, in UTF-16 too.
func beginsAsText(b []byte) bool {
	zeros := 0
	for _, c := range b {
		if c == 0 {
			zeros++
		} else if c < ' ' && c != '\n' && c != '\r' && c != '\t' || c == 0x7f {
			return b[0] == 0xff || b[0] == 0xfe
		}
	}
	return zeros == 0 || zeros*2 >= len(b)-2
}

func decodeBase32(run []byte) [][]byte {
	run = bytes.Trim(run, "=")
	b := make([]byte, len(run))
	n, _ := base32.StdEncoding.WithPadding(base32.NoPadding).Decode(b, run)
	if n < 4 {
		return nil
	}
	return [][]byte{b[:n]}
}

func decodeHex(run []byte) [][]byte {
	digits := make([]byte, 0, len(run))
	for _, c := range run {
		if c != ' ' && c != ':' {
			digits = append(digits, c)
		}
	}
	var list [][]byte
	for skip := range 2 {
		var first [8]byte
		if len(digits) < skip+8 {
			break
		}
		n, _ := hex.Decode(first[:], digits[skip:skip+min((len(digits)-skip)/2*2, 16)])
		if !beginsAsText(first[:n]) && magicOf(first[:n]) == kindUnknown {
			continue
		}
		b := make([]byte, (len(digits)-skip)/2)
		if _, err := hex.Decode(b, digits[skip:skip+2*len(b)]); err == nil {
			list = append(list, b)
		}
	}
	return list
}
