package read

import (
	"strings"
	"unicode/utf8"

	tea "github.com/charmbracelet/bubbletea"

	"subrosa/cmd/subrosa/screen"
)

// ask takes a key of the words to find.
func (r *reader) ask(k tea.KeyMsg) {
	switch k.Type {
	case tea.KeyEnter:
		r.asking = false
		if r.found = strings.ToLower(strings.TrimSpace(r.words)); r.found != "" {
			r.top-- // so that the line on top counts too
			r.hit = -1
			r.find()
		}
	case tea.KeyEsc, tea.KeyCtrlC:
		r.asking = false
	case tea.KeyBackspace:
		_, n := utf8.DecodeLastRuneInString(r.words)
		r.words = r.words[:len(r.words)-n]
	case tea.KeyRunes, tea.KeySpace:
		r.words += screen.Line(string(k.Runes))
	}
}

// find goes to the next line after the top one in which the words begin, on
// this page or a later one, and then from the beginning.
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
				if page != r.page || i <= top {
					r.message = "found on another page"
					if page == r.page {
						r.message = "nothing further down; from the top again"
					}
				}
				return
			}
		}
		r.page, r.as, r.hit, from = (r.page+1)%len(r.pages), 0, -1, 0
		r.layOut()
	}
	r.page, r.top = page, max(0, top)
	r.layOut()
	r.message = "not found"
}

// begins says whether words begin in this line; they may end in the next.
func (l line) begins(words string) bool {
	i := strings.Index(l.row[l.from:], words)
	return i >= 0 && l.from+i < l.to
}
