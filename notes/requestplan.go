package notes

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"subrosa/notes/document"
	"subrosa/notes/packet"
	"subrosa/vault"
)

// Plan says what leaves and what stays when a request is answered.
type Plan struct {
	Request    RequestID     `json:"request"`
	PlanID     string        `json:"plan_id"`
	Stale      bool          `json:"stale"` // what was approved is no longer what the record says
	ApprovedAt *time.Time    `json:"approved_at"`
	Notes      []PlanNote    `json:"notes"`
	Measures   []PlanMeasure `json:"measures"`
	Spans      []PlanSpan    `json:"spans"`
	Mentions   []Mention     `json:"mentions"`
	Blockers   []Blocker     `json:"blockers"`

	// Attachments of the cases that concern the person asked about. They are not
	// put into packets: what of them belongs to the answer she hands over herself.
	Attachments []AttachmentCode `json:"attachments"`
}

// PlanNote is a note in scope. Item is its number in the packet, 0 when it
// stays.
type PlanNote struct {
	ID       NoteID `json:"id"`
	Item     int    `json:"item"`
	Decision string `json:"decision"` // include | withhold
	Reason   string `json:"reason"`
	Source   string `json:"source"` // rule | mark | review

	Start time.Time `json:"start"`
	Kind  string    `json:"kind"`
	Layer string    `json:"layer"`
	Case  CaseCode  `json:"case"`
}

// Blocker is what has to be settled before a plan can be approved.
type Blocker struct {
	Kind      string   `json:"kind"` // draft | name | party | pattern | confidence | mention | check
	Note      NoteID   `json:"note"`
	Addendum  int      `json:"addendum,omitempty"`
	Paragraph int      `json:"paragraph,omitempty"`
	Case      CaseCode `json:"case,omitempty"` // of a mention
	Item      string   `json:"item,omitempty"` // of a check
	What      string   `json:"what"`
}

const (
	includeNote  = "include"
	withholdNote = "withhold"
	accepted     = "accepted"
	rejected     = "rejected"
	open         = "open"
	byRule       = "rule"
	byReview     = "review"

	thirdParty     = "TP: third party"
	otherParty     = "PT: other party"
	processNote    = "PN: process note"
	notNamed       = "OS: a process note that is not named"
	notNeeded      = "OS: more than is needed"
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
	audience
	plan     Plan
	basis    string // SHA-256 over what the plan depends on
	approval *approval
	included []includedNote // in the order of the packet
	withheld []NoteID
	digests  map[NoteID][]string // of each signed note and all its addenda
	measures []Measure           // as in the plan
	names    *nameIndex          // of everybody who needs a mark
	readings map[NoteID]*reading
}

// includedNote is a note that leaves: itself, then the addenda that leave, and
// whose each of their paragraphs is now.
type includedNote struct {
	note  Note
	parts []signedItem
	whose [][]document.Whose
	gone  []bool // of each part: nothing of it leaves
}

// deliberate makes the plan of a request.
func (b *Book) deliberate(tx *vault.Tx, r Request) (*deliberation, error) {
	return b.deliberateOn(tx, r, map[NoteID]*reading{})
}

// reconsider makes the plan anew after a decision in the same transaction.
func (b *Book) reconsider(tx *vault.Tx, r Request, d *deliberation) (*deliberation, error) {
	return b.deliberateOn(tx, r, d.readings)
}

func (b *Book) deliberateOn(tx *vault.Tx, r Request, readings map[NoteID]*reading) (*deliberation, error) {
	d := &deliberation{plan: Plan{Request: r.ID, Notes: []PlanNote{}, Measures: []PlanMeasure{}, Attachments: []AttachmentCode{}, Spans: []PlanSpan{}, Mentions: []Mention{}, Blockers: []Blocker{}},
		digests: map[NoteID][]string{}, readings: readings}
	rules, err := r.rules()
	if err != nil {
		return nil, err
	}
	if d.audience, err = readAudience(tx, r, rules); err != nil {
		return nil, err
	}
	f, err := newFinder(tx, r, d.audience)
	if err != nil {
		return nil, err
	}
	d.names = f.names
	heads, err := notesInScope(tx, r)
	if err != nil {
		return nil, err
	}
	decisions, err := readNoteDecisions(tx, r.row)
	if err != nil {
		return nil, err
	}
	if err := d.readAll(tx, f, heads, decisions); err != nil {
		return nil, err
	}
	for _, n := range heads {
		if n.Status == draft {
			d.plan.Blockers = append(d.plan.Blockers, Blocker{Kind: "draft", Note: n.ID, What: "a draft in scope: sign or discard it"})
			continue
		}
		d.consider(f, n, decisions)
	}
	d.number()
	if err := d.considerMeasures(tx, r); err != nil {
		return nil, err
	}
	if err := d.findAttachments(tx, r); err != nil {
		return nil, err
	}
	if err := d.findMentions(tx, r); err != nil {
		return nil, err
	}
	d.block(r)
	return d, d.compare(tx, r)
}

// consider decides about one signed note: whether it leaves, and what in it.
func (d *deliberation) consider(f *finder, n Note, decisions map[NoteID]PlanNote) {
	read := d.readings[n.ID]
	d.digests[n.ID] = read.digests
	p := d.decide(n, decisions)
	if p.Decision == includeNote {
		in, spans := read.note, f.note(read)
		if d.clear(&in, spans); in.gone[0] {
			p.Decision, p.Reason, p.Source = withholdNote, otherParty, byMark
		} else {
			d.included = append(d.included, in)
			d.plan.Spans = append(d.plan.Spans, spans...)
		}
	}
	if p.Decision == withholdNote {
		d.withheld = append(d.withheld, n.ID)
	}
	d.plan.Notes = append(d.plan.Notes, p)
}

// clear says of which parts of a note nothing is left, in a packet that says
// nothing of what is another party's. Without its own text a note does not leave.
func (d *deliberation) clear(in *includedNote, spans []PlanSpan) {
	in.gone = make([]bool, len(in.parts))
	left := make([]int, len(in.parts))
	for part, it := range in.parts {
		left[part] = len(it.bodies())
	}
	for _, s := range spans {
		if s.Decision == accepted && d.silent(s) {
			left[s.Addendum]--
			in.gone[s.Addendum] = left[s.Addendum] == 0
		}
	}
}

// silent says whether a place leaves without a mark: a whole paragraph that is
// another party's, in a packet that says nothing of such.
func (d *deliberation) silent(s PlanSpan) bool {
	return s.whole && !d.marked() && reasonCode(s.Reason) == "PT"
}

// number gives the notes that leave, or stand as slip-sheets, their numbers in the
// packet, and the places their marks: persons by first appearance, other places
// one after the other.
func (d *deliberation) number() {
	item := 0
	for i, n := range d.plan.Notes {
		if n.Decision == includeNote || d.marked() {
			item++
			d.plan.Notes[i].Item = item
		}
	}
	persons, places := map[string]int{}, 0
	for i, s := range d.plan.Spans {
		switch {
		case s.Decision == rejected, d.silent(s):
		case s.key != "":
			if persons[s.key] == 0 {
				persons[s.key] = len(persons) + 1
			}
			d.plan.Spans[i].Replacement = packet.ThirdParty(persons[s.key])
		default:
			places++
			d.plan.Spans[i].Replacement = packet.WithheldMark(places, neutralWords(s.Reason))
		}
	}
}

// neutralWords are what a mark or a slip-sheet says of a reason.
func neutralWords(reason string) string {
	code := reasonCode(reason)
	if code == "ID" && reason == nationalID {
		return "national id"
	}
	return map[string]string{"TP": "third party", "PT": "other party", "SH": "health of the person", "PN": "psychotherapy note", "LP": "legal advice",
		"PV": "privilege", "TS": "test items", "SU": "substance use", "ID": "contact data", "OC": "other client", "SV": "supervision",
		"EE": "entered in error", "OS": "outside the scope"}[code]
}

// block lists what has to be settled first.
func (d *deliberation) block(r Request) {
	add := func(k Blocker) { d.plan.Blockers = append(d.plan.Blockers, k) }
	for _, s := range d.plan.Spans {
		if s.Decision != open {
			continue
		}
		k := Blocker{Kind: s.Source, Note: s.Note, Addendum: s.Addendum, Paragraph: s.Paragraph}
		switch {
		case s.whole && s.Source == byName:
			k.Kind, k.What = "party", "everybody's paragraph that names only another party: whose is it?"
		case s.Source == byMark:
			k.Kind, k.What = "confidence", "said alone by somebody who agreed to the release: does the consent cover it?"
		case s.Source == byPattern:
			k.What = "a number or an address: decide about the place, or withhold the note"
		default:
			k.What = "a name that the record knows stands in clear: decide about the place, or withhold the note"
		}
		add(k)
	}
	for _, m := range d.plan.Mentions {
		if m.Decision == open {
			add(Blocker{Kind: "mention", Case: m.Case, What: string(m.Case) + " speaks of this person: look, and say that it stays out, and why"})
		}
	}
	for _, item := range r.Missing {
		if item != identityItem { // which is needed to hand over, not to decide
			add(Blocker{Kind: "check", Item: item, What: "not on the checklist: " + item})
		}
	}
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
func (d *deliberation) decide(n Note, decisions map[NoteID]PlanNote) PlanNote {
	p := PlanNote{ID: n.ID, Decision: includeNote, Source: byRule, Start: n.Start, Kind: n.Kind, Layer: n.Layer, Case: n.Case}
	withhold := func(reason string) { p.Decision, p.Reason = withholdNote, reason }
	switch {
	case n.Status == void:
		withhold(enteredInError)
		return p
	case !d.met(n):
		withhold(otherParty)
		if !d.mayLetThrough(n.Case, n.Present) {
			return p
		}
	case n.Layer == "process" && d.gate.Process != "include":
		withhold(processNote)
		if _, legal := d.rules.Reason("PN"); !legal {
			withhold(notNamed)
		}
		if d.gate.Process == "never" {
			return p
		}
	case d.gate.Scope == "summary" && !slices.Contains([]string{"closing", "report"}, n.Kind), d.gate.Scope == "provided":
		withhold(notNeeded)
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

// include takes a note as it would leave, with its addenda. A changed mark says
// how the note is to be handled and is not part of what is handed over.
func include(n Note, signed []signedItem) (includedNote, error) {
	in := includedNote{note: n}
	var whose []document.Whose
	for _, s := range n.Sections {
		for _, p := range s.Paragraphs {
			whose = append(whose, document.Whose(p.Whose))
		}
	}
	in.parts, in.whose = append(in.parts, signed[0]), append(in.whose, whose)
	for _, it := range signed[1:] {
		if it.kind == markKind || it.kind == voidKind {
			continue
		}
		var marks []document.Whose
		if err := json.Unmarshal([]byte(it.marks), &marks); err != nil {
			return in, fmt.Errorf("%s: marks of an addendum: %w", n.ID, vault.ErrDamaged)
		}
		in.parts, in.whose = append(in.parts, it), append(in.whose, marks)
	}
	return in, nil
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
	overtaken, err := d.overtaken(tx, r)
	if err != nil {
		return err
	}
	if d.plan.Stale = overtaken || d.approval.basis != d.basis; d.plan.Stale {
		return nil
	}
	d.plan.PlanID, d.plan.ApprovedAt = d.approval.planID, &d.approval.at
	return nil
}

// fingerprint is the SHA-256 over all that a plan depends on: every note in
// scope by its digest and those of all its addenda, marks included, every
// decision, every span, every measure, which never changes but to become void.
func (d *deliberation) fingerprint() (string, error) {
	type noteBasis struct {
		PlanNote
		Digests []string `json:"digests"`
	}
	var basis struct {
		Request  RequestID     `json:"request"`
		Marked   bool          `json:"marked"`
		Notes    []noteBasis   `json:"notes"`
		Spans    []PlanSpan    `json:"spans"`
		Mentions []Mention     `json:"mentions"`
		Measures []PlanMeasure `json:"measures,omitempty"`
	}
	basis.Request, basis.Marked, basis.Spans, basis.Mentions = d.plan.Request, d.marked(), d.plan.Spans, d.plan.Mentions
	basis.Measures = d.plan.Measures
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
