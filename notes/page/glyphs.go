package page

import (
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"sync"
	"unicode"

	"codeberg.org/go-fonts/dejavu/dejavuserifcondensed"
)

// glyphs are the characters of the basic plane that a font can draw.
type glyphs [1 << 10]uint64

func (g *glyphs) has(r rune) bool { return r >= 0 && r < 1<<16 && g[r>>6]&(1<<(r&63)) != 0 }

// bodyGlyphs are those of the font in which records are set. The other fonts
// of a page draw at least the same letters.
var bodyGlyphs = sync.OnceValue(func() *glyphs {
	g, err := readGlyphs(dejavuserifcondensed.TTF)
	if err != nil {
		panic(err) // the font is part of the program
	}
	return g
})

// readGlyphs reads a TrueType font's character map (OpenType, table cmap,
// subtable format 4).
func readGlyphs(font []byte) (*glyphs, error) {
	bad := errors.New("font without a readable character map")
	cmap, ok := fontTable(font, "cmap")
	if !ok || len(cmap) < 4 {
		return nil, bad
	}
	for i := range int(u16(cmap, 2)) {
		at := 4 + 8*i
		if at+8 > len(cmap) {
			return nil, bad
		}
		sub := int(binary.BigEndian.Uint32(cmap[at+4:]))
		if sub+14 <= len(cmap) && u16(cmap, sub) == 4 {
			return readSegments(cmap[sub:])
		}
	}
	return nil, bad
}

func readSegments(t []byte) (*glyphs, error) {
	n := int(u16(t, 6)) // twice the number of segments
	if 16+4*n > len(t) {
		return nil, errors.New("font with a character map cut short")
	}
	var g glyphs
	for i := 0; i < n; i += 2 {
		end, start := rune(u16(t, 14+i)), rune(u16(t, 16+n+i))
		delta, offset := u16(t, 16+2*n+i), int(u16(t, 16+3*n+i))
		for r := start; r <= end && r < 0xffff; r++ {
			glyph := uint16(r)
			if offset != 0 {
				at := 16 + 3*n + i + offset + 2*int(r-start)
				if at+2 > len(t) {
					break
				}
				if glyph = u16(t, at); glyph == 0 {
					continue
				}
			}
			if glyph+delta != 0 {
				g[r>>6] |= 1 << (r & 63)
			}
		}
	}
	return &g, nil
}

func fontTable(font []byte, name string) ([]byte, bool) {
	for i := range int(u16(font, 4)) {
		at := 12 + 16*i
		if string(font[at:at+4]) == name {
			from, size := binary.BigEndian.Uint32(font[at+8:]), binary.BigEndian.Uint32(font[at+12:])
			return font[from : from+size], true
		}
	}
	return nil, false
}

func u16(b []byte, at int) uint16 { return binary.BigEndian.Uint16(b[at:]) }

// Visible is a text as it is printed. What the font cannot draw, an emoji
// for example, stands as its number, [U+1F600], so that nothing disappears
// unseen; marks of direction, joiners and other characters that have no shape
// of their own are dropped, since they could only change how the rest is read.
func Visible(text string) string {
	var b strings.Builder
	for _, r := range text {
		switch {
		case r == '\n':
			b.WriteRune(r)
		case r == '\t':
			b.WriteString("    ")
		case unicode.Is(unicode.Cf, r), unicode.Is(unicode.Variation_Selector, r):
		case r == '\u2028', r == '\u2029':
			b.WriteRune('\n')
		case r < ' ' || r == 0x7f || !bodyGlyphs().has(r):
			fmt.Fprintf(&b, "[U+%04X]", r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
