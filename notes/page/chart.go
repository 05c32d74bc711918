package page

import (
	"errors"
	"fmt"
	"math"
	"strconv"
)

// Chart is a line through values over time. Alt says in words what can be seen,
// for whoever can not see it; without it there is no chart.
type Chart struct {
	Alt      string
	XName    string // what the axes count
	YName    string
	Min, Max float64 // of the upright axis
	Points   []Point // from left to right
}

// Point is one value. X can be in any unit, a day for instance; Label stands
// below it.
type Point struct {
	X, Y  float64
	Label string
}

const chartHeight, chartLeft, chartBelow = 62.0, 14.0, 12.0

// Chart sets a chart over the width of the page.
func (s *Sheet) Chart(c Chart) {
	if c.Alt == "" || len(c.Points) == 0 || !(c.Max > c.Min) {
		s.err = errors.New("a chart needs values, a range, and a text in its place")
		return
	}
	s.room(Small.Line() + chartHeight + chartBelow)
	top := s.y + Small.Line() + 2
	b := box{s.left() + chartLeft, s.right() - 4, top, top + chartHeight}
	k := 72 / 25.4
	keys := fmt.Sprintf("/Alt %s /A <</O /Layout /Placement /Block /BBox [%.2f %.2f %.2f %.2f]>> ", textString(c.Alt),
		s.left()*k, (s.height-b.bottom-chartBelow)*k, s.right()*k, (s.height-s.y)*k)
	s.content(s.add(0, "Figure", keys), func() {
		if s.pdf != nil {
			s.axes(c, b)
			s.curve(c, b)
		}
	})
	s.y = b.bottom + chartBelow
}

// box is where the values stand, in millimetres.
type box struct{ left, right, top, bottom float64 }

// axes draws names, marks of the upright axis, and the lines across.
func (s *Sheet) axes(c Chart, b box) {
	s.put(Small, s.left(), s.y, c.YName)
	s.put(Small, b.right-s.ruler.width(Small, c.XName), b.bottom+chartBelow-Small.Line(), c.XName)
	step := tick(c.Max - c.Min)
	for v := math.Ceil(c.Min/step) * step; v <= c.Max+step/1e6; v += step {
		y, text := b.y(c, v), strconv.FormatFloat(math.Round(v*1e6)/1e6, 'f', -1, 64)
		s.line(y, 205, b.left, b.right)
		s.put(Small, b.left-2-s.ruler.width(Small, text), y-Small.Line()/2, text)
	}
	s.line(b.bottom, 90, b.left, b.right)
}

// curve draws the values, and below them as many labels as there is room for.
func (s *Sheet) curve(c Chart, b box) {
	s.pdf.SetDrawColor(0, 0, 0)
	s.pdf.SetFillColor(0, 0, 0)
	s.pdf.SetLineWidth(0.45)
	free := b.left - 10
	for i, p := range c.Points {
		x, y := b.x(c, p.X), b.y(c, p.Y)
		if i > 0 {
			before := c.Points[i-1]
			s.pdf.Line(b.x(c, before.X), b.y(c, before.Y), x, y)
		}
		s.pdf.Circle(x, y, 0.9, "F")
		w := s.ruler.width(Small, p.Label)
		at := min(x-w/2, s.right()-w)
		if at > free {
			s.put(Small, at, b.bottom+1.5, p.Label)
			free = at + w + 3
		}
	}
}

func (b box) x(c Chart, v float64) float64 {
	first, last := c.Points[0].X, c.Points[len(c.Points)-1].X
	if last == first {
		return (b.left + b.right) / 2
	}
	return b.left + 4 + (b.right-b.left-8)*(v-first)/(last-first)
}

func (b box) y(c Chart, v float64) float64 {
	v = min(max(v, c.Min), c.Max)
	return b.bottom - (b.bottom-b.top)*(v-c.Min)/(c.Max-c.Min)
}

// tick is a round step that divides a range into about five.
func tick(span float64) float64 {
	step := math.Pow(10, math.Floor(math.Log10(span/5)))
	for _, m := range []float64{1, 2, 5} {
		if span/(step*m) <= 7 {
			return step * m
		}
	}
	return step * 10
}
