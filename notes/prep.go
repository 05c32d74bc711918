package notes

import (
	"context"
	"errors"
	"slices"
	"time"

	"subrosa/notes/document"
	"subrosa/vault"
)

// Preparation is what is looked at before a session: what was planned, where the
// work is going, what to be careful about, and what came in between.
//
// What one party said while the others were not there is apart, in Alone, so that
// a screen can keep it back until nobody looks on.
type Preparation struct {
	Case     CaseCode         `json:"case"`
	Kind     string           `json:"kind"`
	Parties  []Party          `json:"parties"`
	Session  int              `json:"session"`      // number of the coming session
	Next     *Next            `json:"next"`         // the coming appointment, or the one of which no note tells yet
	Last     *Past            `json:"last"`         // the last session
	Plan     []Excerpt        `json:"plan"`         // what the last session planned
	Goals    *Goals           `json:"goals"`        // of the newest signed plan
	Risk     *RiskFound       `json:"risk"`         // as stated last
	Present  *RiskFound       `json:"risk_present"` // when risk was stated as present last, if that is not Risk
	FollowUp *FollowUp        `json:"follow_up"`
	Contacts []Contact        `json:"contacts"` // since the last session
	Drafts   []NoteID         `json:"drafts"`
	Alert    string           `json:"alert"`    // what a questionnaire asks to be addressed
	Measures []Trend          `json:"measures"` // each party's own
	Missing  []ConsentMissing `json:"consents_missing"`
	Ending   []ConsentEnding  `json:"consents_ending"`
	Alone    []Excerpt        `json:"alone"`
}

// Past is a session that was.
type Past struct {
	Note    NoteID    `json:"note"`
	Start   time.Time `json:"start"`
	Present []Label   `json:"present"`
}

// Excerpt is a paragraph of a note.
type Excerpt struct {
	Note  NoteID `json:"note"`
	Text  string `json:"text"`
	Whose string `json:"whose"`
}

// Goals are what the newest plan aims at. Review is a date, "" if none.
type Goals struct {
	Note   NoteID    `json:"note"`
	Start  time.Time `json:"start"`
	Review string    `json:"review"`
	Aims   []Excerpt `json:"aims"`
}

// RiskFound is a statement about risk, and where it stands.
type RiskFound struct {
	Risk string    `json:"risk"`
	Note NoteID    `json:"note"`
	At   time.Time `json:"at"`
}

// FollowUp is when a risk that was found is to be followed up.
type FollowUp struct {
	Note NoteID `json:"note"`
	Due  string `json:"due"`
}

// Contact is what happened between two sessions: a contact, a letter, a report.
type Contact struct {
	Note  NoteID            `json:"note"`
	Kind  string            `json:"kind"`
	Start time.Time         `json:"start"`
	Facts document.OwnFacts `json:"facts,omitzero"`
	Text  []Excerpt         `json:"text"` // its first section that is not said alone
}

// Prepare reads what is worth knowing before the next session of a case, and
// records the opening.
func (b *Book) Prepare(ctx context.Context, c CaseCode, d ...Detail) (Preparation, error) {
	var record bool
	p, err := view(ctx, b, func(tx *vault.Tx) (p Preparation, err error) {
		file, err := openCaseNumber(tx, c)
		if err != nil {
			return p, err
		}
		if p, err = b.prepare(tx, file); err != nil {
			return p, err
		}
		if slices.Contains(d, Anonymous) {
			if err := p.anonymise(tx, file); err != nil {
				return p, err
			}
		}
		record, err = readingIsNew(tx, file)
		return p, err
	})
	if err == nil && record {
		file, _ := p.Case.number()
		err = b.recordReading(ctx, file, Event{What: "case-read", Case: p.Case})
	}
	return p, err
}

func (b *Book) prepare(tx *vault.Tx, file int64) (Preparation, error) {
	shown, err := b.readCase(tx, caseCode(file), false)
	if err != nil {
		return Preparation{}, err
	}
	p := Preparation{Case: shown.Code, Kind: shown.Kind, Parties: shown.Parties,
		Plan: []Excerpt{}, Contacts: []Contact{}, Drafts: []NoteID{}, Alone: []Excerpt{}}
	if p.Session, err = sessionNumber(tx, file); err != nil {
		return p, err
	}
	for _, fill := range []func(*vault.Tx, int64) error{b.fillNext(&p), p.fillLast, p.fillGoals, p.fillRisk, p.fillContacts} {
		if err := fill(tx, file); err != nil {
			return p, err
		}
	}
	alerts, err := riskAlerts(tx, file)
	if err != nil {
		return p, err
	}
	p.Alert = AlertFor(alerts, nil)
	if p.Measures, err = trendsOf(tx, file); err != nil {
		return p, err
	}
	missing, ending, err := b.consentsOf(tx, file)
	p.Missing, p.Ending = append([]ConsentMissing{}, missing...), append([]ConsentEnding{}, ending...)
	return p, err
}

// fillNext finds the appointment that is due and unwritten, else the next one.
func (b *Book) fillNext(p *Preparation) func(*vault.Tx, int64) error {
	return func(tx *vault.Tx, file int64) (err error) {
		if p.Next, err = b.dueAppointment(tx, file); err != nil || p.Next != nil {
			return err
		}
		next, err := vault.One(tx, func(scan vault.Scan) (next Next, err error) {
			var start string
			if err = scan(&start, &next.Place); err == nil {
				next.Start, err = parseStamp(start)
			}
			return next, err
		}, `SELECT next, next_place FROM note WHERE casefile = ? AND next_at > ? AND status <> 'void' ORDER BY next_at LIMIT 1`,
			file, now(tx).Unix())
		if errors.Is(err, vault.ErrNoRows) {
			return nil
		}
		p.Next = &next
		return err
	}
}

// newest is the newest note of a case that is not void and fulfils a condition;
// nil if there is none.
func newest(tx *vault.Tx, file int64, condition string, args ...any) (*Note, error) {
	head, err := vault.One(tx, scanNote, noteColumns+" WHERE casefile = ? AND status <> 'void' AND "+condition+
		" ORDER BY start_at DESC, id DESC LIMIT 1", append([]any{file}, args...)...)
	if errors.Is(err, vault.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	whole, err := readNote(tx, head.ID)
	return &whole, err
}

func (p *Preparation) fillLast(tx *vault.Tx, file int64) error {
	last, err := newest(tx, file, "kind IN ('session', 'intake')")
	if err != nil || last == nil {
		return err
	}
	p.Last = &Past{last.ID, last.Start, last.Present}
	for _, s := range last.Sections {
		if open := p.open(*last, s.Paragraphs); s.Key == "plan" {
			p.Plan = open
		}
	}
	return nil
}

// open are the paragraphs of a note that every party of the case may see; what
// was said by one alone, or while not all were there, goes behind the key.
func (p *Preparation) open(n Note, list []Paragraph) []Excerpt {
	open := []Excerpt{}
	apart := len(n.Present) > 0 && len(n.Present) < len(p.Parties)
	for _, par := range list {
		e := Excerpt{n.ID, par.Text, par.Whose}
		if len(p.Parties) > 1 && (apart || document.Whose(par.Whose).Alone()) {
			p.Alone = append(p.Alone, e)
			continue
		}
		open = append(open, e)
	}
	return open
}

func (p *Preparation) fillGoals(tx *vault.Tx, file int64) error {
	plan, err := newest(tx, file, "kind = 'plan' AND status = 'signed'")
	if err != nil || plan == nil {
		return err
	}
	p.Goals = &Goals{Note: plan.ID, Start: plan.Start, Aims: []Excerpt{}}
	for _, v := range DocumentOf(*plan).OwnOf("review") {
		p.Goals.Review = v
	}
	for _, s := range plan.Sections {
		if s.Key == "goal" || s.Key == "objectives" {
			p.Goals.Aims = append(p.Goals.Aims, p.open(*plan, s.Paragraphs)...)
		}
	}
	return nil
}

func (p *Preparation) fillRisk(tx *vault.Tx, file int64) error {
	found := func(condition string) (*RiskFound, error) {
		n, err := newest(tx, file, condition)
		if err != nil || n == nil {
			return nil, err
		}
		return &RiskFound{*n.Risk, n.ID, n.Start}, nil
	}
	var err error
	if p.Risk, err = found("risk IS NOT NULL"); err != nil || p.Risk == nil {
		return err
	}
	if p.Risk.Risk != "present" {
		if p.Present, err = found("risk = 'present'"); err != nil {
			return err
		}
	}
	n, err := newest(tx, file, "kind = 'risk'")
	if err != nil || n == nil {
		return err
	}
	for _, due := range DocumentOf(*n).OwnOf("follow_up") {
		p.FollowUp = &FollowUp{n.ID, due}
	}
	return nil
}

// fillContacts lists what came after the last session, and the drafts.
func (p *Preparation) fillContacts(tx *vault.Tx, file int64) error {
	since := int64(0)
	if p.Last != nil {
		since = p.Last.Start.Unix()
	}
	heads, err := vault.All(tx, scanNote, noteColumns+` WHERE casefile = ? AND status <> 'void' AND (status = 'draft' OR
		start_at > ? AND kind IN ('contact', 'correspondence', 'report', 'incident', 'no-show', 'cancellation', 'recording-request'))
		ORDER BY start_at, id`, file, since)
	if err != nil {
		return err
	}
	for _, head := range heads {
		if head.Status == draft {
			p.Drafts = append(p.Drafts, head.ID)
		}
		if document.Meets(head.Kind) || head.Kind == "plan" || head.Kind == "risk" || head.Kind == "closing" || head.Start.Unix() <= since {
			continue
		}
		whole, err := readNote(tx, head.ID)
		if err != nil {
			return err
		}
		c := Contact{Note: whole.ID, Kind: whole.Kind, Start: whole.Start, Facts: whole.Facts, Text: []Excerpt{}}
		for _, s := range whole.Sections {
			if text := p.open(whole, s.Paragraphs); len(c.Text) == 0 {
				c.Text = text
			}
		}
		p.Contacts = append(p.Contacts, c)
	}
	return nil
}
