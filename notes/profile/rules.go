package profile

import (
	"maps"
	"slices"
)

// Rules are one edition of a profile.
type Rules struct {
	Profile   string // its name
	From      string // day from which the edition holds, 2006-01-02
	Title     string
	Country   string
	Language  string
	Authority string // where one can complain about an answer; "": that depends on the country
	Process   Rule   // whether process notes belong to an answer to the person
	Retention Retention

	data *edition // shared, never written
}

// Gate is what has to be true of a type of request, and what it may bring out.
type Gate struct {
	// Export says whether a packet may ever be built on this type.
	Export bool
	// Needs are the items to be ticked before anything is approved, of identity,
	// authority, consent, notice, objection, judge-signature. In a Danish court
	// order objection is the question that is put to the court: it is ticked when
	// the court has answered it. In a subpoena authority is ticked when the written
	// assurance, or the client's authorisation, lies there.
	Needs []string
	// Authorities are the kinds of authority that may carry it; none: it needs none.
	Authorities []string
	// EachParty: in a couple's or family's case the consent of each party.
	EachParty bool `yaml:"each_party"`
	// Scope is what it is about when the request does not say less: person (all
	// about the person), described (what the authorisation describes), ordered
	// (what the order or demand says in words), summary (dates, kinds, attendance,
	// measures, a summary), provided (what the person gave), none.
	Scope string
	// Process is what becomes of process notes: include, withhold (both unless she
	// decides otherwise for a note), named (only where the paper names them), never.
	Process string
	// Other is what stands where another party's part was left out: silent
	// (nothing) or marked.
	Other string
	// Answers are the kinds of letters that fit.
	Answers []string
	// Why is the rule behind it.
	Why Rule `yaml:"-"`
}

// NeedsFor are the items to be ticked when the request rests on a kind of
// authority: those of the gate, and the paper of whoever does not ask in their
// own right, and the consent itself where a consent carries it.
func (g Gate) NeedsFor(authority string) []string {
	needs := slices.Clone(g.Needs)
	add := func(item string) {
		if !slices.Contains(needs, item) {
			needs = append(needs, item)
		}
	}
	if len(g.Authorities) > 0 && authority != "own-right" {
		add("authority")
	}
	if slices.Contains(g.Authorities, "consent") && authority == "consent" {
		add("consent")
	}
	return needs
}

// Gate tells what holds for a type of request. A type that is not known has the
// gate of other: nothing leaves.
func (r Rules) Gate(typ string) Gate {
	if _, known := r.data.Gates[typ]; !known {
		typ = "other"
	}
	g := r.data.Gates[typ]
	g.Needs, g.Authorities, g.Answers = slices.Clone(g.Needs), slices.Clone(g.Authorities), slices.Clone(g.Answers)
	g.Why = r.data.Why[typ]
	return g
}

// Reason is a code for leaving something out.
type Reason struct {
	Code  string
	Words map[string]string // by language: neutral words, printed in a log
	Basis Rule
}

// codes are the reason codes in the order in which they are offered.
var codes = [...]string{"TP", "PT", "SH", "PN", "OS", "LP", "PV", "TS", "SU", "ID", "OC", "SV", "EE"}

// Reasons are the codes that are legal under these rules.
func (r Rules) Reasons() []Reason {
	var list []Reason
	for _, code := range codes {
		if reason, ok := r.Reason(code); ok {
			list = append(list, reason)
		}
	}
	return list
}

// Reason looks a code up; not ok when it is not legal under these rules.
func (r Rules) Reason(code string) (Reason, bool) {
	basis, ok := r.data.Reasons[code]
	if !ok {
		return Reason{}, false
	}
	return Reason{Code: code, Words: maps.Clone(r.data.Words[code]), Basis: basis}, true
}

// Ground is a ground on which a request for rectification, erasure or
// restriction is decided.
type Ground struct {
	Code    string
	Outcome string            // granted | partly | refused
	Words   map[string]string // by language: half a sentence for the letter
	Basis   Rule              `yaml:",inline"`
}

// Grounds are those for deciding a request of a type; none for other types.
func (r Rules) Grounds(typ string) []Ground {
	list := slices.Clone(r.data.Grounds[typ])
	for i := range list {
		list[i].Words = maps.Clone(list[i].Words)
	}
	return list
}

// General are the rules that no method applies by itself, by a short name: on
// the basis of the record, fees, corrections and the like.
func (r Rules) General() map[string]Rule { return maps.Clone(r.data.Rules) }

// Paper is the size of paper that letters and packets are set on: a4 or letter.
func (r Rules) Paper() string {
	if r.Country == "US" {
		return "letter"
	}
	return "a4"
}
