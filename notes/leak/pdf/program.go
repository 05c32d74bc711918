package pdf

import (
	"bytes"
	"encoding/binary"
	"regexp"
	"strconv"
	"unicode/utf16"
)

// program is what a font program says about its glyphs: which letters they are
// for, by its character map or by their names.
type program struct {
	letters map[int]string // by glyph
	codes   map[int]string // the names of the glyphs of its own encoding
	glyphs  map[int]int    // of a TrueType font of one-byte codes: code to glyph
}

func (p *program) letter(gid int) string { return p.letters[gid] }

// byCode is the letter of a code of a simple font.
func (p *program) byCode(code int) string {
	if gid, ok := p.glyphs[code]; ok {
		return p.letters[gid]
	}
	return letterOf(p.codes[code])
}

// readProgram reads the font file of a descriptor; nil if there is none.
func (f *file) readProgram(descriptor dict) *program {
	for _, key := range []name{"FontFile", "FontFile2", "FontFile3"} {
		o := f.stream(descriptor[key])
		if o == nil || !o.isStm {
			continue
		}
		b, _, err := f.bytes(o)
		if err != nil || len(b) < 12 {
			return nil
		}
		if !f.used[o] {
			f.used[o] = true
			f.r.Data(FontProgram, o.where()+", a font", b)
		}
		switch {
		case bytes.HasPrefix(b, []byte("%!")) || b[0] == 0x80:
			return type1(b)
		case b[0] == 1 && b[1] == 0 && key == "FontFile3":
			return compact(b)
		}
		p := trueType(b)
		if cff := table(b, "CFF "); cff != nil {
			if c := compact(cff); len(p.letters) == 0 {
				return c
			}
		}
		return p
	}
	return nil
}

var dupPut = regexp.MustCompile(`dup\s+(\d+)\s*/(\S+)\s+put`)

// type1 reads the encoding of a Type 1 font, which stands in clear.
func type1(b []byte) *program {
	p := &program{codes: map[int]string{}}
	for _, m := range dupPut.FindAllSubmatch(b[:min(len(b), 1<<16)], 256) {
		if code, err := strconv.Atoi(string(m[1])); err == nil {
			p.codes[code] = string(m[2])
		}
	}
	return p
}

// table is a table of a TrueType or OpenType font.
func table(b []byte, tag string) []byte {
	if len(b) < 12 {
		return nil
	}
	for i := range int(binary.BigEndian.Uint16(b[4:])) {
		at := 12 + 16*i
		if at+16 > len(b) {
			return nil
		}
		if string(b[at:at+4]) == tag {
			from, size := uint64(binary.BigEndian.Uint32(b[at+8:])), uint64(binary.BigEndian.Uint32(b[at+12:]))
			if from+size > uint64(len(b)) {
				return nil
			}
			return b[from : from+size]
		}
	}
	return nil
}

func u16(b []byte, at int) int {
	if at < 0 || at+2 > len(b) {
		return 0
	}
	return int(binary.BigEndian.Uint16(b[at:]))
}

func u32(b []byte, at int) int {
	if at < 0 || at+4 > len(b) {
		return 0
	}
	return int(binary.BigEndian.Uint32(b[at:]))
}

// trueType reads the character maps and the names of glyphs of a TrueType font.
func trueType(b []byte) *program {
	p := &program{letters: map[int]string{}, glyphs: map[int]int{}}
	p.readPost(table(b, "post"))
	m := table(b, "cmap")
	for i := range min(u16(m, 2), 32) {
		platform, encoding, at := u16(m, 4+8*i), u16(m, 6+8*i), u32(m, 8+8*i)
		if at >= len(m) {
			continue
		}
		isUnicode := platform == 0 || platform == 3 && (encoding == 1 || encoding == 10)
		eachChar(m[at:], func(code, gid int) {
			switch {
			case gid == 0:
			case isUnicode:
				if code >= 0xf000 && code < 0xf100 {
					p.glyphs[code-0xf000] = gid
					return
				}
				if old, ok := p.letters[gid]; !ok || len(old) > 0 && old[0] == ' ' {
					p.letters[gid] = string(rune(code))
				}
			case code < 256:
				p.glyphs[code] = gid
			case code >= 0xf000 && code < 0xf100:
				p.glyphs[code-0xf000] = gid
			}
		})
	}
	return p
}

// eachChar visits the entries of a character map of the formats in use.
func eachChar(t []byte, visit func(code, gid int)) {
	switch u16(t, 0) {
	case 0:
		for c := 0; c < 256 && 6+c < len(t); c++ {
			visit(c, int(t[6+c]))
		}
	case 4:
		eachSegment(t, visit)
	case 6:
		first := u16(t, 6)
		for i := range u16(t, 8) {
			visit(first+i, u16(t, 10+2*i))
		}
	case 12:
		for i := range min(u32(t, 12), 1<<16) {
			at := 16 + 12*i
			from, to, gid := u32(t, at), u32(t, at+4), u32(t, at+8)
			for c := from; c <= to && c-from < 1<<16 && at+12 <= len(t); c++ {
				visit(c, gid+c-from)
			}
		}
	}
}

func eachSegment(t []byte, visit func(code, gid int)) {
	n := u16(t, 6)
	for i := 0; i < n; i += 2 {
		end, start, delta, offset := u16(t, 14+i), u16(t, 16+n+i), u16(t, 16+2*n+i), u16(t, 16+3*n+i)
		for c := start; c <= end && c < 0xffff; c++ {
			gid := c
			if offset != 0 {
				if gid = u16(t, 16+3*n+i+offset+2*(c-start)); gid == 0 {
					continue
				}
			}
			visit(c, (gid+delta)&0xffff)
		}
	}
}

// readPost reads glyph names (format 2 of the table). Names of the Macintosh's
// own list are left out: fonts that need names for their letters bring them.
func (p *program) readPost(t []byte) {
	if u32(t, 0) != 0x20000 {
		return
	}
	n := u16(t, 32)
	var names []string
	for at := 34 + 2*n; at < len(t); {
		size := int(t[at])
		if at+1+size > len(t) {
			break
		}
		names = append(names, string(t[at+1:at+1+size]))
		at += 1 + size
	}
	for gid := range n {
		k := u16(t, 34+2*gid)
		s := ""
		switch {
		case k >= 258 && k-258 < len(names):
			s = letterOf(names[k-258])
		case k >= 3 && k < 98: // of the list, the signs and letters of ASCII in their order
			s = string(rune(k - 3 + ' '))
		}
		if s != "" {
			p.letters[gid] = s
		}
	}
}

// utf16Bytes reads UTF-16, big end first.
func utf16Bytes(b []byte) string {
	units := make([]uint16, 0, len(b)/2)
	for i := 0; i+1 < len(b); i += 2 {
		units = append(units, uint16(b[i])<<8|uint16(b[i+1]))
	}
	return string(utf16.Decode(units))
}
