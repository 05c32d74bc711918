package notes

import (
	"slices"
	"strings"
	"unicode"

	"subrosa/notes/document"
)

// term is one word or phrase to look for.
type term struct {
	text   string
	folded []string
	prefix bool
}

// parseTerms reads the words of a query. What stands between quotes is a
// phrase; so is an argument with space in it, since the shell took its quotes.
func parseTerms(given []string) ([]term, error) {
	var terms []term
	for _, s := range given {
		clean, err := document.Clean(s)
		if err != nil {
			return nil, &Invalid{What: "the words: " + err.Error()}
		}
		pieces := strings.Split(clean, `"`)
		for i, piece := range pieces {
			if i%2 == 1 || len(pieces) == 1 {
				terms = appendTerm(terms, piece, false)
				continue
			}
			for w := range strings.FieldsSeq(piece) {
				terms = appendTerm(terms, w, i > 0 && w == "*" && strings.HasPrefix(piece, "*"))
			}
		}
	}
	if len(terms) == 0 {
		return nil, &Invalid{What: "there is no word to search for"}
	}
	if len(terms) > maxTerms {
		return nil, &Invalid{What: "too many words to search for"}
	}
	return terms, nil
}

// appendTerm adds a word or phrase; a lone star makes the one before a prefix.
func appendTerm(terms []term, s string, star bool) []term {
	if star && len(terms) > 0 {
		terms[len(terms)-1].prefix = true
		return terms
	}
	t := term{}
	t.text, t.prefix = strings.CutSuffix(strings.TrimSpace(s), "*")
	for _, w := range words(t.text) {
		t.folded = append(t.folded, foldSearch(w.text))
	}
	if len(t.folded) == 0 {
		return terms
	}
	return append(terms, t)
}

// matchOf writes terms in the language of FTS5, each as a quoted string, so
// that nothing in them means anything.
func matchOf(terms []term) string {
	list := make([]string, len(terms))
	for i, t := range terms {
		list[i] = `"` + strings.ReplaceAll(t.text, `"`, `""`) + `"`
		if t.prefix {
			list[i] += " *"
		}
	}
	return strings.Join(list, " AND ")
}

// matches counts the terms that stand in a text, and says at which code point
// the first does.
func matches(text string, terms []term) (n, first int) {
	list := words(text)
	folded := make([]string, len(list))
	for i, w := range list {
		folded[i] = foldSearch(w.text)
	}
	first = -1
	for _, t := range terms {
		for i := range list {
			if t.at(folded[i:]) {
				n++
				if first < 0 || list[i].start < first {
					first = list[i].start
				}
				break
			}
		}
	}
	return n, max(first, 0)
}

// at says whether a term stands at the start of a run of folded words.
func (t term) at(folded []string) bool {
	last := len(t.folded) - 1
	if len(folded) <= last || !slices.Equal(t.folded[:last], folded[:last]) {
		return false
	}
	return folded[last] == t.folded[last] || t.prefix && strings.HasPrefix(folded[last], t.folded[last])
}

// How much of the text a snippet shows before and after the first hit, in code
// points.
const (
	snippetBefore = 40
	snippetAfter  = 100
)

// snippet cuts the text around a code point at spaces, on one line.
func snippet(text string, at int) string {
	runes := []rune(text)
	start, end := max(at-snippetBefore, 0), min(at+snippetAfter, len(runes))
	for start > 0 && start < at && !unicode.IsSpace(runes[start-1]) {
		start++
	}
	for end < len(runes) && end > at+1 && !unicode.IsSpace(runes[end]) {
		end--
	}
	cut := strings.Join(strings.Fields(string(runes[start:end])), " ")
	if start > 0 {
		cut = "… " + cut
	}
	if end < len(runes) {
		cut += " …"
	}
	return cut
}
