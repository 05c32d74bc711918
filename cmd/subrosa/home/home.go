// Package home is the first screen: what matters now on top, and what can be
// done below.
//
//	chosen, err := home.Show(ctx, terminal, home.Screen{News: news, Menu: menu})
//
// It shows codes and initials only. The vault is not open while it stands.
package home

import (
	"context"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"subrosa/cmd/subrosa/screen"
)

// Screen is what is shown.
type Screen struct {
	Left    string        // begins the first line
	Right   func() string // ends it; it is asked every few seconds
	News    []string      // what matters now; what is wrong begins with "! "
	Message string        // what the last action came to
	Menu    []Entry
}

// Entry is something to do: its letter chooses it, and Enter when it is
// marked.
type Entry struct {
	Key   string
	Label string
}

// Keys that are not in the menu.
const (
	Lock = "l"
	Quit = "q"
)

// Show shows the screen until something is chosen, and says what. Leaving is
// Quit.
func Show(ctx context.Context, t screen.Terminal, s Screen) (string, error) {
	m := &model{s: s}
	if _, err := t.Run(ctx, m); err != nil {
		return "", err
	}
	return m.chosen, nil
}

type model struct {
	s             Screen
	at, top       int
	chosen        string
	keys          bool // the page of keys is shown
	width, height int
}

// look is the time to look at the clock again.
type look struct{}

const looking = 5 * time.Second

func again() tea.Cmd { return tea.Tick(looking, func(time.Time) tea.Msg { return look{} }) }

func (m *model) Init() tea.Cmd { return again() }

func (m *model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case screen.Leave:
		return m, tea.Quit
	case tea.WindowSizeMsg:
		m.width, m.height = min(msg.Width, 80), msg.Height
	case look:
		return m, again()
	case tea.KeyMsg:
		for _, k := range screen.Keys(msg) {
			if cmd := m.key(k); cmd != nil {
				return m, cmd
			}
		}
	}
	return m, nil
}

func (m *model) key(k tea.KeyMsg) tea.Cmd {
	m.s.Message = ""
	if m.keys {
		m.keys = false
		return nil
	}
	switch key := k.String(); key {
	case "up", "shift+tab", "k":
		m.at = max(0, m.at-1)
	case "down", "tab", "j":
		m.at = min(len(m.s.Menu)-1, m.at+1)
	case "home":
		m.at = 0
	case "end":
		m.at = len(m.s.Menu) - 1
	case "enter":
		return m.choose(m.s.Menu[m.at].Key)
	case "ctrl+c":
		return screen.Interrupt
	case "esc":
		return m.choose(Quit)
	case "?":
		m.keys = true
	case Lock, Quit:
		return m.choose(key)
	default:
		for _, e := range m.s.Menu {
			if e.Key == key {
				return m.choose(key)
			}
		}
	}
	return nil
}

func (m *model) choose(key string) tea.Cmd {
	m.chosen = key
	return tea.Quit
}

func (m *model) View() string {
	if m.width == 0 {
		return ""
	}
	if m.keys {
		return m.keysView()
	}
	foot := "up/down move · enter open · l lock · ? keys · q quit"
	if m.width < len(foot) {
		foot = "enter open · l lock · q quit"
	}
	var head []string
	if m.height > 3 {
		right := m.s.Right()
		if screen.Width(m.s.Left)+screen.Width(right)+2 > m.width {
			_, right, _ = strings.Cut(right, " · ")
		}
		head = append(head, "\x1b[1m"+screen.Split(m.s.Left, right, m.width)+"\x1b[0m")
	}
	room := m.height - len(head) - 1
	var lines []string
	if m.s.Message != "" {
		if m.height >= 16 {
			lines = append(lines, "")
		}
		for _, l := range screen.Wrap(screen.Clean(m.s.Message), max(1, m.width-2)) {
			lines = append(lines, "  "+l)
		}
	}
	above := m.above(room - len(lines) - len(m.s.Menu))
	if len(lines) > 0 && (len(above) == 0 || above[0] != "") {
		lines = append(lines, "")
	}
	lines = append(lines, above...)
	first := len(lines)
	for i, e := range m.s.Menu {
		lines = append(lines, m.entry(i, e))
	}
	marked := first + m.at
	if len(lines) > room {
		m.top = max(0, min(marked-room/2, len(lines)-room))
		lines = lines[m.top:min(len(lines), m.top+max(1, room))]
	}
	for len(lines) < room {
		lines = append(lines, "")
	}
	lines = append(head, lines...)
	if m.height > 1 {
		lines = append(lines, screen.Fit(foot, m.width))
	}
	return strings.Join(lines, "\n")
}

// above is what stands over the menu in so many lines: all news between empty
// lines, or as many as there is room for. The menu is what the screen is for.
func (m *model) above(room int) []string {
	news := m.news()
	switch {
	case len(news) == 0 || room < 1:
		return nil
	case room < len(news)+2:
		return news[:min(len(news), room)]
	}
	return append(append([]string{""}, news...), "")
}

// news are the lines on top, what is wrong first.
func (m *model) news() []string {
	var wrong, rest []string
	for _, n := range m.s.News {
		n = screen.Line(n)
		if strings.HasPrefix(n, "! ") {
			wrong = append(wrong, screen.Fit("  "+n, m.width))
		} else {
			rest = append(rest, screen.Fit("    "+n, m.width))
		}
	}
	return append(wrong, rest...)
}

func (m *model) entry(i int, e Entry) string {
	mark := "  "
	if i == m.at {
		mark = "> "
	}
	line := "  " + mark + screen.Pad(e.Label, min(24, max(1, m.width-8))) + " " + e.Key
	if i == m.at {
		return "\x1b[1m" + screen.Fit(line, m.width) + "\x1b[0m"
	}
	return screen.Fit(line, m.width)
}

func (m *model) keysView() string {
	lines := []string{"Keys", ""}
	for _, e := range m.s.Menu {
		lines = append(lines, screen.Pad(e.Key, 8)+e.Label)
	}
	lines = append(lines, "l       forget the key now", "f9      show nothing, until a key", "q, esc  close this screen; the key stays for a while",
		"", "any key goes back")
	for i := range lines {
		lines[i] = screen.Fit(lines[i], m.width)
	}
	return strings.Join(lines[:min(len(lines), m.height)], "\n")
}
