package document

import (
	"slices"
	"strings"
)

// Kinds are the kinds of entries of a record. Parse reads session, no-show and
// cancellation whole. Of the others it reads the head alone: their headings and
// keys of their own are not defined yet, and the record refuses them.
func Kinds() []string {
	return []string{"session", "intake", "contact", "plan", "risk", "closing", "no-show", "cancellation",
		"recording-request", "correspondence", "report", "incident", "supervision"}
}

// ReadsText says whether Parse reads the text of a kind.
func ReadsText(kind string) bool {
	return kind == "" || kind == "session" || WithoutSession(kind)
}

// WithoutSession says whether a kind tells of a session that did not happen:
// it needs neither text nor format, nor minutes.
func WithoutSession(kind string) bool { return kind == "no-show" || kind == "cancellation" }

// Layers: the record proper, and the therapist's own process notes.
func Layers() []string { return []string{"record", "process"} }

// Risks are the answers to the risk item.
func Risks() []string { return []string{"none", "not-assessed", "present"} }

// Elsewhere are the places besides those of the practice.
func Elsewhere() []string { return []string{"online", "client-home", "walk", "phone", "message"} }

// ownKeys are the head's keys of the kinds whose text is not read yet.
func ownKeys(kind string) []string {
	switch kind {
	case "contact":
		return []string{"channel", "direction", "with", "copied"}
	case "recording-request":
		return []string{"asked_by", "medium", "reasons", "answer", "offered"}
	}
	return nil
}

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
