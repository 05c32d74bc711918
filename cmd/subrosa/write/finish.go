package write

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"subrosa/cmd/subrosa/field"
	"subrosa/cmd/subrosa/screen"
	"subrosa/notes"
	"subrosa/notes/document"
)

// finishing is the screen before signing.
type finishing struct {
	findings []notes.Finding
	items    []item
	at       int // the marked item
	top      int
	late     string // why the note is late

	edit   *field.Field // the line being typed, nil when none is
	about  itemKind
	wrong  string // what is wrong with that line
	signed bool   // signing is under way
}

// item is a line that Enter acts on.
type item struct {
	kind  itemKind
	label string // the left side, said once
	text  string // what stands there now, or the choice
	open  bool   // signing has to wait for it
	value string // of a choice
	about notes.Finding
}

type itemKind int

const (
	lookAt itemKind = iota
	rename
	risk
	next
	late
)

type (
	found struct {
		findings []notes.Finding
		err      error
	}
	signed struct {
		note notes.Note
		err  error
	}
)

// find asks what there is to look at, and opens the screen with it.
func (m *model) find() tea.Cmd {
	n := m.result.Note
	return func() (msg tea.Msg) {
		ctx, cancel := context.WithTimeout(m.ctx, patience)
		defer cancel()
		f, err := m.job.Findings(ctx, n)
		return found{f, err}
	}
}

func (m *model) onFound(f found) tea.Cmd {
	m.message = ""
	if f.err != nil {
		m.warn(f.err.Error())
		return nil
	}
	reason := m.job.LateReason
	if m.finish != nil {
		reason = m.finish.late
	}
	m.finish = &finishing{findings: f.findings, late: reason}
	m.arrange()
	m.finish.at = m.finish.first()
	if m.finish.items[0].kind == rename {
		m.finish.at = 0
	}
	return nil
}

// first is the item to go on with: the first that is open, else the next
// appointment. It is never a way to sign.
func (f *finishing) first() int {
	appointment := 0
	for i, it := range f.items {
		if it.open {
			return i
		}
		if it.kind == next {
			appointment = i
		}
	}
	return appointment
}

// arrange makes the items from the findings and the note as it is now.
func (m *model) arrange() {
	f := m.finish
	f.items = nil
	lateHours := false
	for _, x := range f.findings {
		switch x.Code {
		case "risk-unanswered": // asked below, in every case
		case "late":
			lateHours = true
		default:
			f.items = append(f.items, m.findingItems(x)...)
		}
	}
	if !document.WithoutSession(m.head.Kind) {
		for i, r := range [][2]string{{"none", "none"}, {"not-assessed", "not assessed"}, {"present", "present"}} {
			it := item{kind: risk, value: r[0], text: "( ) " + r[1]}
			if m.head.Risk == r[0] {
				it.text = "(x) " + r[1]
			}
			if i == 0 {
				it.open = m.head.Risk == ""
				it.label = "risk"
				if it.open {
					it.label = "risk is not stated"
				}
			}
			f.items = append(f.items, it)
		}
	}
	if lateHours {
		it := item{kind: late, label: "later than 48 hours: why?", text: f.late, open: f.late == ""}
		if it.open {
			it.text = "enter to write it"
		}
		f.items = append(f.items, it)
	}
	it := item{kind: next, label: "next appointment", text: "none yet; enter to set it"}
	if m.head.Next != nil {
		it.text = strings.TrimSpace(when(m.head.Next.Start) + " " + m.place(m.head.Next.Place))
	}
	f.items = append(f.items, it)
	f.at = min(f.at, len(f.items)-1)
}

// findingItems are what can be done about a finding: look at it, and put the
// alias in the place of a name that has one.
func (m *model) findingItems(x notes.Finding) []item {
	look := item{kind: lookAt, label: findingWords(x), text: "look", open: x.Blocks, about: x}
	if x.Token == "" {
		return []item{look}
	}
	first := look
	first.kind, first.text = rename, "make it @"+x.Token
	look.label, look.open = "", false
	return []item{first, look}
}

// findingWords says a finding. The screen may show the name that was found; it
// is on the screen anyway.
func findingWords(f notes.Finding) string {
	where := ""
	if f.Section != "" {
		where = " in " + f.Section
	}
	if f.Paragraph > 0 {
		where += fmt.Sprintf(", paragraph %d", f.Paragraph)
	}
	switch f.Code {
	case "name-in-clear":
		return fmt.Sprintf("%q stands in clear%s", screen.Line(f.What), where)
	case "mark-without-presence":
		return "a mark for somebody who was not there" + where
	case "empty":
		return "there is no text"
	}
	return strings.ReplaceAll(f.Code, "-", " ") + where
}

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
		if was == leaveAnyway {
			m.abandoned = true
			return tea.Quit
		}
		return m.leave()
	case "k":
		if was == leaveAnyway {
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
	case rename:
		m.rename(it.about)
		m.message = "one moment"
		return tea.Batch(m.touched(), m.after(m.find))
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

// rename puts an alias in the place of a name wherever the finding's paragraph
// says it.
func (m *model) rename(f notes.Finding) {
	first, to := m.paragraph(f.Paragraph)
	for i := first; i < to; i++ {
		for at := 0; ; {
			text := m.text.Rows()[i].Text
			n := strings.Index(text[at:], f.What)
			if f.What == "" || n < 0 {
				break
			}
			at += n
			m.text.Replace(i, at, at+len(f.What), "@"+f.Token)
			at += len(f.Token) + 1
		}
	}
}

// jump goes to what a finding is about.
func (m *model) jump(f notes.Finding) {
	from, _ := m.paragraph(f.Paragraph)
	rows := m.text.Rows()
	for i := from; f.What != "" && i < len(rows); i++ {
		if at := strings.Index(rows[i].Text, f.What); at >= 0 && !rows[i].Heading {
			m.text.Go(field.Pos{Row: i, Col: at})
			return
		}
	}
	m.text.Go(field.Pos{Row: from})
}

// paragraph is the rows of a paragraph by its number, from 1, headings not
// counted.
func (m *model) paragraph(number int) (from, to int) {
	rows := m.text.Rows()
	seen, inside := 0, false
	for i, r := range rows {
		empty := r.Heading || strings.TrimSpace(r.Text) == ""
		if !empty && (!inside || r.Whose != rows[i-1].Whose) {
			if seen++; seen > number {
				break
			}
			from = i
		}
		if inside = !empty; inside && seen == number {
			to = i + 1
		}
	}
	if seen < number || number == 0 {
		return 0, 0
	}
	return from, to
}

// since is how long ago the session ended, as far as it is worth saying.
func (m *model) since() string {
	if m.head.Start.IsZero() {
		return ""
	}
	d := m.now().Sub(m.head.Start.Add(time.Duration(m.head.Minutes) * time.Minute))
	switch {
	case d < 0:
		return ""
	case d < 2*time.Hour:
		return fmt.Sprintf("%d minutes after the end", int(d.Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf("%d hours after the end", int(d.Hours()))
	}
	return fmt.Sprintf("%d days after the end", int(d.Hours()/24))
}
