package pdf

import (
	"strings"

	"golang.org/x/text/encoding/charmap"
)

// The three ways of telling what letter a code draws.
const (
	byMap      = iota // the font's ToUnicode, which is what copying gives
	byEncoding        // the encoding and the names of the glyphs
	byProgram         // the font program's own tables, nearest to what is seen
	ways
)

// glyph is one code of a font, as a text that is shown uses it.
type glyph struct {
	letters [ways]string
	width   float64 // in thousandths of the size
	space   bool    // a single-byte code 32, to which word spacing applies
	unknown bool    // nothing says what it is
}

// font is one font as far as text needs it.
type font struct {
	codes   *cmap // how bytes make codes; nil: one byte each
	cids    *cmap // of a composite font: codes to CIDs; nil: they are the same
	unicode *cmap
	names   [256]string // of simple fonts: the letter of each code
	program func(code int) string
	widths  map[int]float64
	usual   float64 // width of what widths does not name
	strange bool    // a simple font whose glyphs have names that say nothing
	ucs2    bool    // codes are Unicode
	known   map[int]glyph
}

// fontOf reads a font, once.
func (f *file) fontOf(v any) *font {
	d := f.dict(v)
	if d == nil {
		return nil
	}
	var key *object
	if r, ok := v.(ref); ok {
		key = f.newest(r.num)
		if font, ok := f.fonts[key]; ok {
			return font
		}
	}
	font := f.readFont(d)
	if key != nil {
		f.fonts[key] = font
	}
	return font
}

func (f *file) readFont(d dict) *font {
	ft := &font{known: map[int]glyph{}, usual: 500, widths: map[int]float64{}}
	if o := f.stream(d["ToUnicode"]); o != nil && o.isStm {
		f.used[o] = true
		if b, _, err := f.bytes(o); err == nil {
			f.r.Text(Text{Body: string(b), Where: o.where(), Joined: true, Least: 5})
			ft.unicode = readCMap(b)
		}
	}
	if f.resolve(d["Subtype"]) == name("Type0") {
		f.readComposite(ft, d)
	} else {
		f.readSimple(ft, d)
	}
	return ft
}

func (f *file) readComposite(ft *font, d dict) {
	switch e := f.resolve(d["Encoding"]).(type) {
	case name:
		ft.ucs2 = strings.Contains(string(e), "UCS2") || strings.Contains(string(e), "UTF16")
		ft.codes = twoBytes()
	default:
		ft.codes = twoBytes()
		if o := f.stream(d["Encoding"]); o != nil && o.isStm {
			f.used[o] = true
			if b, _, err := f.bytes(o); err == nil {
				if ft.cids = readCMap(b); len(ft.cids.spaces) > 0 {
					ft.codes = ft.cids
				}
			}
		}
	}
	down := f.list(d["DescendantFonts"])
	if len(down) == 0 {
		return
	}
	below := f.dict(down[0])
	ft.usual = f.number(below["DW"], 1000)
	f.readCIDWidths(ft, f.list(below["W"]))
	program := f.readProgram(f.dict(below["FontDescriptor"]))
	if program == nil {
		return
	}
	var gids []byte
	if o := f.stream(below["CIDToGIDMap"]); o != nil && o.isStm {
		f.used[o] = true
		gids, _, _ = f.bytes(o)
	}
	ft.program = func(cid int) string {
		gid := cid
		if gids != nil {
			if 2*cid+1 >= len(gids) {
				return ""
			}
			gid = int(gids[2*cid])<<8 | int(gids[2*cid+1])
		}
		return program.letter(gid)
	}
}

func (f *file) readCIDWidths(ft *font, w array) {
	for i := 0; i+1 < len(w) && len(ft.widths) < 1<<17; {
		from := int(f.number(w[i], 0))
		if list, ok := f.resolve(w[i+1]).(array); ok {
			for k, v := range list {
				ft.widths[from+k] = f.number(v, 0)
			}
			i += 2
			continue
		}
		if i+2 >= len(w) {
			return
		}
		to, width := int(f.number(w[i+1], 0)), f.number(w[i+2], 0)
		for c := from; c <= to && c < from+1<<16; c++ {
			ft.widths[c] = width
		}
		i += 3
	}
}

func (f *file) readSimple(ft *font, d dict) {
	base, _ := f.resolve(d["BaseFont"]).(name)
	descriptor := f.dict(d["FontDescriptor"])
	program := f.readProgram(descriptor)
	ft.names = f.readEncoding(ft, d, program)
	first := int(f.number(d["FirstChar"], 0))
	widths := f.list(d["Widths"])
	scale := 1.0
	if m := f.list(d["FontMatrix"]); len(m) == 6 && f.resolve(d["Subtype"]) == name("Type3") {
		scale = f.number(m[0], 0.001) * 1000
	}
	for i, w := range widths {
		ft.widths[first+i] = f.number(w, 0) * scale
	}
	ft.usual = f.number(descriptor["MissingWidth"], 0)
	if len(widths) == 0 {
		ft.usual = standardWidths(string(base), ft.widths)
	}
	if program != nil {
		ft.program = program.byCode
	}
}

// readEncoding is the letter of each code of a simple font.
func (f *file) readEncoding(ft *font, d dict, program *program) (letters [256]string) {
	e := f.resolve(d["Encoding"])
	baseName, _ := e.(name)
	differences := array{}
	if ed, ok := e.(dict); ok {
		baseName, _ = f.resolve(ed["BaseEncoding"]).(name)
		differences = f.list(ed["Differences"])
	}
	for c := range 256 {
		letters[c] = baseLetter(baseName, byte(c))
	}
	if baseName == "" && program != nil && program.codes != nil {
		for c, glyph := range program.codes {
			if s := letterOf(glyph); s != "" && c < 256 {
				letters[c] = s
			}
		}
	}
	code := 0
	for _, v := range differences {
		switch v := f.resolve(v).(type) {
		case float64:
			code = int(v)
		case name:
			if code >= 0 && code < 256 {
				s := letterOf(string(v))
				if s == "" && v != ".notdef" && ft.unicode == nil {
					ft.strange = true
					s = letters[code]
				}
				letters[code] = s
			}
			code++
		}
	}
	return letters
}

// baseLetter is the letter of a code in one of the encodings that have a name.
// The standard encoding differs from Windows' above 127 only, where it has
// hardly a letter; there both are close enough for a search.
func baseLetter(encoding name, c byte) string {
	if encoding == "MacRomanEncoding" {
		return string(charmap.Macintosh.DecodeByte(c))
	}
	if encoding == "" || encoding == "StandardEncoding" {
		switch c {
		case 0xae:
			return "fi"
		case 0xaf:
			return "fl"
		case 0xe1:
			return "Æ"
		case 0xe8:
			return "Ł"
		case 0xe9:
			return "Ø"
		case 0xea:
			return "Œ"
		case 0xf1:
			return "æ"
		case 0xf5:
			return "ı"
		case 0xf8:
			return "ł"
		case 0xf9:
			return "ø"
		case 0xfa:
			return "œ"
		case 0xfb:
			return "ß"
		}
	}
	return string(charmap.Windows1252.DecodeByte(c))
}

// glyphs cuts a text that is shown into glyphs.
func (ft *font) glyphs(s []byte) []glyph {
	list := make([]glyph, 0, len(s))
	for len(s) > 0 {
		code, n := int(s[0]), 1
		if ft.codes != nil {
			code, n = ft.codes.next(s)
		}
		key := code<<3 | n
		g, ok := ft.known[key]
		if !ok {
			g = ft.glyph(code, n)
			ft.known[key] = g
		}
		list, s = append(list, g), s[n:]
	}
	return list
}

func (ft *font) glyph(code, size int) glyph {
	g := glyph{space: code == 32 && size == 1}
	if ft.unicode != nil {
		g.letters[byMap] = ft.unicode.text(code, size)
	}
	cid := code
	if ft.cids != nil {
		cid = ft.cids.cid(code)
	}
	switch {
	case ft.codes == nil && code < 256:
		g.letters[byEncoding] = ft.names[code]
	case ft.ucs2:
		g.letters[byEncoding] = string(rune(code))
	}
	if ft.program != nil {
		g.letters[byProgram] = ft.program(cid)
	}
	width, ok := ft.widths[cid]
	if !ok {
		width = ft.usual
	}
	g.width = width
	g.unknown = g.letters == [ways]string{}
	return g
}
