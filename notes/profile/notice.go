package profile

import (
	"maps"
	"slices"
	"strings"
)

// Notice is a passage that goes with what is handed over.
type Notice struct {
	ID    string
	Title string
	Text  string
	// Only is when it belongs there: "" always, substance-use when a record of a
	// Part 2 programme is among those handed over.
	Only  string
	Basis Rule
}

// notice is a notice in the data.
type notice struct {
	To    string   // person | others
	Types []string // of requests; none: all
	Only  string
	Title map[string]string
	Body  map[string]string
	Basis Rule `yaml:",inline"`
}

// Person is the recipient's role for the person herself and whoever acts for
// her; every other role is somebody else.
const Person = "person"

// Notices are the passages for an answer to a request of a type, to a recipient,
// in a language.
func (r Rules) Notices(typ, recipientRole, language string) []Notice {
	to := "others"
	if recipientRole == Person {
		to = Person
	}
	var list []Notice
	for _, id := range sorted(r.data.Notices) {
		n := r.data.Notices[id]
		if n.To != to || len(n.Types) > 0 && !slices.Contains(n.Types, typ) {
			continue
		}
		text := strings.ReplaceAll(n.Body[language], "{{.authority}}", r.data.Phrases["authority"][language])
		list = append(list, Notice{ID: id, Title: n.Title[language], Text: text, Only: n.Only, Basis: n.Basis})
	}
	return list
}

func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

func visitMap(kind string, m map[string]Rule, visit func(string, *Rule)) {
	for _, name := range sorted(m) {
		r := m[name]
		visit(kind+" "+name, &r)
		m[name] = r
	}
}
