package notes

import (
	"context"
	"slices"
	"strings"
	"time"

	"subrosa/notes/digest"
	"subrosa/vault"
)

// ReviewText is a plan with the texts that it is about: what somebody has to see
// who decides. Nothing of it is for any other eyes.
type ReviewText struct {
	Request Request
	Plan    Plan
	Marked  bool // what stays leaves a mark, or a line in the list of what was withheld
	Reasons []ReasonCode
	Own     map[CaseCode]Label // under which the person is a party
	Notes   []ReviewedNote     // those of the plan, in its order
}

// ReasonCode is a code with which a reason can begin under the rules that hold, and
// what it means.
type ReasonCode struct{ Code, Words string }

// ReviewedNote is a note in the plan: its own text, then its addenda.
type ReviewedNote struct {
	Parts []ReviewedPart
}

// ReviewedPart is the text of a note, or an addendum.
type ReviewedPart struct {
	Kind       string // "note", or that of the addendum
	At         time.Time
	Facts      []ReviewedFact // what leaves beside the text
	Paragraphs []ReviewedParagraph
}

// ReviewedFact is something about a note or an addendum that leaves with it, under
// the name that it is signed under: minutes, place, present, late_reason.
type ReviewedFact struct{ Name, Value string }

// ReviewedParagraph is a heading or a paragraph as it was signed, and as it leaves.
// What is open still stands in it.
type ReviewedParagraph struct {
	Number int    // as in PlanSpan; 0: a heading
	Whose  string // as it is now: "", "B", "B alone", "A,C"
	Text   string
	Leaves []ReviewedPiece // none: nothing of it is in the packet
	Spans  []int           // places in Plan.Spans, in order
}

// ReviewedPiece is text that leaves, or the mark that stands for some that stays.
type ReviewedPiece struct {
	Text  string
	Mark  bool
	Start int // where in the paragraph it begins, or what it stands for, in code points
}

// Reviewing makes the plan of a request with the texts that it is about, and enters
// that the cases were opened.
func (b *Book) Reviewing(ctx context.Context, id RequestID) (ReviewText, error) {
	text, err := view(ctx, b, func(tx *vault.Tx) (ReviewText, error) {
		r, err := b.readOpenRequest(tx, id)
		if err != nil {
			return ReviewText{}, err
		}
		d, err := b.deliberate(tx, r)
		if err != nil {
			return ReviewText{}, err
		}
		return d.text(r), nil
	})
	if err != nil {
		return text, err
	}
	return text, b.recordReview(ctx, text)
}

// recordReview enters the opening of each case of which something was shown.
func (b *Book) recordReview(ctx context.Context, text ReviewText) error {
	for _, c := range text.Request.Cases {
		if !slices.ContainsFunc(text.Plan.Notes, func(n PlanNote) bool { return n.Case == c }) {
			continue
		}
		file, err := c.number()
		if err != nil {
			return err
		}
		isNew, err := view(ctx, b, func(tx *vault.Tx) (bool, error) { return readingIsNew(tx, file) })
		if err == nil && isNew {
			err = b.recordReading(ctx, file, Event{What: "case-read", Case: c, Request: text.Request.ID})
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Decide is Review for somebody who sees the texts: it answers with them as they
// are afterwards.
func (b *Book) Decide(ctx context.Context, id RequestID, in ReviewInput) (ReviewText, error) {
	return update(ctx, b, func(tx *vault.Tx) (ReviewText, error) {
		r, d, err := b.review(tx, id, in)
		if err != nil {
			return ReviewText{}, err
		}
		return d.text(r), nil
	})
}

func (d *deliberation) text(r Request) ReviewText {
	t := ReviewText{Request: r, Plan: d.plan, Marked: d.marked(), Own: map[CaseCode]Label{}}
	for _, known := range d.rules.Reasons() {
		t.Reasons = append(t.Reasons, ReasonCode{known.Code, known.Words["en"]})
	}
	for c, parties := range d.parties {
		for l, person := range parties {
			if person == d.self {
				t.Own[c] = l
			}
		}
	}
	spans := map[where][]int{}
	for i, s := range d.plan.Spans {
		spans[s.paragraph()] = append(spans[s.paragraph()], i)
	}
	for _, n := range d.plan.Notes {
		t.Notes = append(t.Notes, d.noteText(n, spans))
	}
	return t
}

func (d *deliberation) noteText(n PlanNote, spans map[where][]int) ReviewedNote {
	in := d.readings[n.ID].note
	var note ReviewedNote
	for part, it := range in.parts {
		said := ReviewedPart{Kind: it.kind, At: n.Start}
		if part > 0 {
			said.At = it.at
		}
		number := 0
		for _, text := range it.texts {
			p := ReviewedParagraph{Text: text}
			if strings.HasPrefix(text, headingMark) {
				p.Text = strings.TrimPrefix(text, headingMark)
			} else {
				number++
				p.Number, p.Whose = number, string(in.whose[part][number-1])
				p.Spans = spans[where{note: n.ID, addendum: part, paragraph: number}]
			}
			said.Paragraphs = append(said.Paragraphs, p)
		}
		if n.Decision == includeNote {
			d.leave(it, said.Paragraphs)
			for j, name := range digest.Fields() {
				if value := it.content.Fields[j]; d.leavesFact(in.note, name, value) {
					said.Facts = append(said.Facts, ReviewedFact{name, string(value)})
				}
			}
		}
		note.Parts = append(note.Parts, said)
	}
	return note
}

// leave says of the paragraphs of an included note or addendum how they leave.
func (d *deliberation) leave(it signedItem, list []ReviewedParagraph) {
	heading := -1 // one that waits for a paragraph that leaves
	for i := range list {
		p := &list[i]
		if p.Number == 0 {
			heading = i
			continue
		}
		kept := d.keptBack(p.Spans)
		if d.silently(kept) {
			continue
		}
		if heading >= 0 {
			list[heading].Leaves, heading = []ReviewedPiece{{Text: list[heading].Text}}, -1
		}
		pieces, starts, _ := showPieces(it.content.Paragraphs[i], kept)
		for j, piece := range pieces {
			p.Leaves = append(p.Leaves, ReviewedPiece{piece.Text + piece.Mark, piece.Mark != "", starts[j]})
		}
	}
}

// keptBack are those of the plan's places that stay.
func (d *deliberation) keptBack(spans []int) []PlanSpan {
	var list []PlanSpan
	for _, i := range spans {
		if d.plan.Spans[i].Decision == accepted {
			list = append(list, d.plan.Spans[i])
		}
	}
	return list
}

// silently says whether a paragraph, of which these places stay, is not in the
// packet at all.
func (d *deliberation) silently(kept []PlanSpan) bool { return len(kept) == 1 && d.silent(kept[0]) }
