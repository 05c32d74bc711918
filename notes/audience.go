package notes

import (
	"slices"

	"subrosa/notes/document"
	"subrosa/notes/profile"
	"subrosa/vault"
)

// audience is for whom a packet is composed: whose words may be in it, and what
// stands where something was left out.
//
// In a case of one party everything is that party's. In a case of several, what
// is marked as one's leaves only for a recipient who is that party, or with that
// party's consent. An order can name it: then it is for her to let it through.
type audience struct {
	rules   profile.Rules
	gate    profile.Gate
	self    int64                        // the person whose record it is
	parties map[CaseCode]map[Label]int64 // persons by their labels
	agreed  map[int64]bool               // those whose consent is on the checklist
	ordered bool                         // an order or a demand says in words what it wants
}

func readAudience(tx *vault.Tx, r Request, rules profile.Rules) (audience, error) {
	a := audience{rules: rules, gate: rules.Gate(r.Type), self: r.person, parties: map[CaseCode]map[Label]int64{}, agreed: map[int64]bool{}}
	a.ordered = a.gate.Scope == "ordered"
	for _, c := range r.Cases {
		n, err := c.number()
		if err != nil {
			return a, err
		}
		list, err := vault.All(tx, func(scan vault.Scan) (p partyRow, err error) {
			err = scan(&p.label, &p.person)
			return p, err
		}, "SELECT label, person FROM party WHERE casefile = ? ORDER BY label", n)
		if err != nil {
			return a, err
		}
		a.parties[c] = map[Label]int64{}
		for _, p := range list {
			a.parties[c][p.label] = p.person
		}
	}
	checks, err := readChecks(tx, r.row)
	for _, c := range checks {
		if c.Item == consentItem && c.person != 0 && c.Date != "" {
			a.agreed[c.person] = true
		}
	}
	return a, err
}

type partyRow struct {
	label  Label
	person int64
}

// marked says whether what is left out leaves a mark. It does not for a party of
// a couple, who must not learn that there was anything.
func (a audience) marked() bool { return a.gate.Other == "marked" }

// shared says whether a case has several parties.
func (a audience) shared(c CaseCode) bool { return len(a.parties[c]) > 1 }

// free says whether what is a party's own may leave.
func (a audience) free(c CaseCode, l Label) bool {
	person := a.parties[c][l]
	return !a.shared(c) || person == a.self || a.agreed[person]
}

// met says whether somebody whose record this is was there. What was said in
// the absence of all of them is not theirs.
func (a audience) met(n Note) bool {
	return !a.shared(n.Case) || len(n.Present) == 0 ||
		slices.ContainsFunc(n.Present, func(l Label) bool { return a.free(n.Case, l) })
}

// fate is what the rules propose about a paragraph by whose it is.
type fate int

const (
	leaves fate = iota
	stays
	asks // somebody agreed to the release, but this was said in confidence
)

func (a audience) fate(c CaseCode, whose document.Whose) fate {
	if !a.shared(c) || len(whose.Parties()) == 0 {
		return leaves
	}
	for _, l := range whose.Parties() {
		if person := a.parties[c][Label(l)]; person == a.self {
			return leaves
		} else if a.agreed[person] {
			if whose.Alone() {
				return asks
			}
			return leaves
		}
	}
	return stays
}

// mayLetThrough says whether she may let through what a mark or an absence keeps
// back: with the consent of one of those whose it is, or when an order or a
// statute demands it.
func (a audience) mayLetThrough(c CaseCode, whose []Label) bool {
	return a.ordered || !a.shared(c) || slices.ContainsFunc(whose, func(l Label) bool { return a.agreed[a.parties[c][l]] })
}

// persons are the parties of a case, those whose record this is (or who agreed)
// or the others.
func (a audience) persons(c CaseCode, free bool) []int64 {
	var list []int64
	for l, person := range a.parties[c] {
		if a.free(c, l) == free {
			list = append(list, person)
		}
	}
	return list
}

// familiar are the persons whose names need no mark: the one whose record this
// is, and the other parties of the cases, who were in the room.
func (a audience) familiar() []int64 {
	list := []int64{a.self}
	for _, parties := range a.parties {
		for _, person := range parties {
			list = append(list, person)
		}
	}
	return list
}
