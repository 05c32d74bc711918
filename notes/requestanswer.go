package notes

import (
	"context"
	"slices"
	"strings"
	"time"

	"subrosa/vault"
)

// RequestStep is something that was done about a request beside its checklist and
// its packets: letter, extended, answered, refused, decided.
type RequestStep struct {
	At     time.Time `json:"at"`
	Kind   string    `json:"kind"`
	What   string    `json:"what,omitempty"`  // which letter, answer or decision
	Until  string    `json:"until,omitempty"` // of more time
	Ground string    `json:"ground,omitempty"`
	Reason string    `json:"reason,omitempty"`
}

// Answers that give nothing away.
const (
	NeutralAnswer   = "neutral"    // neither confirms nor denies that anybody is known
	NoRecordsAnswer = "no-records" // there is no record, or none any more
)

// AnswerRequest enters that a request was answered without a packet.
func (b *Book) AnswerRequest(ctx context.Context, id RequestID, answer string) (Request, error) {
	return b.takeStep(ctx, id, func(tx *vault.Tx, r Request) (step, error) {
		s := step{kind: answeredStep, what: answer}
		switch {
		case answer != NeutralAnswer && answer != NoRecordsAnswer:
			return s, &Invalid{What: "answer: " + NeutralAnswer + " or " + NoRecordsAnswer}
		case answer == NeutralAnswer:
			return s, nil
		}
		live, err := liveCases(tx, r.Cases)
		if err == nil && len(live) > 0 {
			err = &Refused{Rule: "has_records", What: string(r.ID) + ": there are records: " + string(live[0]),
				Hint: "a neutral answer says neither yes nor no"}
		}
		return s, err
	})
}

// RefuseRequest enters that a request was refused, and why.
func (b *Book) RefuseRequest(ctx context.Context, id RequestID, reason string) (Request, error) {
	return b.takeStep(ctx, id, func(*vault.Tx, Request) (step, error) {
		reason, err := needed("reason", reason, "a refusal needs its reasons", "reason-from")
		return step{kind: refusedStep, Reason: reason}, err
	})
}

// ExtendRequest gives more time to answer, as far as the rules allow it. It has
// to be told, with the reasons, before the first term is over.
func (b *Book) ExtendRequest(ctx context.Context, id RequestID, until, reason string) (Request, error) {
	return b.takeStep(ctx, id, func(tx *vault.Tx, r Request) (step, error) {
		s := step{kind: extendedStep}
		var err error
		if s.Reason, err = needed("reason", reason, "more time needs a reason", "reason-from"); err != nil {
			return s, err
		}
		if s.day, err = parseDate("until", until, ""); err != nil {
			return s, err
		}
		return s, b.extendable(tx, r, s.day)
	})
}

func (b *Book) extendable(tx *vault.Tx, r Request, until string) error {
	rules, err := r.rules()
	if err != nil {
		return err
	}
	received, err := time.Parse(dateForm, r.Received)
	if err != nil {
		return err
	}
	latest, rule, ok := rules.Extended(r.Type, received)
	switch {
	case until == "":
		return &Invalid{What: "until when?", Flag: "until"}
	case r.Due == nil || !ok:
		return &Refused{Rule: "no_extension", What: string(r.ID) + ": the rules know no more time for it (" + rule.String() + ")"}
	case until <= *r.Due:
		return &Invalid{What: "until: is not after " + *r.Due, Flag: "until"}
	case until > latest.Format(dateForm):
		return &Refused{Rule: "no_extension", What: string(r.ID) + ": not beyond " + latest.Format(dateForm) + " (" + rule.String() + ")"}
	case r.Overdue:
		return &Refused{Rule: "overdue", What: string(r.ID) + " was due " + *r.Due + ": more time has to be told before that", Hint: "answer it now, and say why it is late"}
	}
	return nil
}

// Decisions about a rectification, an erasure or a restriction.
func Decisions() []string { return []string{"granted", "partly", "refused"} }

// DecideRequest enters what was decided about a rectification, an erasure or a
// restriction: not granted in full, it needs a ground of the rules and a reason.
func (b *Book) DecideRequest(ctx context.Context, id RequestID, decision, ground, reason string) (Request, error) {
	return b.takeStep(ctx, id, func(_ *vault.Tx, r Request) (step, error) {
		s := step{kind: decidedStep, what: decision, ground: ground}
		rules, err := r.rules()
		if err != nil {
			return s, err
		}
		if s.Reason, err = cleanText("reason", reason); err != nil {
			return s, err
		}
		var codes []string
		for _, g := range rules.Grounds(r.Type) {
			codes = append(codes, g.Code)
		}
		switch {
		case len(codes) == 0:
			return s, &Refused{Rule: "no_decision", What: string(r.ID) + ": a request of type " + r.Type + " is not decided in this way"}
		case !slices.Contains(Decisions(), decision):
			return s, &Invalid{What: "decision: " + strings.Join(Decisions(), ", ")}
		case decision == "granted":
			return s, nil
		case !slices.Contains(codes, ground):
			return s, &Invalid{What: "ground: " + strings.Join(codes, ", "), Flag: "ground"}
		case s.Reason == "":
			return s, &Invalid{What: "what is not granted needs a reason", Flag: "reason-from"}
		}
		return s, nil
	})
}

// takeStep enters a step into the register and the history.
func (b *Book) takeStep(ctx context.Context, id RequestID, of func(*vault.Tx, Request) (step, error)) (Request, error) {
	return update(ctx, b, func(tx *vault.Tx) (Request, error) {
		r, err := b.readOpenRequest(tx, id)
		if err != nil {
			return r, err
		}
		s, err := of(tx, r)
		if err != nil {
			return r, err
		}
		if err := addStep(tx, r.row, s); err != nil {
			return r, err
		}
		if err := recordForCases(tx, r.Cases, Event{What: "request-" + s.kind, Request: r.ID, Detail: s.what}); err != nil {
			return r, err
		}
		return b.readRequest(tx, id)
	})
}

// needed cleans a text that must not be empty.
func needed(field, text, what, flag string) (string, error) {
	text, err := cleanText(field, text)
	if err == nil && text == "" {
		err = &Invalid{What: what, Flag: flag}
	}
	return text, err
}
