package notes

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"subrosa/notes/letter"
	"subrosa/notes/packet"
	"subrosa/notes/page"
	"subrosa/notes/profile"
	"subrosa/vault"
)

// LetterInput says which letter about a request is written.
type LetterInput struct {
	Kind  string     `json:"-"` // one of profile.LetterKinds
	Of    PersonCode `json:"-"` // of notice and breach-person: to whom
	Until string     `json:"-"` // of notice: by when to object; "": in two weeks
	// Of a breach.
	What         string `json:"what"`
	People       string `json:"people"`
	Consequences string `json:"consequences"`
	Measures     string `json:"measures"`
}

// RequestLetter composes a letter about a request in the practice's name. It
// records nothing: LetterWritten does, when the letter is there.
//
// A neutral letter speaks of nobody. A notice to another party, and word of a
// breach, go to an address only that is marked as safe to use.
func (b *Book) RequestLetter(ctx context.Context, id RequestID, in LetterInput) (letter.Letter, error) {
	return view(ctx, b, func(tx *vault.Tx) (letter.Letter, error) {
		r, err := b.readRequest(tx, id)
		if err != nil {
			return letter.Letter{}, err
		}
		if !slices.Contains(profile.LetterKinds(), in.Kind) {
			return letter.Letter{}, &Invalid{What: "letter: " + strings.Join(profile.LetterKinds(), ", ")}
		}
		return b.composeLetter(tx, r, in)
	})
}

func (b *Book) composeLetter(tx *vault.Tx, r Request, in LetterInput) (letter.Letter, error) {
	practice, err := readPractice(tx)
	if err != nil {
		return letter.Letter{}, err
	}
	rules, err := r.rules()
	if err != nil {
		return letter.Letter{}, err
	}
	d := profile.LetterData{Rules: rules, Type: r.Type,
		Matter: or(r.Matter, r.Authority.Reference), What: in.What, People: in.People, Consequences: in.Consequences, Measures: in.Measures}
	if d.Received, err = time.Parse(dateForm, r.Received); err != nil {
		return letter.Letter{}, err
	}
	if r.Due != nil {
		if d.Due, err = time.Parse(dateForm, *r.Due); err != nil {
			return letter.Letter{}, err
		}
	}
	if r.Found != "" {
		if d.Found, err = parseStamp(r.Found); err != nil {
			return letter.Letter{}, err
		}
	}
	if err := b.tellSteps(tx, &d, r, in, practice.Language); err != nil {
		return letter.Letter{}, err
	}
	if err := tellDestroyed(tx, &d, r, b.zone); err != nil {
		return letter.Letter{}, err
	}
	to, err := b.letterTo(tx, r, in, rules)
	if err != nil {
		return letter.Letter{}, err
	}
	d.Recipient = to.Name
	text, err := profile.Letter(in.Kind, practice.Language, d)
	if err != nil {
		return letter.Letter{}, &Invalid{What: "letter " + in.Kind + ": " + err.Error(), Flag: "from"}
	}
	from := letter.Practice{Therapist: practice.Therapist, Title: practice.Title, Authorisation: practice.Authorisation, Address: practice.Address}
	if in.Kind == "notice" { // whoever sees it lying there need not know what kind of practice writes
		from.Title, from.Authorisation = "", ""
	}
	return letter.Letter{
		Language: practice.Language, Paper: page.Paper(rules.Paper()),
		Practice:  from,
		Recipient: to, Date: rules.Date(now(tx).In(b.zone), practice.Language), Reference: d.Matter,
		Subject: text.Subject, Paragraphs: text.Paragraphs,
	}, nil
}

// tellDestroyed fills in when a record was destroyed of which a request names the
// case. Who asks without authority is not told that there was one.
func tellDestroyed(tx *vault.Tx, d *profile.LetterData, r Request, zone *time.Location) error {
	if r.Authority.Kind == "other" {
		return nil
	}
	for _, c := range r.Cases {
		n, err := c.number()
		if err != nil {
			return err
		}
		gone, err := readDestruction(tx, n)
		if err == nil {
			d.Destroyed, d.Certificate = gone.At.In(zone), string(gone.Certificate)
		} else if _, not := errors.AsType[*Refused](err); !not {
			return err
		}
	}
	return nil
}

// objectionTime is how long another party has to object when nothing else is said.
const objectionTime = 14 * day

// tellSteps fills in what a letter tells of what was done: why it takes longer,
// why it was refused, what was decided.
func (b *Book) tellSteps(tx *vault.Tx, d *profile.LetterData, r Request, in LetterInput, language string) error {
	kind, known := map[string]string{"extension": extendedStep, "refusal": refusedStep, "decision": decidedStep}[in.Kind]
	if !known {
		if in.Kind == "receipt" {
			return tellDelivery(tx, d, r)
		}
		if in.Kind != "notice" {
			return nil
		}
		until, err := parseDate("until", in.Until, b.date(now(tx).Add(objectionTime)))
		if err != nil {
			return err
		}
		d.Until, err = time.Parse(dateForm, until)
		return err
	}
	for _, s := range slices.Backward(r.Steps) {
		if s.Kind != kind {
			continue
		}
		for _, g := range d.Rules.Grounds(r.Type) {
			if g.Code == s.Ground {
				d.Reasons = append(d.Reasons, g.Words[language])
			}
		}
		if s.Reason != "" {
			d.Reasons = append(d.Reasons, s.Reason)
		}
		d.Outcome = s.What
		if s.Until == "" {
			return nil
		}
		var err error
		d.Until, err = time.Parse(dateForm, s.Until)
		return err
	}
	command := map[string]string{"extension": "extend", "refusal": "refuse", "decision": "decide"}[in.Kind]
	return &Refused{Rule: "not_decided", What: string(r.ID) + ": there is nothing yet that the letter could tell", Hint: "first: request " + command + " " + string(r.ID)}
}

// tellDelivery fills in what was handed over last.
func tellDelivery(tx *vault.Tx, d *profile.LetterData, r Request) error {
	if len(r.Delivered) == 0 {
		return &Refused{Rule: "not_delivered", What: string(r.ID) + ": nothing was handed over yet", Hint: "request deliver " + string(r.ID)}
	}
	given, err := readDisclosure(tx, r.Delivered[len(r.Delivered)-1])
	if err != nil {
		return err
	}
	d.Handed, d.SHA256 = given.At, given.SHA256Packet
	d.Pages, err = vault.One(tx, func(scan vault.Scan) (string, error) {
		var from, pages int
		err := scan(&from, &pages)
		bates := packet.Bates{Prefix: batesPrefix, From: from}
		return bates.Number(1) + " – " + bates.Number(pages), err
	}, "SELECT p.bates_from, p.pages FROM disclosure g JOIN delivery d ON d.id = g.delivery JOIN packet p ON p.id = d.packet WHERE g.id = ?", given.row)
	return err
}

// letterTo is who gets a letter: the requester, or of some kinds somebody else.
func (b *Book) letterTo(tx *vault.Tx, r Request, in LetterInput, rules profile.Rules) (letter.Recipient, error) {
	switch in.Kind {
	case "breach-authority":
		return letter.Recipient{Name: rules.Authority}, nil
	case "notice", "breach-person":
		return b.safeRecipient(tx, r, in)
	}
	if in.Of != "" {
		return letter.Recipient{}, &Invalid{What: "a letter of this kind goes to the requester", Flag: "of"}
	}
	return letter.Recipient(r.Requester), nil
}

func (b *Book) safeRecipient(tx *vault.Tx, r Request, in LetterInput) (letter.Recipient, error) {
	parties, err := involved(tx, r)
	if err != nil {
		return letter.Recipient{}, err
	}
	others := slices.DeleteFunc(slices.Clone(parties), func(n int64) bool { return n == r.person })
	of := in.Of
	switch {
	case of == "" && in.Kind == "notice" && len(others) == 1:
		of = personCode(others[0])
	case of == "":
		return letter.Recipient{}, &Invalid{What: "to whom?", Flag: "of"}
	}
	p, err := readPerson(tx, of)
	switch {
	case err != nil:
		return letter.Recipient{}, err
	case !slices.Contains(p.Safe, "address") || p.Address == "":
		return letter.Recipient{}, &Refused{Rule: "no_safe_address", What: string(p.Code) + ": no address is marked as safe to use",
			Hint: "ask on a way that is safe; person edit marks an address as safe"}
	}
	return letter.Recipient{Name: p.Name, Address: p.Address}, nil
}

// LetterWritten enters that a letter was written.
func (b *Book) LetterWritten(ctx context.Context, id RequestID, in LetterInput) (Request, error) {
	return b.takeStep(ctx, id, func(*vault.Tx, Request) (step, error) {
		s := step{kind: letterStep, what: in.Kind}
		var err error
		if in.Of != "" {
			s.person, err = in.Of.number()
		}
		return s, err
	})
}

// FittingLetters are the kinds of letters that the rules know for a request.
func (b *Book) FittingLetters(ctx context.Context, id RequestID) ([]string, error) {
	return view(ctx, b, func(tx *vault.Tx) ([]string, error) {
		r, err := b.readRequest(tx, id)
		if err != nil {
			return nil, err
		}
		rules, err := r.rules()
		return rules.Gate(r.Type).Answers, err
	})
}
