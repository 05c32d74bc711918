// Package read is the reader: text on the alternate screen, so that closing it
// leaves nothing in the scrollback of the terminal.
//
//	err := read.Show(ctx, screen.Terminal{In: os.Stdin, Out: os.Stderr}, pages)
//
// Text is cleaned before it is shown: nothing in a record can move the cursor
// or write to the clipboard.
package read

import (
	"context"
	"fmt"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"subrosa/cmd/subrosa/screen"
)

// Page is one thing to read: a note, a page of a packet.
type Page struct {
	Title string // codes and dates
	Text  string
	As    []Page // the same for other readers, which F4 goes through
}

// Show shows pages until the user has read enough. Ctrl-C and a closed
// terminal are screen.ErrInterrupted.
func Show(ctx context.Context, t screen.Terminal, pages []Page) error {
	if len(pages) == 0 {
		return nil
	}
	_, err := t.Run(ctx, newReader(pages))
	return err
}

// reader is the state of the screen.
type reader struct {
	pages []Page
	page  int
	as    int // of the page's other readers, from 1; 0: the page itself
	top   int // the first line shown

	width, height int
	lines         []line // of this page at this width

	asking  bool // a word to find is being typed
	words   string
	hit     int    // the line found last, which may be below the top at the end
	found   string // what is looked for, in lower case
	message string
}

// line is a line as shown, with the text that it is a part of.
type line struct {
	text     string
	row      string // the whole row, in lower case
	from, to int    // what part of it this line is
	indent   string // before every line of a row that begins with spaces
}

func newReader(pages []Page) *reader {
	return &reader{pages: cleaned(pages)}
}

func cleaned(pages []Page) []Page {
	clean := make([]Page, len(pages))
	for i, p := range pages {
		clean[i] = Page{screen.Line(p.Title), strings.TrimRight(screen.Clean(p.Text), "\n"), cleaned(p.As)}
	}
	return clean
}

// shown is the page as the reader chosen reads it.
func (r *reader) shown() Page {
	p := r.pages[r.page]
	if r.as > 0 {
		return p.As[r.as-1]
	}
	return p
}

func (r *reader) Init() tea.Cmd { return nil }

// widest is how wide text can be and still be read.
const widest = 100

func (r *reader) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case screen.Leave:
		return r, tea.Quit
	case tea.WindowSizeMsg:
		at := r.progress()
		r.width, r.height = msg.Width, msg.Height
		r.layOut()
		r.top = int(at * float64(len(r.lines)))
		r.clamp()
	case tea.KeyMsg:
		for _, k := range screen.Keys(msg) {
			if cmd := r.key(k); cmd != nil {
				return r, cmd
			}
		}
	}
	return r, nil
}

func (r *reader) progress() float64 {
	if len(r.lines) == 0 {
		return 0
	}
	return float64(r.top) / float64(len(r.lines))
}

// layOut breaks the page into lines.
func (r *reader) layOut() {
	r.lines = nil
	width := min(r.width, widest)
	for _, row := range strings.Split(r.shown().Text, "\n") {
		low := strings.ToLower(row)
		if len(low) != len(row) { // letters whose lower case has another length
			low = row
		}
		body := strings.TrimLeft(row, " ")
		from := len(row) - len(body)
		indent := row[:min(from, width/3)]
		for _, end := range screen.Breaks(body, width-len(indent)) {
			to := len(row) - len(body) + end
			text := strings.TrimRight(row[from:to], " \t")
			r.lines = append(r.lines, line{text, low, from, to, indent})
			from = to
		}
	}
}

func (r *reader) room() int {
	switch {
	case r.height >= 8:
		return r.height - 4 // title, rule, rule, keys
	case r.height >= 3:
		return r.height - 2
	}
	return max(1, r.height)
}

func (r *reader) clamp() { r.top = max(0, min(r.top, len(r.lines)-r.room())) }

func (r *reader) key(k tea.KeyMsg) tea.Cmd {
	r.message = ""
	if r.asking {
		r.ask(k)
		return nil
	}
	if k.String() != "n" {
		r.hit = -1
	}
	switch k.String() {
	case "q", "esc":
		return tea.Quit
	case "ctrl+c":
		return screen.Interrupt
	case "up", "k":
		r.top--
	case "down", "j", "enter":
		r.top++
	case "pgup", "b":
		r.top -= max(1, r.room()-1)
	case "pgdown", " ":
		r.top += max(1, r.room()-1)
	case "home", "g":
		r.top = 0
	case "end", "G":
		r.top = len(r.lines)
	case "left", "p":
		r.turn(-1)
	case "right":
		r.turn(1)
	case "/":
		r.asking, r.words = true, ""
	case "f4", "alt+4":
		r.as = (r.as + 1) % (len(r.pages[r.page].As) + 1)
		r.top, r.hit = 0, -1
		r.layOut()
	case "n":
		r.find()
	}
	r.clamp()
	return nil
}

// turn goes to another page.
func (r *reader) turn(by int) {
	if to := r.page + by; to >= 0 && to < len(r.pages) {
		r.page, r.as, r.top, r.hit = to, 0, 0, -1
		r.layOut()
	}
}

func (r *reader) View() string {
	if r.width == 0 {
		return ""
	}
	end := min(len(r.lines), r.top+r.room())
	var out []string
	rule := strings.Repeat("-", min(r.width, widest))
	if r.height >= 3 {
		out = append(out, r.title())
	}
	if r.height >= 8 {
		out = append(out, rule)
	}
	for _, l := range r.lines[min(r.top, end):end] {
		out = append(out, r.show(l))
	}
	for i := end - r.top; i < r.room(); i++ {
		out = append(out, "")
	}
	if r.height >= 8 {
		out = append(out, rule)
	}
	if r.height >= 3 {
		out = append(out, r.bottom())
	}
	return strings.Join(out, "\n")
}

func (r *reader) title() string {
	right := ""
	if len(r.pages) > 1 {
		right = fmt.Sprintf("%d of %d", r.page+1, len(r.pages))
	}
	return "\x1b[1m" + screen.Split(r.shown().Title, right, min(r.width, widest)) + "\x1b[0m"
}

// show is a line with what was looked for in reverse.
func (r *reader) show(l line) string {
	if r.found == "" {
		return l.indent + strings.ReplaceAll(l.text, "\t", "    ")
	}
	var b strings.Builder
	b.WriteString(l.indent)
	rest, low := l.text, l.row[l.from:l.from+len(l.text)]
	for {
		i := strings.Index(low, r.found)
		if i < 0 {
			break
		}
		j := i + len(r.found)
		b.WriteString(rest[:i] + "\x1b[7m" + rest[i:j] + "\x1b[0m")
		rest, low = rest[j:], low[j:]
	}
	return strings.ReplaceAll(b.String()+rest, "\t", "    ")
}

func (r *reader) bottom() string {
	if r.asking {
		return screen.Fit("/"+r.words+"_", r.width)
	}
	if r.message != "" {
		return screen.Fit(r.message, r.width)
	}
	at, page := "end", ""
	if end := r.top + r.room(); end < len(r.lines) {
		at = fmt.Sprintf("%d %%", 100*end/len(r.lines))
	}
	if len(r.pages) > 1 {
		page = "left/right page"
	}
	as := ""
	if len(r.pages[r.page].As) > 0 {
		as = "f4 read as"
	}
	return screen.Hints([]string{at, "q close", page, as, "/ find", "n next", "up/down", "f9 blank"}, min(r.width, widest))
}
