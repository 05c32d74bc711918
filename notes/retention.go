package notes

import (
	"cmp"
	"context"
	"slices"
	"time"

	"subrosa/notes/profile"
	"subrosa/vault"
)

// How long a case is kept follows from its last entry and the rules of that day:
// every date that binds is computed, and the last of them counts. Nothing is ever
// deleted by itself: when the day has come, the case is listed.

// Retention is what is to be said about keeping one case.
type Retention struct {
	Code        CaseCode        `json:"code"`
	Kind        string          `json:"kind"`
	State       string          `json:"state"` // open | kept | held | due | destroyed
	Last        *string         `json:"last"`  // date of the last entry, what was asked for and handed over included
	RetainUntil *string         `json:"retain_until"`
	Decide      bool            `json:"decide"` // closed, and no term binds: she has to say how long
	Holds       []HoldCode      `json:"holds"`  // that stand
	Rules       []RetentionRule `json:"rules"`
	Destroyed   *time.Time      `json:"destroyed"`
	Certificate CertificateCode `json:"certificate,omitempty"`
}

// RetentionRule is a rule that applies to a case. One that binds has a date
// before which the case is not destroyed. One that does not is there to be
// weighed: it was not confirmed in its source, or is a proposal.
type RetentionRule struct {
	Kind  string  `json:"kind"` // term | minors | inquiry | own | fact
	Text  string  `json:"text"`
	Until *string `json:"until"`
	Binds bool    `json:"binds"`

	source string
}

// Kinds of rules.
const (
	termRule    = "term"    // years after the last entry
	minorsRule  = "minors"  // to a birthday of the youngest party
	inquiryRule = "inquiry" // of an inquiry from which nothing came
	ownRule     = "own"     // her own decision
	factRule    = "fact"    // something that keeps it longer while it lasts
)

// Retentions lists how long each case is kept, but for that of the practice;
// with until only the closed ones whose day comes by then.
func (b *Book) Retentions(ctx context.Context, until string) ([]Retention, error) {
	until, err := parseDate("until", until, "")
	if err != nil {
		return nil, err
	}
	return view(ctx, b, func(tx *vault.Tx) ([]Retention, error) {
		list, err := b.readRetentions(tx, "WHERE id > 0")
		if until != "" {
			list = slices.DeleteFunc(list, func(r Retention) bool {
				return r.Destroyed != nil || r.RetainUntil == nil || *r.RetainUntil > until
			})
		}
		return list, err
	})
}

// KeepCase says until when a case is kept; the last word counts. It is not for
// keeping a case shorter than a rule that binds.
func (b *Book) KeepCase(ctx context.Context, c CaseCode, until, reason string) (Retention, error) {
	return update(ctx, b, func(tx *vault.Tx) (Retention, error) {
		n, err := liveCase(tx, c)
		if err != nil {
			return Retention{}, err
		}
		if until, err = parseDate("until", until, ""); err != nil {
			return Retention{}, err
		}
		if reason, err = needed("reason", reason, "a decision to keep needs a reason", "reason-from"); err != nil {
			return Retention{}, err
		}
		r, err := b.readRetention(tx, n)
		switch {
		case err != nil:
			return r, err
		case n == 0:
			return r, &Refused{Rule: "practice_case", What: string(r.Code) + " is the practice's own: it is kept as long as there is a practice"}
		case until == "":
			return r, &Invalid{What: "until when?", Flag: "until"}
		}
		for _, rule := range r.Rules {
			if rule.Kind != ownRule && rule.Binds && until < *rule.Until {
				return r, &Refused{Rule: "too_short", What: string(r.Code) + " has to be kept until " + *rule.Until, Hint: rule.Text}
			}
		}
		if _, err := tx.Exec("INSERT INTO retention_keep (id, casefile, at, until, reason) VALUES ((SELECT coalesce(max(id), 0) + 1 FROM retention_keep), ?, ?, ?, ?)",
			n, stamp(now(tx)), until, reason); err != nil {
			return r, err
		}
		if err := record(tx, Event{What: "retention-decided", Case: r.Code, Detail: until}); err != nil {
			return r, err
		}
		return b.readRetention(tx, n)
	})
}

func (b *Book) readRetention(tx *vault.Tx, file int64) (Retention, error) {
	list, err := b.readRetentions(tx, "WHERE id = ?", file)
	if err != nil {
		return Retention{}, err
	}
	return list[0], nil
}

func (b *Book) readRetentions(tx *vault.Tx, where string, args ...any) ([]Retention, error) {
	cases, keeping, err := b.readKept(tx, false, where, args...)
	if err != nil {
		return nil, err
	}
	holds, err := standingHolds(tx)
	if err != nil {
		return nil, err
	}
	list := []Retention{}
	for _, c := range cases {
		k := keeping.of(c)
		r := Retention{Code: c.Code, Kind: c.Kind, Last: k.last, RetainUntil: c.RetainUntil, Rules: k.rules(), Holds: orEmpty(holds[c.Code]),
			Destroyed: c.Destroyed, Certificate: c.Certificate}
		switch {
		case c.Destroyed != nil:
			r.State = "destroyed"
		case c.Closed == nil:
			r.State = "open"
		case len(r.Holds) > 0:
			r.State = "held"
		case r.RetainUntil != nil && *r.RetainUntil <= b.today(tx):
			r.State = "due"
		default:
			r.State, r.Decide = "kept", r.RetainUntil == nil
		}
		list = append(list, r)
	}
	return list, nil
}

func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// standingHolds are the holds that stand, by case.
func standingHolds(tx *vault.Tx) (map[CaseCode][]HoldCode, error) {
	holds, err := readHolds(tx, "h.lifted_at IS NULL")
	byCase := map[CaseCode][]HoldCode{}
	for _, h := range holds {
		for _, c := range h.Cases {
			byCase[c] = append(byCase[c], h.ID)
		}
	}
	return byCase, err
}

// keeping is what the retention of closed cases is computed from.
type keeping struct {
	profile  string
	entries  []map[CaseCode]string // days of the last of each kind of entry beside the notes
	youngest map[CaseCode]string
	own      map[CaseCode]string
}

// readKeeping reads it once for all cases, when any of them is closed.
func readKeeping(tx *vault.Tx, cases []Case) (*keeping, error) {
	k := &keeping{}
	if !slices.ContainsFunc(cases, func(c Case) bool { return c.Closed != nil && c.Destroyed == nil }) {
		return k, nil
	}
	practice, err := readPractice(tx)
	if err != nil {
		return nil, err
	}
	k.profile = practice.Profile
	for _, query := range []string{
		// A note is an entry of the day of its session, and a late one of the day of its signing too.
		"SELECT casefile, max(substr(signed_at, 1, 10)) FROM note WHERE late_hours IS NOT NULL GROUP BY casefile",
		// An addendum is an entry, however long after the last session; so are a request and a disclosure.
		"SELECT n.casefile, max(substr(a.at, 1, 10)) FROM addendum a JOIN note n ON n.id = a.note GROUP BY n.casefile",
		"SELECT casefile, max(max(given, substr(entered_at, 1, 10))) FROM measure GROUP BY casefile",
		"SELECT t.casefile, max(max(q.received, coalesce(substr(q.closed_at, 1, 10), ''))) FROM request_touches t JOIN request q ON q.id = t.request GROUP BY t.casefile",
		"SELECT c.casefile, max(substr(d.at, 1, 10)) FROM disclosure_case c JOIN disclosure d ON d.id = c.disclosure GROUP BY c.casefile",
	} {
		dates, err := datesByCase(tx, query)
		if err != nil {
			return nil, err
		}
		k.entries = append(k.entries, dates)
	}
	// A record about a minor can be kept longer: the youngest party counts.
	k.youngest, err = datesByCase(tx, `SELECT p.casefile, max(person.born) FROM party p JOIN person ON person.id = p.person
		WHERE person.born <> '' GROUP BY p.casefile`)
	if err != nil {
		return nil, err
	}
	k.own, err = datesByCase(tx, "SELECT casefile, until FROM retention_keep ORDER BY id")
	return k, err
}

// datesByCase reads a date for each case; of several the last row counts.
func datesByCase(tx *vault.Tx, query string) (map[CaseCode]string, error) {
	dates := map[CaseCode]string{}
	_, err := vault.All(tx, func(scan vault.Scan) (struct{}, error) {
		var file int64
		var date string
		err := scan(&file, &date)
		dates[caseCode(file)] = date
		return struct{}{}, err
	}, query)
	return dates, err
}

// kept is how long one case is kept.
type kept struct {
	last  *string // date of the last entry; nil while open
	own   string  // her own date
	terms profile.Retention
	from  time.Time
	born  time.Time // of the youngest party; zero: not known
	kind  string
}

func (k *keeping) of(c Case) kept {
	if c.Closed == nil || c.Destroyed != nil {
		return kept{last: c.Last}
	}
	last := *c.Closed
	if c.Last != nil {
		last = *c.Last
	}
	for _, dates := range k.entries {
		last = max(last, dates[c.Code])
	}
	one := kept{last: &last, own: k.own[c.Code], kind: c.Kind}
	var err error
	if one.from, err = time.Parse(dateForm, last); err != nil {
		return one
	}
	one.born, _ = time.Parse(dateForm, k.youngest[c.Code])
	rules, _ := profile.Find(k.profile)
	one.terms = rules.On(one.from).Retention
	return one
}

// rules are those that apply, with the days to which they keep the case.
func (k kept) rules() []RetentionRule {
	list := []RetentionRule{}
	if k.from.IsZero() {
		return list
	}
	add := func(kind string, rule profile.Rule, until time.Time) {
		if rule.Text == "" {
			return
		}
		r := RetentionRule{Kind: kind, Text: rule.String(), source: rule.Source}
		if !until.IsZero() {
			day := until.Format(dateForm)
			r.Until, r.Binds = &day, rule.Confirmed && kind != inquiryRule
		}
		list = append(list, r)
	}
	switch {
	case k.kind == "inquiry":
		var until time.Time
		if k.terms.InquiryDays > 0 {
			until = k.from.AddDate(0, 0, k.terms.InquiryDays)
		}
		add(inquiryRule, k.terms.Inquiry, until)
	default:
		term, minor := k.terms.Until(k.from, time.Time{}), k.terms.Until(k.from, k.born)
		add(termRule, k.terms.Rule, term)
		if minor.After(term) {
			add(minorsRule, k.terms.Minors.Rule, minor)
		}
		for _, longer := range k.terms.Longer {
			add(factRule, longer, time.Time{})
		}
		if k.kind == "couple" {
			add(factRule, k.terms.Couples, time.Time{})
		}
	}
	if k.own != "" {
		list = append(list, RetentionRule{Kind: ownRule, Text: "your own decision", Until: &k.own, Binds: true})
	}
	return list
}

// decisive is the rule whose day counts: the latest that binds; for an inquiry
// without a decision of hers the proposal. nil when there is none.
func (k kept) decisive() *RetentionRule {
	var found *RetentionRule
	for _, r := range k.rules() {
		proposed := r.Kind == inquiryRule && r.Until != nil && k.own == ""
		if (r.Binds || proposed) && (found == nil || cmp.Less(*found.Until, *r.Until)) {
			found = &r
		}
	}
	return found
}

func (k kept) until() *string {
	if r := k.decisive(); r != nil {
		return r.Until
	}
	return nil
}

// casesToDestroy are the closed cases whose day has come by a date.
func (b *Book) casesToDestroy(tx *vault.Tx, by string) ([]Todo, error) {
	closed, err := exists(tx, "SELECT 1 FROM casefile WHERE closed IS NOT NULL")
	if err != nil || !closed {
		return nil, err
	}
	cases, err := b.readRetentions(tx, "WHERE id > 0 AND closed IS NOT NULL")
	var list []Todo
	for _, r := range cases {
		if r.Destroyed == nil && r.RetainUntil != nil && *r.RetainUntil <= by && len(r.Holds) == 0 {
			list = append(list, Todo{Kind: "retention", ID: string(r.Code), Case: r.Code, Due: r.RetainUntil})
		}
	}
	return list, err
}
