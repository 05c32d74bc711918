package field

// place is a line as it is shown: a row, and which of its lines.
type place struct{ row, line int }

// Size sets the window. The margin takes part of the width.
func (f *Field) Size(width, height int) {
	f.width, f.height = max(1, width), max(1, height)
}

// margin is how many columns stand before the text: who it belongs to.
func (f *Field) margin() int {
	if f.bare || f.width < 24 {
		return 0
	}
	return 6
}

// textWidth leaves one column for a cursor behind the text.
func (f *Field) textWidth() int { return max(1, f.width-f.margin()-1) }

func (f *Field) ends(n int) []int {
	if f.rows[n].Heading {
		if n > 0 && f.height >= 8 { // with an empty line above it
			return []int{0, len(f.rows[n].Text)}
		}
		return []int{len(f.rows[n].Text)}
	}
	return f.rows[n].lines(f.textWidth())
}

// placeOf is the line in which a position is shown.
func (f *Field) placeOf(p Pos) place {
	ends := f.ends(p.Row)
	for i, end := range ends {
		if p.Col < end {
			return place{p.Row, i}
		}
	}
	return place{p.Row, len(ends) - 1}
}

// span is what part of its row a line shows.
func (f *Field) span(p place) (from, to int) {
	ends := f.ends(p.row)
	if p.line > 0 {
		from = ends[p.line-1]
	}
	return from, ends[p.line]
}

func (f *Field) line(p Pos) (from, to int) { return f.span(f.placeOf(p)) }

func (f *Field) above(p place) (place, bool) {
	if p.line > 0 {
		return place{p.row, p.line - 1}, true
	}
	if p.row == 0 {
		return p, false
	}
	return place{p.row - 1, len(f.ends(p.row-1)) - 1}, true
}

func (f *Field) below(p place) (place, bool) {
	if p.line < len(f.ends(p.row))-1 {
		return place{p.row, p.line + 1}, true
	}
	if p.row == len(f.rows)-1 {
		return p, false
	}
	return place{p.row + 1, 0}, true
}

// writable goes on from a heading in the direction that p was reached from.
func (f *Field) writable(p, from place) place {
	if !f.rows[p.row].Heading {
		return p
	}
	if p.row < from.row {
		if n := f.writableBefore(p.row); n >= 0 {
			return place{n, len(f.ends(n)) - 1}
		}
	}
	return place{p.row + 1, 0}
}

// follow moves the window so that the cursor is in it, and the heading too
// when the cursor stands right under one.
func (f *Field) follow() {
	f.top.row = min(f.top.row, len(f.rows)-1)
	f.top.line = min(f.top.line, len(f.ends(f.top.row))-1)
	at := f.placeOf(f.at)
	first := at
	if up, ok := f.above(at); ok && f.rows[up.row].Heading && f.height > 1 {
		first = up
	}
	if first.row < f.top.row || first.row == f.top.row && first.line < f.top.line {
		f.top = first
		return
	}
	p := f.top
	for range f.height {
		if p == at {
			return
		}
		q, ok := f.below(p)
		if !ok {
			return
		}
		p = q
	}
	p = at
	for range f.height - 1 {
		q, ok := f.above(p)
		if !ok {
			break
		}
		p = q
	}
	f.top = p
}

// fill moves the window up when there is less below its top than fits.
func (f *Field) fill() {
	p := f.top
	for missing := f.height - 1; missing > 0; missing-- {
		q, ok := f.below(p)
		if !ok {
			for ; missing > 0; missing-- {
				up, ok := f.above(f.top)
				if !ok {
					return
				}
				f.top = up
			}
			return
		}
		p = q
	}
}
