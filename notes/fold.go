package notes

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// fold brings a word into the form in which names are compared: no case, no
// accents, whatever the Unicode form; ø as o, æ as ae, å and aa alike.
func fold(s string) string {
	if isASCII(s) {
		return strings.ReplaceAll(strings.ToLower(s), "aa", "a")
	}
	var b strings.Builder
	for _, r := range norm.NFKD.String(s) {
		if unicode.Is(unicode.Mn, r) {
			continue
		}
		r = unicode.ToLower(r)
		if plain, ok := plainLetter(r); ok {
			b.WriteString(plain)
		} else {
			b.WriteRune(r)
		}
	}
	return strings.ReplaceAll(b.String(), "aa", "a")
}

// plainLetter writes the letters that have no decomposition in plain ones.
func plainLetter(r rune) (string, bool) {
	switch r {
	case 'ø':
		return "o", true
	case 'æ':
		return "ae", true
	case 'œ':
		return "oe", true
	case 'ß':
		return "ss", true
	case 'ł':
		return "l", true
	case 'đ', 'ð':
		return "d", true
	case 'þ':
		return "th", true
	case 'ı':
		return "i", true
	}
	return "", false
}

// foldSearch brings a word into the form in which the full-text index compares:
// as fold, but ø and æ stay letters of their own.
func foldSearch(s string) string {
	if isASCII(s) {
		return strings.ToLower(s)
	}
	var b strings.Builder
	for _, r := range norm.NFD.String(s) {
		if !unicode.Is(unicode.Mn, r) {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

func isASCII(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r > unicode.MaxASCII }) < 0
}

// word is a run of letters and numbers in a text: what the full-text index
// takes for one too.
type word struct {
	text       string
	start, end int  // in code points
	capital    bool // begins with a capital letter
	first      bool // begins a sentence or a line
	alias      bool // belongs to an @alias
}

// words cuts a text into its words.
func words(text string) []word {
	list := make([]word, 0, len(text)/6+1)
	begin := -1 // the byte at which the word began that we are in
	first, at := true, 0
	w := word{}
	before := ' ' // the last character that was not part of a word
	flush := func(end int) {
		if begin >= 0 {
			w.text, w.end = text[begin:end], at
			list = append(list, w)
			first, begin = false, -1
		}
	}
	for i, r := range text {
		if unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r) && begin >= 0 {
			if begin < 0 {
				begin = i
				w = word{start: at, first: first, capital: unicode.IsUpper(r) || unicode.IsTitle(r)}
				w.alias = before == '@' || before == '-' && len(list) > 0 && list[len(list)-1].alias &&
					list[len(list)-1].end == at-1
			}
		} else {
			flush(i)
			first = first && r != ',' || strings.ContainsRune(".!?:\n…", r) && !afterInitial(list, r, at)
			before = r
		}
		at++
	}
	flush(len(text))
	return list
}

// afterInitial says whether the full stop at a place belongs to an initial, as
// in "U. Bang", and so ends no sentence.
func afterInitial(list []word, r rune, at int) bool {
	if r != '.' || len(list) == 0 {
		return false
	}
	last := list[len(list)-1]
	return last.end == at && last.end-last.start == 1 && last.capital
}

// nameParts are the folded words of a name.
func nameParts(name string) []string {
	var parts []string
	for _, w := range words(name) {
		parts = append(parts, fold(w.text))
	}
	return parts
}

// foldName is how whole names are compared.
func foldName(name string) string { return strings.Join(nameParts(name), " ") }

// initials are the first letters of a name's words.
func initials(name string) string {
	var b strings.Builder
	for _, w := range words(name) {
		b.WriteRune(unicode.ToUpper([]rune(w.text)[0]))
	}
	return b.String()
}
