package write

import (
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"subrosa/cmd/subrosa/field"
	"subrosa/cmd/subrosa/screen"
	"subrosa/notes/document"
)

func (m *model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case screen.Leave:
		m.interrupted, m.hungUp = true, true
		return m, m.leave()
	case tea.WindowSizeMsg:
		m.width, m.height = min(msg.Width, widest), msg.Height
	case beat:
		return m, m.onBeat()
	case saved:
		return m, m.onSaved(msg)
	case found:
		return m, m.onFound(msg)
	case signed:
		return m, m.onSigned(msg)
	case factsChanged:
		m.onFacts(msg)
		return m, m.touched()
	case tea.KeyMsg:
		return m, m.key(msg)
	}
	return m, nil
}

// mostText is how much text a paste may fill a note up to, in bytes: a little
// less than what the record takes, so that what was pasted can be saved.
const mostText = 1_000_000

// widest is how wide a text can be and still be read.
const widest = 100

// key is a key on the screen that is shown.
func (m *model) key(k tea.KeyMsg) tea.Cmd {
	was := m.message
	m.message = ""
	if m.finish != nil {
		var cmds []tea.Cmd
		for _, k := range screen.Keys(k) {
			if m.finish == nil { // the rest is text again
				m.text.Key(k)
				continue
			}
			cmds = append(cmds, m.finishKey(k, was))
		}
		return tea.Batch(append(cmds, m.touched())...)
	}
	if m.as.reader != "" {
		return m.readKey(k)
	}
	section := m.text.Section(m.text.At().Row)
	cmd := m.textKey(k, was)
	cmds := []tea.Cmd{cmd, m.touched()}
	if m.dirty() && m.text.Section(m.text.At().Row) != section {
		cmds = append(cmds, m.save())
	}
	m.complete = m.aliases()
	return tea.Batch(cmds...)
}

func (m *model) textKey(k tea.KeyMsg, was string) tea.Cmd {
	spaced := m.spaced
	m.spaced = false
	switch k.String() {
	case "esc", "alt+esc", "ctrl+c":
		m.interrupted = k.Type == tea.KeyCtrlC
		if mayLeave(was) {
			m.abandoned = true
			return tea.Quit
		}
		return m.leave()
	case "f2", "alt+2":
		return m.askFacts()
	case "f3", "alt+3":
		m.nextWhose()
		return nil
	case "f4", "alt+4":
		m.readNext()
		return nil
	case "f10", "alt+0", "ctrl+s":
		m.message = "one moment"
		return m.after(m.find)
	case "tab":
		if len(m.complete) > 0 {
			m.text.Insert(m.complete[0][len(m.word()):] + " ")
			m.spaced = true
			return nil
		}
	}
	if spaced && len(k.Runes) == 1 && strings.ContainsRune(".,;:!?)'’", k.Runes[0]) {
		m.text.Key(tea.KeyMsg{Type: tea.KeyBackspace})
	}
	if k.Paste && len(m.text.Text())+len(string(k.Runes)) > mostText {
		m.warn("not all of it was pasted: a note holds at most a million bytes")
		return nil
	}
	if _, err := m.text.Key(k); err != nil {
		m.warn(err.Error())
	}
	if k.Paste || string(k.Runes) == "]" {
		m.text.TakeMarks(m.job.Context.Parties)
	}
	return nil
}

// leave saves what is unsaved and quits. While that fails it stays, and says
// what the same key does next.
func (m *model) leave() tea.Cmd {
	if !m.dirty() && !m.keep.busy {
		return tea.Quit
	}
	m.leaving = true
	m.keep.then = func() tea.Cmd { return tea.Quit }
	return m.save()
}

const (
	leaveAnyway = "! still not saved; the same key again leaves WITHOUT the last changes"
	leaveAside  = "! not in the vault, but kept sealed in a file; the same key again leaves"
)

// mayLeave says whether the message that was shown lets the same key leave.
func mayLeave(message string) bool { return message == leaveAnyway || message == leaveAside }

// nextWhose goes on to the next party that the paragraph may belong to.
func (m *model) nextWhose() {
	parties := m.job.Context.Parties
	if len(parties) < 2 {
		m.message = "this case has one party: every paragraph is theirs"
		return
	}
	m.text.TakeMarks(parties)
	m.text.Mark(field.NextWhose(m.text.Whose(), parties, m.likelyWhose()))
	m.message = "this paragraph: " + m.whoseWords(m.text.Whose())
}

// likelyWhose is the mark to propose first: of the one who was there alone, or with
// whom there was contact.
func (m *model) likelyWhose() string {
	there := m.head.Present
	if with := m.head.OwnOf("with"); len(with) > 0 {
		there = with
	}
	if len(there) == 1 && slices.Contains(m.job.Context.Parties, there[0]) {
		return there[0] + " alone"
	}
	return ""
}

// warn says what went wrong, until the next key.
func (m *model) warn(what string) { m.message = "! " + what }

func (m *model) whoseWords(whose string) string {
	w := document.Whose(whose)
	var who []string
	for _, label := range w.Parties() {
		for _, p := range m.job.Facts.Case.Parties {
			if string(p.Label) == label && p.Initials != "" {
				label += " (" + p.Initials + ")"
			}
		}
		who = append(who, label)
	}
	switch {
	case whose == "":
		return "everybody's"
	case w.Alone():
		return "said by " + strings.Join(who, " and ") + " while the others were not there"
	}
	return "about " + strings.Join(who, " and ") + " only"
}

// word is the @word that the cursor stands behind, without the @.
func (m *model) word() string {
	text, col := m.text.Line()
	line := text[:col]
	i := strings.LastIndexAny(line, " \t([\"'")
	if word, ok := strings.CutPrefix(line[i+1:], "@"); ok {
		return word
	}
	return ""
}

// aliases are the known ones that the word at the cursor begins.
func (m *model) aliases() []string {
	text, col := m.text.Line()
	word := m.word()
	if col == 0 || word == "" && text[col-1] != '@' {
		return nil
	}
	var out []string
	for _, a := range m.job.Facts.Case.Aliases {
		if strings.HasPrefix(a.Token, strings.ToLower(word)) && a.Token != strings.ToLower(word) {
			out = append(out, a.Token)
		}
	}
	return out
}
