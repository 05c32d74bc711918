package document

import (
	"slices"
	"strings"
)

// Layers: the record proper, and the therapist's own process notes.
func Layers() []string { return []string{"record", "process"} }

// Risks are the answers to the risk item.
func Risks() []string { return []string{"none", "not-assessed", "present"} }

// Elsewhere are the places besides those of the practice.
func Elsewhere() []string { return []string{"online", "client-home", "walk", "phone", "message"} }

// choose finds value among choices whatever its letter case.
func choose(value string, choices []string) (string, bool) {
	i := slices.IndexFunc(choices, func(s string) bool { return strings.EqualFold(s, value) })
	if i < 0 {
		return "", false
	}
	return choices[i], true
}

// choosePlace finds a place of the practice, or one of Elsewhere.
func choosePlace(value string, c Context) (string, bool) {
	if p, ok := choose(value, c.Places); ok {
		return p, true
	}
	return choose(value, Elsewhere())
}
