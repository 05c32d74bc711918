package document

import (
	"fmt"
	"slices"
	"strings"
)

// Whose says to whom a paragraph belongs, in the canonical form that stands
// between the brackets: "" everybody, "B" about B only, "B alone" said by B
// while the others were not there, "A,C" about several.
type Whose string

// alone is the word that sets "B alone" apart from "B".
const alone = "alone"

// Parties are the labels that a mark names, none for everybody's.
func (w Whose) Parties() []string {
	labels, _ := strings.CutSuffix(string(w), " "+alone)
	if labels == "" {
		return nil
	}
	return strings.Split(labels, ",")
}

// Alone says that the others were not there when it was said.
func (w Whose) Alone() bool { return strings.HasSuffix(string(w), " "+alone) }

// ParseWhose reads a mark, with or without its brackets, and makes it
// canonical: labels as the case has them and in its order. The error's line is
// 0.
func ParseWhose(s string, parties []string) (Whose, error) {
	s = strings.TrimSpace(s)
	if inner, ok := strings.CutPrefix(s, "["); ok {
		if s, ok = strings.CutSuffix(inner, "]"); !ok {
			return "", syntaxError(0, "a mark ends with ]")
		}
	} else if s == "" {
		return "", nil
	}
	fields := strings.Fields(strings.ReplaceAll(s, ",", " , "))
	isAlone := len(fields) > 1 && strings.EqualFold(fields[len(fields)-1], alone)
	if isAlone {
		fields = fields[:len(fields)-1]
	}
	labels, what := markLabels(fields, parties)
	if what != "" {
		return "", syntaxError(0, "%s", what)
	}
	if isAlone && len(labels) > 1 {
		return "", syntaxError(0, "a mark with %q names one party", alone)
	}
	if isAlone {
		return Whose(labels[0] + " " + alone), nil
	}
	return Whose(strings.Join(labels, ",")), nil
}

// markLabels checks "A , C" and puts it in the order of the case.
func markLabels(fields, parties []string) (labels []string, what string) {
	if len(fields)%2 == 0 {
		return nil, notAMark
	}
	for i, f := range fields {
		if i%2 == 1 && f != "," || i%2 == 0 && !wordLike.MatchString(f) {
			return nil, notAMark
		}
		if i%2 == 1 {
			continue
		}
		label, ok := choose(f, parties)
		switch {
		case !ok:
			return nil, unknown("party", f) + " in a mark"
		case slices.Contains(labels, label):
			return nil, fmt.Sprintf("party %q twice in a mark", label)
		}
		labels = append(labels, label)
	}
	return inOrder(labels, parties), ""
}

const notAMark = `not a mark; text that begins with [ is written \[`

// inOrder sorts labels as the case has them.
func inOrder(labels, parties []string) []string {
	slices.SortFunc(labels, func(a, b string) int { return slices.Index(parties, a) - slices.Index(parties, b) })
	return labels
}

// PartOf says which part of a case of several parties a session was: "joint"
// when all were there, "A" when only A was, "A,B" when some of more than two
// were, "" when nobody was or the case has one party.
func PartOf(present, parties []string) string {
	switch {
	case len(parties) < 2 || len(present) == 0:
		return ""
	case len(present) == len(parties):
		return joint
	}
	return strings.Join(present, ",")
}

const joint = "joint"

// presentOf is PartOf the other way round.
func presentOf(part string, parties []string) ([]string, bool) {
	if strings.EqualFold(part, joint) {
		return slices.Clone(parties), true
	}
	var present []string
	for l := range strings.SplitSeq(part, ",") {
		label, ok := choose(l, parties)
		if !ok || slices.Contains(present, label) {
			return nil, false
		}
		present = append(present, label)
	}
	return inOrder(present, parties), true
}
