package write

import (
	"fmt"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"subrosa/cmd/subrosa/screen"
	"subrosa/notes"
)

// reading is the note as somebody else would get it.
type reading struct {
	reader string // a label, or notes.Judge; "" is the writer
	top    int
}

// readers are those whom F4 goes through: the writer, each party, a judge.
func (m *model) readers() []string {
	return append(append([]string{""}, m.job.Context.Parties...), notes.Judge)
}

// readNext goes on to the next reader, and at last back to the text.
func (m *model) readNext() {
	m.text.TakeMarks(m.job.Context.Parties)
	all := m.readers()
	for i, r := range all {
		if r == m.as.reader {
			m.as = reading{reader: all[(i+1)%len(all)]}
			return
		}
	}
	m.as = reading{}
}

// readKey is a key while somebody else reads: no key writes.
func (m *model) readKey(k tea.KeyMsg) tea.Cmd {
	switch k.String() {
	case "f4", "alt+4":
		m.readNext()
	case "up", "k":
		m.as.top--
	case "down", "j", "enter":
		m.as.top++
	case "pgup", "b":
		m.as.top -= m.height / 2
	case "pgdown", " ":
		m.as.top += m.height / 2
	case "home":
		m.as.top = 0
	case "ctrl+c":
		m.as = reading{}
		return m.textKey(k, "")
	default:
		m.as = reading{}
	}
	return nil
}

// readerWords say who reads.
func (m *model) readerWords() string {
	if m.as.reader == notes.Judge {
		return "as a court would get it that orders all of it"
	}
	for _, p := range m.job.Facts.Case.Parties {
		if string(p.Label) == m.as.reader {
			return fmt.Sprintf("as %s would get it on request", strings.TrimSpace(m.as.reader+" "+screen.Line(p.Initials)))
		}
	}
	return "as " + m.as.reader + " would get it on request"
}

// readView is the screen of another reader.
func (m *model) readView() string {
	head := []string{bold + screen.Fit(m.who()+" · "+m.readerWords(), m.width) + normal}
	if m.height >= 10 {
		head = append(head, strings.Repeat("-", m.width))
	}
	foot := []string{faint + screen.Hints([]string{"f4 next reader", "any other key: back to the text", "up/down"}, m.width) + normal}
	room := max(1, m.height-len(head)-len(foot))
	lines := m.readLines()
	m.as.top = max(0, min(m.as.top, len(lines)-room))
	lines = lines[m.as.top:min(len(lines), m.as.top+room)]
	for len(lines) < room {
		lines = append(lines, "")
	}
	return strings.Join(append(append(head, lines...), foot...), "\n")
}

func (m *model) readLines() []string {
	sections := notes.ReadAs(m.document(), m.job.Context.Parties, m.as.reader)
	if len(sections) == 0 {
		return []string{"", "  nothing: not that there was a note, nor when"}
	}
	var lines []string
	for _, s := range sections {
		lines = append(lines, "", screen.Fit(screen.Line(s.Heading), m.width))
		for i, p := range s.Paragraphs {
			if i > 0 {
				lines = append(lines, "")
			}
			mark := ""
			if p.Whose != "" {
				mark = "[" + string(p.Whose) + "] "
			}
			for _, row := range strings.Split(mark+p.Text, "\n") {
				for _, l := range screen.Wrap(screen.Clean(row), max(1, m.width-2)) {
					lines = append(lines, "  "+l)
				}
			}
		}
	}
	return lines
}
