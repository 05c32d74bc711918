package form

import (
	"fmt"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"subrosa/cmd/subrosa/screen"
)

// wordsScreen shows words to be written down on the alternate screen, under a text
// that says what they are, in as many columns as fit, and scrolls where they do not.
type wordsScreen struct {
	text          string
	list          []string
	width, height int
	top           int
}

func (w *wordsScreen) Init() tea.Cmd { return nil }

func (w *wordsScreen) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case screen.Leave:
		return w, tea.Quit
	case tea.WindowSizeMsg:
		w.width, w.height = msg.Width, msg.Height
	case tea.KeyMsg:
		switch msg.String() {
		case "ctrl+c", "esc":
			return w, screen.Interrupt
		case "up", "pgup":
			w.top = max(0, w.top-1)
		case "down", "pgdown", " ":
			w.top = min(w.top+1, max(0, len(w.lines())-w.room()))
		case "enter":
			if w.top+w.room() < len(w.lines()) {
				w.top = min(w.top+w.room(), len(w.lines())-w.room())
				return w, nil
			}
			return w, tea.Quit
		}
	}
	return w, nil
}

func (w *wordsScreen) room() int { return max(1, w.height-2) }

func (w *wordsScreen) lines() []string {
	lines := append(screen.Wrap(w.text, max(10, w.width-2)), "")
	columns := max(1, min(4, w.width/18))
	rows := (len(w.list) + columns - 1) / columns
	for r := range rows {
		line := ""
		for c := range columns {
			if i := c*rows + r; i < len(w.list) {
				line += screen.Pad(fmt.Sprintf("%2d  %s", i+1, w.list[i]), 18)
			}
		}
		lines = append(lines, strings.TrimRight(line, " "))
	}
	return lines
}

func (w *wordsScreen) View() string {
	if w.width == 0 {
		return ""
	}
	lines := w.lines()
	w.top = max(0, min(w.top, len(lines)-w.room()))
	end := min(len(lines), w.top+w.room())
	foot := "enter when they are on paper · ctrl-c leaves"
	if end < len(lines) {
		foot = "enter shows the rest · ctrl-c leaves"
	}
	return strings.Join(lines[w.top:end], "\n") + "\n\n" + screen.Fit(foot, w.width)
}
