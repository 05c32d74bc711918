package profile

import (
	"bytes"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
	"text/template"
	"time"

	"go.yaml.in/yaml/v3"
)

// LetterData is what a letter is written from. Each kind needs some of it and
// ignores the rest; what it needs and does not get is an error.
type LetterData struct {
	Rules       Rules  // of the request
	Recipient   string // name, for the greeting; neutral, notice and court-question greet nobody by name
	Matter      string // the court's reference
	Type        string // of the request
	Received    time.Time
	Due         time.Time // by when she will answer
	Until       time.Time // to when an answer is put off, or an objection awaited
	Reasons     []string  // sentences of hers, or a Ground's words
	Outcome     string    // of a decision: granted | partly | refused
	Destroyed   time.Time // of no-records: when a record was destroyed, and by which certificate
	Certificate string
	Authority   string // where one can complain, when it is another than the Rules know

	// Of a receipt: what was handed over.
	Handed        time.Time
	Pages, SHA256 string

	// Of a breach.
	Found                                time.Time // with its hour
	What, People, Consequences, Measures string
}

// LetterText is a letter without its letterhead, its close and its signature:
// the greeting and the text.
type LetterText struct {
	Subject    string
	Paragraphs []string
}

// LetterKinds are the kinds of letters:
//
//	acknowledgement   a request has come, and by when it will be answered
//	neutral           neither confirms nor denies; names nobody
//	no-records        there is no record of this person here, or none any more
//	extension         the answer takes longer, why, and to when
//	refusal           why; and, but to a court, an authority, an insurer or a lawyer,
//	                  where to complain, and the way to a court
//	court-question    asks the court to decide whether secrecy has to yield
//	notice            to the other party: a request has come, time to object; safe to send
//	decision          on rectification, erasure or restriction
//	receipt           goes with a packet, for the recipient to sign and send back
//	breach-authority  report of a breach to the authority
//	breach-person     the same to a person concerned
func LetterKinds() []string {
	return []string{"acknowledgement", "neutral", "no-records", "extension", "refusal", "court-question", "notice", "decision",
		"receipt", "breach-authority", "breach-person"}
}

// letter is a letter in letters/LANGUAGE.yaml, each line a template.
type letter struct {
	Subject    string
	Paragraphs []string // one that comes out empty is left out
}

// Letter writes a letter of a kind in a language (en or da).
func Letter(kind, language string, d LetterData) (LetterText, error) {
	if !slices.Contains(LetterKinds(), kind) {
		return LetterText{}, fmt.Errorf("letter %q: one of %s", kind, strings.Join(LetterKinds(), ", "))
	}
	letters, err := readLetters(language)
	if err != nil {
		return LetterText{}, err
	}
	if err := d.check(kind); err != nil {
		return LetterText{}, err
	}
	w, err := newWriter(language, d)
	if err != nil {
		return LetterText{}, fmt.Errorf("letter %s: %w", kind, err)
	}
	text := LetterText{Subject: w.line(letters[kind].Subject)}
	for _, p := range letters[kind].Paragraphs {
		if line := w.line(p); line != "" {
			text.Paragraphs = append(text.Paragraphs, line)
		}
	}
	if w.err != nil {
		return LetterText{}, fmt.Errorf("letter %s: %w", kind, w.err)
	}
	return text, nil
}

// check refuses choices that there are not; what is missing shows when the
// letter is written.
func (d LetterData) check(kind string) error {
	if kind != "decision" {
		return nil
	}
	if !slices.Contains([]string{"granted", "partly", "refused"}, d.Outcome) {
		return fmt.Errorf("decision %q: granted, partly or refused", d.Outcome)
	}
	if !slices.Contains([]string{"rectification", "erasure", "restriction"}, d.Type) {
		return fmt.Errorf("decision on %q: only on rectification, erasure or restriction", d.Type)
	}
	return nil
}

func readLetters(language string) (map[string]letter, error) {
	if language != "en" && language != "da" {
		return nil, fmt.Errorf("letters are in en and da, not in %q", language)
	}
	text, err := files.ReadFile(path.Join("letters", language+".yaml"))
	if err != nil {
		return nil, err
	}
	var letters map[string]letter
	d := yaml.NewDecoder(bytes.NewReader(text))
	d.KnownFields(true)
	return letters, d.Decode(&letters)
}

// writer fills in templates; after the first error it writes nothing more.
type writer struct {
	phrases *template.Template
	values  map[string]any
	err     error
}

// newWriter prepares the values of a letter, only those that there are: a
// template that asks for another one fails.
func newWriter(language string, d LetterData) (*writer, error) {
	if d.Rules.data == nil {
		return nil, errors.New("no rules")
	}
	w := &writer{phrases: template.New("").Option("missingkey=error"), values: map[string]any{}}
	for key, text := range d.Rules.data.Phrases {
		if _, err := w.phrases.New(key).Parse(text[language]); err != nil {
			return nil, err
		}
	}
	for key, text := range map[string]string{
		"recipient": d.Recipient, "matter": d.Matter,
		"type": d.Type, "outcome": d.Outcome, "what": d.What, "people": d.People, "consequences": d.Consequences, "measures": d.Measures,
		"received": d.date(language, d.Received), "due": d.date(language, d.Due), "until": d.date(language, d.Until),
		"found": d.moment(language, d.Found), "handed": d.date(language, d.Handed), "pages": d.Pages, "sha256": d.SHA256,
		"destroyed": d.date(language, d.Destroyed), "certificate": d.Certificate,
	} {
		if text != "" {
			w.values[key] = text
		}
	}
	if len(d.Reasons) > 0 {
		var reasons []string // they stand inside a sentence
		for _, r := range d.Reasons {
			reasons = append(reasons, strings.TrimSuffix(strings.TrimSpace(r), "."))
		}
		w.values["reasons"] = reasons
	}
	w.values["mayComplain"] = !slices.Contains([]string{"court-order", "subpoena", "lawyer-letter", "insurer", "regulator", "police"}, d.Type)
	if w.values["authority"] = d.Authority; d.Authority == "" {
		w.values["authority"] = w.line(`{{template "authority" .}}`)
	}
	return w, w.err
}

func (w *writer) line(text string) string {
	if w.err != nil {
		return ""
	}
	t, err := w.phrases.Clone()
	if err == nil {
		t, err = t.New("line").Parse(text)
	}
	if err != nil {
		w.err = err
		return ""
	}
	var b strings.Builder
	w.err = t.Execute(&b, w.values)
	return strings.TrimSpace(b.String())
}

var danishMonths = [...]string{"januar", "februar", "marts", "april", "maj", "juni", "juli", "august", "september", "oktober", "november", "december"}

// date is a day written out, "" for the zero time.
func (d LetterData) date(language string, t time.Time) string {
	switch {
	case t.IsZero():
		return ""
	case language == "da":
		return fmt.Sprintf("%d. %s %d", t.Day(), danishMonths[t.Month()-1], t.Year())
	case d.Rules.Country == "US":
		return t.Format("January 2, 2006")
	}
	return t.Format("2 January 2006")
}

// moment is a day and its hour written out.
func (d LetterData) moment(language string, t time.Time) string {
	switch {
	case t.IsZero():
		return ""
	case language == "da":
		return d.date(language, t) + " kl. " + t.Format("15.04")
	}
	return d.date(language, t) + " at " + t.Format("15:04")
}

// Date is a day written out in a language, as letters have it.
func (r Rules) Date(t time.Time, language string) string {
	return LetterData{Rules: r}.date(language, t)
}
