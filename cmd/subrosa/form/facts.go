package form

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"subrosa/cmd/subrosa/screen"
	"subrosa/notes/document"
)

// Facts asks for the facts of a note (when, how long, where, who was there,
// what kind of note), starting from what the document says. The sections are
// not touched. Labels are what the practice's places are called, by id.
func (a *Asker) Facts(ctx context.Context, d document.Document, c document.Context, labels map[string]string) (document.Document, error) {
	start, minutes := "", ""
	if !d.Start.IsZero() {
		start = d.Start.Format(whenLayout)
	}
	if d.Minutes > 0 {
		minutes = strconv.Itoa(d.Minutes)
	}
	present := strings.Join(d.Present, ", ")
	if present == "" {
		present = strings.Join(c.Parties, ", ")
	}
	when := []question{
		{ask: "Start", value: &start, help: "2026-11-20 16:00, 20.11.2026 16:00, today 16:00", check: a.clocked},
		{ask: "Minutes", value: &minutes, check: wholeMinutes(minutes == "")},
	}
	if len(c.Parties) > 1 {
		who := question{ask: "Who was there", value: &present}
		if len(c.Parties) == 2 {
			who.choices = presentOptions(c.Parties)
		} else {
			who.help, who.check = "of "+strings.Join(c.Parties, ", ")+"; commas between", presentIn(c.Parties)
		}
		when = append(when, who)
	}
	kind, format := cmp.Or(d.Kind, "session"), d.Format
	if _, ofKind := document.KindFormat(d.Kind); ofKind || format == "" {
		format = document.Formats()[0].Name
	}
	pages := []page{
		{title: "This note", questions: when},
		{title: "This note", questions: []question{
			{ask: "Where", value: &d.Place, choices: placeOptions(c.Places, labels, d.Place == "")},
		}},
		{title: "This note", questions: []question{{ask: "Kind", value: &kind, choices: kindOptions()}}},
		{title: "This note", when: func(now values) bool { return now(&kind) == "session" },
			questions: []question{
				{ask: "Format", value: &format, choices: formatOptions(c.Formats)},
				{ask: "Layer", value: &d.Layer, choices: []Option{
					{"record", "the record"}, {"process", "process notes, for yourself"}}},
			}},
	}
	own := ownPages(&kind, d, c)
	err := a.fill(ctx, slices.Concat(pages, own.pages)...)
	if err != nil {
		return document.Document{}, err
	}
	chosen, err := document.Check(document.Document{Kind: kind, Own: own.of(kind)}, c)
	if err != nil {
		return document.Document{}, err
	}
	d.Own = chosen.Own
	if d = d.As(kind, format); kind == "session" {
		d.Format = format
	}
	d.Start, _, err = document.ParseWhen(start, a.Now())
	if err != nil {
		return document.Document{}, err
	}
	d.Minutes, _ = strconv.Atoi(minutes)
	if document.WithoutSession(d.Kind) {
		d.Present, d.Part = nil, ""
		return d, nil
	}
	if len(d.Present) == 0 {
		d.Present = c.Parties
	}
	if len(c.Parties) > 1 {
		d.Present = list(strings.ToUpper(present))
		d.Part = document.PartOf(d.Present, c.Parties)
	}
	return d, nil
}

// ownForm asks for the facts of a kind's own.
type ownForm struct {
	pages  []page
	values map[string]map[string]*string // by kind and key
}

// ownPages are a page for each kind that has such facts, shown for the kind that
// is chosen.
func ownPages(kind *string, d document.Document, c document.Context) ownForm {
	f := ownForm{values: map[string]map[string]*string{}}
	for _, k := range document.Kinds() {
		f.values[k] = map[string]*string{}
		p := page{title: kindName(k), when: func(now values) bool { return now(kind) == k }}
		for _, key := range document.OwnKeys(k) {
			value := ""
			if k == d.Kind {
				value = strings.Join(d.OwnOf(key.Key), ", ")
			}
			f.values[k][key.Key] = &value
			p.questions = append(p.questions, ownQuestion(k, key, &value, c))
		}
		if len(p.questions) > 0 {
			f.pages = append(f.pages, p)
		}
	}
	return f
}

func ownQuestion(kind string, key document.OwnKey, value *string, c document.Context) question {
	q := question{ask: ownNames[key.Key], value: value}
	if !key.List && key.Choices != nil {
		q.choices = []Option{{"", "not stated"}}
		for _, choice := range key.Choices {
			q.choices = append(q.choices, Option{choice, strings.ReplaceAll(choice, "-", " ")})
		}
		return q
	}
	switch {
	case key.Choices != nil:
		q.help = "of " + strings.Join(key.Choices, ", ") + "; commas between"
	case key.Takes == "day":
		q.help = "a day, such as 2026-12-04"
	case key.Takes == "who":
		q.help = "labels and aliases, such as A, @sister"
	case key.Takes == "heading":
		q.help = "headings of the intake; commas between"
	}
	q.check = func(s string) error {
		_, err := document.Check(document.Document{Kind: kind, Own: []document.Own{ownAnswer(key, s)}}, c)
		if e, ok := errors.AsType[*document.SyntaxError](err); ok {
			return errors.New(e.What)
		}
		return err
	}
	return q
}

func ownAnswer(key document.OwnKey, s string) document.Own {
	o := document.Own{Key: key.Key, List: key.List}
	if key.List {
		o.Values = list(s)
	} else if s = strings.TrimSpace(s); s != "" {
		o.Values = []string{s}
	}
	return o
}

// of are the answers for the kind that was chosen.
func (f ownForm) of(kind string) []document.Own {
	var own []document.Own
	for _, key := range document.OwnKeys(kind) {
		if o := ownAnswer(key, *f.values[kind][key.Key]); len(o.Values) > 0 {
			own = append(own, o)
		}
	}
	return own
}

// ownNames are what the keys are called on the screen.
var ownNames = map[string]string{
	"none_reported": "Asked, and nothing to report", "not_asked": "Not asked about",
	"channel": "Channel", "direction": "Direction: in, to you; out, from you", "with": "With whom", "copied": "Who got a copy", "category": "What about",
	"agreed": "Agreed with the client on", "review": "To be looked at again on", "follow_up": "To be followed up on",
	"first": "First session", "last": "Last session", "held": "Sessions held", "cancelled": "Cancelled", "no_shows": "Nobody came", "ending": "How it ended",
	"asked_by": "Who asked", "medium": "Sound or picture", "reasons": "Why", "answer": "Your answer", "offered": "What you offered instead",
	"basis": "On what ground",
}

// kindOptions begin with what is written most.
// Kind asks for the kind of a note.
func (a *Asker) Kind(ctx context.Context) (string, error) {
	return a.Pick(ctx, "What kind of note?", kindOptions())
}

func kindOptions() []Option {
	var out []Option
	for _, k := range []string{"session", "no-show", "cancellation", "contact", "intake", "plan", "risk", "closing",
		"recording-request", "correspondence", "report", "incident", "supervision"} {
		out = append(out, Option{k, kindName(k)})
	}
	return out
}

func kindName(kind string) string {
	return map[string]string{"session": "a session", "no-show": "nobody came", "cancellation": "it was cancelled",
		"contact": "contact between sessions", "intake": "intake", "plan": "treatment plan", "risk": "risk and safety plan",
		"closing": "closing summary", "recording-request": "somebody asked to record", "correspondence": "letter or mail",
		"report": "report to an authority", "incident": "something that happened", "supervision": "supervision"}[kind]
}

const whenLayout = "2006-01-02 15:04"

// placeOptions are the rooms of the practice and the places that everybody has.
func placeOptions(places []string, labels map[string]string, nowhere bool) []Option {
	var out []Option
	if nowhere {
		out = append(out, Option{"", "nowhere in particular"})
	}
	for _, p := range places {
		label := labels[p]
		if label == "" {
			label = p
		}
		out = append(out, Option{p, screen.Line(label)})
	}
	return append(out, Option{"online", "online"}, Option{"client-home", "at the client's home"},
		Option{"walk", "on a walk"}, Option{"phone", "by telephone"}, Option{"message", "by messages"})
}

func formatOptions(own []document.Format) []Option {
	var out []Option
	for _, f := range append(document.Formats(), own...) {
		var headings []string
		for _, s := range f.Sections {
			headings = append(headings, s.Heading["en"])
		}
		out = append(out, Option{f.Name, f.Name + ": " + strings.Join(headings, ", ")})
	}
	return out
}

func presentOptions(labels []string) []Option {
	both := strings.Join(labels, ", ")
	return []Option{{both, "both, " + strings.Join(labels, " and ")},
		{labels[0], "only " + labels[0]}, {labels[1], "only " + labels[1]}}
}

func presentIn(labels []string) func(string) error {
	return func(s string) error {
		for _, l := range list(strings.ToUpper(s)) {
			if !slices.Contains(labels, l) {
				return errors.New("only " + strings.Join(labels, ", "))
			}
		}
		return nil
	}
}

func (a *Asker) clocked(s string) error {
	_, clock, err := document.ParseWhen(strings.TrimSpace(s), a.Now())
	if err == nil && !clock {
		err = errors.New("the time is missing, for example 16:00")
	}
	return err
}

// wholeMinutes checks a length; none may be said where none was to begin with.
func wholeMinutes(orNone bool) func(string) error {
	return func(s string) error {
		if s = strings.TrimSpace(s); s == "" && orNone {
			return nil
		}
		n, err := strconv.Atoi(s)
		if err != nil || n < 0 || n > document.MaxMinutes {
			return errors.New("a number of minutes, up to 1440")
		}
		return nil
	}
}
