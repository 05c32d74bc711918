// Package profile holds what differs from one country and profession to the
// next, as data: by when a request has to be answered, what must be true before
// anything leaves, what may be left out on which ground, how long a record is
// kept, and the letters in English and Danish.
//
// A profile has editions, each with the day from which it holds. A request
// keeps the edition of the day on which it was received:
//
//	p, ok := profile.Find("dk-psykoterapeut")
//	rules := p.On(received)
//	due, rule := rules.Due("access", received)
//	gate := rules.Gate("access")
//
// The data lie in data/*.yaml. A profile begins with files that it shares with
// others and says its own on top; a later edition says what changes. Every rule
// names its source. One that was not read there is not confirmed: it prints
// "check with your lawyer", and testdata/unconfirmed.txt lists them all.
// docs/profiles.md is written from the same data.
//
// A profile is no legal advice. Where two readings are possible, the data take
// the earlier day and the smaller disclosure.
package profile

import (
	"embed"
	"sync"
	"time"
)

//go:embed data/*.yaml letters/*.yaml
var files embed.FS

// Profile is the rules of one country and profession, in editions.
type Profile struct {
	Name     string // as in the practice's settings
	Title    string
	Country  string // ISO 3166, or EU
	Language string // in which its letters usually are written: en | da

	editions []Rules // oldest first, at least one
}

// source reads a profile when it is first asked for.
type source struct {
	name string
	read func() Profile
}

func reading(name string) source {
	return source{name, sync.OnceValue(func() Profile { return mustRead(name) })}
}

var sources = []source{reading("dk-psykoterapeut"), reading("dk-autoriseret"), reading("eu"), reading("uk"), reading("us-hipaa")}

// Names are the names of all profiles in the order in which they are offered.
func Names() []string {
	var names []string
	for _, s := range sources {
		names = append(names, s.name)
	}
	return names
}

// All are the profiles in the order of Names.
func All() []Profile {
	var all []Profile
	for _, s := range sources {
		all = append(all, s.read())
	}
	return all
}

// Find looks a profile up by name.
func Find(name string) (Profile, bool) {
	for _, s := range sources {
		if s.name == name {
			return s.read(), true
		}
	}
	return Profile{}, false
}

// On is the edition in force on a day; before the first one, the first. The zero
// profile has the zero rules, which know no retention; their methods must not be
// called.
func (p Profile) On(day time.Time) Rules {
	var in Rules
	for i, e := range p.editions {
		if i == 0 || day.Format(time.DateOnly) >= e.From {
			in = e
		}
	}
	return in
}

// Editions are all editions, the oldest first.
func (p Profile) Editions() []Rules { return append([]Rules(nil), p.editions...) }
