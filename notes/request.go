package notes

import (
	"context"
	"errors"
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

// Requests lists all requests, those that are open first, by the day on which
// they are due.
func (b *Book) Requests(ctx context.Context) ([]Request, error) {
	return view(ctx, b, func(tx *vault.Tx) ([]Request, error) {
		return b.readRequests(tx, "ORDER BY closed_at IS NOT NULL, due IS NULL, due, year, number")
	})
}

// Request shows one.
func (b *Book) Request(ctx context.Context, id RequestID) (Request, error) {
	return view(ctx, b, func(tx *vault.Tx) (Request, error) { return b.readRequest(tx, id) })
}

// CloseRequest ends a request. It stays in the register.
func (b *Book) CloseRequest(ctx context.Context, id RequestID) (Request, error) {
	return update(ctx, b, func(tx *vault.Tx) (Request, error) {
		r, err := b.readOpenRequest(tx, id)
		if err != nil {
			return r, err
		}
		if _, err := tx.Exec("UPDATE request SET closed_at = ? WHERE id = ?", stamp(now(tx)), r.row); err != nil {
			return r, err
		}
		if err := recordForCases(tx, r.Cases, Event{What: "request-closed", Request: r.ID}); err != nil {
			return r, err
		}
		return b.readRequest(tx, id)
	})
}

func (b *Book) readRequest(tx *vault.Tx, id RequestID) (Request, error) {
	id, err := ParseRequestID(string(id))
	if err != nil {
		return Request{}, err
	}
	var year, number int
	if _, err := fmt.Sscanf(string(id), "R-%d-%d", &year, &number); err != nil {
		return Request{}, err
	}
	list, err := b.readRequests(tx, "WHERE year = ? AND number = ?", year, number)
	if err == nil && len(list) == 0 {
		err = &NotFound{What: string(id)}
	}
	if err != nil {
		return Request{}, err
	}
	return list[0], nil
}

func (b *Book) readOpenRequest(tx *vault.Tx, id RequestID) (Request, error) {
	r, err := b.readRequest(tx, id)
	if err == nil && r.ClosedAt != nil {
		err = &Refused{Rule: "closed", What: string(r.ID) + " is closed"}
	}
	return r, err
}

func (b *Book) readRequests(tx *vault.Tx, where string, args ...any) ([]Request, error) {
	list, err := vault.All(tx, scanRequest, `SELECT id, year, number, added_at, type, person, named_cases, received, due, rule,
		name, role, address, authority, reference, signed_by, signed_on,
		scope_from, scope_to, scope_kinds, scope_layers, scope_text, purpose, matter, closed_at FROM request `+where, args...)
	if err != nil {
		return nil, err
	}
	for i := range list {
		if err := b.completeRequest(tx, &list[i]); err != nil {
			return nil, err
		}
	}
	return list, nil
}

func scanRequest(scan vault.Scan) (r Request, err error) {
	var year int
	var number int64
	var added, kinds, layers string
	var closed *string
	err = scan(&r.row, &year, &number, &added, &r.Type, &r.person, &r.named, &r.Received, &r.Due, &r.Rule,
		&r.Requester.Name, &r.Requester.Role, &r.Requester.Address,
		&r.Authority.Kind, &r.Authority.Reference, &r.Authority.SignedBy, &r.Authority.Date,
		&r.Scope.From, &r.Scope.To, &kinds, &layers, &r.Scope.Text, &r.Purpose, &r.Matter, &closed)
	if err != nil {
		return r, err
	}
	r.ID, r.Person = requestCode(year, number), personCode(r.person)
	r.Scope.Kinds, r.Scope.Layers = splitList(kinds), splitList(layers)
	r.Missing = []string{}
	var errs [2]error
	r.AddedAt, errs[0] = parseStamp(added)
	r.ClosedAt, errs[1] = parseStampPtr(closed)
	return r, errors.Join(errs[:]...)
}

func splitList(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, ",")
}

// completeRequest adds what is computed: cases, packets, state.
func (b *Book) completeRequest(tx *vault.Tx, r *Request) error {
	from, id := "SELECT casefile FROM party WHERE person = ? ORDER BY casefile", r.person
	if r.named {
		from, id = "SELECT casefile FROM request_case WHERE request = ? ORDER BY casefile", r.row
	}
	files, err := vault.All(tx, vault.Value[int64], from, id)
	if err != nil {
		return err
	}
	r.Cases = []CaseCode{}
	for _, n := range files {
		r.Cases = append(r.Cases, caseCode(n))
	}
	numbers, err := vault.All(tx, vault.Value[int], "SELECT number FROM packet WHERE request = ? ORDER BY number", r.row)
	if err != nil {
		return err
	}
	r.Packets = []string{}
	for _, n := range numbers {
		r.Packets = append(r.Packets, packetCode(r.ID, n))
	}
	given, err := vault.All(tx, vault.Value[int64], "SELECT id FROM disclosure WHERE request = ? ORDER BY id", r.row)
	if err != nil {
		return err
	}
	r.Delivered = []DisclosureCode{}
	for _, n := range given {
		r.Delivered = append(r.Delivered, disclosureCode(n))
	}
	r.Unfinished, err = vault.All(tx, func(scan vault.Scan) (u Unfinished, err error) {
		var at string
		if err := scan(&at, &u.By, &u.SHA256Sent); err != nil {
			return u, err
		}
		u.At, err = parseStamp(at)
		return u, err
	}, `SELECT d.at, d.by, d.sha256_sent FROM delivery d JOIN packet p ON p.id = d.packet
		WHERE p.request = ? AND d.outcome IS NULL ORDER BY d.id`, r.row)
	if err != nil {
		return err
	}
	if r.Unfinished == nil {
		r.Unfinished = []Unfinished{}
	}
	if r.State, err = requestState(tx, *r); err != nil {
		return err
	}
	r.Overdue = r.Due != nil && *r.Due < b.today(tx) && r.State != "delivered" && r.State != "closed"
	return nil
}

func requestState(tx *vault.Tx, r Request) (string, error) {
	if r.ClosedAt != nil {
		return "closed", nil
	}
	if len(r.Delivered) > 0 {
		return "delivered", nil
	}
	a, err := lastApproval(tx, r.row)
	if err != nil || a == nil {
		return "open", err
	}
	built, err := exists(tx, "SELECT 1 FROM packet WHERE approval = ?", a.id)
	if built {
		return "built", err
	}
	return "approved", err
}

// requestsDue counts the open requests that have a day on which they are due.
func requestsDue(tx *vault.Tx) (int, error) {
	return vault.One(tx, vault.Value[int], "SELECT count(*) FROM request WHERE closed_at IS NULL AND due IS NOT NULL")
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}
