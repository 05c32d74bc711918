package main

import (
	"fmt"
	"math"
	"strings"
	"time"

	"subrosa/notes"
)

// Room of a chart in a terminal: narrow enough for 40 columns.
const (
	chartWidth  = 32
	chartHeight = 8
)

// chart draws scores over time in plain characters, "" when there are fewer than
// two. Days are to scale.
func chart(list []notes.Measure, from, to float64) string {
	type point struct{ day, score float64 }
	var points []point
	for _, m := range list {
		on, err := time.Parse(time.DateOnly, m.On)
		if err == nil && m.Score != nil && m.Void == nil {
			points = append(points, point{float64(on.Unix() / 86400), *m.Score})
		}
	}
	if len(points) < 2 || !(to > from) {
		return ""
	}
	first, last := points[0].day, points[len(points)-1].day
	grid := make([][]byte, chartHeight)
	for i := range grid {
		grid[i] = []byte(strings.Repeat(" ", chartWidth))
	}
	for _, p := range points {
		x := 0
		if last > first {
			x = int(math.Round((p.day - first) / (last - first) * (chartWidth - 1)))
		}
		y := int(math.Round((to - p.score) / (to - from) * (chartHeight - 1)))
		grid[min(max(y, 0), chartHeight-1)][x] = '*'
	}
	var b strings.Builder
	for y, line := range grid {
		label := ""
		switch y {
		case 0:
			label = fmt.Sprintf("%g", to)
		case chartHeight - 1:
			label = fmt.Sprintf("%g", from)
		}
		fmt.Fprintf(&b, "%4s |%s\n", label, strings.TrimRight(string(line), " "))
	}
	days := func(d float64) string { return time.Unix(int64(d)*86400, 0).UTC().Format(time.DateOnly) }
	fmt.Fprintf(&b, "     +%s\n      %s%s%s\n\n", strings.Repeat("-", chartWidth), days(first), strings.Repeat(" ", chartWidth-20), days(last))
	return b.String()
}
