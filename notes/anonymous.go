package notes

import (
	"slices"
	"strings"

	"subrosa/vault"
)

// What stands where something known was taken out of a text that is read aloud.
const (
	nobodyNamed = "NN"         // a person of another case
	leftOut     = "[left out]" // a number, an address, a date of birth
)

// anonymise puts labels and tokens for the names of a case, NN for every other
// name that the record knows, and takes out numbers and addresses. Who is told
// of can still be recognised by what is told.
func (p *Preparation) anonymise(tx *vault.Tx, file int64) error {
	all, err := allNames(tx)
	if err != nil {
		return err
	}
	x, labels := newNameIndex(all), map[int64]Label{}
	for i := range p.Parties {
		party := &p.Parties[i]
		n, err := party.Person.number()
		if err != nil {
			return err
		}
		labels[n] = party.Label
		party.Initials, party.Person = "", ""
	}
	lists := [][]Excerpt{p.Plan, p.Alone}
	if p.Goals != nil {
		lists = append(lists, p.Goals.Aims)
	}
	for _, c := range p.Contacts {
		lists = append(lists, c.Text)
	}
	for _, list := range lists {
		for i := range list {
			list[i].Text = x.anonymous(list[i].Text, file, labels)
		}
	}
	return nil
}

// anonymous is a text without names and numbers.
func (x *nameIndex) anonymous(text string, file int64, labels map[int64]Label) string {
	type cut struct {
		start, end int
		with       string
	}
	var cuts []cut
	for _, s := range x.find(text) {
		cuts = append(cuts, cut{s.start, s.end, x.standIn(s, file, labels)})
	}
	for _, f := range findPatterns(text) {
		cuts = append(cuts, cut{f.start, f.end, leftOut})
	}
	slices.SortFunc(cuts, func(a, b cut) int { return a.start - b.start })
	runes, at := []rune(text), 0
	var out strings.Builder
	for _, c := range cuts {
		if c.start < at {
			if c.end > at { // two that overlap: nothing of either stays
				at = c.end
			}
			continue
		}
		out.WriteString(string(runes[at:c.start]) + c.with)
		at = c.end
	}
	return out.String() + string(runes[at:])
}

// standIn is what stands for a name: the label of a party, the token of an alias
// of the case.
func (x *nameIndex) standIn(s nameSpan, file int64, labels map[int64]Label) string {
	for _, k := range s.of {
		known := x.known[k]
		if label, ok := labels[known.person]; ok {
			return string(label)
		}
		if known.alias > 0 && known.file == file {
			return "@" + known.token
		}
	}
	return nobodyNamed
}
