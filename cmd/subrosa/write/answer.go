package write

import (
	"errors"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"subrosa/cmd/subrosa/screen"
	"subrosa/notes/document"
)

// guessNext is the appointment as it stands, or the same time and place a week
// later.
func (m *model) guessNext() string {
	n := m.head.Next
	if n == nil {
		if m.head.Start.IsZero() {
			return ""
		}
		n = &document.Appointment{Start: m.head.Start.AddDate(0, 0, 7), Place: m.head.Place}
	}
	return strings.TrimSpace(n.Start.Format("2006-01-02 15:04") + " " + n.Place)
}

// editKey is a key in the line being typed.
func (m *model) editKey(k tea.KeyMsg) tea.Cmd {
	f := m.finish
	switch k.String() {
	case "esc", "alt+esc":
		f.edit, f.wrong = nil, ""
	case "ctrl+c":
		m.interrupted = true
		return m.leave()
	case "enter":
		text := strings.TrimSpace(f.edit.Text())
		if err := m.answer(f.about, text); err != nil {
			f.wrong = err.Error()
			return nil
		}
		f.edit, f.wrong = nil, ""
		m.arrange()
		f.at = f.first()
		return m.touched()
	case "up", "down", "tab", "shift+tab", "ctrl+j", "alt+enter":
	default:
		k.Runes = []rune(screen.Line(string(k.Runes)))
		f.edit.Key(k)
		f.wrong = ""
	}
	return nil
}

var errEmpty = errors.New("some words are needed")

func (m *model) answer(about itemKind, text string) error {
	if about == late {
		if text == "" {
			return errEmpty
		}
		m.finish.late = text
		return nil
	}
	if text == "" || text == "-" {
		m.head.Next = nil
		m.text.facts++
		return nil
	}
	c := m.job.Context
	c.Now = m.now()
	a, err := document.ParseNext(text, c)
	if err != nil {
		return err
	}
	if !a.Start.After(m.head.Start) {
		return errors.New("that is before this session")
	}
	m.head.Next = &a
	m.text.facts++
	return nil
}
