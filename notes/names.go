package notes

import (
	"slices"
	"strings"
	"unicode/utf8"

	"subrosa/vault"
)

// knownName is a name in the record, and who bears it: a person, or somebody
// that an alias of a case stands for.
type knownName struct {
	text   string
	person int64  // 0: an alias
	alias  int64  // 0: a person
	file   int64  // of an alias: its case
	token  string // of an alias
}

// nameSpan is a place in a text where a known name stands in clear. Several may
// bear it. Offsets are in code points.
type nameSpan struct {
	start, end int
	of         []int // indexes into the known names, in their order
	whole      bool  // the whole name, not a part of it
}

// nameIndex finds known names in texts.
//
// A name of several words matches as a whole. Each of its words matches alone
// too, as a whole word, with a genitive s. Short words and words that are also
// common ones match only with a capital letter, common ones only inside a
// sentence. Everything is compared folded; an @alias is not in clear.
type nameIndex struct {
	known []knownName
	parts [][]string
	first map[string][]int // names by their first word
	alone map[string][]int // names by each word that may stand alone
}

func newNameIndex(known []knownName) *nameIndex {
	x := &nameIndex{known: known, parts: make([][]string, len(known)), first: map[string][]int{}, alone: map[string][]int{}}
	for i, k := range known {
		parts := nameParts(k.text)
		x.parts[i] = parts
		if len(parts) > 1 {
			x.first[parts[0]] = append(x.first[parts[0]], i)
		}
		for _, p := range parts {
			if mayStandAlone(p) && !slices.Contains(x.alone[p], i) {
				x.alone[p] = append(x.alone[p], i)
			}
		}
	}
	return x
}

// find returns the places in order; of places that overlap the one that begins
// first, of these the longest.
func (x *nameIndex) find(text string) []nameSpan { return x.findIn(cut(text)) }

// cutText is a text cut into its words, each folded too, to be looked through by
// several indexes.
type cutText struct {
	words  []word
	folded []string
}

func cut(text string) cutText {
	c := cutText{words: words(text)}
	c.folded = make([]string, len(c.words))
	for i, w := range c.words {
		c.folded[i] = fold(w.text)
	}
	return c
}

// findIn is find in a text that is cut already.
func (x *nameIndex) findIn(c cutText) []nameSpan {
	list, folded := c.words, c.folded
	var spans []nameSpan
	for i := 0; i < len(list); {
		span, n := x.wholeAt(list, folded, i)
		if n == 0 {
			span, n = x.partAt(list[i], folded[i])
		}
		if n > 0 {
			spans = append(spans, span)
		}
		i += max(n, 1)
	}
	return spans
}

// wholeAt finds the longest whole name that begins at word i, and the number of
// its words.
func (x *nameIndex) wholeAt(list []word, folded []string, i int) (span nameSpan, n int) {
	if list[i].alias {
		return span, 0
	}
	for _, k := range x.first[folded[i]] {
		parts := x.parts[k]
		if len(parts) < n || i+len(parts) > len(list) || list[i+len(parts)-1].alias || !sameName(parts, folded[i:]) {
			continue
		}
		if len(parts) > n {
			n = len(parts)
			span = nameSpan{start: list[i].start, end: list[i+n-1].end, whole: true}
		}
		span.of = append(span.of, k)
	}
	return span, n
}

func sameName(parts, folded []string) bool {
	last := len(parts) - 1
	return slices.Equal(parts[:last], folded[:last]) && slices.Contains(inflected(folded[last]), parts[last])
}

// partAt finds the names of which a word is a part.
func (x *nameIndex) partAt(w word, folded string) (nameSpan, int) {
	if w.alias {
		return nameSpan{}, 0
	}
	for _, form := range inflected(folded) {
		of := x.alone[form]
		common := commonWords[form]
		if len(of) == 0 || common && (!w.capital || w.first) || isShort(form) && !w.capital {
			continue
		}
		whole := slices.ContainsFunc(of, func(k int) bool { return len(x.parts[k]) == 1 })
		return nameSpan{start: w.start, end: w.end, of: of, whole: whole}, 1
	}
	return nameSpan{}, 0
}

// inflected are the words of which this one may be a form: itself, and without
// the s of a genitive.
func inflected(folded string) []string {
	if !strings.HasSuffix(folded, "s") {
		return []string{folded}
	}
	forms := []string{folded}
	for _, ending := range []string{"s", "es"} {
		if stem, ok := strings.CutSuffix(folded, ending); ok && stem != "" {
			forms = append(forms, stem)
		}
	}
	return forms
}

func isShort(part string) bool { return utf8.RuneCountInString(part) <= 3 }

// mayStandAlone excludes initials, numbers, particles and titles.
func mayStandAlone(part string) bool {
	return utf8.RuneCountInString(part) > 1 && strings.Trim(part, "0123456789") != "" && !particles[part]
}

// allNames are all names that the record knows: persons first.
func allNames(tx *vault.Tx) ([]knownName, error) {
	return vault.All(tx, func(scan vault.Scan) (k knownName, err error) {
		err = scan(&k.text, &k.person, &k.alias, &k.file, &k.token)
		return k, err
	}, `SELECT name, person, 0, 0, '' FROM person_name
		UNION ALL
		SELECT n.name, 0, a.id, a.casefile, a.token FROM alias_name n JOIN alias a ON a.id = n.alias
		ORDER BY 2 DESC, 3`)
}

// caseNames are the names of a case's parties and of those its aliases stand for.
func caseNames(tx *vault.Tx, file int64) ([]knownName, error) {
	return vault.All(tx, func(scan vault.Scan) (k knownName, err error) {
		k.file = file
		err = scan(&k.text, &k.person, &k.alias, &k.token)
		return k, err
	}, `SELECT n.name, n.person, 0, '' FROM party p JOIN person_name n ON n.person = p.person WHERE p.casefile = ?1
		UNION ALL
		SELECT n.name, 0, a.id, a.token FROM alias a JOIN alias_name n ON n.alias = a.id WHERE a.casefile = ?1
		ORDER BY 2 DESC, 3`, file)
}

// spanTexts are the texts of spans, as they stand in a text.
func spanTexts(text string, spans []nameSpan) []string {
	runes := []rune(text)
	list := make([]string, len(spans))
	for i, s := range spans {
		list[i] = string(runes[s.start:s.end])
	}
	return list
}
