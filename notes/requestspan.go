package notes

import (
	"fmt"
	"slices"
	"unicode/utf8"

	"subrosa/notes/document"
	"subrosa/notes/packet"
	"subrosa/vault"
)

// findSpans finds the places that do not leave as they are: every alias, and
// every name that the record knows but for the person's own.
func (d *deliberation) findSpans(tx *vault.Tx, r Request) error {
	all, err := allNames(tx)
	if err != nil {
		return err
	}
	d.names = without(all, []int64{r.person})
	decisions, err := readSpanDecisions(tx, r.row)
	if err != nil {
		return err
	}
	numbers := map[string]int{}
	for _, in := range d.included {
		file, _ := in.note.Case.number()
		aliases, err := aliasKeys(tx, file)
		if err != nil {
			return err
		}
		for part, it := range in.parts {
			for i, text := range it.bodies() {
				at := PlanSpan{Note: in.note.ID, Addendum: part, Paragraph: i + 1, Reason: thirdParty, Decision: accepted}
				for _, s := range spansOf(text, at, d.names, aliases) {
					d.add(s, decisions, numbers)
				}
			}
		}
	}
	return nil
}

// add takes a span into the plan, with what was decided about it and the number
// of the person who is meant.
func (d *deliberation) add(s PlanSpan, decisions map[PlanSpan]PlanSpan, numbers map[string]int) {
	if s.Source == "name" {
		s.Decision = open
		if own, ok := decisions[s.place()]; ok && own.End == s.End {
			s.Decision, s.Reason = own.Decision, or(own.Reason, s.Reason)
		}
	}
	if s.Decision == open {
		d.plan.Blockers = append(d.plan.Blockers, Blocker{Kind: "name", Note: s.Note, Addendum: s.Addendum, Paragraph: s.Paragraph,
			What: "a name that the record knows stands in clear: withhold the note, or decide about the place"})
	}
	if s.Decision != rejected {
		if numbers[s.key] == 0 {
			numbers[s.key] = len(numbers) + 1
		}
		s.Replacement = packet.ThirdParty(numbers[s.key])
	}
	d.plan.Spans = append(d.plan.Spans, s)
}

// place is where a span begins, as a key.
func (s PlanSpan) place() PlanSpan {
	return PlanSpan{Note: s.Note, Addendum: s.Addendum, Paragraph: s.Paragraph, Start: s.Start}
}

// spansOf are the aliases and the names in one paragraph, in order.
func spansOf(text string, at PlanSpan, names *nameIndex, aliases map[string]string) []PlanSpan {
	var spans []PlanSpan
	for _, t := range document.TokenSpans(text) {
		s := at
		s.Source, s.key = "alias", or(aliases[t.Token], "@"+t.Token)
		s.Start, s.End = utf8.RuneCountInString(text[:t.Start]), utf8.RuneCountInString(text[:t.End])
		spans = append(spans, s)
	}
	for _, n := range names.find(text) {
		s := at
		s.Source, s.Start, s.End = "name", n.start, n.end
		if k := names.known[n.of[0]]; k.alias != 0 {
			s.key = fmt.Sprintf("alias %d", k.alias)
		} else {
			s.key = fmt.Sprintf("person %d", k.person)
		}
		spans = append(spans, s)
	}
	slices.SortStableFunc(spans, func(a, b PlanSpan) int { return a.Start - b.Start })
	return spans
}

// aliasKeys tells who is meant by each token of a case.
func aliasKeys(tx *vault.Tx, file int64) (map[string]string, error) {
	type row struct {
		token string
		id    int64
	}
	list, err := vault.All(tx, func(scan vault.Scan) (r row, err error) {
		err = scan(&r.token, &r.id)
		return r, err
	}, "SELECT token, id FROM alias WHERE casefile = ?", file)
	keys := map[string]string{}
	for _, r := range list {
		keys[r.token] = fmt.Sprintf("alias %d", r.id)
	}
	return keys, err
}

func readSpanDecisions(tx *vault.Tx, request int64) (map[PlanSpan]PlanSpan, error) {
	list, err := vault.All(tx, func(scan vault.Scan) (s PlanSpan, err error) {
		var n int64
		err = scan(&n, &s.Addendum, &s.Paragraph, &s.Start, &s.End, &s.Decision, &s.Reason)
		s.Note = noteID(n)
		return s, err
	}, "SELECT note, addendum, paragraph, start, stop, decision, reason FROM request_span WHERE request = ?", request)
	decisions := map[PlanSpan]PlanSpan{}
	for _, s := range list {
		decisions[s.place()] = s
	}
	return decisions, err
}
