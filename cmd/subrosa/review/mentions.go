package review

import (
	tea "github.com/charmbracelet/bubbletea"

	"subrosa/cmd/subrosa/screen"
	"subrosa/notes"
)

// mentionKey is a key on the page of the cases that only speak of the person.
func (m *model) mentionKey(name string) tea.Cmd {
	list := m.text.Plan.Mentions
	x := list[min(m.mention, len(list)-1)]
	switch name {
	case "up", "k", "p":
		m.mention = max(0, m.mention-1)
	case "down", "j", "n":
		m.mention = min(len(list)-1, m.mention+1)
	case "esc", "q", "m":
		m.mode = walking
	case "s":
		m.mode, m.sum = summary, newSumming()
	case "enter", "x", "w":
		m.ask(asking{title: "Why does " + string(x.Case) + " stay out?", take: func(reason string) tea.Cmd {
			return m.decideMention(notes.ReviewMention{Case: x.Case, Reason: reason})
		}})
	case "u":
		if x.Decision == "open" {
			m.message = "nothing was decided here"
			return nil
		}
		return m.decideMention(notes.ReviewMention{Case: x.Case, Decision: "open"})
	}
	return nil
}

func (m *model) decideMention(in notes.ReviewMention) tea.Cmd {
	return m.save(notes.ReviewInput{Mentions: []notes.ReviewMention{in}}, func(m *model) tea.Cmd {
		for i, x := range m.text.Plan.Mentions {
			if x.Decision == "open" && in.Decision == "" {
				m.mention = i
				break
			}
		}
		return nil
	})
}

func (m *model) mentionView(room int) []string {
	var lines []string
	if room > 6 {
		lines = append(screen.Wrap("In these cases the person is no party, and is spoken of. They are somebody else's record: say why each of them stays out.", m.width), "")
	}
	at := 0
	for i, x := range m.text.Plan.Mentions {
		before := m.mentionSign(i) + question(x.Decision == "open") + " "
		text := string(x.Case) + "  OPEN"
		if x.Decision != "open" {
			text = string(x.Case) + "  stays out: " + x.Reason
		}
		if i == m.mention {
			at = len(lines)
		}
		for j, l := range wrap([]run{{text, ""}}, max(8, m.width-3)) {
			if j > 0 {
				before = "   "
			}
			lines = append(lines, before+l.text)
		}
	}
	if len(lines) > room {
		first := max(0, min(at-room/2, len(lines)-room))
		if at < room {
			first = 0
		}
		lines = lines[first:]
	}
	return lines
}

func (m *model) mentionSign(i int) string {
	if i == m.mention {
		return ">"
	}
	return " "
}
