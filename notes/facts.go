package notes

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"time"

	"subrosa/notes/document"
	"subrosa/vault"
)

// Facts are what the writing screen guesses for a new note of a case, and what
// it keeps in view.
type Facts struct {
	Case     Case
	Session  int               // number of this session in the case
	Document document.Document // start, minutes, place, present, format guessed; empty sections of the format
	LastPlan []Paragraph       // the Plan section of the last note
	LastNote *Note             // head only
	Alerts   []Alert           // what questionnaires ask to be addressed
}

// What is guessed where the record tells nothing.
const (
	usualMinutes   = 50
	usualFormat    = "dap"
	inquiryMinutes = 15
)

// Facts guesses the facts of a note of a kind about to be written; "" is a session.
func (b *Book) Facts(ctx context.Context, c CaseCode, kind string) (Facts, error) {
	return view(ctx, b, func(tx *vault.Tx) (Facts, error) {
		file, err := openCaseNumber(tx, c)
		if err != nil {
			return Facts{}, err
		}
		shown, err := b.readCase(tx, c, true)
		if err != nil {
			return Facts{}, err
		}
		practice, err := readPractice(tx)
		if err != nil {
			return Facts{}, err
		}
		f := Facts{Case: shown}
		if f.Session, err = sessionNumber(tx, file); err != nil {
			return f, err
		}
		if err := f.last(tx, file); err != nil {
			return f, err
		}
		if f.Alerts, err = riskAlerts(tx, file); err != nil {
			return f, err
		}
		due, err := b.dueAppointment(tx, file)
		if err != nil {
			return f, err
		}
		c, err := b.documentContext(tx, file)
		if err != nil {
			return f, err
		}
		f.Document = guess(f, practice, c, due)
		if kind == "" || kind == f.Document.Kind {
			return f, nil
		}
		return f, f.turnInto(tx, file, kind, practice, now(tx).In(b.zone))
	})
}

// sessionNumber counts the sessions of a case, and this one.
func sessionNumber(tx *vault.Tx, file int64) (int, error) {
	return vault.One(tx, vault.Value[int],
		"SELECT count(*) + 1 FROM note WHERE casefile = ? AND kind = 'session' AND status <> 'void'", file)
}

// last reads the last session and its plan.
func (f *Facts) last(tx *vault.Tx, file int64) error {
	note, err := vault.One(tx, scanNote, noteColumns+` WHERE casefile = ? AND kind = 'session' AND status <> 'void'
		ORDER BY start_at DESC LIMIT 1`, file)
	if errors.Is(err, vault.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	f.LastNote = &note
	whole, err := readNote(tx, note.ID)
	f.LastPlan = whole.plan()
	return err
}

// dueAfter is how long an appointment is about to be written about, from a little
// before it begins (ahead).
const dueAfter = 36 * time.Hour

// dueAppointment is the last appointment that is due and of which no note
// tells: no session, no-show or cancellation began then.
func (b *Book) dueAppointment(tx *vault.Tx, file int64) (*Next, error) {
	at := now(tx)
	next, err := vault.One(tx, func(scan vault.Scan) (next Next, err error) {
		var start string
		if err = scan(&start, &next.Place); err == nil {
			next.Start, err = parseStamp(start)
		}
		return next, err
	}, `SELECT next, next_place FROM note n WHERE casefile = ? AND next_at BETWEEN ? AND ? AND status <> 'void'
		AND NOT EXISTS (SELECT 1 FROM note m WHERE m.casefile = n.casefile AND m.status <> 'void' AND m.kind IN ('session', 'intake', 'closing', 'supervision', 'no-show', 'cancellation')
		                AND m.start_at BETWEEN n.next_at - 3600 AND n.next_at + 3600)
		ORDER BY next_at DESC LIMIT 1`, file, at.Add(-dueAfter).Unix(), at.Add(ahead).Unix())
	if errors.Is(err, vault.ErrNoRows) {
		return nil, nil
	}
	next.Start = next.Start.In(b.zone)
	return &next, err
}

// guess makes a document of what is likely: the appointment that is due, else
// the clock; length, place, format and attendance as last time.
func guess(f Facts, p Practice, c document.Context, due *Next) document.Document {
	d := document.Document{Kind: "session", Layer: "record", Format: usualFormat, Minutes: usualMinutes, Place: "online"}
	if f.Case.Kind == "inquiry" {
		d.Format, d.Minutes = "inquiry", inquiryMinutes
	}
	if len(p.Places) > 0 {
		d.Place = p.Places[0].ID
	}
	for _, party := range f.Case.Parties {
		d.Present = append(d.Present, string(party.Label))
	}
	parties := slices.Clone(d.Present)
	if last := f.LastNote; last != nil {
		if d.Place = last.Place; last.Format != "inquiry" || f.Case.Kind == "inquiry" {
			d.Minutes, d.Format = last.Minutes, last.Format
		}
		if present := DocumentOf(*last).Present; len(present) > 0 {
			d.Present = present
		}
	}
	d.Part = document.PartOf(d.Present, parties)
	if due != nil {
		d.Start = due.Start
		if due.Place != "" {
			d.Place = due.Place
		}
	} else {
		d.Start = guessStart(f.LastNote, d.Minutes, c.Now)
	}
	format, ok := c.FindFormat(d.Format)
	if !ok { // a template that is not offered any more
		format, _ = document.FindFormat(usualFormat)
		d.Format = format.Name
	}
	d.Sections = format.Empty(p.Language)
	return d
}

// turnInto makes a guess for another kind than a session. What is no meeting, and
// does not tell of an appointment, is written as it happens.
func (f *Facts) turnInto(tx *vault.Tx, file int64, kind string, p Practice, now time.Time) error {
	d := &f.Document
	d.Kind = kind
	if !document.Meets(kind) && !document.WithoutSession(kind) {
		d.Start, d.Minutes, d.Place = now.Truncate(time.Minute), 0, ""
	}
	format, ok := document.KindFormat(kind)
	if document.WithoutSession(kind) {
		format, ok = document.FindFormat("narrative")
	}
	if ok {
		d.Format, d.Sections = format.Name, format.Empty(p.Language)
	}
	switch kind {
	case "contact":
		last, err := newest(tx, file, "kind = 'contact'")
		if err != nil {
			return err
		}
		if last != nil {
			if channel := DocumentOf(*last).OwnOf("channel"); len(channel) > 0 { // people write where they wrote
				d.Own = append(d.Own, document.Own{Key: "channel", Values: channel})
			}
		}
		d.Own = append(d.Own, document.Own{Key: "direction", Values: []string{"in"}})
		if len(d.Present) > 0 {
			d.Own = append(d.Own, document.Own{Key: "with", List: true, Values: d.Present})
		}
	case "closing":
		if err := f.measuresOf(tx, file, p.Language); err != nil {
			return err
		}
		return f.summarise(tx, file)
	}
	return nil
}

// summarise fills in the dates and counts of a closing summary.
func (f *Facts) summarise(tx *vault.Tx, file int64) error {
	var first, last *string
	var held, cancelled, missed int
	_, err := vault.One(tx, func(scan vault.Scan) (struct{}, error) {
		return struct{}{}, scan(&first, &last, &held, &cancelled, &missed)
	}, `SELECT min(CASE WHEN kind IN ('session', 'intake') THEN substr(start, 1, 10) END),
			max(CASE WHEN kind IN ('session', 'intake') THEN substr(start, 1, 10) END),
			count(CASE WHEN kind IN ('session', 'intake') THEN 1 END),
			count(CASE WHEN kind = 'cancellation' THEN 1 END), count(CASE WHEN kind = 'no-show' THEN 1 END)
		FROM note WHERE casefile = ? AND status <> 'void'`, file)
	if err != nil {
		return err
	}
	own := func(key, value string) {
		f.Document.Own = append(f.Document.Own, document.Own{Key: key, Values: []string{value}})
	}
	if first != nil && last != nil {
		own("first", *first)
		own("last", *last)
	}
	own("held", strconv.Itoa(held))
	own("cancelled", strconv.Itoa(cancelled))
	own("no_shows", strconv.Itoa(missed))
	return nil
}

// guessStart is the hour of last time when it is the same day of the week and
// that hour has come; else the session has just ended, and began at a quarter.
func guessStart(last *Note, minutes int, now time.Time) time.Time {
	if last != nil {
		was := last.Start.In(now.Location())
		today := time.Date(now.Year(), now.Month(), now.Day(), was.Hour(), was.Minute(), 0, 0, now.Location())
		if was.Weekday() == now.Weekday() && !today.Equal(was) && !today.After(now) {
			return today
		}
	}
	began := now.Add(-time.Duration(minutes) * time.Minute)
	quarter := began.Minute() / 15 * 15
	return time.Date(began.Year(), began.Month(), began.Day(), began.Hour(), quarter, 0, 0, now.Location())
}
