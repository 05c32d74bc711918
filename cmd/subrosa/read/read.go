// Package read is the reader: text on the alternate screen, so that closing it
// leaves nothing in the scrollback of the terminal.
//
//	err := read.Show(ctx, screen.Terminal{In: os.Stdin, Out: os.Stderr}, read.Reading{Pages: pages})
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

	// On is the day that it is about, 2006-01-02, by which g finds it.
	On string

	// Load brings what is not at hand yet when somebody comes to the page; its On
	// does not count. It may be nil.
	Load func() (Page, error)
}

// Reading is what is to be read.
type Reading struct {
	Pages []Page // those with a day in order
	At    int    // the page to begin with
	Find  string // words that are marked there, as / does; may be empty

	// Day reads a day as it is typed. It is not nil where pages have one.
	Day func(string) (string, error)

	// Curves are pages beside, which m shows. It may be nil.
	Curves func() ([]Page, error)
}

// Show shows pages until the user has read enough. Ctrl-C and a closed
// terminal are screen.ErrInterrupted.
func Show(ctx context.Context, t screen.Terminal, r Reading) error {
	if len(r.Pages) == 0 {
		return nil
	}
	_, err := t.Run(ctx, newReader(r))
	return err
}

// reader is the state of the screen.
type reader struct {
	reading Reading
	curves  *reader // shown over it
	over    bool    // it is one that is shown over another
	pages   []Page
	page    int
	as      int // of the page's other readers, from 1; 0: the page itself
	top     int // the first line shown

	width, height int
	lines         []line // of this page at this width

	asking  rune // what is being typed: '/' words to find, 'g' a day, 0 nothing
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

func newReader(from Reading) *reader {
	r := &reader{reading: from, pages: cleaned(from.Pages), hit: -1}
	r.page = max(0, min(from.At, len(r.pages)-1))
	r.found = strings.ToLower(from.Find)
	r.load()
	return r
}

func cleaned(pages []Page) []Page {
	clean := make([]Page, len(pages))
	for i, p := range pages {
		clean[i] = Page{screen.Line(p.Title), strings.TrimRight(screen.Clean(p.Text), "\n"), cleaned(p.As), p.On, p.Load}
	}
	return clean
}

// load brings the page that is being read, if it is not at hand.
func (r *reader) load() {
	p := &r.pages[r.page]
	if p.Load == nil {
		return
	}
	got, err := p.Load()
	if err != nil { // again when she comes back to it
		p.Text = "! " + screen.Clean(err.Error())
		return
	}
	on := p.On
	*p = cleaned([]Page{got})[0]
	p.On, p.Load = on, nil
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
		if r.curves != nil {
			r.curves.Update(msg)
		}
		at := r.progress()
		r.width, r.height = msg.Width, msg.Height
		first := r.lines == nil
		r.layOut()
		r.top = int(at * float64(len(r.lines)))
		if r.clamp(); first && r.found != "" {
			r.top = -1 // so that the line on top counts too
			r.find()
		}
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
	if r.curves != nil {
		return r.curveKey(k)
	}
	if r.asking != 0 {
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
	case "g":
		if r.dated() {
			r.asking, r.words = 'g', ""
			return nil
		}
		r.top = 0
	case "m":
		r.showCurves()
	case "home":
		r.top = 0
	case "end", "G":
		r.top = len(r.lines)
	case "left", "p":
		r.turn(-1)
	case "right":
		r.turn(1)
	case "/":
		r.asking, r.words = '/', ""
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
		r.load()
		r.layOut()
	}
}

// dated says whether pages have days.
func (r *reader) dated() bool { return r.reading.Day != nil && len(r.pages) > 1 }

// goTo goes to the first page of a day or after it, or to the last.
func (r *reader) goTo(typed string) {
	on, err := r.reading.Day(typed)
	if err != nil {
		r.message = "! " + err.Error()
		return
	}
	to := 0
	for to < len(r.pages)-1 && r.pages[to].On < on {
		to++
	}
	r.turn(to - r.page)
	if r.pages[to].On != on {
		r.message = "nothing of that day; the nearest"
	}
}

// showCurves puts the curves over what is read.
func (r *reader) showCurves() {
	if r.reading.Curves == nil {
		return
	}
	pages, err := r.reading.Curves()
	switch {
	case err != nil:
		r.message = "! " + err.Error()
	case len(pages) == 0:
		r.message = "no questionnaire is entered"
	default:
		r.curves = newReader(Reading{Pages: pages})
		r.curves.over = true
		r.curves.width, r.curves.height = r.width, r.height
		r.curves.layOut()
	}
}

// curveKey is a key while a curve is shown: m goes to the next one, and after the
// last back.
func (r *reader) curveKey(k tea.KeyMsg) tea.Cmd {
	switch k.String() {
	case "m":
		if r.curves.page < len(r.curves.pages)-1 {
			r.curves.turn(1)
			return nil
		}
		r.curves = nil
	case "q", "esc":
		r.curves = nil
	default:
		return r.curves.key(k)
	}
	return nil
}

func (r *reader) View() string {
	if r.width == 0 {
		return ""
	}
	if r.curves != nil {
		return r.curves.View()
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
	switch r.asking {
	case '/':
		return screen.Fit("/"+r.words+"_", r.width)
	case 'g':
		return screen.Fit("to which day? "+r.words+"_", r.width)
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
	day, curves := "", ""
	if r.dated() {
		day = "g day"
	}
	if r.reading.Curves != nil {
		curves = "m scores"
	}
	if r.over {
		curves = "m next"
	}
	return screen.Hints([]string{at, "q close", page, as, "/ find", day, curves, "n next", "up/down", "f9 blank"}, min(r.width, widest))
}
