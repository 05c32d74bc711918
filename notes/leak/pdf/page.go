package pdf

import (
	"bytes"
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode"
)

// page is a page of the document, or one that an earlier revision had.
type page struct {
	object *object
	number int // 0: the document does not show it
}

func (p *page) where() string {
	if p.number == 0 {
		return fmt.Sprintf("object %d, a page that is not shown", p.object.num)
	}
	return fmt.Sprintf("object %d, page %d", p.object.num, p.number)
}

// readPages reads the text of every page, also of those that no tree leads to.
func (f *file) readPages() error {
	f.nameFonts()
	known := map[*object]bool{}
	for _, p := range f.pages {
		known[p.object] = true
	}
	all := slices.Clone(f.pages)
	for _, o := range f.objects {
		if d := o.dict(); d != nil && d["Type"] == name("Page") && !known[o] && !o.inner {
			all = append(all, &page{object: o})
		}
	}
	var before []line
	for _, p := range all {
		if err := f.ctx.Err(); err != nil {
			return err
		}
		lines, err := f.readPage(p)
		if err != nil {
			return err
		}
		f.acrossPages(p, before, lines)
		before = lines
	}
	return nil
}

// nameFonts notes under which names resources know fonts, for streams that say
// nothing about where theirs come from.
func (f *file) nameFonts() {
	f.names = map[name][]*object{}
	for _, o := range f.objects {
		d := o.dict()
		if d == nil {
			continue
		}
		if r := f.dict(d["Resources"]); r != nil {
			d = r
		}
		for n, v := range f.dict(d["Font"]) {
			if r, ok := v.(ref); ok {
				if font := f.newest(r.num); font != nil {
					f.names[n] = append(f.names[n], font)
				}
			}
		}
	}
}

// inherited is an entry of a page or of the nodes above it.
func (f *file) inherited(d dict, key name) any {
	for range maxChain {
		if v := f.resolve(d[key]); v != nil {
			return v
		}
		if d = f.dict(d["Parent"]); d == nil {
			return nil
		}
	}
	return nil
}

func (f *file) readPage(p *page) ([]line, error) {
	d := p.object.dict()
	resources, _ := f.inherited(d, "Resources").(dict)
	var content []byte
	var older []*object
	for _, v := range f.contents(d["Contents"]) {
		o := f.stream(v)
		if o == nil || !o.isStm {
			continue
		}
		b, _, err := f.bytes(o)
		if err != nil {
			return nil, err
		}
		f.program(o, b)
		content = append(append(content, b...), '\n')
		for _, old := range f.table[o.num] {
			if old != o && old.isStm && !f.used[old] {
				older = append(older, old)
			}
		}
	}
	c := f.newCanvas(resources)
	if err := c.run(content); err != nil {
		return nil, err
	}
	f.offPage(c, d)
	lines := f.tell(c, p.where())
	for _, o := range older {
		b, _, err := f.bytes(o)
		if err != nil {
			return nil, err
		}
		f.program(o, b)
		c := f.newCanvas(resources)
		if err := c.run(b); err != nil {
			return nil, err
		}
		f.tell(c, p.where()+", in an earlier revision")
	}
	return lines, nil
}

// contents are the streams of a page, which can be one or a list.
func (f *file) contents(v any) array {
	if list, ok := f.resolve(v).(array); ok {
		return list
	}
	return array{v}
}

// program hands out the bytes of a stream of drawing operators, for what is not
// text that is shown: comments and names.
func (f *file) program(o *object, b []byte) {
	if !f.used[o] {
		f.used[o] = true
		s := newSweep(f)
		s.region(o.where()+", a drawing", b, sweepDrawing)
		s.tell()
	}
}

// offPage marks what stands outside of what the page shows.
func (f *file) offPage(c *canvas, d dict) {
	for _, key := range []name{"MediaBox", "CropBox"} {
		list, ok := f.inherited(d, key).(array)
		if !ok || len(list) != 4 {
			continue
		}
		r := f.resolved(list)
		b := box{min(num(r, 0), num(r, 2)), min(num(r, 1), num(r, 3)), max(num(r, 0), num(r, 2)), max(num(r, 1), num(r, 3))}
		for i := range c.marks {
			if m := &c.marks[i]; !b.has((m.x+m.endX)/2, m.y) {
				m.veil |= veilOff
			}
		}
	}
}

// tell hands out what a canvas holds, in every reading, and returns its lines.
func (f *file) tell(c *canvas, where string) []line {
	if c.strings.Len() > 0 {
		f.r.Text(Text{Body: c.strings.String(), Where: where + ": text in a font that is not there", Joined: true})
	}
	if len(c.said) > 0 {
		f.r.Text(Text{Body: strings.Join(c.said, "\n"), Where: where + ": replacement text"})
		f.r.Text(Text{Body: strings.Join(c.said, ""), Where: where + ": replacement text", Joined: true})
	}
	if c.unknownRun() && f.bad == nil {
		f.bad = fmt.Errorf("%w: %s", ErrLetters, where)
	} else if c.strange {
		f.r.Unseen(where + ": a font whose letters have no names: they were guessed")
	}
	var lines []line
	told := map[string]bool{}
	for way := range ways {
		if way > 0 && !c.differs(way) {
			continue
		}
		drawn, sorted := c.drawn(way, false), c.sorted(way)
		readings := []layout{drawn, sorted, {}}
		if drawn.spaced {
			readings[2] = c.drawn(way, true)
		}
		if way == 0 {
			lines = sorted.lines
		}
		for k, l := range readings {
			body := l.b.String()
			if told[body] || body == "" {
				continue
			}
			told[body] = true
			f.r.Text(Text{Body: body, Where: where, Drawn: true, Joined: k == 2, place: func(from, to int) string {
				return c.place(where, l, from, to)
			}})
		}
	}
	return lines
}

// unknownRun says whether letters that nothing tells stand together: a word
// perhaps, and not just a sign.
func (c *canvas) unknownRun() bool {
	if !c.unknown {
		return false
	}
	n := 0
	for i := range c.marks {
		if c.marks[i].letters != [ways]string{} {
			n = 0
			continue
		}
		if n++; n >= 3 {
			return true
		}
	}
	return false
}

// differs says whether letters are others when they are told in another way.
func (c *canvas) differs(way int) bool {
	for i := range c.marks {
		m := &c.marks[i]
		if s := m.letters[way]; s != "" && s != m.text(0) {
			return true
		}
	}
	return false
}

// acrossPages reads the end of a page together with the beginning of the next,
// without the heads and feet that stand between. What a head is cannot be known:
// lines that both pages have are left out, and then one or two more.
func (f *file) acrossPages(p *page, before, after []line) {
	if len(before) == 0 || len(after) == 0 {
		return
	}
	long := min(f.r.Reach/4, 8000)
	head, tail := unlike(after, before), unlike(before, after)
	where := "where " + p.where() + " begins"
	for skipTail := range 2 {
		for skipHead := range 3 {
			if skipTail > len(tail) || skipHead > len(head) {
				continue
			}
			var b bytes.Buffer
			end := tail[:len(tail)-skipTail]
			from, n := len(end), 0
			for from > 0 && n < long {
				from--
				n += len(end[from].text) + 1
			}
			for _, l := range end[from:] {
				b.WriteString(strings.TrimRightFunc(l.text, unicode.IsSpace))
				b.WriteByte('\n')
			}
			n = 0
			for _, l := range head[skipHead:] {
				if n += len(l.text); n > long+400 {
					break
				}
				b.WriteString(strings.TrimLeftFunc(l.text, unicode.IsSpace))
				b.WriteByte('\n')
			}
			f.r.Text(Text{Body: b.String(), Where: where, Drawn: true})
		}
	}
}

// unlike are the lines of a page without those that another page has at the same
// height, numbers aside.
func unlike(lines, other []line) []line {
	var list []line
	for _, l := range lines {
		same := slices.ContainsFunc(other, func(o line) bool {
			return math.Abs(o.at-l.at) < 2 && withoutDigits(o.text) == withoutDigits(l.text)
		})
		if !same {
			list = append(list, l)
		}
	}
	return list
}

func withoutDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return -1
		}
		return r
	}, s)
}
