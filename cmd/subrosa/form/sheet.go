package form

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"subrosa/cmd/subrosa/screen"
	"subrosa/notes/instrument"
)

// sheet is a questionnaire that is being entered: for each item "", the number of
// its answer, or noAnswer.
type sheet struct {
	instrument.Instrument
	given []string
}

// noAnswer is an answer that is missing on the sheet.
const noAnswer = "-"

// choices are what can be answered to an item: the numbers of the sheet, and none.
func (s sheet) choices() []Option {
	var all []Option
	for k, words := range s.Answers {
		all = append(all, Option{strconv.Itoa(s.Least + k), words})
	}
	return append(all, Option{noAnswer, "no answer on the sheet"})
}

// answer is what was answered to an item, in words.
func (s sheet) answer(n int) string {
	for _, c := range s.choices() {
		if c.Value == s.given[n] {
			return c.Value + "  " + c.Label
		}
	}
	return "not answered yet"
}

// answers are the answers by their numbers.
func (s sheet) answers() []*int {
	list := make([]*int, len(s.given))
	for n, g := range s.given {
		if k, err := strconv.Atoi(g); err == nil {
			list[n] = &k
		}
	}
	return list
}

// total is what the answers come to, in a line.
func (s sheet) total() string {
	r, err := s.Score(s.answers())
	if err != nil { // never: the answers are those that were offered
		return "no score: " + err.Error()
	}
	text := "no score: too many are missing"
	if r.Score != nil {
		text = strings.TrimSpace(fmt.Sprintf("total %g  %s", *r.Score, s.Band(*r.Score)))
	}
	if r.Missing > 0 {
		text += fmt.Sprintf("; without an answer: %d", r.Missing)
	}
	if r.Risk {
		text += "  ! harm"
	}
	return text
}

// open is the first item that is not answered yet, or -1.
func (s sheet) open() int { return slices.Index(s.given, "") }

// sheetScreen shows a questionnaire item by item, and all of it before it is entered.
// Nothing is marked on an item that is not answered yet, so that Enter is no answer:
// the number of an answer is, or one that was marked.
type sheetScreen struct {
	sheet
	on            string // the day, as it is shown
	item          int    // len(given): all of it
	mark          int    // of the choices, or of the items; -1: none
	typed         string // digits of a number that may go on
	mending       bool   // the item was looked up from the end
	left, done    bool
	message       string
	width, height int
}

// fillSheet asks on a screen. It ends with ErrBack where she goes back from the first
// item.
func (a *Asker) fillSheet(ctx context.Context, s sheet, on string) error {
	m := &sheetScreen{sheet: s, on: on}
	if s.open() < 0 {
		m.item = len(s.given)
	}
	m.to(m.item)
	if _, err := a.Terminal().Run(ctx, m); err != nil {
		return err
	}
	switch {
	case m.left:
		return ErrBack
	case !m.done:
		return ErrInterrupted
	}
	return nil
}

func (m *sheetScreen) Init() tea.Cmd { return nil }

func (m *sheetScreen) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case screen.Leave:
		return m, tea.Quit
	case tea.WindowSizeMsg:
		m.width, m.height = msg.Width, msg.Height
	case tea.KeyMsg:
		if msg.Paste {
			return m, nil
		}
		for _, k := range screen.Keys(msg) { // digits that come at once are several answers
			if cmd := m.key(k.String()); cmd != nil {
				return m, cmd
			}
		}
	}
	return m, nil
}

func (m *sheetScreen) key(k string) tea.Cmd {
	m.message = ""
	if k == "ctrl+c" {
		return screen.Interrupt
	}
	if m.item == len(m.given) {
		return m.keyAtEnd(k)
	}
	choices := m.choices()
	switch k {
	case "up", "shift+tab", "left", "esc", "pgup", "down", "tab", "right", "pgdown", "enter":
		m.typed = ""
	}
	switch k {
	case "up":
		m.mark = max(0, m.mark-1)
	case "down":
		m.mark = min(m.mark+1, len(choices)-1)
	case "enter":
		if m.mark < 0 {
			m.message = "! type the number of the answer"
			return nil
		}
		m.take(choices[m.mark].Value)
	case "left", "shift+tab", "esc", "pgup":
		switch {
		case m.mending:
			m.to(len(m.given))
		case m.item == 0:
			m.left = true
			return tea.Quit
		default:
			m.to(m.item - 1)
		}
	case "right", "tab", "pgdown":
		if m.given[m.item] == "" {
			m.message = "! type the number of the answer"
			return nil
		}
		m.next()
	default:
		m.number(k)
	}
	return nil
}

// number is a key of the number of an answer. It answers, unless the number may go on.
func (m *sheetScreen) number(k string) {
	choices := m.choices()
	m.typed += k
	at := slices.IndexFunc(choices, func(o Option) bool { return o.Value == m.typed })
	longer := slices.ContainsFunc(choices, func(o Option) bool { return len(o.Value) > len(m.typed) && strings.HasPrefix(o.Value, m.typed) })
	switch {
	case longer:
		m.mark = at
		return
	case at >= 0:
		m.take(m.typed)
	case len(k) == 1:
		m.message = fmt.Sprintf("! %d to %d, or - for no answer", m.Least, m.Most)
	}
	m.typed = ""
}

func (m *sheetScreen) take(answer string) {
	m.given[m.item] = answer
	m.next()
}

// next goes to the next item, and to the end when it was come from or nothing is open.
func (m *sheetScreen) next() {
	switch {
	case m.mending:
		m.to(len(m.given))
	case m.item == len(m.given)-1 && m.open() >= 0:
		m.to(m.open())
	default:
		m.to(m.item + 1)
	}
}

// to goes to an item, with its answer marked.
func (m *sheetScreen) to(item int) {
	m.item, m.mark, m.typed = item, -1, ""
	if item == len(m.given) {
		m.mending = false
		return
	}
	m.mark = slices.IndexFunc(m.choices(), func(o Option) bool { return o.Value == m.given[item] })
}

// keyAtEnd is a key where all answers are seen: an item is looked up again, or all of
// it entered.
func (m *sheetScreen) keyAtEnd(k string) tea.Cmd {
	switch k {
	case "up":
		m.mark = max(0, m.mark-1)
	case "down":
		m.mark = min(m.mark+1, len(m.given)-1)
	case "left", "shift+tab", "esc":
		m.to(len(m.given) - 1)
	case "enter":
		if m.mark < 0 {
			m.message = "! y enters it"
			return nil
		}
		at := m.mark
		m.mending = true
		m.to(at)
	case "y", "Y", "f10", "ctrl+s":
		m.done = true
		return tea.Quit
	}
	return nil
}

func (m *sheetScreen) View() string {
	if m.width == 0 || m.done || m.left {
		return ""
	}
	show, foot := m.itemLines, m.hints()
	if m.item == len(m.given) {
		show = m.allLines
	}
	lines := show()
	if m.message != "" {
		foot = screen.Fit(m.message, m.width)
	}
	room := max(1, m.height-1)
	for len(lines) < room {
		lines = append(lines, "")
	}
	return strings.Join(append(lines[:room], foot), "\n")
}

func (m *sheetScreen) hints() string {
	if m.item == len(m.given) {
		return screen.Hints([]string{"y yes, enter it", "up/down, enter change", "ctrl+c leave"}, m.width)
	}
	return screen.Hints([]string{fmt.Sprintf("%d to %d answer", m.Least, m.Most), "left back", "- no answer", "ctrl+c leave", "up/down, enter choose"}, m.width)
}

// itemLines are an item and its answers. The introduction stands on the first one, on
// others where there is room; an item that is too long for the window is cut.
func (m *sheetScreen) itemLines() []string {
	width := max(10, m.width-2)
	title := screen.Split(m.Title+", "+fmt.Sprintf("%d of %d", m.item+1, len(m.given)), m.on, m.width)
	item, intro := screen.Wrap(screen.Line(m.Items[m.item]), width), screen.Wrap(screen.Line(m.Intro), width)
	choices := m.choices()
	room := m.height - 1 - len(choices) - 1 // without keys, answers and title
	if m.Intro == "" || len(intro)+len(item) > room || m.item > 0 && len(intro)+len(item)+4 > room {
		intro = nil
	}
	room -= len(intro)
	if len(item) > max(1, room) {
		item = item[:max(1, room)]
		item[len(item)-1] = screen.Fit(item[len(item)-1]+" …", width)
	}
	room -= len(item)
	gap := func(lines []string) []string {
		if room--; room >= 0 {
			lines = append(lines, "")
		}
		return lines
	}
	lines := gap([]string{bold(title)})
	if intro != nil {
		for _, l := range intro {
			lines = append(lines, faint(l))
		}
		if room > 2 {
			lines = gap(lines)
		}
	}
	for _, l := range item {
		lines = append(lines, bold(l))
	}
	lines = gap(lines)
	from, to := window(len(choices), m.mark, max(1, m.height-3))
	for i := from; i < to; i++ {
		line := screen.Fit(fmt.Sprintf("  %s  %s", choices[i].Value, screen.Line(choices[i].Label)), width)
		if i == m.mark {
			line = bold("> " + line[2:])
		}
		lines = append(lines, line)
	}
	if m.item > 0 && room >= 2 {
		lines = append(gap(lines), faint(screen.Fit(fmt.Sprintf("before, %d: %s", m.item, m.answer(m.item-1)), m.width)))
	}
	return lines
}

// allLines are all items with their answers, those around the mark where there is no
// room for all, and what they come to.
func (m *sheetScreen) allLines() []string {
	room := max(1, m.height-3)
	title := "Is this what the sheet says?"
	if right := m.Title + "  " + m.on; screen.Width(title+right)+2 <= m.width {
		title = screen.Split(title, right, m.width)
	}
	lines := []string{bold(title)}
	if room >= len(m.given)+2 {
		lines = append(lines, "")
	}
	from, to := window(len(m.given), m.mark, room)
	wide := m.width >= 70
	for n := from; n < to; n++ {
		answer := m.given[n]
		if wide {
			answer = screen.Pad(m.answer(n), 26)
		}
		line := screen.Split(fmt.Sprintf("  %2d  %s", n+1, screen.Line(m.Items[n])), answer, m.width)
		if n == m.mark {
			line = bold("> " + line[2:])
		}
		lines = append(lines, line)
	}
	if room >= len(m.given)+2 {
		lines = append(lines, "")
	}
	return append(lines, bold(screen.Fit(m.total(), m.width)))
}

// window is which of n lines are shown, around the one that is marked.
func window(n, mark, room int) (from, to int) {
	from = max(0, min(mark-room/2, n-room))
	return from, min(n, from+room)
}

func bold(s string) string  { return "\x1b[1m" + s + "\x1b[0m" }
func faint(s string) string { return "\x1b[2m" + s + "\x1b[0m" }
