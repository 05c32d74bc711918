package notes

import (
	"slices"
	"strings"

	"subrosa/vault"
)

// Mention is a case in which the person is no party and is spoken of: as an
// alias, or by name in a signed text. It is told by its code; what is in it is
// somebody else's record. She looks, and says that it stays out, and why.
type Mention struct {
	Case     CaseCode `json:"case"`
	Decision string   `json:"decision"` // open | out
	Reason   string   `json:"reason"`
}

const stayOut = "out"

// findMentions lists the cases that only mention the person.
func (d *deliberation) findMentions(tx *vault.Tx, r Request) error {
	if r.Person == "" {
		return nil
	}
	files, err := mentions(tx, r.person)
	if err != nil {
		return err
	}
	decided, err := readSteps(tx, r.row, mentionStep)
	if err != nil {
		return err
	}
	for _, n := range files {
		m := Mention{Case: caseCode(n), Decision: open}
		for _, s := range decided {
			switch {
			case s.file != n:
			case s.what == open:
				m.Decision, m.Reason = open, ""
			default:
				m.Decision, m.Reason = stayOut, s.Reason
			}
		}
		d.plan.Mentions = append(d.plan.Mentions, m)
	}
	return nil
}

// mentions are the cases in which somebody is no party, with an alias of one of
// their names or a signed text in which one stands in clear.
func mentions(tx *vault.Tx, person int64) ([]int64, error) {
	files, err := vault.All(tx, vault.Value[int64], `SELECT DISTINCT a.casefile FROM person_name p
		JOIN alias_name n ON n.folded = p.folded JOIN alias a ON a.id = n.alias WHERE p.person = ?1
		AND a.casefile NOT IN (SELECT casefile FROM party WHERE person = ?1)`, person)
	if err != nil {
		return nil, err
	}
	names, err := vault.All(tx, vault.Value[string], "SELECT name FROM person_name WHERE person = ? ORDER BY position", person)
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		if len(nameParts(name)) < 2 {
			continue // a first name alone says too little
		}
		found, err := vault.All(tx, vault.Value[int64], `SELECT DISTINCT n.casefile FROM search s JOIN note n ON n.id = (s.rowid >> 12) & 16777215
			WHERE search MATCH ? AND n.casefile NOT IN (SELECT casefile FROM party WHERE person = ?)`, matchOf([]term{{text: name}}), person)
		if err != nil {
			return nil, err
		}
		files = append(files, found...)
	}
	slices.Sort(files)
	return slices.Compact(files), nil
}

// ReviewMention says that a case that only mentions the person stays out, or takes
// that back.
type ReviewMention struct {
	Case     CaseCode `json:"case"`
	Reason   string   `json:"reason"`
	Decision string   `json:"decision,omitempty"` // out | open; "": out
}

// decideMention enters that a case stays out, or that this is open again.
func (d *deliberation) decideMention(tx *vault.Tx, r Request, in ReviewMention) error {
	c, err := ParseCaseCode(string(in.Case))
	if err != nil {
		return err
	}
	reason, err := cleanText("reason", in.Reason)
	switch {
	case err != nil:
		return err
	case !slices.ContainsFunc(d.plan.Mentions, func(m Mention) bool { return m.Case == c }):
		return &Invalid{What: string(c) + " is not among the cases that mention the person", Flag: "from"}
	case !slices.Contains([]string{"", stayOut, open}, in.Decision):
		return &Invalid{What: string(c) + ": decision: out or open", Flag: "from"}
	case in.Decision == open:
		reason = ""
	case strings.TrimSpace(reason) == "":
		return &Invalid{What: string(c) + ": that it stays out needs a reason", Flag: "from"}
	}
	n, err := c.number()
	if err != nil {
		return err
	}
	s := step{kind: mentionStep, file: n, Reason: reason}
	if in.Decision == open {
		s.what = open
	}
	return addStep(tx, r.row, s)
}
