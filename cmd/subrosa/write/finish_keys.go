package write

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"subrosa/cmd/subrosa/field"
)

// finishKey is a key on the finishing screen.
func (m *model) finishKey(k tea.KeyMsg, was string) tea.Cmd {
	f := m.finish
	if f.edit != nil {
		return m.editKey(k)
	}
	switch k.String() {
	case "esc", "alt+esc":
		m.finish = nil
	case "ctrl+c":
		m.interrupted = true
		if mayLeave(was) {
			m.abandoned = true
			return tea.Quit
		}
		return m.leave()
	case "k":
		if mayLeave(was) {
			m.abandoned = true
			return tea.Quit
		}
		return m.leave()
	case "S":
		return m.sign()
	case "up", "shift+tab":
		f.at = max(0, f.at-1)
	case "down", "tab":
		f.at = min(len(f.items)-1, f.at+1)
	case "home":
		f.at = 0
	case "end":
		f.at = len(f.items) - 1
	case "enter", " ":
		return m.act(f.items[f.at])
	}
	return nil
}

// act does what the marked item is for.
func (m *model) act(it item) tea.Cmd {
	f := m.finish
	switch it.kind {
	case lookAt:
		m.finish = nil
		m.jump(it.about)
		return nil
	case elsewhere:
		m.message = "later: subrosa consent add " + string(m.job.Facts.Case.Code)
		return nil
	case rename:
		m.rename(it.about)
		m.message = "one moment"
		return tea.Batch(m.touched(), m.after(m.find))
	case leaveClear:
		if m.clear == nil {
			m.clear = map[string]bool{}
		}
		m.clear[clearName(it.about)] = true
		m.arrange()
		f.at = f.first()
	case risk:
		m.head.Risk = it.value
		m.text.facts++
		m.arrange()
		f.at = f.first()
		return m.touched()
	case next:
		f.edit, f.about = field.NewBare(m.guessNext()), next
	case late:
		f.edit, f.about = field.NewBare(f.late), late
	}
	f.wrong = ""
	return nil
}

// sign signs when nothing is open.
func (m *model) sign() tea.Cmd {
	f := m.finish
	if f.signed {
		return nil
	}
	for i, it := range f.items {
		if it.open {
			f.at = i
			m.warn("first: " + it.label)
			return nil
		}
	}
	f.signed = true
	m.message = "signing"
	return m.after(func() tea.Cmd {
		n, reason := m.result.Note, f.late
		return func() tea.Msg {
			ctx, cancel := context.WithTimeout(context.WithoutCancel(m.ctx), patience)
			defer cancel()
			note, err := m.job.Sign(ctx, n, reason)
			return signed{note, err}
		}
	})
}

func (m *model) onSigned(s signed) tea.Cmd {
	if m.finish != nil {
		m.finish.signed = false
	}
	if s.err != nil {
		m.warn("not signed: " + s.err.Error())
		return m.find()
	}
	m.result.Signed = &s.note
	m.keep.saved = m.text.changes()
	return tea.Quit
}
