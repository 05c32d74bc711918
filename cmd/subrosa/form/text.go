package form

import (
	"context"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"subrosa/cmd/subrosa/field"
	"subrosa/cmd/subrosa/screen"
	"subrosa/notes/document"
)

// Text asks for a text of any length, such as a reason, starting from value.
// It may come back empty: whether it may be is for the caller to say.
func (a *Asker) Text(ctx context.Context, title, help, value string) (string, error) {
	if a.Plain {
		text, err := a.textLines(ctx, title, help, value)
		if err != nil {
			return "", err
		}
		return text, nil
	}
	f := field.NewBare(value)
	if err := a.write(ctx, &textScreen{field: f, title: title, help: help}); err != nil {
		return "", err
	}
	return strings.TrimSpace(f.Text()), nil
}

// Paragraphs asks for paragraphs with marks: the text of an addendum. With an
// ErrInterrupted comes what had been written by lines until then.
func (a *Asker) Paragraphs(ctx context.Context, title, help string, parties []string) ([]document.Paragraph, error) {
	f := field.New(nil)
	var err error
	if a.Plain {
		if len(parties) > 1 && !a.toldMarks {
			a.toldMarks = true
			help = strings.TrimPrefix(help+"; ["+parties[0]+"] or ["+parties[0]+" alone] before a paragraph says whose it is", "; ")
		}
		var text string
		text, err = a.textLines(ctx, title, help, "")
		f.Insert(text)
	} else {
		if len(parties) < 2 {
			f = field.NewBare("")
		}
		err = a.write(ctx, &textScreen{field: f, title: title, help: help, parties: parties})
	}
	if err != nil && !a.Plain {
		return nil, err
	}
	f.TakeMarks(parties)
	return field.Paragraphs(f.Rows()), err
}

func (a *Asker) write(ctx context.Context, s *textScreen) error {
	_, err := a.Terminal().Run(ctx, s)
	if err == nil && !s.done {
		err = ErrInterrupted
	}
	return err
}

// textLines reads lines until one that holds a single dot. A text that is
// there already is kept by a dot alone.
func (a *Asker) textLines(ctx context.Context, title, help, value string) (string, error) {
	a.say("\n%s", title)
	if help != "" {
		a.say("(%s)", help)
	}
	if value != "" {
		a.say("so far:\n%s\n(a dot alone keeps it)", screen.Clean(value))
	}
	if !a.toldDot {
		a.say("(as many lines as you like; a line with a single dot ends it)")
		a.toldDot = true
	}
	var lines []string
	for {
		line, err := a.readLine(ctx)
		if err != nil {
			return strings.TrimSpace(strings.Join(lines, "\n")), err
		}
		if strings.TrimSpace(line) == "." {
			break
		}
		lines = append(lines, line)
	}
	if len(lines) == 0 {
		return value, nil
	}
	return strings.TrimSpace(strings.Join(lines, "\n")), nil
}

// textScreen is a text on a screen of its own.
type textScreen struct {
	field         *field.Field
	title, help   string
	parties       []string
	message       string
	width, height int
	asked, done   bool
}

func (s *textScreen) Init() tea.Cmd { return nil }

func (s *textScreen) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case screen.Leave:
		return s, tea.Quit
	case tea.WindowSizeMsg:
		s.width, s.height = msg.Width, msg.Height
	case tea.KeyMsg:
		return s, s.key(msg)
	}
	return s, nil
}

func (s *textScreen) key(k tea.KeyMsg) tea.Cmd {
	leaving := s.asked
	s.message, s.asked = "", false
	switch k.String() {
	case "f10", "ctrl+s":
		s.done = true
		return tea.Quit
	case "esc", "alt+esc", "ctrl+c":
		if strings.TrimSpace(s.field.Text()) == "" || leaving {
			return screen.Interrupt
		}
		s.asked = true
		s.message = "leave without keeping this text? the same key again leaves"
		return nil
	case "f3":
		if len(s.parties) > 1 {
			s.field.TakeMarks(s.parties)
			s.field.Mark(field.NextWhose(s.field.Whose(), s.parties, ""))
		}
		return nil
	}
	if _, err := s.field.Key(k); err != nil {
		s.message = err.Error()
	}
	return nil
}

func (s *textScreen) View() string {
	if s.width == 0 {
		return ""
	}
	head := []string{"\x1b[1m" + screen.Fit(screen.Line(s.title), s.width) + "\x1b[0m"}
	if s.help != "" && s.height > 8 {
		head = append(head, screen.Wrap(screen.Line(s.help), s.width)...)
	}
	if s.height > 5 {
		head = append(head, strings.Repeat("-", s.width))
	}
	keys := "f10 done · ^z undo · esc leave"
	if len(s.parties) > 1 {
		keys = "f3 whose paragraph · " + keys
	}
	if s.message != "" {
		keys = "! " + s.message
	}
	foot := []string{screen.Fit(keys, s.width)}
	if s.height < 3 {
		head, foot = nil, nil
	}
	s.field.Size(s.width, s.height-len(head)-len(foot))
	lines := s.field.Draw()
	for len(lines) < s.height-len(head)-len(foot) {
		lines = append(lines, "")
	}
	return strings.Join(append(append(head, lines...), foot...), "\n")
}
