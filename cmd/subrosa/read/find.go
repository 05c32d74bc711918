package read

import (
	"fmt"
	"strings"
	"unicode/utf8"

	tea "github.com/charmbracelet/bubbletea"

	"subrosa/cmd/subrosa/screen"
)

// ask takes a key of the words to find.
func (r *reader) ask(k tea.KeyMsg) {
	switch k.Type {
	case tea.KeyEnter:
		asked := r.asking
		if r.asking = 0; asked == 'g' {
			r.goTo(r.words)
			return
		}
		if r.found = strings.ToLower(strings.TrimSpace(r.words)); r.found != "" {
			r.top-- // so that the line on top counts too
			r.hit = -1
			r.find()
		}
	case tea.KeyEsc, tea.KeyCtrlC:
		r.asking = 0
	case tea.KeyBackspace:
		_, n := utf8.DecodeLastRuneInString(r.words)
		r.words = r.words[:len(r.words)-n]
	case tea.KeyRunes, tea.KeySpace:
		r.words += screen.Line(string(k.Runes))
	}
}

// find goes to the next line after the top one in which the words begin, on
// this page or a later one that was opened, and then from the beginning.
func (r *reader) find() {
	if r.found == "" {
		r.message = "/ asks what to find"
		return
	}
	page, top := r.page, r.top
	from := max(r.top+1, r.hit+1)
	for range len(r.pages) + 1 {
		for i := max(0, from); i < len(r.lines); i++ {
			if r.lines[i].begins(r.found) {
				r.top, r.hit = i, i
				r.clamp()
				if r.message = r.place(i); page != r.page {
					r.message += ", on another page"
				} else if i <= top {
					r.message += ", from the top again"
				}
				return
			}
		}
		r.as, r.hit, from = 0, -1, 0
		for range r.pages {
			if r.page = (r.page + 1) % len(r.pages); r.pages[r.page].Load == nil {
				break
			}
		}
		r.layOut()
	}
	r.page, r.top = page, max(0, top)
	r.layOut()
	r.message = "not found"
	for _, p := range r.pages {
		if p.Load != nil {
			r.message = "not found on the pages that were opened; subrosa search looks in all"
		}
	}
}

// place says which of all finds begins in a line.
func (r *reader) place(line int) string {
	before, all := 0, 0
	for n, p := range r.pages {
		if p.Load != nil {
			continue
		}
		found := strings.Count(strings.ToLower(p.Text), r.found)
		if all += found; n < r.page {
			before += found
		}
	}
	for _, l := range r.lines[:line] {
		for at := l.from; ; before++ {
			i := strings.Index(l.row[at:], r.found)
			if i < 0 || at+i >= l.to {
				break
			}
			at += i + len(r.found)
		}
	}
	return fmt.Sprintf("%d of %d", before+1, all)
}

// begins says whether words begin in this line; they may end in the next.
func (l line) begins(words string) bool {
	i := strings.Index(l.row[l.from:], words)
	return i >= 0 && l.from+i < l.to
}
