package main

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"regexp"
	"strings"
	"testing"

	"codeberg.org/go-fonts/dejavu/dejavusansmono"
	"codeberg.org/go-fonts/dejavu/dejavusansmonobold"
	"github.com/hinshun/vt10x"
	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// paint makes pictures of screens: the letters, what is bold, faint or the other
// way round, on light or dark ground. The program uses no colours.
type paint struct {
	plain, bold     font.Face
	wide, high, low int // of a cell; low is where letters stand in it
}

// ground is what a theme draws with.
type ground struct{ back, fore, faint color.Gray }

var grounds = map[string]ground{
	"light": {back: color.Gray{0xff}, fore: color.Gray{0x18}, faint: color.Gray{0x6a}},
	"dark":  {back: color.Gray{0x17}, fore: color.Gray{0xe4}, faint: color.Gray{0x96}},
}

const margin = 12

func newPaint(t testing.TB) *paint {
	t.Helper()
	face := func(data []byte) font.Face {
		f, err := opentype.Parse(data)
		check(t, err)
		face, err := opentype.NewFace(f, &opentype.FaceOptions{Size: 16, DPI: 72, Hinting: font.HintingFull})
		check(t, err)
		return face
	}
	p := &paint{plain: face(dejavusansmono.TTF), bold: face(dejavusansmonobold.TTF)}
	width, _ := p.plain.GlyphAdvance('m')
	m := p.plain.Metrics()
	p.wide, p.high, p.low = width.Ceil(), (m.Ascent + m.Descent).Ceil(), m.Ascent.Ceil()
	return p
}

// faintly is what vt10x does not know; a colour stands for it.
var faintly = regexp.MustCompile(`\x1b\[2m`)

// shown is what a terminal of this size shows after this output.
func shownAfter(output string, columns, rows int) vt10x.Terminal {
	vt := vt10x.New(vt10x.WithSize(columns, rows))
	vt.Write([]byte(faintly.ReplaceAllLiteralString(output, "\x1b[90m")))
	return vt
}

const isBold = 1 << 2 // vt10x keeps its names of the modes to itself

// draw is the picture of a screen. It says which letters the font lacks.
func (p *paint) draw(vt vt10x.Terminal, g ground) (img *image.Paletted, lacking string) {
	columns, rows := vt.Size()
	var shades color.Palette
	for i := range 16 { // from the ground to the letters: all that smooth edges need
		mix := func(a, b uint8) uint8 { return uint8((int(a)*(15-i) + int(b)*i) / 15) }
		shades = append(shades, color.Gray{mix(g.back.Y, g.fore.Y)})
	}
	all := image.Rect(0, 0, columns*p.wide+2*margin, rows*p.high+2*margin)
	fine := image.NewGray(all)
	draw.Draw(fine, all, image.NewUniform(g.back), image.Point{}, draw.Src)
	shade := func(c vt10x.Color) color.Gray {
		switch c {
		case vt10x.DefaultBG:
			return g.back
		case vt10x.DarkGrey:
			return g.faint
		}
		return g.fore
	}
	cursor := vt.Cursor()
	for y := range rows {
		for x := range columns {
			cell := vt.Cell(x, y)
			fore, back := shade(cell.FG), shade(cell.BG)
			if vt.CursorVisible() && cursor.X == x && cursor.Y == y {
				fore, back = back, fore
			}
			at := image.Rect(0, 0, p.wide, p.high).Add(image.Pt(margin+x*p.wide, margin+y*p.high))
			if back != g.back {
				draw.Draw(fine, at, image.NewUniform(back), image.Point{}, draw.Src)
			}
			if cell.Char == 0 || cell.Char == ' ' {
				continue
			}
			d := font.Drawer{Dst: fine, Src: image.NewUniform(fore), Face: p.plain, Dot: fixed.P(at.Min.X, at.Min.Y+p.low)}
			if cell.Mode&isBold != 0 {
				d.Face = p.bold
			}
			if _, ok := d.Face.GlyphAdvance(cell.Char); !ok && !strings.ContainsRune(lacking, cell.Char) {
				lacking += string(cell.Char)
			}
			d.DrawString(string(cell.Char))
		}
	}
	img = image.NewPaletted(all, shades)
	draw.Draw(img, all, fine, image.Point{}, draw.Src)
	return img, lacking
}

// small writes a picture.
func small(img image.Image) ([]byte, error) {
	var b bytes.Buffer
	err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&b, img)
	return b.Bytes(), err
}
