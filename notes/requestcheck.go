package notes

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"subrosa/vault"
)

// The items of the checklist. Which of them a request needs is for the rules of
// the practice to say, by its type.
const (
	identityItem  = "identity"        // whoever asks is who they say they are
	authorityItem = "authority"       // the document that authorises was seen
	consentItem   = "consent"         // of a party, to the release
	noticeItem    = "notice"          // a party was told that a request has come
	objectionItem = "objection"       // the time to object is over, or nobody objects
	judgeItem     = "judge-signature" // a judge signed the order
)

// CheckItems are the items of the checklist.
func CheckItems() []string {
	return []string{identityItem, authorityItem, consentItem, noticeItem, objectionItem, judgeItem}
}

// ofSomebody says whether an item is about each party by itself.
func ofSomebody(item string) bool { return item == consentItem || item == noticeItem }

// Check is an item of the checklist that was ticked.
type Check struct {
	Item       string         `json:"item"`
	Date       string         `json:"date"` // when it was so
	Of         PersonCode     `json:"of,omitempty"`
	Reference  string         `json:"reference,omitempty"`  // which document, how, by whom
	Attachment AttachmentCode `json:"attachment,omitempty"` // that shows it

	person int64
}

// CheckInput ticks an item, or takes a tick back.
type CheckInput struct {
	Item       string
	Date       string     // "": today
	Of         PersonCode // of a consent or notice: whose; "" when there is only one who can be meant
	Reference  string
	Attachment AttachmentCode // that shows it; "": none
	Undo       bool
}

// TickCheck enters that an item of the checklist is as it has to be.
func (b *Book) TickCheck(ctx context.Context, id RequestID, in CheckInput) (Request, error) {
	return update(ctx, b, func(tx *vault.Tx) (Request, error) {
		r, err := b.readOpenRequest(tx, id)
		if err != nil {
			return r, err
		}
		s, err := b.checkStep(tx, r, in)
		if err != nil {
			return r, err
		}
		if err := addStep(tx, r.row, s); err != nil {
			return r, err
		}
		what := "request-checked"
		if in.Undo {
			what = "request-check-undone"
		}
		if err := recordForCases(tx, r.Cases, Event{What: what, Request: r.ID, Detail: in.Item}); err != nil {
			return r, err
		}
		return b.readRequest(tx, id)
	})
}

func (b *Book) checkStep(tx *vault.Tx, r Request, in CheckInput) (step, error) {
	s := step{kind: checkStep, what: in.Item}
	if !slices.Contains(CheckItems(), in.Item) {
		return s, &Invalid{What: "item: " + strings.Join(CheckItems(), ", ")}
	}
	var err error
	if s.Reason, err = cleanText("reference", in.Reference); err != nil {
		return s, err
	}
	if s.person, err = checkedPerson(tx, r, in); err != nil || in.Undo {
		return s, err
	}
	if in.Attachment != "" {
		a, err := readAttachment(tx, in.Attachment)
		switch {
		case err != nil:
			return s, err
		case a.Void != nil:
			return s, &Refused{Rule: "void", What: string(a.ID) + " is void"}
		case len(r.Cases) > 0 && !slices.Contains(r.Cases, a.Case):
			return s, &Invalid{What: string(a.ID) + " is of a case that the request is not about", Flag: "attach"}
		}
		s.ground = string(a.ID)
	}
	s.day, err = parseDate("date", in.Date, b.today(tx))
	if err == nil && s.day > b.today(tx) {
		err = &Invalid{What: "date: in the future", Flag: "date"}
	}
	return s, err
}

// checkedPerson is of whom an item is ticked, 0 when it is about nobody in
// particular.
func checkedPerson(tx *vault.Tx, r Request, in CheckInput) (int64, error) {
	if !ofSomebody(in.Item) {
		if in.Of != "" {
			return 0, &Invalid{What: in.Item + " is not about a person", Flag: "of"}
		}
		return 0, nil
	}
	parties, err := involved(tx, r)
	if err != nil {
		return 0, err
	}
	if in.Of == "" {
		if len(parties) == 1 {
			return parties[0], nil
		}
		return 0, &Invalid{What: in.Item + ": whose?", Flag: "of"}
	}
	n, err := in.Of.number()
	if err == nil && !slices.Contains(parties, n) {
		err = &Invalid{What: string(in.Of) + " is no party in the cases of " + string(r.ID), Flag: "of"}
	}
	return n, err
}

// involved are the persons who are parties in the cases of a request.
func involved(tx *vault.Tx, r Request) ([]int64, error) {
	var list []int64
	for _, c := range r.Cases {
		n, err := c.number()
		if err != nil {
			return nil, err
		}
		found, err := vault.All(tx, vault.Value[int64], "SELECT person FROM party WHERE casefile = ? ORDER BY label", n)
		if err != nil {
			return nil, err
		}
		list = append(list, found...)
	}
	slices.Sort(list)
	return slices.Compact(list), nil
}

// readChecks are the items that are ticked now.
func readChecks(tx *vault.Tx, request int64) ([]Check, error) {
	steps, err := readSteps(tx, request, checkStep)
	list := []Check{}
	for _, s := range steps {
		same := func(c Check) bool { return c.Item == s.what && c.person == s.person }
		list = slices.DeleteFunc(list, same)
		if s.day == "" {
			continue
		}
		c := Check{Item: s.what, Date: s.day, Reference: s.Reason, Attachment: AttachmentCode(s.ground), person: s.person}
		if s.person != 0 {
			c.Of = personCode(s.person)
		}
		list = append(list, c)
	}
	return list, err
}

// missing are the items that the rules ask for and that are not ticked. Of a
// case of several parties each gives consent and is given notice by themselves.
func missing(tx *vault.Tx, r Request) ([]string, error) {
	rules, err := r.rules()
	if err != nil {
		return nil, err
	}
	gate := rules.Gate(r.Type)
	parties, err := involved(tx, r)
	if err != nil {
		return nil, err
	}
	ticked := func(item string, person int64) bool {
		return slices.ContainsFunc(r.Checks, func(c Check) bool { return c.Item == item && c.person == person })
	}
	list := []string{}
	for _, item := range gate.NeedsFor(r.Authority.Kind) {
		switch {
		case !ofSomebody(item):
			if !ticked(item, 0) {
				list = append(list, item)
			}
		default:
			for _, person := range parties {
				if (item == noticeItem || gate.EachParty || person == r.person) && !ticked(item, person) {
					list = append(list, fmt.Sprintf("%s %s", item, personCode(person)))
				}
			}
		}
	}
	return list, nil
}

// Unidentified says that nothing is handed over before it is known who asks.
func (r Request) Unidentified() error {
	return &Refused{Rule: "no_identity", What: string(r.ID) + ": not on the checklist: " + identityItem,
		Hint: "request check " + string(r.ID) + " " + identityItem}
}

// permitted says whether a packet may be built at all: on this kind of request,
// on this authority, with what is on the checklist.
func (d *deliberation) permitted(r Request) error {
	refuse := func(rule, what, hint string) error {
		return &Refused{Rule: rule, What: string(r.ID) + ": " + what + " (" + d.gate.Why.String() + ")", Hint: hint}
	}
	letters := "request letter " + string(r.ID) + " neutral writes an answer that gives nothing away"
	switch {
	case r.Person == "":
		return refuse("no_record", "it is about nobody in the record", letters)
	case !d.gate.Export:
		return refuse("no_authority", "nothing leaves on a request of type "+r.Type, letters)
	case !slices.Contains(d.gate.Authorities, r.Authority.Kind):
		return refuse("no_authority", "nothing leaves on this authority: "+r.Authority.Kind, letters)
	case len(d.plan.Notes) == 0 && len(d.plan.Blockers) == 0 && !d.measuresLeave():
		return refuse("empty_scope", "there is no note in its scope", "request letter "+string(r.ID)+" no-records")
	}
	for _, item := range r.Missing {
		kind, _, _ := strings.Cut(item, " ")
		rule, known := map[string]string{authorityItem: "no_authority", consentItem: "no_authority", judgeItem: "no_authority",
			noticeItem: "no_notice", objectionItem: "no_notice"}[kind]
		if known {
			return refuse(rule, "not on the checklist: "+item, "request check "+string(r.ID)+" "+kind)
		}
	}
	return nil
}
