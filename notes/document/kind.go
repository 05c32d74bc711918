package document

import (
	"slices"
	"strconv"
	"strings"
)

// kind is what is known of a kind of entry.
type kind struct {
	name     string
	met      bool // somebody was met: it has a place and a length
	noText   bool // it may go without a text, and without saying who was there
	asksRisk bool
	sections []FormatSection // headings of its own; nil: those of a session's format
	own      []ownFact       // keys of its own in the head, in canonical order
}

// The headings are those under which such entries are taught and audited; of
// the safety plan only what each step is about, in other words than the form's
// (Stanley and Brown), which is not free to copy.
func kinds() []kind {
	channel := choiceFact("channel", "phone", "sms", "mail", "app", "letter", "in-person")
	direction := choiceFact("direction", "in", "out")
	return []kind{
		{name: "session", met: true, asksRisk: true},
		{name: "intake", met: true, asksRisk: true, sections: intakeSections(),
			own: []ownFact{sectionsFact("none_reported"), sectionsFact("not_asked")}},
		{name: "contact", asksRisk: true,
			sections: []FormatSection{heading("summary", "Summary", "Resumé"), heading("verbatim", "Word for word", "Ordret"),
				heading("response", "Answer", "Svar"), heading("follow-up", "What follows", "Opfølgning")},
			own: []ownFact{channel, direction, whoFact("with"), whoFact("copied"),
				choiceFact("category", "admin", "clinical", "crisis", "records-request", "third-party")}},
		{name: "plan",
			sections: []FormatSection{heading("problem", "Problem", "Problem"), heading("goal", "Long-term goal", "Langsigtet mål"),
				heading("objectives", "Objectives", "Delmål"), heading("interventions", "Interventions", "Interventioner"),
				heading("frequency", "Frequency and length", "Hyppighed og varighed"), heading("responsible", "Responsible", "Ansvarlig"),
				heading("agreement", "Agreement with the client", "Aftale med klienten"), heading("progress", "Progress", "Status")},
			own: []ownFact{dayFact("agreed"), dayFact("review")}},
		{name: "risk", asksRisk: true, sections: riskSections(), own: []ownFact{dayFact("follow_up")}},
		{name: "closing",
			sections: []FormatSection{heading("reason", "Reason for starting", "Grund til at begynde"),
				heading("goals", "Goals and outcome", "Mål og udbytte"), heading("measures", "Measures, first and last", "Målinger, første og sidste"),
				heading("interventions", "Interventions", "Interventioner"), heading("ending", "How it ended", "Afslutningen"),
				heading("risk", "Risk at the end", "Risiko ved afslutningen"),
				heading("recommendations", "Recommendations and referrals", "Anbefalinger og henvisninger"),
				heading("outstanding", "Outstanding", "Udestående")},
			own: []ownFact{dayFact("first"), dayFact("last"), countFact("held"), countFact("cancelled"), countFact("no_shows"),
				choiceFact("ending", "agreed", "client", "therapist", "moved", "referred", "no-contact")}},
		{name: "no-show", noText: true},
		{name: "cancellation", noText: true},
		{name: "recording-request", asksRisk: true,
			sections: []FormatSection{heading("words", "In their own words", "Med deres egne ord"),
				heading("explanation", "What was explained", "Hvad der blev forklaret"),
				heading("instead", "What was offered instead", "Hvad der blev tilbudt i stedet"),
				heading("agreement", "What was agreed", "Hvad der blev aftalt")},
			own: []ownFact{whoFact("asked_by"), choiceFact("medium", "audio", "video", "both"),
				choicesFact("reasons", "remember", "reflect", "share", "absent-partner", "proof", "control", "discovered", "other"),
				choiceFact("answer", "declined", "allowed", "open"),
				choicesFact("offered", "time", "notes", "reflection-sheet", "summary", "recording-policy", "nothing")}},
		{name: "correspondence",
			sections: []FormatSection{heading("summary", "Summary", "Resumé"), heading("verbatim", "Word for word", "Ordret")},
			own:      []ownFact{channel, direction, whoFact("with")}},
		{name: "report",
			sections: []FormatSection{heading("occasion", "Occasion", "Anledning"), heading("content", "What was reported", "Hvad der blev indberettet"),
				heading("told", "Who was told of it", "Hvem der fik det at vide")},
			own: []ownFact{choiceFact("basis", "consent", "duty", "necessity", "order")}},
		{name: "incident", asksRisk: true,
			sections: []FormatSection{heading("event", "What happened", "Hvad der skete"), heading("action", "What was done", "Hvad der blev gjort"),
				heading("told", "Who was told", "Hvem der fik besked"), heading("follow-up", "What follows", "Opfølgning")}},
		{name: "supervision",
			sections: []FormatSection{heading("question", "Question", "Spørgsmål"), heading("discussion", "Discussion", "Drøftelse"),
				heading("outcome", "Outcome", "Udbytte")}},
	}
}

func intakeSections() []FormatSection {
	return []FormatSection{
		heading("reason", "Referral and reason for coming", "Henvisning og grund til at komme"),
		heading("problem", "Presenting problem", "Aktuelt problem"),
		heading("history", "History of the problem", "Problemets historie"),
		heading("treatment", "Earlier treatment", "Tidligere behandling"),
		heading("medical", "Medical history and medication", "Helbred og medicin"),
		heading("substances", "Substance use", "Rusmidler"),
		heading("family", "Family history", "Familiehistorie"),
		heading("social", "Developmental and social history", "Opvækst og sociale forhold"),
		heading("violence", "Violence and trauma", "Vold og traumer"),
		heading("safety", "Risk", "Risiko"),
		heading("strengths", "Strengths and supports", "Ressourcer og støtte"),
		heading("mental-status", "Mental status", "Psykisk tilstand"),
		heading("measures", "Baseline measures", "Målinger ved start"),
		heading("formulation", "Formulation", "Formulering"),
		heading("goals", "Goals and first plan", "Mål og første plan"),
		heading("consents", "Consents given", "Givne samtykker"),
	}
}

func riskSections() []FormatSection {
	return []FormatSection{
		heading("thoughts", "Thoughts and intent", "Tanker og hensigt"),
		heading("means", "Plan and means", "Plan og midler"),
		heading("history", "History", "Tidligere"),
		heading("protective", "What protects", "Hvad der beskytter"),
		heading("others", "Others at risk", "Andre i fare"),
		heading("formulation", "Formulation", "Formulering"),
		heading("action", "What was done", "Hvad der blev gjort"),
		heading("told", "Who was told, and on what ground", "Hvem der fik besked, og på hvilket grundlag"),
		heading("warning", "Safety plan: how it begins", "Sikkerhedsplan: sådan begynder det"),
		heading("alone", "Safety plan: what helps alone", "Sikkerhedsplan: hvad der hjælper alene"),
		heading("company", "Safety plan: people and places that take the mind off it", "Sikkerhedsplan: mennesker og steder, der flytter tankerne"),
		heading("friends", "Safety plan: whom to ask for help", "Sikkerhedsplan: hvem der kan hjælpe"),
		heading("services", "Safety plan: professionals and services", "Sikkerhedsplan: fagfolk og tilbud"),
		heading("surroundings", "Safety plan: safer surroundings", "Sikkerhedsplan: tryggere omgivelser"),
	}
}

// findKind finds a kind; a document that names none is a session's.
func findKind(name string) kind {
	all := kinds()
	if i := slices.IndexFunc(all, func(k kind) bool { return k.name == name }); i >= 0 {
		return all[i]
	}
	return all[0]
}

// Kinds are the kinds of entries of a record.
func Kinds() []string {
	var names []string
	for _, k := range kinds() {
		names = append(names, k.name)
	}
	return names
}

// WithoutSession says whether a kind tells of a session that did not happen:
// it needs neither text nor format, nor who was there.
func WithoutSession(kind string) bool { return findKind(kind).noText }

// Meets says whether a kind tells of a meeting, which has a place and a length.
func Meets(kind string) bool { return findKind(kind).met }

// AsksRisk says whether the risk item has to be answered in a kind.
func AsksRisk(kind string) bool { return findKind(kind).asksRisk }

// KindFormat is the format of a kind that has headings of its own; false for one
// that takes any of Formats.
func KindFormat(kind string) (Format, bool) {
	k := findKind(kind)
	return Format{k.name, k.sections}, k.sections != nil
}

// Own is a fact of a kind's own: who was copied, what was answered.
type Own struct {
	Key    string
	List   bool // whether it is a list, even of one
	Values []string
}

func (o Own) same(other Own) bool { return o.Key == other.Key && slices.Equal(o.Values, other.Values) }

// OwnKey describes such a fact for a form.
type OwnKey struct {
	Key     string
	List    bool
	Choices []string // nil: see Takes
	Takes   string   // what else it takes: "day", "number", "who", "heading"
}

// OwnKeys are the keys of a kind's own, in canonical order.
func OwnKeys(kind string) []OwnKey {
	var list []OwnKey
	for _, f := range findKind(kind).own {
		list = append(list, f.OwnKey)
	}
	return list
}

// OwnOf are the values of a fact of its own that a document states.
func (d Document) OwnOf(key string) []string {
	for _, o := range d.Own {
		if o.Key == key {
			return o.Values
		}
	}
	return nil
}

// Answered says whether a section of an intake has text, or was answered
// without: nothing to report, or not asked.
func (d Document) Answered(section string) bool {
	return slices.ContainsFunc(d.Sections, func(s Section) bool { return s.Key == section && len(s.Paragraphs) > 0 }) ||
		slices.Contains(d.OwnOf("none_reported"), section) || slices.Contains(d.OwnOf("not_asked"), section)
}

// Unanswered are the headings of an intake about which nothing is said at all:
// a blank is no answer.
func (d Document) Unanswered(language string) []string {
	if d.Kind != "intake" {
		return nil
	}
	var list []string
	for _, s := range findKind(d.Kind).sections {
		if !d.Answered(s.Key) {
			list = append(list, s.In(language))
		}
	}
	return list
}

// ownFact is a key of a kind's own and how one value of it is read. read returns
// what is wrong, or "".
type ownFact struct {
	OwnKey
	read func(value string, c Context) (canonical, what string)
}

func choiceFact(key string, choices ...string) ownFact {
	return ownFact{OwnKey{Key: key, Choices: choices}, func(value string, _ Context) (string, string) {
		chosen, ok := choose(value, choices)
		if !ok {
			return "", unknown(key, value)
		}
		return chosen, ""
	}}
}

func choicesFact(key string, choices ...string) ownFact {
	f := choiceFact(key, choices...)
	f.List = true
	return f
}

func dayFact(key string) ownFact {
	return ownFact{OwnKey{Key: key, Takes: "day"}, func(value string, c Context) (string, string) {
		t, clock, err := ParseWhen(value, c.Now)
		switch {
		case err != nil:
			return "", key + ": " + what(err)
		case clock:
			return "", key + " takes a day, without a time"
		}
		return t.Format("2006-01-02"), ""
	}}
}

// maxCount is more than the sessions of any case.
const maxCount = 100_000

func countFact(key string) ownFact {
	return ownFact{OwnKey{Key: key, Takes: "number"}, func(value string, _ Context) (string, string) {
		if !digits.MatchString(value) || number(value) > maxCount {
			return "", key + " is not a number"
		}
		return strconv.Itoa(number(value)), ""
	}}
}

// whoFact takes labels of the case, and aliases; a name is neither.
func whoFact(key string) ownFact {
	return ownFact{OwnKey{Key: key, List: true, Takes: "who"}, func(value string, c Context) (string, string) {
		if label, ok := choose(value, c.Parties); ok {
			return label, ""
		}
		if spans := TokenSpans(value); len(spans) == 1 && spans[0].Start == 0 && spans[0].End == len(value) {
			return "@" + spans[0].Token, ""
		}
		return "", key + " takes labels of the case, such as A, and aliases, such as @sister"
	}}
}

// sectionsFact takes headings of the intake, by key or as they are written.
func sectionsFact(key string) ownFact {
	return ownFact{OwnKey{Key: key, List: true, Takes: "heading"}, func(value string, _ Context) (string, string) {
		f := Format{Sections: intakeSections()}
		i := f.index(value)
		if i < 0 {
			i = f.position(strings.ToLower(value))
		}
		if i < 0 {
			return "", key + ": a heading that the intake does not have"
		}
		return f.Sections[i].Key, ""
	}}
}

// checkOwn makes facts of a kind's own canonical: known, in order, each value
// once. lines are of the keys, for errors.
func checkOwn(d *Document, given []Own, c Context, lines map[string]int) error {
	known := findKind(d.Kind).own
	for _, o := range given {
		if !slices.ContainsFunc(known, func(f ownFact) bool { return f.Key == o.Key }) {
			return syntaxError(lines[o.Key], "%s", unknown("key", o.Key))
		}
	}
	for _, f := range known {
		i := slices.IndexFunc(given, func(o Own) bool { return o.Key == f.Key })
		if i < 0 || len(given[i].Values) == 0 {
			continue
		}
		if !f.List && len(given[i].Values) > 1 {
			return syntaxError(lines[f.Key], "%s has no single value", f.Key)
		}
		own := Own{Key: f.Key, List: f.List}
		for _, v := range given[i].Values {
			value, what := f.read(strings.TrimSpace(v), c)
			if what != "" {
				return syntaxError(lines[f.Key], "%s", what)
			}
			if !slices.Contains(own.Values, value) {
				own.Values = append(own.Values, value)
			}
		}
		d.Own = append(d.Own, own)
	}
	return nil
}

// checkAnswers refuses an intake that answers a heading twice.
func checkAnswers(d Document, lines map[string]int) error {
	none, unasked := d.OwnOf("none_reported"), d.OwnOf("not_asked")
	for _, key := range unasked {
		if slices.Contains(none, key) {
			return syntaxError(lines["not_asked"], "a heading that is both not asked and nothing to report: %s", key)
		}
	}
	for _, s := range d.Sections {
		if len(s.Paragraphs) > 0 && (slices.Contains(none, s.Key) || slices.Contains(unasked, s.Key)) {
			return syntaxError(max(lines["none_reported"], lines["not_asked"]), "a heading with text was asked and answered: %s", s.Key)
		}
	}
	return nil
}

// As is a document as another kind: with that kind's own headings, or those of
// format when it has none, and without the facts that it does not have. Its text
// still stands under the headings it had.
func (d Document) As(kind, format string) Document {
	d.Kind = kind
	if own, ok := KindFormat(kind); ok {
		d.Format = own.Name
	} else if _, ok := KindFormat(d.Format); ok || d.Format == "" {
		d.Format = format
	}
	d.Own = slices.DeleteFunc(slices.Clone(d.Own), func(o Own) bool {
		return !slices.ContainsFunc(findKind(kind).own, func(f ownFact) bool { return f.Key == o.Key })
	})
	return d
}
