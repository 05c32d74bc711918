package pdf

import "strings"

// compact reads a CFF font as far as its letters go: the names of its glyphs and
// its own encoding (Adobe Technical Note 5176).
func compact(b []byte) *program {
	p := &program{letters: map[int]string{}, codes: map[int]string{}}
	if len(b) < 4 {
		return p
	}
	_, at := cffIndex(b, int(b[2]))
	tops, at := cffIndex(b, at)
	texts, _ := cffIndex(b, at)
	if len(tops) == 0 {
		return p
	}
	top := cffDict(tops[0])
	if _, byNumber := top[12<<8|30]; byNumber { // glyphs have numbers and no names
		return p
	}
	glyphs, _ := cffIndex(b, top[17])
	names := make([]string, len(glyphs))
	for gid, sid := range cffCharset(b, top[15], len(glyphs)) {
		names[gid] = cffString(sid, texts)
		if s := letterOf(names[gid]); s != "" {
			p.letters[gid] = s
		}
	}
	cffEncoding(b, top[16], func(code, gid int) {
		if gid < len(names) {
			p.codes[code] = names[gid]
		}
	})
	return p
}

// cffIndex reads an INDEX and returns where the next thing begins.
func cffIndex(b []byte, at int) (list [][]byte, end int) {
	n := u16(b, at)
	if n == 0 || at < 0 || at+3 > len(b) {
		return nil, at + 2
	}
	size := int(b[at+2])
	offset := func(i int) int {
		v := 0
		for k := range size {
			if p := at + 3 + i*size + k; p < len(b) {
				v = v<<8 | int(b[p])
			}
		}
		return v
	}
	base := at + 3 + (n+1)*size - 1
	for i := range n {
		from, to := base+offset(i), base+offset(i+1)
		if from < 0 || to < from || to > len(b) {
			return list, len(b)
		}
		list = append(list, b[from:to])
	}
	return list, base + offset(n)
}

// cffDict reads the whole numbers of a DICT: the last operand of each operator.
func cffDict(b []byte) map[int]int {
	d := map[int]int{}
	last := 0
	for i := 0; i < len(b); {
		c := int(b[i])
		i++
		switch {
		case c == 12 && i < len(b):
			d[12<<8|int(b[i])] = last
			i++
		case c <= 21:
			d[c] = last
		case c == 28:
			last = int(int16(u16(b, i)))
			i += 2
		case c == 29:
			last = int(int32(u32(b, i)))
			i += 4
		case c == 30: // a broken number
			for i < len(b) && b[i]&0x0f != 0x0f && b[i]&0xf0 != 0xf0 {
				i++
			}
			i++
		case c >= 32 && c <= 246:
			last = c - 139
		case c >= 247 && c <= 250 && i < len(b):
			last = (c-247)*256 + int(b[i]) + 108
			i++
		case c >= 251 && c <= 254 && i < len(b):
			last = -(c-251)*256 - int(b[i]) - 108
			i++
		}
	}
	return d
}

// cffCharset is the name of each glyph, as a number of a string.
func cffCharset(b []byte, at, glyphs int) []int {
	list := make([]int, glyphs)
	if at <= 2 { // a charset that every reader knows: the first is the order of the strings
		for i := range list {
			list[i] = i
		}
		return list
	}
	if at >= len(b) {
		return list
	}
	format, i := b[at], at+1
	for gid := 1; gid < glyphs && i < len(b); {
		first, more := u16(b, i), 0
		i += 2
		switch format {
		case 1:
			more = int(u16(b, i) >> 8)
			i++
		case 2:
			more = u16(b, i)
			i += 2
		}
		for k := 0; k <= more && gid < glyphs; k++ {
			list[gid] = first + k
			gid++
		}
	}
	return list
}

func cffEncoding(b []byte, at int, visit func(code, gid int)) {
	if at <= 1 || at+2 > len(b) {
		return
	}
	n, gid := int(b[at+1]), 1
	for i := range n {
		switch b[at] & 0x7f {
		case 0:
			if p := at + 2 + i; p < len(b) {
				visit(int(b[p]), gid)
			}
			gid++
		case 1:
			if p := at + 2 + 2*i; p+1 < len(b) {
				for k := range int(b[p+1]) + 1 {
					visit(int(b[p])+k, gid)
					gid++
				}
			}
		}
	}
}

func cffString(sid int, own [][]byte) string {
	const standard = 391
	if sid >= standard {
		if sid-standard < len(own) {
			return string(own[sid-standard])
		}
		return ""
	}
	n := 0
	for s := range strings.FieldsSeq(cffStrings) {
		if n == sid {
			return s
		}
		n++
	}
	return ""
}

// cffStrings are the names that need not stand in a font, without those of
// expert fonts.
const cffStrings = `.notdef space exclam quotedbl numbersign dollar percent ampersand quoteright parenleft parenright asterisk plus comma
	hyphen period slash zero one two three four five six seven eight nine colon semicolon less equal greater question at
	A B C D E F G H I J K L M N O P Q R S T U V W X Y Z bracketleft backslash bracketright asciicircum underscore quoteleft
	a b c d e f g h i j k l m n o p q r s t u v w x y z braceleft bar braceright asciitilde exclamdown cent sterling fraction
	yen florin section currency quotesingle quotedblleft guillemotleft guilsinglleft guilsinglright fi fl endash dagger daggerdbl
	periodcentered paragraph bullet quotesinglbase quotedblbase quotedblright guillemotright ellipsis perthousand questiondown
	grave acute circumflex tilde macron breve dotaccent dieresis ring cedilla hungarumlaut ogonek caron emdash AE ordfeminine
	Lslash Oslash OE ordmasculine ae dotlessi lslash oslash oe germandbls onesuperior logicalnot mu trademark Eth onehalf
	plusminus Thorn onequarter divide brokenbar degree thorn threequarters twosuperior registered minus eth multiply
	threesuperior copyright Aacute Acircumflex Adieresis Agrave Aring Atilde Ccedilla Eacute Ecircumflex Edieresis Egrave
	Iacute Icircumflex Idieresis Igrave Ntilde Oacute Ocircumflex Odieresis Ograve Otilde Scaron Uacute Ucircumflex
	Udieresis Ugrave Yacute Ydieresis Zcaron aacute acircumflex adieresis agrave aring atilde ccedilla eacute ecircumflex
	edieresis egrave iacute icircumflex idieresis igrave ntilde oacute ocircumflex odieresis ograve otilde scaron uacute
	ucircumflex udieresis ugrave yacute ydieresis zcaron`
