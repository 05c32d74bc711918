// Package profile holds what differs from one country and profession to the
// next, as data: by when a request has to be answered, on whose rule, whether
// process notes belong to what is handed over, how long a record is kept.
//
// A profile is no legal advice. Each rule carries its source and the day from
// which it holds; one that could not be confirmed says "check with your
// lawyer", and where nothing is known nothing is set.
//
//	p, ok := profile.Find("dk-psykoterapeut")
//	due, rule := p.AccessDue(received)
package profile

import "time"

// Profile is one set of rules.
type Profile struct {
	Name      string // as in the practice's settings
	Title     string
	Language  string // in which its letters usually are written: en | da
	Authority string // where a person can complain about the answer, "" if that depends
	Access    Access
	Retention Retention
}

// Access is what holds when a person asks for access to their own record.
type Access struct {
	Months       int // to answer, from the day of receipt; 0: no term is known
	Rule         string
	From         string // day from which the rule is known to hold
	ProcessNotes bool   // belong to what is handed over, unless a reason is given for one
	ProcessRule  string
}

// Retention is for how many years a record is kept after its last entry.
// 0: no confirmed rule; the practice decides.
type Retention struct {
	Years int
	Rule  string
	From  string
}

const (
	gdprAccess = "GDPR Art. 12(3): one month from receipt"
	gdprFrom   = "2018-05-25"
	gdprAll    = "GDPR Art. 15: process notes are personal data like the rest of the record"
)

var all = []Profile{
	{
		Name: "dk-psykoterapeut", Title: "Denmark, psychotherapist without state authorisation", Language: "da", Authority: "Datatilsynet",
		Access: Access{Months: 1, Rule: gdprAccess, From: gdprFrom, ProcessNotes: true, ProcessRule: gdprAll},
		Retention: Retention{Rule: "no statutory rule for psychotherapists without authorisation; the professional association " +
			"recommends a minimum: check with your lawyer"},
	},
	{
		Name: "dk-autoriseret", Title: "Denmark, authorised health person", Language: "da", Authority: "Datatilsynet",
		Access: Access{Months: 1, Rule: gdprAccess + "; sundhedsloven section 38 can ask for 7 working days: check with your lawyer",
			From: gdprFrom, ProcessNotes: true, ProcessRule: gdprAll},
		Retention: Retention{Years: 10, From: "2017-06-15",
			Rule: "autorisationsloven section 25(1): 10 years after the last entry; the order on records sets 5 for some professions: check with your lawyer"},
	},
	{
		Name: "eu", Title: "European Union", Language: "en",
		Access:    Access{Months: 1, Rule: gdprAccess, From: gdprFrom, ProcessNotes: true, ProcessRule: gdprAll},
		Retention: Retention{Rule: "national rules differ: check with your lawyer"},
	},
	{
		Name: "uk", Title: "United Kingdom", Language: "en", Authority: "Information Commissioner's Office",
		Access: Access{Months: 1, Rule: "UK GDPR Art. 12(3): one month from the day of receipt", From: "2021-01-01", ProcessNotes: true,
			ProcessRule: "UK GDPR Art. 15: process notes are personal data like the rest of the record"},
		Retention: Retention{Rule: "no fixed period for therapists; set by the practice and told to the client: check with your lawyer"},
	},
	{
		Name: "us-hipaa", Title: "United States, HIPAA", Language: "en", Authority: "HHS Office for Civil Rights",
		Access: Access{Rule: "45 CFR 164.524(b) sets a term in days that is not computed here: check with your lawyer",
			ProcessRule: "45 CFR 164.524(a)(1)(i): psychotherapy notes kept apart are outside the right of access"},
		Retention: Retention{Rule: "state law first: check with your lawyer"},
	},
}

// All are the profiles in the order in which they are offered.
func All() []Profile { return append([]Profile(nil), all...) }

// Find looks a profile up by name.
func Find(name string) (Profile, bool) {
	for _, p := range all {
		if p.Name == name {
			return p, true
		}
	}
	return Profile{}, false
}

// AccessDue is the last day on which to answer a request for access received
// on a day, and the rule that says so; the zero time when no term is known.
// The day with the same number one month on, or the last of that month when it
// has none. A weekend or holiday does not move it: a later day can be allowed,
// the earlier one is never wrong.
func (p Profile) AccessDue(received time.Time) (time.Time, string) {
	if p.Access.Months == 0 {
		return time.Time{}, p.Access.Rule
	}
	y, m, d := received.Date()
	last := time.Date(y, m+time.Month(p.Access.Months)+1, 0, 0, 0, 0, 0, time.UTC).Day()
	return time.Date(y, m+time.Month(p.Access.Months), min(d, last), 0, 0, 0, 0, time.UTC), p.Access.Rule
}
