package form

import (
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
		{ask: "Minutes", value: &minutes, check: wholeMinutes},
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
	err := a.fill(ctx,
		page{title: "This note", questions: when},
		page{title: "This note", questions: []question{
			{ask: "Where", value: &d.Place, choices: placeOptions(c.Places, labels)},
			{ask: "Kind", value: &d.Kind, choices: []Option{
				{"session", "a session"}, {"no-show", "nobody came"}, {"cancellation", "it was cancelled"}}},
		}},
		page{title: "This note", when: func(now values) bool { return now(&d.Kind) == "session" },
			questions: []question{
				{ask: "Format", value: &d.Format, choices: formatOptions()},
				{ask: "Layer", value: &d.Layer, choices: []Option{
					{"record", "the record"}, {"process", "process notes, for yourself"}}},
			}},
	)
	if err != nil {
		return document.Document{}, err
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

const whenLayout = "2006-01-02 15:04"

// placeOptions are the rooms of the practice and the places that everybody has.
func placeOptions(places []string, labels map[string]string) []Option {
	var out []Option
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

func formatOptions() []Option {
	var out []Option
	for _, f := range document.Formats() {
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

func wholeMinutes(s string) error {
	n, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil || n < 0 || n > 24*60 {
		return errors.New("a number of minutes, up to 1440")
	}
	return nil
}
