package notes

import (
	"context"
	"slices"

	"subrosa/vault"
)

// ConsentMissing is a consent that a party of a case has not given, or not any more.
type ConsentMissing struct {
	Kind  string `json:"kind"`
	Party Label  `json:"party"`
}

// ConsentEnding is a consent that is about to end, or has, with none in its place.
type ConsentEnding struct {
	ID    ConsentCode `json:"id"`
	Kind  string      `json:"kind"`
	Until string      `json:"until"`
}

// endsSoon is how long before its last day the end of a consent is told.
const endsSoon = 30 * day

// wanted are the consents without which work with clients should not go on: an
// inquiry asks for none, the agreement about one record is for several.
func wanted(kind string, parties int) []string {
	switch {
	case kind == "inquiry" || kind == "practice" || parties == 0:
		return nil
	case parties > 1:
		return []string{"informed-consent", "privacy-notice", "recording-policy", "joint-record"}
	}
	return []string{"informed-consent", "privacy-notice", "recording-policy"}
}

// MissingConsents are those that a case would have and has not, as far as is entered.
func (b *Book) MissingConsents(ctx context.Context, c CaseCode) ([]ConsentMissing, error) {
	return view(ctx, b, func(tx *vault.Tx) ([]ConsentMissing, error) {
		file, err := caseNumber(tx, c)
		if err != nil {
			return nil, err
		}
		missing, _, err := b.consentsOf(tx, file)
		return missing, err
	})
}

// consentsOf are what a case lacks, and what of it ends within a time.
func (b *Book) consentsOf(tx *vault.Tx, file int64) (missing []ConsentMissing, ending []ConsentEnding, err error) {
	kind, err := vault.One(tx, vault.Value[string], "SELECT kind FROM casefile WHERE id = ?", file)
	if err != nil {
		return nil, nil, err
	}
	parties, err := labels(tx, file)
	if err != nil {
		return nil, nil, err
	}
	list, err := b.readConsents(tx, "WHERE c.casefile = ?", file)
	if err != nil {
		return nil, nil, err
	}
	for _, k := range wanted(kind, len(parties)) {
		for _, p := range parties {
			if !slices.ContainsFunc(list, func(c Consent) bool {
				return c.Kind == k && c.State == "valid" && slices.Contains(c.Parties, Label(p))
			}) {
				missing = append(missing, ConsentMissing{k, Label(p)})
			}
		}
	}
	return missing, endingOf(list, b.date(now(tx).Add(endsSoon))), nil
}

// endingOf are the consents that end by a day, or have ended of themselves, and
// that no other one of their kind outlasts for all who gave them.
func endingOf(list []Consent, by string) []ConsentEnding {
	var ending []ConsentEnding
	for i, c := range list {
		if c.Until == nil || *c.Until > by || c.State != "valid" && c.State != "expired" {
			continue
		}
		outlasted := !slices.ContainsFunc(c.Parties, func(p Label) bool {
			return !slices.ContainsFunc(list[i+1:], func(o Consent) bool {
				return o.Kind == c.Kind && o.State == "valid" && slices.Contains(o.Parties, p) && (o.Until == nil || *o.Until > *c.Until) &&
					(c.Kind != release || o.Recipient == c.Recipient)
			})
		})
		if !outlasted {
			ending = append(ending, ConsentEnding{c.ID, c.Kind, *c.Until})
		}
	}
	return ending
}

// consentsToRenew are the consents of open cases that end.
func (b *Book) consentsToRenew(tx *vault.Tx) ([]Todo, error) {
	list, err := b.readConsents(tx, "JOIN casefile f ON f.id = c.casefile AND f.closed IS NULL")
	if err != nil {
		return nil, err
	}
	byCase := map[CaseCode][]Consent{}
	var order []CaseCode
	for _, c := range list {
		if byCase[c.Case] == nil {
			order = append(order, c.Case)
		}
		byCase[c.Case] = append(byCase[c.Case], c)
	}
	var todo []Todo
	for _, file := range order {
		for _, e := range endingOf(byCase[file], b.date(now(tx).Add(endsSoon))) {
			todo = append(todo, Todo{Kind: "consent", ID: string(e.ID), Case: file, Due: &e.Until})
		}
	}
	return todo, nil
}
