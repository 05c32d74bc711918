package notes

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"subrosa/notes/profile"
	"subrosa/vault"
)

// A request is answered in steps, each of which can be left and taken up again:
//
//	AddRequest -> TickCheck -> Plan -> Review -> BuildPacket -> BeginDelivery, FinishDelivery -> CloseRequest
//
// or AnswerRequest, RefuseRequest, DecideRequest in place of a packet.
//
// The plan proposes, note by note and place by place, what leaves and what
// stays. Approving it (in a review) fixes the date, the head of the log, the
// first page number and the digest of every note: from there on the packet is a
// function of the approval. When a note, an addendum or a mark has changed since,
// nothing is built or delivered: Refused stale_plan.

// Request is a request as it is shown.
type Request struct {
	ID        RequestID        `json:"id"`
	Type      string           `json:"type"`
	State     string           `json:"state"` // open | approved | built | delivered | answered | refused | decided | closed
	Person    PersonCode       `json:"person"`
	Cases     []CaseCode       `json:"cases"`
	Received  string           `json:"received"`
	Found     string           `json:"found,omitempty"` // of a breach: when, local, RFC 3339
	Due       *string          `json:"due"`             // with the time that was added
	Overdue   bool             `json:"overdue"`
	Rule      string           `json:"rule"`
	Profile   string           `json:"profile"` // whose rules hold for it, as they were on the day of receipt
	Missing   []string         `json:"missing"` // on the checklist
	Packets   []string         `json:"packets"`
	Hold      *HoldCode        `json:"hold"` // while it stands
	Checks    []Check          `json:"checks"`
	Steps     []RequestStep    `json:"steps"` // letters, more time, answers, refusals, decisions
	Requester RequesterInput   `json:"requester"`
	Authority AuthorityInput   `json:"authority"`
	Scope     ScopeInput       `json:"scope"`
	Purpose   string           `json:"purpose,omitempty"`
	Matter    string           `json:"matter,omitempty"`
	AddedAt   time.Time        `json:"added_at"`
	ClosedAt  *time.Time       `json:"closed_at"`
	Delivered []DisclosureCode `json:"disclosures"`
	// Unfinished are deliveries that were begun and neither ended nor failed: a
	// crash came between. Their files may lie where they were written.
	Unfinished []Unfinished `json:"unfinished"`

	row    int64
	person int64
	named  bool
}

// Unfinished is a delivery that nobody knows the end of.
type Unfinished struct {
	At         time.Time `json:"at"`
	By         string    `json:"by"`
	SHA256Sent string    `json:"sha256_sent"`
}

// rules are those that hold for a request: of the profile that the practice had
// when it was entered, as they stood on the day of receipt.
func (r Request) rules() (profile.Rules, error) {
	p, ok := profile.Find(r.Profile)
	if !ok {
		return profile.Rules{}, fmt.Errorf("%s: rules of an unknown profile: %w", r.ID, vault.ErrDamaged)
	}
	received, err := time.Parse(dateForm, r.Received)
	return p.On(received), err
}

// RequestAdded is the result of adding a request.
type RequestAdded struct {
	Request RequestID `json:"request"`
	Due     *string   `json:"due"`
	Rule    string    `json:"rule"`
}

// AddRequest enters a request into the register and computes by when it is to
// be answered. Requests are numbered within the year in which they came.
func (b *Book) AddRequest(ctx context.Context, in RequestInput) (RequestAdded, error) {
	return update(ctx, b, func(tx *vault.Tx) (RequestAdded, error) { return b.addRequest(tx, in) })
}

func (b *Book) addRequest(tx *vault.Tx, in RequestInput) (RequestAdded, error) {
	in, err := in.clean(b.today(tx), now(tx).In(b.zone))
	if err != nil {
		return RequestAdded{}, err
	}
	practice, err := readPractice(tx)
	if err != nil {
		return RequestAdded{}, err
	}
	if in.Type == "breach" { // she reports it herself
		in.Requester.Name = or(in.Requester.Name, practice.Therapist)
	}
	files, err := requested(tx, &in)
	if err != nil {
		return RequestAdded{}, err
	}
	received, err := time.Parse(dateForm, in.Received)
	if err != nil {
		return RequestAdded{}, err
	}
	p, ok := profile.Find(practice.Profile)
	if !ok {
		return RequestAdded{}, &Invalid{What: "the practice has no profile: practice edit"}
	}
	added, err := b.due(p.On(received), in, received)
	if err != nil {
		return RequestAdded{}, err
	}
	if added.Request, err = insertRequest(tx, in, added, p.Name, received.Year()); err != nil {
		return RequestAdded{}, err
	}
	if err := recordForCases(tx, files, Event{What: "request-added", Request: added.Request, Detail: in.Type}); err != nil {
		return RequestAdded{}, err
	}
	return added, holdFor(tx, added.Request, files)
}

// due is by when a request is to be answered. A breach is to be reported by the
// hour; its day is the one on which that hour lies.
func (b *Book) due(rules profile.Rules, in RequestInput, received time.Time) (RequestAdded, error) {
	due, rule := rules.Due(in.Type, received)
	added := RequestAdded{Rule: rule.String()}
	if in.Found != "" {
		found, err := parseStamp(in.Found)
		if err != nil {
			return added, err
		}
		due, rule = rules.BreachDue(found)
		due = due.In(b.zone)
		added.Rule = rule.String() + ": by " + due.Format("2006-01-02 15:04")
	}
	if !due.IsZero() {
		day := due.Format(dateForm)
		added.Due = &day
	}
	return added, nil
}

// requested are the cases of a request. Who asks for themselves is the
// requester.
func requested(tx *vault.Tx, in *RequestInput) ([]CaseCode, error) {
	if in.Person == "" {
		if in.Requester.Name == "" {
			return nil, &Invalid{What: "requester: name is missing", Flag: "from"}
		}
		for _, c := range in.Cases {
			if gone, err := isDestroyed(tx, c); err != nil || !gone {
				return nil, cmp.Or(err, error(&Invalid{What: "cases without a person", Flag: "from"}))
			}
		}
		return in.Cases, nil
	}
	person, err := readPerson(tx, in.Person)
	if err != nil {
		return nil, err
	}
	if in.Requester.Name == "" {
		if in.Authority.Kind != ownRight {
			return nil, &Invalid{What: "requester: name is missing", Flag: "from"}
		}
		in.Requester.Name, in.Requester.Address = person.Name, or(in.Requester.Address, person.Address)
	}
	return requestedCases(tx, *in, person)
}

// requestedCases are the cases that a request names, or all of the person's.
func requestedCases(tx *vault.Tx, in RequestInput, p Person) ([]CaseCode, error) {
	files := in.Cases
	for _, c := range files {
		if !slices.ContainsFunc(p.Cases, func(of PartyOf) bool { return of.Case == c }) {
			if gone, err := isDestroyed(tx, c); err != nil || gone { // whose parties nobody knows any more
				if err != nil {
					return nil, err
				}
				continue
			}
			return nil, &Invalid{What: string(p.Code) + " is no party in " + string(c), Flag: "from"}
		}
	}
	if len(files) == 0 {
		for _, of := range p.Cases {
			files = append(files, of.Case)
		}
	}
	return files, nil
}

func insertRequest(tx *vault.Tx, in RequestInput, added RequestAdded, rules string, year int) (RequestID, error) {
	number, err := nextCode(tx, fmt.Sprintf("request-%d", year))
	if err != nil {
		return "", err
	}
	var person any
	if in.Person != "" {
		if person, err = in.Person.number(); err != nil {
			return "", err
		}
	}
	row, err := vault.One(tx, vault.Value[int64], "SELECT coalesce(max(id), 0) + 1 FROM request")
	if err != nil {
		return "", err
	}
	_, err = tx.Exec(`INSERT INTO request (id, year, number, added_at, type, person, named_cases, received, found, due, rule, profile,
		name, role, address, authority, reference, signed_by, signed_on,
		scope_from, scope_to, scope_kinds, scope_layers, scope_text, purpose, matter)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		row, year, number, stamp(now(tx)), in.Type, person, len(in.Cases) > 0, in.Received, in.Found, added.Due, added.Rule, rules,
		in.Requester.Name, in.Requester.Role, in.Requester.Address,
		in.Authority.Kind, in.Authority.Reference, in.Authority.SignedBy, in.Authority.Date,
		in.Scope.From, in.Scope.To, strings.Join(in.Scope.Kinds, ","), strings.Join(in.Scope.Layers, ","), in.Scope.Text,
		in.Purpose, in.Matter)
	if err != nil {
		return "", err
	}
	for _, c := range in.Cases {
		n, err := c.number()
		if err != nil {
			return "", err
		}
		if _, err := tx.Exec("INSERT INTO request_case (request, casefile) VALUES (?, ?)", row, n); err != nil {
			return "", err
		}
	}
	return requestCode(year, number), nil
}

func requestCode(year int, number int64) RequestID {
	return RequestID(fmt.Sprintf("R-%04d-%03d", year, number))
}

// recordForCases records an event in the history of each case, or once without
// a case when there is none.
func recordForCases(tx *vault.Tx, files []CaseCode, e Event) error {
	if len(files) == 0 {
		return record(tx, e)
	}
	for _, c := range files {
		e.Case = c
		if err := record(tx, e); err != nil {
			return err
		}
	}
	return nil
}
