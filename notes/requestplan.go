package notes

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"subrosa/notes/profile"
	"subrosa/vault"
)

// Plan says what leaves and what stays when a request is answered.
type Plan struct {
	Request    RequestID  `json:"request"`
	PlanID     string     `json:"plan_id"`
	Stale      bool       `json:"stale"` // what was approved is no longer what the record says
	ApprovedAt *time.Time `json:"approved_at"`
	Notes      []PlanNote `json:"notes"`
	Spans      []PlanSpan `json:"spans"`
	Blockers   []Blocker  `json:"blockers"`
}

// PlanNote is a note in scope. Item is its number in the packet, 0 when it
// stays.
type PlanNote struct {
	ID       NoteID `json:"id"`
	Item     int    `json:"item"`
	Decision string `json:"decision"` // include | withhold
	Reason   string `json:"reason"`
	Source   string `json:"source"` // rule | review

	Start time.Time `json:"start"`
	Kind  string    `json:"kind"`
	Layer string    `json:"layer"`
	Case  CaseCode  `json:"case"`
}

// PlanSpan is a place in an included note that leaves as a mark. Paragraphs
// count from 1, headings not counted; in an addendum (from 1, else 0) by
// themselves. Start and End are code points.
type PlanSpan struct {
	Note        NoteID `json:"note"`
	Addendum    int    `json:"addendum,omitempty"`
	Paragraph   int    `json:"paragraph"`
	Start       int    `json:"start"`
	End         int    `json:"end"`
	Replacement string `json:"replacement"`
	Reason      string `json:"reason"`
	Source      string `json:"source"`   // alias | name
	Decision    string `json:"decision"` // accepted | rejected | open

	key string // who is meant: the same person has the same number
}

// Blocker is what has to be settled before a plan can be approved.
type Blocker struct {
	Kind      string `json:"kind"` // draft | name
	Note      NoteID `json:"note"`
	Addendum  int    `json:"addendum,omitempty"`
	Paragraph int    `json:"paragraph,omitempty"`
	What      string `json:"what"`
}

const (
	includeNote  = "include"
	withholdNote = "withhold"
	accepted     = "accepted"
	rejected     = "rejected"
	open         = "open"
	thirdParty   = "TP: third party"
	byRule       = "rule"
	byReview     = "review"

	enteredInError = "EE: entered in error"
)

// Plan makes the plan of a request as the record stands now, with what was
// decided in reviews. It changes nothing.
func (b *Book) Plan(ctx context.Context, id RequestID) (Plan, error) {
	return view(ctx, b, func(tx *vault.Tx) (Plan, error) {
		r, err := b.readRequest(tx, id)
		if err != nil {
			return Plan{}, err
		}
		d, err := b.deliberate(tx, r)
		if err != nil {
			return Plan{}, err
		}
		return d.plan, nil
	})
}

// deliberation is a plan with what it rests on.
type deliberation struct {
	plan     Plan
	basis    string // SHA-256 over what the plan depends on
	approval *approval
	included []includedNote // in the order of the packet
	withheld []NoteID
	digests  map[NoteID][]string // of each signed note and all its addenda
	names    *nameIndex          // of everybody but the person
}

// includedNote is a note that leaves: itself, then the addenda that leave.
type includedNote struct {
	note  Note
	parts []signedItem
}

// deliberate makes the plan of a request.
func (b *Book) deliberate(tx *vault.Tx, r Request) (*deliberation, error) {
	if err := onlyIndividual(tx, r.Cases); err != nil {
		return nil, err
	}
	d := &deliberation{plan: Plan{Request: r.ID, Notes: []PlanNote{}, Spans: []PlanSpan{}, Blockers: []Blocker{}}, digests: map[NoteID][]string{}}
	heads, err := notesInScope(tx, r)
	if err != nil {
		return nil, err
	}
	decisions, err := readNoteDecisions(tx, r.row)
	if err != nil {
		return nil, err
	}
	practice, err := readPractice(tx)
	if err != nil {
		return nil, err
	}
	rules, _ := profile.Find(practice.Profile)
	for _, n := range heads {
		if n.Status == draft {
			d.plan.Blockers = append(d.plan.Blockers, Blocker{Kind: "draft", Note: n.ID, What: "a draft in scope: sign or discard it"})
			continue
		}
		parts, err := readSigned(tx, n.ID)
		if err != nil {
			return nil, err
		}
		for _, it := range parts {
			d.digests[n.ID] = append(d.digests[n.ID], it.digest.String())
		}
		p := decide(n, decisions, rules)
		if p.Decision == withholdNote {
			d.withheld = append(d.withheld, n.ID)
		} else {
			d.included = append(d.included, include(n, parts))
			p.Item = len(d.included)
		}
		d.plan.Notes = append(d.plan.Notes, p)
	}
	if err := d.findSpans(tx, r); err != nil {
		return nil, err
	}
	return d, d.compare(tx, r)
}

// notesInScope are the notes of the request's cases that lie in its scope, in
// the order in which they happened, drafts and void notes too.
func notesInScope(tx *vault.Tx, r Request) ([]Note, error) {
	var list []Note
	for _, c := range r.Cases {
		n, err := c.number()
		if err != nil {
			return nil, err
		}
		found, err := vault.All(tx, scanNote, noteColumns+" WHERE casefile = ? ORDER BY start_at, id", n)
		if err != nil {
			return nil, err
		}
		for _, f := range found {
			if r.Scope.covers(f) {
				list = append(list, f)
			}
		}
	}
	slices.SortStableFunc(list, func(a, b Note) int { return a.Start.Compare(b.Start) })
	return list, nil
}

// decide says whether a signed note leaves: what she decided, else the rule.
func decide(n Note, decisions map[NoteID]PlanNote, rules profile.Profile) PlanNote {
	p := PlanNote{ID: n.ID, Decision: includeNote, Source: byRule, Start: n.Start, Kind: n.Kind, Layer: n.Layer, Case: n.Case}
	if n.Status == void {
		p.Decision, p.Reason = withholdNote, enteredInError
		return p
	}
	if n.Layer == "process" && !rules.Access.ProcessNotes {
		p.Decision, p.Reason = withholdNote, "PN: "+rules.Access.ProcessRule
	}
	if own, ok := decisions[n.ID]; ok {
		p.Decision, p.Reason, p.Source = own.Decision, own.Reason, byReview
	}
	return p
}

func readNoteDecisions(tx *vault.Tx, request int64) (map[NoteID]PlanNote, error) {
	list, err := vault.All(tx, func(scan vault.Scan) (p PlanNote, err error) {
		var n int64
		err = scan(&n, &p.Decision, &p.Reason)
		p.ID = noteID(n)
		return p, err
	}, "SELECT note, decision, reason FROM request_note WHERE request = ?", request)
	decisions := map[NoteID]PlanNote{}
	for _, p := range list {
		decisions[p.ID] = p
	}
	return decisions, err
}

// include takes a note that leaves, with its addenda. A changed mark says how
// the note is to be handled and is not part of what is handed over.
func include(n Note, signed []signedItem) includedNote {
	in := includedNote{note: n}
	for _, it := range signed {
		if it.kind != markKind && it.kind != voidKind {
			in.parts = append(in.parts, it)
		}
	}
	return in
}

// nextPlace is where the next appointment was to be, "" when there was none.
func (in includedNote) nextPlace() string {
	if in.note.Next == nil {
		return ""
	}
	return in.note.Next.Place
}

// bodies are the paragraphs of a signed note or addendum without the headings.
func (i signedItem) bodies() []string {
	var list []string
	for _, text := range i.texts {
		if !strings.HasPrefix(text, headingMark) {
			list = append(list, text)
		}
	}
	return list
}

// compare sets the plan beside what was last approved.
func (d *deliberation) compare(tx *vault.Tx, r Request) (err error) {
	if d.basis, err = d.fingerprint(); err != nil {
		return err
	}
	d.plan.PlanID = d.basis
	if d.approval, err = lastApproval(tx, r.row); err != nil || d.approval == nil {
		return err
	}
	taken, err := d.approval.pagesTaken(tx, r)
	if err != nil {
		return err
	}
	if d.plan.Stale = taken || d.approval.basis != d.basis; d.plan.Stale {
		return nil
	}
	d.plan.PlanID, d.plan.ApprovedAt = d.approval.planID, &d.approval.at
	return nil
}

// fingerprint is the SHA-256 over all that a plan depends on: every note in
// scope by its digest and those of all its addenda, marks included, every
// decision, every span.
func (d *deliberation) fingerprint() (string, error) {
	type noteBasis struct {
		PlanNote
		Digests []string `json:"digests"`
	}
	var basis struct {
		Request RequestID   `json:"request"`
		Notes   []noteBasis `json:"notes"`
		Spans   []PlanSpan  `json:"spans"`
	}
	basis.Request, basis.Spans = d.plan.Request, d.plan.Spans
	for _, p := range d.plan.Notes {
		basis.Notes = append(basis.Notes, noteBasis{p, d.digests[p.ID]})
	}
	return hashOf(basis)
}

func hashOf(v any) (string, error) {
	text, err := json.Marshal(v)
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:]), err
}
