package notes

import (
	"context"
	"slices"
	"strings"

	"subrosa/notes/document"
	"subrosa/notes/handout"
	"subrosa/notes/letter"
	"subrosa/notes/page"
	"subrosa/vault"
)

// HandoutInput says which sheet is made, and for whom.
type HandoutInput struct {
	Kind     string   // one of handout.Kinds
	Case     CaseCode // of safety-plan and joint-record; "": to be filled in by hand
	Party    Label    // of safety-plan, in a case of several: whose plan it is
	Language string   // "": that of the practice
}

// Handout fills in a sheet for a client. It records nothing: HandoutWritten does,
// when the sheet is there.
func (b *Book) Handout(ctx context.Context, in HandoutInput) (handout.Data, error) {
	return view(ctx, b, func(tx *vault.Tx) (handout.Data, error) {
		practice, err := readPractice(tx)
		if err != nil {
			return handout.Data{}, err
		}
		if in.Language = or(in.Language, practice.Language); in.Language != "en" && in.Language != "da" {
			return handout.Data{}, &Invalid{What: "language: en or da", Flag: "language"}
		}
		rules, err := practice.rulesOn(b.today(tx))
		if err != nil {
			return handout.Data{}, err
		}
		d := handout.Data{Language: in.Language, Paper: page.Paper(rules.Paper()), At: now(tx),
			Date:     rules.Date(now(tx).In(b.zone), in.Language),
			Practice: letter.Practice{Therapist: practice.Therapist, Title: practice.Title, Authorisation: practice.Authorisation, Address: practice.Address}}
		switch in.Kind {
		case "privacy-notice":
			d.Ground, d.Authority, d.Retention = rules.Told("ground", in.Language), rules.Told("authority", in.Language), rules.Kept(in.Language)
			if d.Ground == "" {
				return d, &Refused{Rule: "not_here", What: "under these rules a notice of privacy practices has a wording that is prescribed", Hint: "take the model notice of the authority"}
			}
			return d, nil
		case "joint-record":
			d.Signers, err = signers(tx, in.Case)
		case "safety-plan":
			d.Emergency = rules.Emergency(in.Language)
			d.Practice.Title, d.Practice.Authorisation = "", "" // it may lie open at home
			d.Plan, err = safetyPlan(tx, in)
		}
		return d, err
	})
}

// signers are the names of a case's parties, or lines for two.
func signers(tx *vault.Tx, c CaseCode) ([]string, error) {
	if c == "" {
		return []string{"", ""}, nil
	}
	file, err := openCaseNumber(tx, c)
	if err != nil {
		return nil, err
	}
	names, err := vault.All(tx, vault.Value[string], `SELECT n.name FROM party p JOIN person_name n ON n.person = p.person AND n.position = 0
		WHERE p.casefile = ? ORDER BY p.label`, file)
	if err == nil && len(names) < 2 {
		err = &Invalid{What: string(c) + ": an agreement about one record is for a case of several"}
	}
	return names, err
}

// safetyPlan are the steps of the plan that the newest risk note of a case holds,
// of those written with the party there: what that party may read of it. Without
// a case every step is empty.
func safetyPlan(tx *vault.Tx, in HandoutInput) ([]handout.Step, error) {
	steps := handout.Steps(in.Language)
	if in.Case == "" {
		return steps, nil
	}
	file, err := openCaseNumber(tx, in.Case)
	if err != nil {
		return nil, err
	}
	parties, err := labels(tx, file)
	if err != nil {
		return nil, err
	}
	switch {
	case in.Party == "" && len(parties) == 1:
		in.Party = Label(parties[0])
	case !slices.Contains(parties, string(in.Party)):
		return nil, &Invalid{What: "whose plan? " + string(in.Case) + "/A, for one"}
	}
	n, err := newest(tx, file, "kind = 'risk' AND status = 'signed' AND (present = '' OR instr(present, ?) > 0)", string(in.Party))
	if err != nil {
		return nil, err
	}
	if n == nil {
		return nil, &NotFound{What: "signed risk note in " + string(in.Case)}
	}
	named, err := aliasNames(tx, file, in.Party)
	if err != nil {
		return nil, err
	}
	for i := range steps {
		for _, s := range n.Sections {
			if s.Key != steps[i].Key {
				continue
			}
			for _, p := range s.Paragraphs {
				if readableBy(p, in.Party) {
					steps[i].Texts = append(steps[i].Texts, named(p.Text))
				}
			}
		}
	}
	return steps, nil
}

// readableBy says whether a paragraph is everybody's, or this party's.
func readableBy(p Paragraph, party Label) bool {
	return p.Whose == "" || slices.Contains(document.Whose(p.Whose).Parties(), string(party))
}

// aliasNames puts names for the aliases of a case, where they are known: on a
// sheet for the client who spoke of them. Who belongs to another party is not
// named: that party may have said the name alone.
func aliasNames(tx *vault.Tx, file int64, party Label) (func(string) string, error) {
	aliases, err := readAliases(tx, file, true)
	if err != nil {
		return nil, err
	}
	names := map[string]string{}
	for _, a := range aliases {
		if len(a.Names) > 0 && (a.Of == "" || a.Of == party) {
			names[a.Token] = a.Names[0]
		} else {
			names[a.Token] = strings.ReplaceAll(a.Token, "-", " ")
		}
	}
	return func(text string) string {
		var b strings.Builder
		at := 0
		for _, s := range document.TokenSpans(text) {
			if name, ok := names[s.Token]; ok {
				b.WriteString(text[at:s.Start] + name)
				at = s.End
			}
		}
		return b.String() + text[at:]
	}, nil
}

// HandoutWritten enters that a sheet was made.
func (b *Book) HandoutWritten(ctx context.Context, in HandoutInput) error {
	return b.vault.Update(ctx, func(tx *vault.Tx) error {
		return record(tx, Event{What: "handout-written", Case: in.Case, Detail: in.Kind})
	})
}
