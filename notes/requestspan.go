package notes

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"subrosa/notes/document"
	"subrosa/vault"
)

// PlanSpan is a place in an included note about which something is proposed or
// decided: accepted, it stays; rejected, it leaves. Paragraphs count from 1,
// headings not counted; in an addendum (from 1, else 0) by themselves. Start and
// End are code points. Replacement is what stands in its place, "" for a
// paragraph of another party in a packet that says nothing of such.
type PlanSpan struct {
	Note        NoteID `json:"note"`
	Addendum    int    `json:"addendum,omitempty"`
	Paragraph   int    `json:"paragraph"`
	Start       int    `json:"start"`
	End         int    `json:"end"`
	Replacement string `json:"replacement"`
	Reason      string `json:"reason"`
	Source      string `json:"source"`   // mark | alias | name | pattern | manual
	Decision    string `json:"decision"` // accepted | rejected | open

	key   string // who is meant: the same person has the same number
	whole bool   // all of the paragraph
	whose []Label
}

// Sources of spans.
const (
	byMark    = "mark"    // the paragraph is another party's
	byAlias   = "alias"   // an @token
	byName    = "name"    // a known name in clear, or a paragraph that names only another party
	byPattern = "pattern" // a number or an address, by its form
	byHand    = "manual"
)

// where is a place as a key: of two proposals about the same place only one can
// be decided.
type where struct {
	note                            NoteID
	addendum, paragraph, start, end int
}

func (s PlanSpan) where() where {
	return where{s.Note, s.Addendum, s.Paragraph, s.Start, s.End}
}

// paragraph is the paragraph in which a place lies, as a key.
func (s PlanSpan) paragraph() where {
	return where{note: s.Note, addendum: s.Addendum, paragraph: s.Paragraph}
}

// overlaps says whether two places in one paragraph have text in common.
func (s PlanSpan) overlaps(o PlanSpan) bool { return s.Start < o.End && o.Start < s.End }

// contains says whether o lies within s.
func (s PlanSpan) contains(o PlanSpan) bool { return s.Start <= o.Start && o.End <= s.End }

// apart keeps, of places that overlap, the one that begins first, and of these
// the longest.
func apart[T any](list []T, place func(T) (start, end int)) []T {
	slices.SortStableFunc(list, func(x, y T) int {
		xs, xe := place(x)
		ys, ye := place(y)
		if xs != ys {
			return xs - ys
		}
		return ye - xe
	})
	last := -1
	return slices.DeleteFunc(list, func(t T) bool {
		start, end := place(t)
		if start < last {
			return true
		}
		last = end
		return false
	})
}

// finder finds the places of which something is proposed.
type finder struct {
	audience
	decisions map[where]PlanSpan
	names     *nameIndex // of everybody who needs a mark
	own       []string   // what is the recipient's own: contact data that may stand
	cases     map[CaseCode]caseFinder
}

// caseFinder is what a finder knows of one case.
type caseFinder struct {
	aliases      map[string]string // who is meant by a token
	mine, theirs *nameIndex        // names of those whose record this is, and of the other parties
}

func newFinder(tx *vault.Tx, r Request, a audience) (*finder, error) {
	all, err := allNames(tx)
	if err != nil {
		return nil, err
	}
	f := &finder{audience: a, names: without(all, a.familiar()), cases: map[CaseCode]caseFinder{}}
	if f.decisions, err = readSpanDecisions(tx, r.row); err != nil {
		return nil, err
	}
	if r.Person != "" {
		person, err := readPerson(tx, r.Person)
		if err != nil {
			return nil, err
		}
		for _, own := range []string{person.Email, person.Phone, person.Address} {
			if own != "" {
				f.own = append(f.own, fold(own))
			}
		}
	}
	for _, c := range r.Cases {
		n, err := c.number()
		if err != nil {
			return nil, err
		}
		of := caseFinder{mine: namesOf(all, a.persons(c, true)), theirs: namesOf(all, a.persons(c, false))}
		if of.aliases, err = aliasKeys(tx, n); err != nil {
			return nil, err
		}
		f.cases[c] = of
	}
	return f, nil
}

// namesOf indexes the names of some persons.
func namesOf(all []knownName, persons []int64) *nameIndex {
	return newNameIndex(slices.DeleteFunc(slices.Clone(all), func(k knownName) bool {
		return k.person == 0 || !slices.Contains(persons, k.person)
	}))
}

// proposal is what is proposed about a paragraph before anything is decided: that
// it stays as a whole, or is asked about, and the places in it.
type proposal struct {
	whole  *PlanSpan
	inside []PlanSpan
}

// note finds the places in a note that is to leave and in its addenda.
func (f *finder) note(read *reading) []PlanSpan {
	in := read.note
	f.look(read)
	var spans []PlanSpan
	for part, it := range in.parts {
		for i, text := range it.bodies() {
			at := PlanSpan{Note: in.note.ID, Addendum: part, Paragraph: i + 1}
			spans = append(spans, f.paragraph(at, text, read.proposed[part][i])...)
		}
	}
	return spans
}

// look finds what is proposed about a note, once.
func (f *finder) look(read *reading) {
	if read.proposed != nil {
		return
	}
	in := read.note
	read.proposed = make([][]proposal, len(in.parts))
	for part, it := range in.parts {
		for i, text := range it.bodies() {
			at := PlanSpan{Note: in.note.ID, Addendum: part, Paragraph: i + 1}
			read.proposed[part] = append(read.proposed[part], f.propose(in.note.Case, at, text, in.whose[part][i]))
		}
	}
}

func (f *finder) propose(c CaseCode, at PlanSpan, text string, whose document.Whose) proposal {
	in := cut(text)
	p := proposal{inside: f.inside(c, at, text, in)}
	if whole, ok := f.whole(c, at, text, in, whose); ok {
		p.whole = &whole
	}
	return p
}

// paragraph are the places in a paragraph with what is decided about them. One
// that stays as a whole has no other.
func (f *finder) paragraph(at PlanSpan, text string, proposed proposal) []PlanSpan {
	var spans []PlanSpan
	if proposed.whole != nil {
		whole := *proposed.whole
		f.decided(&whole)
		if spans = append(spans, whole); whole.Decision == accepted {
			return spans
		}
	}
	inside := slices.Clone(proposed.inside)
	for i := range inside {
		f.decided(&inside[i])
	}
	for _, own := range f.byHand(at, text, append(slices.Clone(spans), inside...)) {
		if own.whole {
			return []PlanSpan{own}
		}
		inside = slices.DeleteFunc(inside, func(s PlanSpan) bool { return own.contains(s) })
		inside = append(inside, own)
	}
	slices.SortStableFunc(inside, func(a, b PlanSpan) int { return a.Start - b.Start })
	return append(spans, inside...)
}

// whole is what is proposed about a paragraph as a whole: it stays when it is
// another party's; it is asked about when it was said in confidence by somebody
// who agreed, and when it is everybody's and names only another party.
func (f *finder) whole(c CaseCode, at PlanSpan, text string, in cutText, whose document.Whose) (PlanSpan, bool) {
	s := at
	s.End, s.whole, s.Reason, s.Source, s.Decision = utf8.RuneCountInString(text), true, otherParty, byMark, accepted
	for _, l := range whose.Parties() {
		s.whose = append(s.whose, Label(l))
	}
	switch f.fate(c, whose) {
	case stays:
	case asks:
		s.Decision = open
	default:
		of := f.cases[c]
		if !f.shared(c) || len(whose.Parties()) > 0 || len(of.theirs.findIn(in)) == 0 || len(of.mine.findIn(in)) > 0 {
			return s, false
		}
		s.Source, s.Decision = byName, open
	}
	return s, true
}

// inside are the aliases, names and patterns in a paragraph, in order. An alias
// stays unless she decides otherwise; the others are open until she does.
func (f *finder) inside(c CaseCode, at PlanSpan, text string, in cutText) []PlanSpan {
	var spans []PlanSpan
	add := func(source, reason, decision, key string, start, end int) {
		s := at
		s.Source, s.Reason, s.Decision, s.key, s.Start, s.End = source, reason, decision, key, start, end
		spans = append(spans, s)
	}
	for _, t := range document.TokenSpans(text) {
		key := or(f.cases[c].aliases[t.Token], "@"+t.Token)
		add(byAlias, thirdParty, accepted, key, utf8.RuneCountInString(text[:t.Start]), utf8.RuneCountInString(text[:t.End]))
	}
	for _, n := range f.names.findIn(in) {
		add(byName, thirdParty, open, f.names.known[n.of[0]].key(), n.start, n.end)
	}
	for _, p := range findPatterns(text) {
		if own := fold(string([]rune(text)[p.start:p.end])); !slices.ContainsFunc(f.own, func(s string) bool { return strings.Contains(s, own) }) {
			add(byPattern, p.reason, open, "", p.start, p.end)
		}
	}
	return apart(spans, func(s PlanSpan) (int, int) { return s.Start, s.End })
}

// key tells persons apart, whatever the name.
func (k knownName) key() string {
	if k.alias != 0 {
		return fmt.Sprintf("alias %d", k.alias)
	}
	return fmt.Sprintf("person %d", k.person)
}

// byHand are the places that she selected herself.
func (f *finder) byHand(at PlanSpan, text string, proposed []PlanSpan) []PlanSpan {
	var spans []PlanSpan
	for w, s := range f.decisions {
		if w.note != at.Note || w.addendum != at.Addendum || w.paragraph != at.Paragraph || s.Decision != accepted ||
			slices.ContainsFunc(proposed, func(p PlanSpan) bool { return p.where() == w }) {
			continue
		}
		s.Source, s.whole = byHand, w.start == 0 && w.end == utf8.RuneCountInString(text)
		if reasonCode(s.Reason) == "TP" {
			s.key = "text " + fold(string([]rune(text)[w.start:w.end]))
		}
		spans = append(spans, s)
	}
	return spans
}

// decided takes over what she decided about a place. Where she gave no code, the
// one that was proposed stands.
func (f *finder) decided(s *PlanSpan) {
	own, ok := f.decisions[s.where()]
	if !ok {
		return
	}
	s.Decision = own.Decision
	switch {
	case reasonCode(own.Reason) != "":
		s.Reason = own.Reason
	case own.Reason != "":
		s.Reason = reasonCode(s.Reason) + ": " + own.Reason
	}
}

// aliasKeys tells who is meant by each token of a case.
func aliasKeys(tx *vault.Tx, file int64) (map[string]string, error) {
	type row struct {
		token string
		id    int64
	}
	list, err := vault.All(tx, func(scan vault.Scan) (r row, err error) {
		err = scan(&r.token, &r.id)
		return r, err
	}, "SELECT token, id FROM alias WHERE casefile = ?", file)
	keys := map[string]string{}
	for _, r := range list {
		keys[r.token] = knownName{alias: r.id}.key()
	}
	return keys, err
}

func readSpanDecisions(tx *vault.Tx, request int64) (map[where]PlanSpan, error) {
	list, err := vault.All(tx, func(scan vault.Scan) (s PlanSpan, err error) {
		var n int64
		err = scan(&n, &s.Addendum, &s.Paragraph, &s.Start, &s.End, &s.Decision, &s.Reason)
		s.Note = noteID(n)
		return s, err
	}, "SELECT note, addendum, paragraph, start, stop, decision, reason FROM request_span WHERE request = ?", request)
	decisions := map[where]PlanSpan{}
	for _, s := range list {
		decisions[s.where()] = s
	}
	return decisions, err
}
