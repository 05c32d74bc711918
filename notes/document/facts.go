package document

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// MaxMinutes is the longest session: a day.
const MaxMinutes = 24 * 60

// fact is one key of the head: how it is written, and how it is read. set
// returns what is wrong, or "".
type fact struct {
	key  string
	list bool
	get  func(Document) []string
	set  func(d *Document, c Context, values []string) (what string)
}

// facts are the keys of the head in canonical order.
func facts() []fact {
	return []fact{
		{"start", false, func(d Document) []string { return whenText(d.Start) }, setStart},
		{"minutes", false, getMinutes, setMinutes},
		{"kind", false, func(d Document) []string { return text(d.Kind) }, setKind},
		{"format", false, func(d Document) []string { return text(d.Format) }, setFormat},
		{"layer", false, func(d Document) []string { return text(d.Layer) }, setLayer},
		{"place", false, func(d Document) []string { return text(d.Place) }, setPlace},
		{"present", true, func(d Document) []string { return d.Present }, setPresent},
		{"part", false, nil, setPart}, // follows from present: read, never written
		{"risk", false, func(d Document) []string { return text(d.Risk) }, setRisk},
		{"next", false, getNext, setNext},
	}
}

func findFact(key string) (fact, bool) {
	all := facts()
	i := slices.IndexFunc(all, func(f fact) bool { return f.key == key })
	if i < 0 {
		return fact{}, false
	}
	return all[i], true
}

func text(s string) []string {
	if s == "" {
		return nil
	}
	return []string{s}
}

func whenText(t time.Time) []string {
	if t.IsZero() {
		return nil
	}
	return []string{formatWhen(t)}
}

func setStart(d *Document, c Context, values []string) string {
	t, hasClock, err := ParseWhen(values[0], c.Now)
	switch {
	case err != nil:
		return "start: " + what(err)
	case !hasClock:
		return "start needs a time of day"
	}
	d.Start = t
	return ""
}

func getMinutes(d Document) []string {
	if d.Minutes == 0 {
		return nil
	}
	return []string{strconv.Itoa(d.Minutes)}
}

var digits = regexp.MustCompile(`^\d{1,6}$`)

func setMinutes(d *Document, _ Context, values []string) string {
	if !digits.MatchString(values[0]) {
		return "minutes is not a number"
	}
	n := number(values[0])
	if n < 1 || n > MaxMinutes {
		return fmt.Sprintf("minutes is not between 1 and %d", MaxMinutes)
	}
	d.Minutes = n
	return ""
}

func setKind(d *Document, _ Context, values []string) string {
	return setChoice(&d.Kind, "kind", values[0], Kinds())
}

func setLayer(d *Document, _ Context, values []string) string {
	return setChoice(&d.Layer, "layer", values[0], Layers())
}

func setRisk(d *Document, _ Context, values []string) string {
	return setChoice(&d.Risk, "risk", values[0], Risks())
}

func setChoice(field *string, key, value string, choices []string) string {
	chosen, ok := choose(value, choices)
	if !ok {
		return unknown(key, value)
	}
	*field = chosen
	return ""
}

func setFormat(d *Document, c Context, values []string) string {
	f, ok := c.FindFormat(values[0])
	if !ok {
		return unknown("format", values[0])
	}
	d.Format = f.Name
	return ""
}

func setPlace(d *Document, c Context, values []string) string {
	p, ok := choosePlace(values[0], c)
	if !ok {
		return unknown("place", values[0])
	}
	d.Place = p
	return ""
}

func setPresent(d *Document, c Context, values []string) string {
	var present []string
	for _, v := range values {
		label, ok := choose(v, c.Parties)
		switch {
		case !ok:
			return "present: " + unknown("party", v)
		case slices.Contains(present, label):
			return fmt.Sprintf("present: party %q twice", label)
		}
		present = append(present, label)
	}
	d.Present = inOrder(present, c.Parties)
	return ""
}

// setPart keeps what was said; settle compares it with what follows.
func setPart(d *Document, _ Context, values []string) string {
	d.Part = strings.Join(strings.Fields(strings.ReplaceAll(values[0], ",", " ")), ",")
	return ""
}

func getNext(d Document) []string {
	if d.Next == nil || d.Next.Start.IsZero() {
		return nil
	}
	return []string{strings.TrimSpace(formatWhen(d.Next.Start) + " " + d.Next.Place)}
}

func setNext(d *Document, c Context, values []string) string {
	next, err := ParseNext(values[0], c)
	if err != nil {
		return "next: " + what(err)
	}
	d.Next = &next
	return ""
}

// ParseNext reads an appointment: DATE HH:MM and, optionally, a place. The
// error's line is 0.
func ParseNext(s string, c Context) (Appointment, error) {
	fields := strings.Fields(s)
	n := min(2, len(fields))
	if len(fields) > 2 && offset.MatchString(fields[2]) {
		n = 3
	}
	t, hasClock, err := ParseWhen(strings.Join(fields[:n], " "), c.Now)
	switch {
	case err != nil:
		return Appointment{}, err
	case !hasClock:
		return Appointment{}, syntaxError(0, "a time of day is missing")
	}
	next := Appointment{Start: t}
	if rest := strings.Join(fields[n:], " "); rest != "" {
		var ok bool
		if next.Place, ok = choosePlace(rest, c); !ok {
			return Appointment{}, syntaxError(0, "%s", unknown("place", rest))
		}
	}
	return next, nil
}

// what is a syntax error's text without its line.
func what(err error) string {
	if e, ok := err.(*SyntaxError); ok {
		return e.What
	}
	return err.Error()
}
