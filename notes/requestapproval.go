package notes

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"subrosa/notes/packet"
	"subrosa/notes/page"
	"subrosa/vault"
)

// batesPrefix stands before the page numbers. They run on within a request, and
// over all requests of the same matter, and only what is handed over uses them up.
// A packet that says nothing of another party's numbers its request's pages alone:
// where it begins must not tell of anybody else's.
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
	Earlier []int64        `json:"earlier"` // sizes of heads that left the house before, as far as the recipient may know

	Grounds map[string]string `json:"grounds"` // the rule behind a reason, by its code
}

// approve fixes date, head of the log, first page number and the revision of
// every note.
func (b *Book) approve(tx *vault.Tx, r Request, d *deliberation) (Plan, error) {
	if err := d.permitted(r); err != nil {
		return d.plan, err
	}
	if err := d.settled(); err != nil {
		return d.plan, err
	}
	if d.plan.ApprovedAt != nil {
		return d.plan, nil // approved as it is
	}
	body, err := b.fix(tx, r, d)
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
		len(d.plan.Blockers), or(string(first.Note), or(string(first.Case), first.Item))),
		Hint: "request plan " + string(d.plan.Request) + " shows them all"}
}

func (b *Book) fix(tx *vault.Tx, r Request, d *deliberation) (approved, error) {
	p, err := readPractice(tx)
	if err != nil {
		return approved{}, err
	}
	person, err := readPerson(tx, r.Person)
	if err != nil {
		return approved{}, err
	}
	rules := d.rules
	at := now(tx)
	body := approved{Grounds: d.grounds()}
	body.Records = packet.Records{
		Format:    packet.RecordsFormat,
		Language:  p.Language,
		Paper:     page.Paper(rules.Paper()),
		Mode:      d.mode(),
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
	if err := d.tell(tx, r, &body.Records); err != nil {
		return body, err
	}
	for _, place := range p.Places {
		body.Records.Places[place.ID] = place.Label
	}
	if body.Records.Measures, err = d.enclose(tx); err != nil {
		return body, err
	}
	if body.Records.Bates, err = d.nextBates(tx, r); err != nil {
		return body, err
	}
	if body.Size, err = logSize(tx); err != nil {
		return body, err
	}
	if body.Head, err = signedHead(tx, body.Size, at); err != nil {
		return body, err
	}
	body.Earlier, err = headsFor(tx, r, body.Size)
	return body, err
}

// headsFor are the sizes of the heads from which a packet proves that the log
// has grown to size: those that were lodged or shown, and those that went to the
// same person in a packet. That somebody else was given one is not told.
func headsFor(tx *vault.Tx, r Request, size int64) ([]int64, error) {
	return vault.All(tx, vault.Value[int64], `SELECT size FROM head_shown WHERE size > 0 AND size < ?
		AND (size IN (SELECT size FROM head_lodged)
			OR size IN (SELECT p.log_size FROM delivery g JOIN packet p ON p.id = g.packet JOIN request q ON q.id = p.request WHERE q.person IS ?)
			OR size NOT IN (SELECT p.log_size FROM delivery g JOIN packet p ON p.id = g.packet)) ORDER BY size`, size, r.person)
}

// grounds are the rules on which something is left out, by the code of the reason.
func (d *deliberation) grounds() map[string]string {
	list := map[string]string{}
	for _, r := range d.rules.Reasons() {
		list[r.Code] = r.Basis.Source
	}
	return list
}

// mode says how the packet speaks of what it leaves out.
func (d *deliberation) mode() packet.Mode {
	if d.marked() {
		return packet.Marked
	}
	return packet.Silent
}

// called says whether a name is one of the person's.
func (p Person) called(name string) bool {
	return slices.ContainsFunc(append([]string{p.Name}, p.Names...), func(own string) bool { return foldName(own) == foldName(name) })
}

// nextBates is where the page numbers of the next packet begin: behind those of
// every packet that was handed over, or may have been.
func (d *deliberation) nextBates(tx *vault.Tx, r Request) (packet.Bates, error) {
	matter := r.Matter
	if !d.marked() {
		matter = ""
	}
	last, err := vault.One(tx, vault.Value[int], `SELECT coalesce(max(p.bates_from + p.pages - 1), 0)
		FROM packet p JOIN request q ON q.id = p.request JOIN delivery g ON g.packet = p.id
		WHERE (q.id = ?1 OR (q.matter = ?2 AND ?2 <> '')) AND g.outcome IS NOT 'failed'`, r.row, matter)
	return packet.Bates{Prefix: batesPrefix, From: last + 1}, err
}

// overtaken says whether a packet can no longer be handed over as it was
// approved: another one of the same matter was since, with the page numbers that
// were meant for it; or the head of the log is that of another copy of the
// vault, which was joined.
func (d *deliberation) overtaken(tx *vault.Tx, r Request) (bool, error) {
	a := d.approval
	given, err := exists(tx, "SELECT 1 FROM delivery g JOIN packet p ON p.id = g.packet WHERE p.approval = ? AND g.outcome IS NOT 'failed'", a.id)
	if err != nil || given {
		return false, err
	}
	next, err := d.nextBates(tx, r)
	if err != nil || next != a.body.Records.Bates {
		return true, err
	}
	own, err := checkHead(tx, a.body.Head)
	return !own.OK || own.Joined != nil, err
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
	if body == "" { // a case of it was destroyed
		return &a, nil
	}
	return &a, json.Unmarshal([]byte(body), &a.body)
}
