package pdf

import (
	"bytes"
	"math"
	"slices"
)

// mark is one glyph where it was drawn.
type mark struct {
	letters [ways]string
	x, y    float64 // of its origin
	endX    float64 // of the next glyph's origin
	endY    float64
	size    float64 // of the font, on the page
	shown   int     // which operator drew it
	order   int     // of painting
	veil    veil
	alone   bool // by an operator that drew nothing else
}

// veil is what hides a glyph from a reader's eyes.
type veil uint8

const (
	veilMode  veil = 1 << iota // text that is not painted
	veilWhite                  // in white
	veilTiny
	veilClip // outside of what the clipping leaves
	veilOff  // outside of the page
	veilOver // something was painted over it
	veilLayer
)

// state is the graphics state as far as text needs it.
type state struct {
	m          matrix
	font       *font
	size       float64
	charSpace  float64
	wordSpace  float64
	scale      float64
	leading    float64
	rise       float64
	mode       int
	white      bool // of filling
	whiteLines bool
	clip       box
}

// painted is something that covers what was drawn before it.
type painted struct {
	box   box
	order int
	what  string
}

// canvas is what one page, or one stream for itself, draws.
type canvas struct {
	f        *file
	resource []dict // the innermost last
	st       state
	stack    []state
	text     matrix // Tm
	line     matrix
	marks    []mark
	covers   []painted
	said     []string // replacement texts in marked content
	order    int
	shown    int
	deep     int
	rects    []box
	clipNext bool
	layers   []bool // of marked content: whether it is a layer
	unknown  bool   // a glyph was drawn that nothing says the letter of
	strange  bool
	strings  bytes.Buffer // strings of text that no font is known for

	operators, foreign int // how many were followed, and how many are none of PDF's
}

const maxMarks = 1 << 20

func (f *file) newCanvas(resources dict) *canvas {
	everywhere := box{-1e9, -1e9, 1e9, 1e9}
	return &canvas{f: f, resource: []dict{resources}, st: state{m: identity(), scale: 1, clip: everywhere}, text: identity(), line: identity()}
}

// run follows a content stream.
func (c *canvas) run(content []byte) error {
	l := lexer{b: content}
	var args array
	for n := 0; ; n++ {
		if n%4096 == 0 && c.f.ctx.Err() != nil {
			return c.f.ctx.Err()
		}
		v, ok := l.object(0)
		if !ok && l.i < len(content) { // nested too deep, or too large
			l.i++
			continue
		}
		if !ok {
			return nil
		}
		op, isOp := v.(keyword)
		if !isOp {
			if len(args) < 512 {
				args = append(args, v)
			}
			continue
		}
		if op == "BI" {
			c.inlineImage(&l)
		} else if err := c.do(op, args); err != nil {
			return err
		}
		args = args[:0]
	}
}

// inlineImage passes over an image that stands in the content.
func (c *canvas) inlineImage(l *lexer) {
	for {
		v, ok := l.object(0)
		if !ok {
			return
		}
		if v == keyword("ID") {
			break
		}
	}
	for from := l.i; ; {
		i := bytes.Index(l.b[from:], []byte("EI"))
		if i < 0 {
			l.i = len(l.b)
			return
		}
		from += i + 2
		if (from == len(l.b) || isSpace(l.b[from])) && isSpace(l.b[max(from-3, 0)]) {
			l.i = from
			c.cover(box{0, 0, 1, 1}, "an image")
			return
		}
	}
}

func num(args array, i int) float64 {
	if i < 0 || i >= len(args) {
		return 0
	}
	n, _ := args[i].(float64)
	return n
}

func matrixOf(args array) matrix {
	return matrix{num(args, 0), num(args, 1), num(args, 2), num(args, 3), num(args, 4), num(args, 5)}
}

func (c *canvas) do(op keyword, args array) error {
	st := &c.st
	last := len(args) - 1
	if c.operators++; !isStandard(string(op)) {
		c.foreign++
	}
	switch op {
	case "q":
		if len(c.stack) < 1000 {
			c.stack = append(c.stack, *st)
		}
	case "Q":
		if n := len(c.stack); n > 0 {
			c.st, c.stack = c.stack[n-1], c.stack[:n-1]
		}
	case "cm":
		st.m = matrixOf(args).times(st.m)
	case "BT":
		c.text, c.line = identity(), identity()
	case "Tf":
		if last >= 1 {
			n, _ := args[last-1].(name)
			st.font, st.size = c.fontNamed(n), num(args, last)
		}
	case "Tc":
		st.charSpace = num(args, last)
	case "Tw":
		st.wordSpace = num(args, last)
	case "Tz":
		st.scale = num(args, last) / 100
	case "TL":
		st.leading = num(args, last)
	case "Ts":
		st.rise = num(args, last)
	case "Tr":
		st.mode = int(num(args, last))
	case "Td", "TD":
		if op == "TD" {
			st.leading = -num(args, 1)
		}
		c.move(num(args, 0), num(args, 1))
	case "Tm":
		c.line = matrixOf(args)
		c.text = c.line
	case "T*":
		c.move(0, -st.leading)
	case "Tj":
		c.show(args, last)
	case "'":
		c.move(0, -st.leading)
		c.show(args, last)
	case "\"":
		if last >= 2 {
			st.wordSpace, st.charSpace = num(args, 0), num(args, 1)
		}
		c.move(0, -st.leading)
		c.show(args, last)
	case "TJ":
		c.showArray(args, last)
	case "Do":
		if last >= 0 {
			n, _ := args[last].(name)
			return c.external(n)
		}
	case "gs":
		if last >= 0 {
			n, _ := args[last].(name)
			c.setState(c.lookUp("ExtGState", n))
		}
	case "BDC", "DP", "BMC":
		c.begin(op, args)
	case "EMC":
		if n := len(c.layers); n > 0 {
			c.layers = c.layers[:n-1]
		}
	default:
		c.paint(op, args)
		for _, v := range args { // strings that no operator takes
			if s, ok := v.(str); ok {
				c.said = append(c.said, textOf(s))
			}
		}
	}
	return nil
}

// paint follows what is no text: colours, and shapes that may cover text.
func (c *canvas) paint(op keyword, args array) {
	st := &c.st
	switch op {
	case "g", "rg", "k", "sc", "scn":
		st.white = isWhite(args)
	case "G", "RG", "K", "SC", "SCN":
		st.whiteLines = isWhite(args)
	case "cs":
		st.white = false
	case "re":
		if len(c.rects) < 1000 {
			x, y, w, h := num(args, 0), num(args, 1), num(args, 2), num(args, 3)
			c.rects = append(c.rects, st.m.box(x, y, x+w, y+h))
		}
	case "W", "W*":
		c.clipNext = true
	case "f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "n":
		for _, r := range c.rects {
			if c.clipNext && len(c.rects) == 1 {
				st.clip = st.clip.within(r)
			}
			if op != "S" && op != "s" && op != "n" {
				c.order++
				c.addCover(painted{r.within(st.clip), c.order, "a filled box"})
			}
		}
		c.rects, c.clipNext = c.rects[:0], false
	}
}

func isWhite(args array) bool {
	for _, v := range args {
		n, ok := v.(float64)
		if !ok || len(args) == 4 && n > 0.03 || len(args) != 4 && n < 0.97 {
			return false
		}
	}
	return len(args) > 0
}

func (c *canvas) cover(unit box, what string) {
	c.order++
	c.addCover(painted{c.st.m.box(unit.x0, unit.y0, unit.x1, unit.y1).within(c.st.clip), c.order, what})
}

func (c *canvas) addCover(p painted) {
	if len(c.covers) < 10_000 {
		c.covers = append(c.covers, p)
	}
}

// lookUp finds a resource by its name, in the innermost dictionary that has it.
func (c *canvas) lookUp(kind, n name) any {
	for i := len(c.resource) - 1; i >= 0; i-- {
		if v, ok := c.f.dict(c.resource[i][kind])[n]; ok {
			return v
		}
	}
	return nil
}

func (c *canvas) fontNamed(n name) *font {
	if v := c.lookUp("Font", n); v != nil {
		return c.f.fontOf(v)
	}
	for _, o := range c.f.names[n] {
		return c.f.fontOf(ref{num: o.num})
	}
	return nil
}

func (c *canvas) setState(v any) {
	d := c.f.dict(v)
	if list, ok := c.f.resolve(d["Font"]).(array); ok && len(list) == 2 {
		c.st.font, c.st.size = c.f.fontOf(list[0]), c.f.number(list[1], 0)
	}
}

// begin notes marked content: its replacement text, and whether it is a layer.
func (c *canvas) begin(op keyword, args array) {
	layer := false
	if len(args) > 0 {
		layer = args[0] == name("OC")
	}
	if len(args) > 1 {
		v := args[1]
		if n, ok := v.(name); ok {
			v = c.lookUp("Properties", n)
		}
		d := c.f.dict(v)
		for _, k := range []name{"ActualText", "Alt", "E", "Lang", "Contents", "Title"} {
			if s, ok := c.f.resolve(d[k]).(str); ok {
				c.said = append(c.said, textOf(s))
			}
		}
	}
	if op != "DP" {
		c.layers = append(c.layers, layer)
	}
}

// external draws an image or a form.
func (c *canvas) external(n name) error {
	o := c.f.stream(c.lookUp("XObject", n))
	if o == nil || !o.isStm {
		return nil
	}
	d := o.dict()
	if c.f.resolve(d["Subtype"]) == name("Image") {
		c.cover(box{0, 0, 1, 1}, "an image")
		return nil
	}
	if c.deep >= 12 {
		return nil
	}
	b, _, err := c.f.bytes(o)
	if err != nil {
		return err
	}
	c.f.program(o, b)
	outer, depth := c.st, len(c.stack)
	c.deep++
	if m := c.f.list(d["Matrix"]); len(m) == 6 {
		c.st.m = matrixOf(c.f.resolved(m)).times(c.st.m)
	}
	if r := c.f.dict(d["Resources"]); r != nil {
		c.resource = append(c.resource, r)
		defer func() { c.resource = c.resource[:len(c.resource)-1] }()
	}
	layers := len(c.layers)
	if d["OC"] != nil {
		c.layers = append(c.layers, true)
	}
	text, line := c.text, c.line
	err = c.run(b)
	c.text, c.line, c.layers = text, line, c.layers[:min(layers, len(c.layers))]
	c.st, c.stack = outer, c.stack[:min(depth, len(c.stack))]
	c.deep--
	return err
}

func (f *file) resolved(a array) array {
	list := make(array, len(a))
	for i, v := range a {
		list[i] = f.resolve(v)
	}
	return list
}

func (c *canvas) move(x, y float64) {
	c.line = matrix{1, 0, 0, 1, x, y}.times(c.line)
	c.text = c.line
}

func (c *canvas) show(args array, i int) {
	if i >= 0 {
		if s, ok := args[i].(str); ok {
			c.shown++
			n := len(c.marks)
			c.glyphs(s)
			if len(c.marks) == n+1 {
				c.marks[n].alone = true
			}
		}
	}
}

func (c *canvas) showArray(args array, i int) {
	if i < 0 {
		return
	}
	list, ok := args[i].(array)
	if !ok {
		return
	}
	c.shown++
	for _, v := range list {
		switch v := v.(type) {
		case str:
			c.glyphs(v)
		case float64:
			c.advance(-v / 1000 * c.st.size * c.st.scale)
		}
	}
}

func (c *canvas) advance(x float64) { c.text = matrix{1, 0, 0, 1, x, 0}.times(c.text) }

// glyphs draws one string.
func (c *canvas) glyphs(s str) {
	st := &c.st
	c.order++
	if st.font == nil {
		c.strings.WriteString(textOf(s))
		c.strings.WriteByte('\n')
		return
	}
	c.strange = c.strange || st.font.strange
	at := matrix{st.size * st.scale, 0, 0, st.size, 0, st.rise}
	m := at.times(c.text).times(st.m)
	size := math.Hypot(m.c, m.d)
	x, y := m.e, m.f
	glyphs := st.font.glyphs(s)
	c.marks = slices.Grow(c.marks, len(glyphs))
	for _, g := range glyphs {
		c.unknown = c.unknown || g.unknown && st.mode != 3
		width := g.width/1000*st.size + st.charSpace
		if g.space {
			width += st.wordSpace
		}
		c.advance(width * st.scale)
		endX, endY := c.text.apply(0, st.rise)
		endX, endY = st.m.apply(endX, endY)
		if len(c.marks) < maxMarks {
			c.marks = append(c.marks, mark{letters: g.letters, x: x, y: y, endX: endX, endY: endY, size: size,
				shown: c.shown, order: c.order, veil: c.veilAt(x, y, size)})
		} else {
			c.f.broken("more letters on a page than fit on one")
		}
		x, y = endX, endY
	}
}

func (c *canvas) veilAt(x, y, size float64) veil {
	var v veil
	st := &c.st
	switch {
	case st.mode == 3 || st.mode == 7:
		v |= veilMode
	case st.white && st.mode != 1 || st.whiteLines && st.mode == 1:
		v |= veilWhite
	}
	if size < 2 {
		v |= veilTiny
	}
	if !st.clip.has(x+size/4, y+size/4) {
		v |= veilClip
	}
	for _, layer := range c.layers {
		if layer {
			v |= veilLayer
		}
	}
	return v
}
