package pdf

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// layout is the text of marks in some order, and where each of them begins.
type layout struct {
	b      strings.Builder
	starts []int32
	marks  []int32
	lines  []line // of sorted text
	spaced bool   // distances made spaces
}

type line struct {
	text string
	at   float64 // its height on the page
}

func (m *mark) text(way int) string {
	if s := m.letters[way]; s != "" {
		return s
	}
	for _, s := range m.letters {
		if s != "" {
			return s
		}
	}
	return ""
}

func (l *layout) put(i int, s string) {
	l.starts = append(l.starts, int32(l.b.Len()))
	l.marks = append(l.marks, int32(i))
	l.b.WriteString(s)
}

// drawn is the text in the order of drawing. Joined leaves out the spaces that
// distances on a line make.
func (c *canvas) drawn(way int, joined bool) layout {
	var l layout
	for i := range c.marks {
		m := &c.marks[i]
		if i > 0 {
			s := spaceBetween(&c.marks[i-1], m)
			if s != "" && s != "\n" {
				if l.spaced = true; joined {
					s = ""
				}
			}
			l.b.WriteString(s)
		}
		l.put(i, m.text(way))
	}
	return l
}

// spaceBetween is what a reader sees between two glyphs: nothing, a space, much
// space, another line. Where it could be nothing or a space it is a space of no
// width.
func spaceBetween(a, b *mark) string {
	em := max(a.size, b.size, 0.01)
	if far := 0.1 * em; math.Abs(b.x-a.endX) < far && math.Abs(b.y-a.endY) < far {
		return ""
	}
	dx, dy := direction(a)
	along := ((b.x-a.endX)*dx + (b.y-a.endY)*dy) / em
	across := math.Abs((b.y-a.endY)*dx-(b.x-a.endX)*dy) / em
	switch {
	case across > 0.6:
		return "\n"
	case along > 0.8, along < -0.6:
		return "  "
	case along > 0.18 && along < 0.5 && a.alone && b.alone: // letters set one by one, perhaps at equal distances
		return "\u200b"
	case along > 0.18:
		return " "
	case along > 0.1 && a.shown != b.shown:
		return "\u200b"
	}
	return ""
}

// direction is the way in which a glyph's line runs.
func direction(m *mark) (x, y float64) {
	x, y = m.endX-m.x, m.endY-m.y
	if n := math.Hypot(x, y); n > 1e-6 {
		return x / n, y / n
	}
	return 1, 0
}

// placed is a mark in the frame of its own direction of writing.
type placed struct {
	i    int
	u, v float64
}

// sorted is the text as it stands on the page: lines from above to below, in
// each the glyphs from left to right, for every direction of writing. What
// stands twice at one place, as bold letters are made, counts once.
func (c *canvas) sorted(way int) layout {
	turned := map[int][]placed{}
	for i := range c.marks {
		m := &c.marks[i]
		dx, dy := direction(m)
		angle := int(math.Round(math.Atan2(dy, dx) * 180 / math.Pi))
		if angle == 0 {
			dx, dy = 1, 0
		}
		turned[angle] = append(turned[angle], placed{i, m.x*dx + m.y*dy, m.y*dx - m.x*dy})
	}
	var l layout
	angles := make([]int, 0, len(turned))
	for a := range turned {
		angles = append(angles, a)
	}
	slices.Sort(angles)
	for _, a := range angles {
		c.sortLines(&l, turned[a], way)
	}
	return l
}

func (c *canvas) sortLines(l *layout, list []placed, way int) {
	slices.SortStableFunc(list, func(a, b placed) int { return cmp.Compare(b.v, a.v) })
	for from := 0; from < len(list); {
		em := max(c.marks[list[from].i].size, 0.01)
		to := from + 1
		for to < len(list) && list[from].v-list[to].v < 0.35*em {
			to++
		}
		row := list[from:to]
		slices.SortStableFunc(row, func(a, b placed) int { return cmp.Compare(a.u, b.u) })
		if l.b.Len() > 0 {
			l.b.WriteByte('\n')
		}
		start := l.b.Len()
		c.putRow(l, row, way)
		l.lines = append(l.lines, line{l.b.String()[start:], list[from].v})
		from = to
	}
}

func (c *canvas) putRow(l *layout, row []placed, way int) {
	var last *mark
	for k, p := range row {
		m := &c.marks[p.i]
		if strings.TrimSpace(m.text(way)) == "" { // distances tell; this may be the space of a text beneath
			continue
		}
		twice := false
		for back := k - 1; back >= max(0, k-3) && !twice; back-- {
			o := &c.marks[row[back].i]
			twice = o.letters == m.letters && p.u-row[back].u < 0.15*m.size && math.Abs(p.v-row[back].v) < 0.15*m.size
		}
		if twice {
			continue
		}
		if last != nil {
			if s := spaceBetween(last, m); s == "\n" {
				l.b.WriteByte(' ')
			} else {
				l.b.WriteString(s)
			}
		}
		l.put(p.i, m.text(way))
		last = m
	}
}

// place says where a part of a layout stands, and what hides it.
func (c *canvas) place(where string, l layout, from, to int) string {
	first, _ := slices.BinarySearch(l.starts, int32(from))
	counts := map[veil]int{}
	n, what := 0, ""
	for i := first; i < len(l.starts) && int(l.starts[i]) < to; i++ {
		m := &c.marks[l.marks[i]]
		n++
		for v := veilMode; v <= veilLayer; v <<= 1 {
			if m.veil&v != 0 {
				counts[v]++
			}
		}
		if m.order >= 0 {
			for k := len(c.covers) - 1; k >= 0 && c.covers[k].order > m.order; k-- {
				if c.covers[k].box.has((m.x+m.endX)/2, m.y+m.size/4) {
					counts[veilOver]++
					what = c.covers[k].what
					break
				}
			}
		}
	}
	text := "text"
	for _, v := range []struct {
		veil veil
		says string
	}{{veilMode, " that is not painted"}, {veilWhite, " drawn in white"}, {veilTiny, " too small to see"}, {veilClip, " that is cut off"},
		{veilOff, " off the page"}, {veilOver, " behind " + what}, {veilLayer, " in a layer"}} {
		if counts[v.veil] > 0 && counts[v.veil]*2 >= n {
			text += v.says
			break
		}
	}
	return where + ": " + text
}
