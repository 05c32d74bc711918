package notes

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/rivo/uniseg"
	"golang.org/x/text/unicode/norm"

	"subrosa/vault"
)

// ReviewInput is the JSON of `request review`: what she decides about notes and
// places, and whether the plan is approved.
type ReviewInput struct {
	Notes     []ReviewNote    `json:"notes,omitempty"`
	Spans     []ReviewSpan    `json:"spans,omitempty"`
	Mentions  []ReviewMention `json:"mentions,omitempty"`
	AcceptAll bool            `json:"accept_all,omitempty"` // accepts what is proposed to stay; lets nothing out
	Approve   bool            `json:"approve,omitempty"`
}

// ReviewNote decides about a note.
type ReviewNote struct {
	ID       NoteID `json:"id"`
	Decision string `json:"decision"` // include | withhold | open: what was decided is taken back
	Reason   string `json:"reason,omitempty"`
}

// ReviewSpan decides about a place: accepted, it stays; rejected, it leaves as it
// is; open, what was decided is taken back. It is named by paragraph, start and end,
// or by the text that stands there, wherever that stands in the note. A place that
// nothing was proposed about can be kept back too; its words are then kept back as
// whole words.
type ReviewSpan struct {
	Note      NoteID `json:"note"`
	Addendum  int    `json:"addendum,omitempty"`
	Find      string `json:"find,omitempty"`
	Paragraph int    `json:"paragraph,omitempty"`
	Start     int    `json:"start,omitempty"`
	End       int    `json:"end,omitempty"`
	Reason    string `json:"reason,omitempty"`
	Decision  string `json:"decision,omitempty"` // accepted | rejected | open; "": accepted
}

// Review enters decisions and, when asked to, approves the plan that they make.
// All or nothing.
func (b *Book) Review(ctx context.Context, id RequestID, in ReviewInput) (Plan, error) {
	return update(ctx, b, func(tx *vault.Tx) (Plan, error) {
		_, d, err := b.review(tx, id, in)
		if err != nil {
			return Plan{}, err
		}
		return d.plan, nil
	})
}

func (b *Book) review(tx *vault.Tx, id RequestID, in ReviewInput) (Request, *deliberation, error) {
	r, err := b.readOpenRequest(tx, id)
	if err != nil {
		return r, nil, err
	}
	d, err := b.deliberate(tx, r)
	if err != nil {
		return r, nil, err
	}
	for _, n := range in.Notes {
		if err := d.decideNote(tx, r, n); err != nil {
			return r, nil, err
		}
	}
	for _, m := range in.Mentions {
		if err := d.decideMention(tx, r, m); err != nil {
			return r, nil, err
		}
	}
	if d, err = b.reconsider(tx, r, d); err != nil { // notes that come in bring places with them
		return r, nil, err
	}
	for _, s := range in.Spans {
		if err := d.decideSpan(tx, r, s); err != nil {
			return r, nil, err
		}
		if d, err = b.reconsider(tx, r, d); err != nil { // one place can be within another
			return r, nil, err
		}
	}
	if in.AcceptAll {
		if d, err = b.acceptAll(tx, r, d); err != nil {
			return r, nil, err
		}
	}
	if in.Approve {
		d.plan, err = b.approve(tx, r, d)
	}
	return r, d, err
}

// acceptAll keeps back every place that is open. A paragraph that is kept back as
// a whole takes the places in it with it, so those come after.
func (b *Book) acceptAll(tx *vault.Tx, r Request, d *deliberation) (*deliberation, error) {
	for _, whole := range []bool{true, false} {
		for _, s := range d.plan.Spans {
			if s.Decision != open || s.whole != whole {
				continue
			}
			if err := insertSpan(tx, r, s, ReviewSpan{Decision: accepted, Reason: s.Reason}); err != nil {
				return nil, err
			}
		}
		var err error
		if d, err = b.reconsider(tx, r, d); err != nil {
			return nil, err
		}
	}
	return d, nil
}

// decideNote enters what she decided about one note of the plan.
func (d *deliberation) decideNote(tx *vault.Tx, r Request, in ReviewNote) error {
	id, err := ParseNoteID(string(in.ID))
	if err != nil {
		return err
	}
	if in.Reason, err = d.reason(in.Reason, in.Decision == withholdNote); err != nil {
		return err
	}
	invalid := func(what string) error { return &Invalid{What: string(id) + ": " + what, Flag: "from"} }
	proposed, ok := d.plan.find(id)
	switch {
	case !ok:
		return invalid("not a signed note in the scope of " + string(r.ID))
	case in.Decision == open:
		return deleteNoteDecision(tx, r, id)
	case in.Decision != includeNote && in.Decision != withholdNote:
		return invalid("decision: include, withhold or open")
	case in.Decision == withholdNote && in.Reason == "":
		return invalid("withholding a note needs a reason")
	case in.Decision == includeNote && proposed.Decision == withholdNote:
		if err := d.mayInclude(proposed, in.Reason); err != nil {
			return err
		}
	}
	n, err := id.number()
	if err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO request_note (request, note, decision, reason) VALUES (?, ?, ?, ?)
		ON CONFLICT (request, note) DO UPDATE SET decision = excluded.decision, reason = excluded.reason`,
		r.row, n, in.Decision, in.Reason)
	return err
}

// deleteNoteDecision forgets what she decided about a note: the rule stands again.
func deleteNoteDecision(tx *vault.Tx, r Request, id NoteID) error {
	n, err := id.number()
	if err != nil {
		return err
	}
	_, err = tx.Exec("DELETE FROM request_note WHERE request = ? AND note = ?", r.row, n)
	return err
}

// mayInclude says whether a note that the rules keep back can be let through.
func (d *deliberation) mayInclude(n PlanNote, reason string) error {
	switch {
	case n.Source == byReview:
		return nil
	case n.Reason == enteredInError:
		return &Refused{Rule: "void", What: string(n.ID) + " was entered in error and does not leave"}
	case (n.Reason == processNote || n.Reason == notNamed) && d.gate.Process == "never":
		return &Refused{Rule: "process_note", What: string(n.ID) + " is a process note: it does not leave on a request of this type (" + d.rules.Process.String() + ")"}
	case n.Reason == otherParty && n.Source == byRule && !d.ordered && len(d.agreed) == 0:
		return &Refused{Rule: "no_authority", What: string(n.ID) + " is of a meeting without the person: it is another party's, who did not agree"}
	case n.Reason != otherParty && reason == "":
		return &Invalid{What: string(n.ID) + ": the rules keep it back (" + n.Reason + "); that it leaves needs a reason", Flag: "from"}
	case n.Source == byMark:
		return &Invalid{What: string(n.ID) + ": every paragraph is another party's; decide about the paragraphs", Flag: "from"}
	}
	return nil
}

func (p Plan) find(id NoteID) (PlanNote, bool) {
	for _, n := range p.Notes {
		if n.ID == id {
			return n, true
		}
	}
	return PlanNote{}, false
}

// decideSpan enters what she decided about places: those of the plan that are
// named, or, where there is none, a place that she selected.
func (d *deliberation) decideSpan(tx *vault.Tx, r Request, in ReviewSpan) error {
	id, err := ParseNoteID(string(in.Note))
	if err != nil {
		return err
	}
	in.Note, in.Decision = id, or(in.Decision, accepted)
	if in.Reason, err = d.reason(in.Reason, in.Decision == accepted); err != nil {
		return err
	}
	invalid := func(what string) error { return &Invalid{What: string(id) + ": " + what, Flag: "from"} }
	note := slices.IndexFunc(d.included, func(n includedNote) bool { return n.note.ID == id })
	switch {
	case in.Decision != accepted && in.Decision != rejected && in.Decision != open:
		return invalid("decision: accepted, rejected or open")
	case in.Decision == rejected && in.Reason == "":
		return invalid("letting something through needs a reason")
	case note < 0 && slices.ContainsFunc(d.withheld, func(w NoteID) bool { return w == id }):
		return invalid("stays as a whole")
	case note < 0:
		return invalid("not a signed note in the scope of " + string(r.ID))
	}
	met := false
	for _, s := range d.plan.Spans {
		if s.Note != id || !d.means(s, in) {
			continue
		}
		met = true
		if s.Source == byMark && in.Decision == rejected && !d.mayLetThrough(d.included[note].note.Case, s.whose) {
			return &Refused{Rule: "no_authority", What: fmt.Sprintf("%s: paragraph %d is another party's, who did not agree, and no order names it", id, s.Paragraph),
				Hint: "request check " + string(r.ID) + " consent"}
		}
		if in.Decision == open || s.Source == byHand && in.Decision == rejected {
			err = deleteSpan(tx, r, s)
		} else {
			err = insertSpan(tx, r, s, in)
		}
		if err != nil {
			return err
		}
	}
	if met {
		return nil
	}
	if in.Decision != accepted {
		return invalid("nothing is proposed about that place")
	}
	selected, err := d.included[note].selected(in)
	if err != nil {
		return err
	}
	for _, s := range selected {
		if err := d.selectSpan(tx, r, s, in); err != nil {
			return err
		}
	}
	return nil
}

// selected are the places that she selected: one by its place, or all that hold
// a text. They are made whole words, since no less can be kept back.
func (in includedNote) selected(want ReviewSpan) ([]PlanSpan, error) {
	var list []PlanSpan
	for part, it := range in.parts {
		for i, text := range it.bodies() {
			at := PlanSpan{Note: in.note.ID, Addendum: part, Paragraph: i + 1}
			switch {
			case want.Find != "":
				list = append(list, occurrences(at, text, want.Find)...)
			case want.Addendum == part && want.Paragraph == i+1:
				at.Start, at.End = want.Start, want.End
				if n := utf8.RuneCountInString(text); at.Start < 0 || at.End > n || at.Start >= at.End {
					return nil, &Invalid{What: fmt.Sprintf("%s: paragraph %d has %d characters", in.note.ID, i+1, n), Flag: "from"}
				}
				list = append(list, at)
			}
		}
	}
	if len(list) == 0 {
		return nil, &Invalid{What: string(in.note.ID) + ": there is no such place", Flag: "from"}
	}
	for i, s := range list {
		text := in.parts[s.Addendum].bodies()[s.Paragraph-1]
		if cutsCharacter(text, s.Start) || cutsCharacter(text, s.End) {
			return nil, &Invalid{What: fmt.Sprintf("%s: the place in paragraph %d cuts a character", in.note.ID, s.Paragraph), Flag: "from"}
		}
		list[i].Start, list[i].End = wholeTokens(in.parts[s.Addendum], s)
		list[i].whole = list[i].Start == 0 && list[i].End == utf8.RuneCountInString(text)
	}
	return list, nil
}

// occurrences are the places where a text stands in a paragraph.
func occurrences(at PlanSpan, text, find string) []PlanSpan {
	var list []PlanSpan
	find = norm.NFC.String(find)
	for from := 0; ; {
		i := strings.Index(text[from:], find)
		if i < 0 {
			return list
		}
		at.Start = utf8.RuneCountInString(text[:from+i])
		at.End = at.Start + utf8.RuneCountInString(find)
		list = append(list, at)
		from += i + len(find)
	}
}

// cutsCharacter says whether a place in a text, in code points, lies within what
// is seen as one character.
func cutsCharacter(text string, at int) bool {
	n := 0
	for g := uniseg.NewGraphemes(text); g.Next() && n < at; {
		n += len(g.Runes())
	}
	return n != at
}

// wholeTokens widens a place to the tokens that it touches: what is signed is
// shown by tokens.
func wholeTokens(it signedItem, s PlanSpan) (start, end int) {
	at, number := 0, 0
	for i, text := range it.texts {
		if strings.HasPrefix(text, headingMark) {
			continue
		}
		if number++; number != s.Paragraph {
			continue
		}
		start, end = s.Start, s.End
		for _, t := range it.content.Paragraphs[i] {
			next := at + utf8.RuneCount(t)
			if at < s.End && s.Start < next && strings.TrimSpace(string(t)) != "" {
				start, end = min(start, at), max(end, next)
			}
			at = next
		}
	}
	return start, end
}

// selectSpan enters a place that she selected. It can take in whole places of the
// plan, and none in part.
func (d *deliberation) selectSpan(tx *vault.Tx, r Request, s PlanSpan, in ReviewSpan) error {
	if reasonCode(in.Reason) == "" {
		in.Reason = strings.TrimSuffix("TP: "+in.Reason, ": ")
	}
	if reasonCode(in.Reason) == "PT" && !d.marked() && !s.whole {
		return &Invalid{What: fmt.Sprintf("%s: in paragraph %d a mark would tell that something of another party's was left out; keep the whole paragraph back",
			s.Note, s.Paragraph), Flag: "from"}
	}
	for _, p := range d.plan.Spans {
		if p.paragraph() == s.paragraph() && p.Decision != rejected && !p.whole && p.overlaps(s) && !s.contains(p) {
			return &Invalid{What: fmt.Sprintf("%s: the place in paragraph %d overlaps another", s.Note, s.Paragraph), Flag: "from"}
		}
	}
	return insertSpan(tx, r, s, in)
}

// reason brings a reason into the form in which it is kept: with a code of the
// rules that hold, or, where no list of them is handed out, in her own words.
func (d *deliberation) reason(s string, kept bool) (string, error) {
	s, err := cleanText("reason", s)
	if err != nil || s == "" || !kept {
		return s, err
	}
	var codes []string
	for _, known := range d.rules.Reasons() {
		codes = append(codes, known.Code)
	}
	code := reasonCode(s)
	switch {
	case slices.Contains(codes, code):
		if s == code {
			known, _ := d.rules.Reason(code)
			s += ": " + known.Words["en"]
		}
	case code != "":
		return s, &Refused{Rule: "reason", What: "reason " + code + " is none of the profile " + d.rules.Profile, Hint: "the codes are " + strings.Join(codes, " ")}
	case d.marked():
		return s, &Invalid{What: "reason: begins with a code, since it is listed for the recipient: " + strings.Join(codes, " "), Flag: "from"}
	}
	return s, nil
}

// reasonCode is the code with which a reason begins, "" when it has none.
func reasonCode(reason string) string {
	code, _, _ := strings.Cut(reason, ":")
	if len(code) == 2 && strings.ToUpper(code) == code && strings.Trim(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == "" {
		return code
	}
	return ""
}

// means says whether a decision is about this place.
func (d *deliberation) means(s PlanSpan, in ReviewSpan) bool {
	if in.Find != "" {
		return d.textOf(s) == norm.NFC.String(in.Find)
	}
	return s.Addendum == in.Addendum && s.Paragraph == in.Paragraph && s.Start == in.Start && s.End == in.End
}

// textOf is the text of a place.
func (d *deliberation) textOf(s PlanSpan) string {
	for _, in := range d.included {
		if in.note.ID == s.Note {
			return string([]rune(in.parts[s.Addendum].bodies()[s.Paragraph-1])[s.Start:s.End])
		}
	}
	return ""
}

func insertSpan(tx *vault.Tx, r Request, s PlanSpan, in ReviewSpan) error {
	n, err := s.Note.number()
	if err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO request_span (request, note, addendum, paragraph, start, stop, decision, reason)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (request, note, addendum, paragraph, start, stop)
		DO UPDATE SET decision = excluded.decision, reason = excluded.reason`,
		r.row, n, s.Addendum, s.Paragraph, s.Start, s.End, in.Decision, in.Reason)
	return err
}

// deleteSpan forgets what she decided about a place.
func deleteSpan(tx *vault.Tx, r Request, s PlanSpan) error {
	n, err := s.Note.number()
	if err != nil {
		return err
	}
	_, err = tx.Exec("DELETE FROM request_span WHERE request = ? AND note = ? AND addendum = ? AND paragraph = ? AND start = ? AND stop = ?",
		r.row, n, s.Addendum, s.Paragraph, s.Start, s.End)
	return err
}
