package notes

import (
	"context"
	"strings"

	"subrosa/vault"
)

// ReviewInput is the JSON of `request review`: what she decides about notes and
// places, and whether the plan is approved.
type ReviewInput struct {
	Notes     []ReviewNote `json:"notes,omitempty"`
	Spans     []ReviewSpan `json:"spans,omitempty"`
	AcceptAll bool         `json:"accept_all,omitempty"` // accepts what is proposed to stay; lets nothing out
	Approve   bool         `json:"approve,omitempty"`
}

// ReviewNote decides about a note.
type ReviewNote struct {
	ID       NoteID `json:"id"`
	Decision string `json:"decision"` // include | withhold
	Reason   string `json:"reason,omitempty"`
}

// ReviewSpan decides about a place that the plan shows: accepted, it leaves as
// a mark; rejected, as it stands. It is named by its paragraph and start, or by
// the text that stands there.
type ReviewSpan struct {
	Note      NoteID `json:"note"`
	Addendum  int    `json:"addendum,omitempty"`
	Find      string `json:"find,omitempty"`
	Paragraph int    `json:"paragraph,omitempty"`
	Start     int    `json:"start,omitempty"`
	End       int    `json:"end,omitempty"`
	Reason    string `json:"reason,omitempty"`
	Decision  string `json:"decision,omitempty"` // accepted | rejected; "": accepted
}

// Review enters decisions and, when asked to, approves the plan that they make.
// All or nothing.
func (b *Book) Review(ctx context.Context, id RequestID, in ReviewInput) (Plan, error) {
	return update(ctx, b, func(tx *vault.Tx) (Plan, error) {
		r, err := b.readOpenRequest(tx, id)
		if err != nil {
			return Plan{}, err
		}
		d, err := b.deliberate(tx, r)
		if err != nil {
			return Plan{}, err
		}
		for _, n := range in.Notes {
			if err := decideNote(tx, r, d.plan, n); err != nil {
				return Plan{}, err
			}
		}
		if d, err = b.deliberate(tx, r); err != nil {
			return Plan{}, err
		}
		for _, s := range in.Spans {
			if err := d.decideSpan(tx, r, s); err != nil {
				return Plan{}, err
			}
		}
		if d, err = b.deliberate(tx, r); err != nil {
			return Plan{}, err
		}
		if !in.Approve {
			return d.plan, nil
		}
		return b.approve(tx, r, d)
	})
}

// decideNote enters what she decided about one note of the plan.
func decideNote(tx *vault.Tx, r Request, p Plan, in ReviewNote) error {
	id, err := ParseNoteID(string(in.ID))
	if err != nil {
		return err
	}
	if in.Reason, err = cleanText("reason", in.Reason); err != nil {
		return err
	}
	invalid := func(what string) error { return &Invalid{What: string(id) + ": " + what, Flag: "from"} }
	proposed, ok := p.find(id)
	switch {
	case !ok:
		return invalid("not a signed note in the scope of " + string(r.ID))
	case in.Decision != includeNote && in.Decision != withholdNote:
		return invalid("decision: include or withhold")
	case in.Decision == withholdNote && in.Reason == "":
		return invalid("withholding a note needs a reason")
	case in.Decision == includeNote && strings.HasPrefix(proposed.Reason, enteredInError):
		return &Refused{Rule: "void", What: string(id) + " was entered in error and does not leave"}
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

func (p Plan) find(id NoteID) (PlanNote, bool) {
	for _, n := range p.Notes {
		if n.ID == id {
			return n, true
		}
	}
	return PlanNote{}, false
}

// decideSpan enters what she decided about places of the plan. Other places
// than those the plan shows cannot be marked yet, nor can an alias be let
// through.
func (d *deliberation) decideSpan(tx *vault.Tx, r Request, in ReviewSpan) error {
	id, err := ParseNoteID(string(in.Note))
	if err != nil {
		return err
	}
	if in.Reason, err = cleanText("reason", in.Reason); err != nil {
		return err
	}
	in.Decision = or(in.Decision, accepted)
	switch {
	case in.Decision != accepted && in.Decision != rejected:
		return &Invalid{What: string(id) + ": decision: accepted or rejected", Flag: "from"}
	case in.Decision == rejected && in.Reason == "":
		return &Invalid{What: string(id) + ": letting a name through needs a reason", Flag: "from"}
	}
	met := false
	for _, s := range d.plan.Spans {
		if s.Note != id || !d.means(s, in) {
			continue
		}
		met = true
		if s.Source == "alias" {
			if in.Decision == rejected {
				return &Refused{Rule: "not_yet", What: string(id) + ": an alias cannot be let through yet"}
			}
			continue
		}
		if err := insertSpan(tx, r, s, in); err != nil {
			return err
		}
	}
	if !met {
		return &Refused{Rule: "not_yet", What: string(id) + ": only places that the plan shows can be decided yet",
			Hint: "withhold the whole note, with a reason"}
	}
	return nil
}

// means says whether a decision is about this place.
func (d *deliberation) means(s PlanSpan, in ReviewSpan) bool {
	if in.Find != "" {
		return d.textOf(s) == in.Find
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
		VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (request, note, addendum, paragraph, start)
		DO UPDATE SET stop = excluded.stop, decision = excluded.decision, reason = excluded.reason`,
		r.row, n, s.Addendum, s.Paragraph, s.Start, s.End, in.Decision, in.Reason)
	return err
}
