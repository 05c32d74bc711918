package notes

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"subrosa/notes/packet"
	"subrosa/notes/profile"
	"subrosa/vault"
)

// batesPrefix stands before the page numbers. They run on within a request, and
// over all requests of the same matter, and are never given twice.
const batesPrefix = "REC"

// approval is a plan as it was approved. What a packet is made from is in body,
// but for the notes themselves, which basis fixes.
type approval struct {
	id     int64
	at     time.Time
	basis  string
	planID string
	body   approved
}

// approved is everything about a packet that approving fixes beside the notes.
type approved struct {
	Records packet.Records `json:"records"` // without items
	Head    string         `json:"head"`
	Size    int64          `json:"size"`    // leaves of the log under that head
	Earlier []int64        `json:"earlier"` // sizes of heads that left the house before
}

// approve fixes date, head of the log, first page number and the revision of
// every note.
func (b *Book) approve(tx *vault.Tx, r Request, d *deliberation) (Plan, error) {
	if err := d.settled(); err != nil {
		return d.plan, err
	}
	if d.plan.ApprovedAt != nil {
		return d.plan, nil // approved as it is
	}
	body, err := b.fix(tx, r)
	if err != nil {
		return d.plan, err
	}
	text, err := json.Marshal(body)
	if err != nil {
		return d.plan, err
	}
	at := now(tx)
	id, err := hashOf([]string{d.basis, stamp(at), string(text)})
	if err != nil {
		return d.plan, err
	}
	_, err = tx.Exec(`INSERT INTO approval (id, request, at, basis, plan_id, body)
		VALUES ((SELECT coalesce(max(id), 0) + 1 FROM approval), ?, ?, ?, ?, ?)`, r.row, stamp(at), d.basis, id, string(text))
	if err != nil {
		return d.plan, err
	}
	d.plan.PlanID, d.plan.Stale, d.plan.ApprovedAt = id, false, &at
	return d.plan, recordForCases(tx, r.Cases, Event{What: "request-approved", Request: r.ID})
}

// settled says whether nothing is left to decide.
func (d *deliberation) settled() error {
	if len(d.plan.Blockers) == 0 {
		return nil
	}
	first := d.plan.Blockers[0]
	return &Refused{Rule: "open_decisions", What: fmt.Sprintf("%s has open decisions: %d, the first about %s", d.plan.Request,
		len(d.plan.Blockers), first.Note), Hint: "request plan " + string(d.plan.Request) + " shows them all"}
}

func (b *Book) fix(tx *vault.Tx, r Request) (approved, error) {
	p, err := readPractice(tx)
	if err != nil {
		return approved{}, err
	}
	person, err := readPerson(tx, r.Person)
	if err != nil {
		return approved{}, err
	}
	rules, _ := profile.Find(p.Profile)
	at := now(tx)
	body := approved{Earlier: []int64{}}
	body.Records = packet.Records{
		Format:    packet.RecordsFormat,
		Language:  p.Language,
		Practice:  packet.Practice{Therapist: p.Therapist, Title: p.Title, Authorisation: p.Authorisation, Address: p.Address},
		Recipient: packet.Recipient(r.Requester),
		Request:   packet.Request{Type: r.Type, Received: r.Received, Person: person.Name, Own: r.Authority.Kind == ownRight && person.called(r.Requester.Name)},
		Approved:  at.In(b.zone),
		Authority: rules.Authority,
		Places:    map[string]string{},
	}
	if body.Records.Request.Own {
		body.Records.Recipient.Role = "" // nobody needs to be told what she is in her own letter
	}
	for _, place := range p.Places {
		body.Records.Places[place.ID] = place.Label
	}
	if body.Records.Bates, err = nextBates(tx, r); err != nil {
		return body, err
	}
	if body.Size, err = logSize(tx); err != nil {
		return body, err
	}
	if body.Head, err = signedHead(tx, body.Size, at); err != nil {
		return body, err
	}
	shown, err := headsShown(tx)
	for _, size := range shown {
		if size > 0 && size < body.Size {
			body.Earlier = append(body.Earlier, size)
		}
	}
	return body, err
}

// called says whether a name is one of the person's.
func (p Person) called(name string) bool {
	return slices.ContainsFunc(append([]string{p.Name}, p.Names...), func(own string) bool { return foldName(own) == foldName(name) })
}

// nextBates is where the page numbers of the next packet begin.
func nextBates(tx *vault.Tx, r Request) (packet.Bates, error) {
	last, err := vault.One(tx, vault.Value[int], `SELECT coalesce(max(p.bates_from + p.pages - 1), 0)
		FROM packet p JOIN request q ON q.id = p.request WHERE q.id = ? OR (q.matter = ? AND q.matter <> '')`, r.row, r.Matter)
	return packet.Bates{Prefix: batesPrefix, From: last + 1}, err
}

// pagesTaken says whether another packet of the same matter was built since,
// and has the page numbers that were meant for this one.
func (a *approval) pagesTaken(tx *vault.Tx, r Request) (bool, error) {
	built, err := exists(tx, "SELECT 1 FROM packet WHERE approval = ?", a.id)
	if err != nil || built {
		return false, err
	}
	next, err := nextBates(tx, r)
	return next != a.body.Records.Bates, err
}

const approvalColumns = "SELECT id, at, basis, plan_id, body FROM approval"

// lastApproval reads the newest approval of a request, nil when there is none.
func lastApproval(tx *vault.Tx, request int64) (*approval, error) {
	a, err := vault.One(tx, scanApproval, approvalColumns+" WHERE request = ? ORDER BY id DESC LIMIT 1", request)
	if errors.Is(err, vault.ErrNoRows) {
		return nil, nil
	}
	return a, err
}

func scanApproval(scan vault.Scan) (*approval, error) {
	var a approval
	var at, body string
	if err := scan(&a.id, &at, &a.basis, &a.planID, &body); err != nil {
		return nil, err
	}
	var err error
	if a.at, err = parseStamp(at); err != nil {
		return nil, err
	}
	return &a, json.Unmarshal([]byte(body), &a.body)
}
