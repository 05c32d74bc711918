package review

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"subrosa/cmd/subrosa/field"
	"subrosa/cmd/subrosa/screen"
	"subrosa/notes"
)

// asking is the question for a reason: words, and where something stays, a code of
// the rules that hold before them.
type asking struct {
	title string
	about string             // the words that it is about
	codes []notes.ReasonCode // the last one without a code, where her own words will do
	at    int
	words *field.Field
	wrong string
	take  func(reason string) tea.Cmd
}

func (m *model) ask(a asking) {
	a.words = field.NewBare("")
	m.asking = &a
}

// codes are those that a reason for keeping something back can begin with.
func (m *model) codes() []notes.ReasonCode {
	list := append([]notes.ReasonCode{}, m.text.Reasons...)
	if !m.text.Marked { // no list of them is handed out
		list = append(list, notes.ReasonCode{Words: "in words of your own only"})
	}
	return list
}

func (m *model) askKey(k tea.KeyMsg) tea.Cmd {
	a := m.asking
	switch k.String() {
	case "esc":
		m.asking = nil
	case "up":
		a.at = max(0, a.at-1)
	case "down", "tab":
		a.at = max(0, min(len(a.codes)-1, a.at+1))
	case "enter":
		reason := a.reason()
		if reason == "" {
			a.wrong = "some words are needed"
			return nil
		}
		m.asking = nil
		return a.take(reason)
	case "shift+tab", "ctrl+j", "alt+enter":
	default:
		k.Runes = []rune(screen.Line(string(k.Runes)))
		if _, err := a.words.Key(k); err != nil {
			a.wrong = err.Error()
			return nil
		}
	}
	a.wrong = ""
	return nil
}

// reason is the code and the words.
func (a *asking) reason() string {
	words := strings.TrimSpace(a.words.Text())
	if len(a.codes) == 0 || a.codes[a.at].Code == "" {
		return words
	}
	return strings.TrimSuffix(a.codes[a.at].Code+": "+words, ": ")
}

// askView is the question, over the page.
func (m *model) askView(room int) []string {
	a := m.asking
	lines := screen.Wrap(screen.Line(a.title), m.width)
	if a.about != "" && room > 8 {
		about := screen.Wrap(`"`+clean(a.about)+`"`, max(8, m.width-2))
		for _, l := range about[:min(len(about), max(1, room/4))] {
			lines = append(lines, "  "+l)
		}
	}
	a.words.Size(max(8, m.width-9), 3)
	label := "words: "
	if len(a.codes) == 0 {
		label = "because "
	}
	var typed []string
	for i, l := range a.words.Draw() {
		if i > 0 {
			label = strings.Repeat(" ", len(label))
		}
		typed = append(typed, label+l)
	}
	if a.wrong != "" {
		typed = append(typed, "! "+a.wrong)
	}
	left := max(1, room-len(lines)-len(typed)-2)
	lines = append(lines, "")
	first := max(0, min(a.at-left/2, len(a.codes)-left))
	for i := first; i < min(len(a.codes), first+left); i++ {
		lines = append(lines, a.code(i, m.width))
	}
	if len(a.codes) > 0 {
		lines = append(lines, "")
	}
	return append(lines, typed...)
}

func (a *asking) code(i, width int) string {
	mark, c := "  ", a.codes[i]
	if i == a.at {
		mark = "> "
	}
	line := screen.Fit(mark+screen.Pad(c.Code, 4)+c.Words, width)
	if i == a.at {
		return bold + line + normal
	}
	return line
}
