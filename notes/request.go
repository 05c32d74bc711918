package notes

import (
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
//	AddRequest -> Plan -> Review -> BuildPacket -> BeginDelivery, FinishDelivery -> CloseRequest
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
	State     string           `json:"state"` // open | approved | built | delivered | closed
	Person    PersonCode       `json:"person"`
	Cases     []CaseCode       `json:"cases"`
	Received  string           `json:"received"`
	Due       *string          `json:"due"`
	Overdue   bool             `json:"overdue"`
	Rule      string           `json:"rule"`
	Missing   []string         `json:"missing"`
	Packets   []string         `json:"packets"`
	Hold      *string          `json:"hold"`
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
	in, err := in.clean(b.today(tx))
	if err != nil {
		return RequestAdded{}, err
	}
	person, err := readPerson(tx, in.Person)
	if err != nil {
		return RequestAdded{}, err
	}
	if in.Requester.Name == "" {
		if in.Authority.Kind != ownRight {
			return RequestAdded{}, &Invalid{What: "requester: name is missing", Flag: "from"}
		}
		in.Requester.Name, in.Requester.Address = person.Name, or(in.Requester.Address, person.Address)
	}
	files, err := requestedCases(tx, in, person)
	if err != nil {
		return RequestAdded{}, err
	}
	practice, err := readPractice(tx)
	if err != nil {
		return RequestAdded{}, err
	}
	received, err := time.Parse(dateForm, in.Received)
	if err != nil {
		return RequestAdded{}, err
	}
	added := RequestAdded{}
	rules, _ := profile.Find(practice.Profile)
	due, rule := rules.AccessDue(received)
	if added.Rule = rule; !due.IsZero() {
		day := due.Format(dateForm)
		added.Due = &day
	}
	if added.Request, err = insertRequest(tx, in, added, received.Year()); err != nil {
		return RequestAdded{}, err
	}
	return added, recordForCases(tx, files, Event{What: "request-added", Request: added.Request, Detail: in.Type})
}

// requestedCases are the cases that a request names, or all of the person's.
// Each must be one of the person's, and of a kind that can be answered.
func requestedCases(tx *vault.Tx, in RequestInput, p Person) ([]CaseCode, error) {
	files := in.Cases
	for _, c := range files {
		if !slices.ContainsFunc(p.Cases, func(of PartyOf) bool { return of.Case == c }) {
			if _, err := caseNumber(tx, c); err != nil {
				return nil, err
			}
			return nil, &Invalid{What: string(p.Code) + " is no party in " + string(c), Flag: "from"}
		}
	}
	if len(files) == 0 {
		for _, of := range p.Cases {
			files = append(files, of.Case)
		}
	}
	return files, onlyIndividual(tx, files)
}

// onlyIndividual refuses cases with more parties than one: what belongs to whom
// cannot be told apart yet.
func onlyIndividual(tx *vault.Tx, files []CaseCode) error {
	for _, c := range files {
		n, err := c.number()
		if err != nil {
			return err
		}
		kind, err := vault.One(tx, vault.Value[string], "SELECT kind FROM casefile WHERE id = ?", n)
		if err != nil {
			return err
		}
		if kind != "individual" {
			return &Refused{Rule: "not_yet", What: string(c) + " is not an individual case: such requests cannot be answered yet",
				Hint: "name the individual cases in cases"}
		}
	}
	return nil
}

func insertRequest(tx *vault.Tx, in RequestInput, added RequestAdded, year int) (RequestID, error) {
	number, err := nextCode(tx, fmt.Sprintf("request-%d", year))
	if err != nil {
		return "", err
	}
	person, err := in.Person.number()
	if err != nil {
		return "", err
	}
	row, err := vault.One(tx, vault.Value[int64], "SELECT coalesce(max(id), 0) + 1 FROM request")
	if err != nil {
		return "", err
	}
	_, err = tx.Exec(`INSERT INTO request (id, year, number, added_at, type, person, named_cases, received, due, rule,
		name, role, address, authority, reference, signed_by, signed_on,
		scope_from, scope_to, scope_kinds, scope_layers, scope_text, purpose, matter)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		row, year, number, stamp(now(tx)), in.Type, person, len(in.Cases) > 0, in.Received, added.Due, added.Rule,
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
