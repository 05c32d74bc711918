package page

import "strings"

// Table is set over the whole width of the page, with its head again on every
// page that it goes over to.
type Table struct {
	Columns []Column
	Rows    [][]string
	RowHead bool // the first cell of a row says what the row is about
}

// Column is a column of a table. Width is in millimetres; the columns that say
// 0 share what is left.
type Column struct {
	Title string
	Width float64
	Right bool // set against its right edge
}

// Space between columns, and above and below the text of a row.
const gutter, rowSpace = 4.0, 0.7

// A row of so many lines is not divided.
const whole = 6

// Facts are labels and what stands for each, as a table without a head.
func (s *Sheet) Facts(rows [][2]string) {
	t := Table{Columns: []Column{{Width: 46}, {}}, RowHead: true}
	for _, r := range rows {
		t.Rows = append(t.Rows, r[:])
	}
	s.Table(t)
}

// Table sets a table. A row of a few lines stands on one page; a longer one
// goes on where the page ends.
func (s *Sheet) Table(t Table) {
	if len(t.Rows) == 0 {
		return
	}
	g := grid{s: s, t: t, widths: t.widths(s.right() - s.left())}
	first := g.cells(t.Rows[0], false)
	s.room(g.headHeight() + rowHeight(first[:min(len(first), whole)]))
	g.table = s.add(0, "Table", "")
	g.head(true)
	for _, row := range t.Rows {
		g.row(row)
	}
}

// widths gives each column its width.
func (t Table) widths(width float64) []float64 {
	left, sharing := width, 0
	for _, c := range t.Columns {
		left -= c.Width
		if c.Width == 0 {
			sharing++
		}
	}
	var list []float64
	for _, c := range t.Columns {
		if c.Width == 0 {
			c.Width = left / float64(sharing)
		}
		list = append(list, c.Width)
	}
	return list
}

// grid is a table that is being set.
type grid struct {
	s      *Sheet
	t      Table
	widths []float64
	table  int // its element
}

// cells are the lines of a row, each with its piece of every cell.
func (g grid) cells(row []string, head bool) [][]string {
	var lines [][]string
	for c := range g.t.Columns {
		text := ""
		if c < len(row) {
			text = row[c]
		}
		for i, l := range g.s.ruler.lines(g.style(c, head), text, g.room(c)) {
			if i == len(lines) {
				lines = append(lines, make([]string, len(g.t.Columns)))
			}
			lines[i][c] = l
		}
	}
	return lines
}

// room is how wide the text of a column can be.
func (g grid) room(column int) float64 {
	if column == len(g.widths)-1 {
		return g.widths[column]
	}
	return g.widths[column] - gutter
}

func (g grid) style(column int, head bool) Style {
	if head || g.t.RowHead && column == 0 {
		return CellHead
	}
	return Cell
}

func rowHeight(lines [][]string) float64 { return float64(len(lines))*Cell.Line() + 2*rowSpace }

func (g grid) titles() []string {
	var list []string
	any := false
	for _, c := range g.t.Columns {
		list = append(list, c.Title)
		any = any || c.Title != ""
	}
	if !any {
		return nil
	}
	return list
}

func (g grid) headHeight() float64 {
	if titles := g.titles(); titles != nil {
		return rowHeight(g.cells(titles, true)) + 0.8
	}
	return 0
}

// head sets the head of the table: read once, and only seen again on the pages
// after that.
func (g grid) head(read bool) {
	titles := g.titles()
	if titles == nil {
		return
	}
	lines := g.cells(titles, true)
	if read {
		g.draw(lines, g.elements("/A <</O /Table /Scope /Column>> ", true), true)
	} else {
		g.s.artifact("/Type /Pagination", func() { g.draw(lines, nil, true) })
	}
	g.rule(170)
	g.s.y += 0.8
}

// elements are a new row of the table and its cells.
func (g grid) elements(keys string, head bool) []int {
	row := g.s.add(g.table, "TR", "")
	var cells []int
	for c := range g.t.Columns {
		switch {
		case head:
			cells = append(cells, g.s.add(row, "TH", keys))
		case g.t.RowHead && c == 0:
			cells = append(cells, g.s.add(row, "TH", "/A <</O /Table /Scope /Row>> "))
		default:
			cells = append(cells, g.s.add(row, "TD", ""))
		}
	}
	return cells
}

// row sets one row, over several pages when it is long.
func (g grid) row(row []string) {
	s, lines := g.s, g.cells(row, false)
	if s.y+rowHeight(lines[:min(len(lines), whole)]) > s.bottom() && !s.fresh {
		s.turn()
		g.head(false)
	}
	cells := g.elements("", false)
	for len(lines) > 0 {
		fit := min(len(lines), max(1, int((s.bottom()-s.y-2*rowSpace+0.01)/Cell.Line())))
		g.draw(lines[:fit], cells, false)
		if lines = lines[fit:]; len(lines) > 0 {
			s.turn()
			g.head(false)
		}
	}
	if g.t.RowHead {
		g.rule(220)
	}
}

// draw sets lines of a row; cells are their elements, nil for what is not read.
func (g grid) draw(lines [][]string, cells []int, head bool) {
	s, x := g.s, g.s.left()
	for c, column := range g.t.Columns {
		st := g.style(c, head)
		set := func() {
			for i, l := range lines {
				at := x
				if column.Right {
					at = x + g.room(c) - s.ruler.width(st, strings.TrimSuffix(l[c], " "))
				}
				s.put(st, at, s.y+rowSpace+float64(i)*st.Line(), l[c])
			}
		}
		if cells == nil {
			set()
		} else {
			s.content(cells[c], set)
		}
		x += g.widths[c]
	}
	s.y += rowHeight(lines)
	s.fresh = false
}

func (g grid) rule(grey int) {
	g.s.artifact("", func() { g.s.line(g.s.y, grey, g.s.left(), g.s.right()) })
}
