package notes

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"subrosa/notes/document"
	"subrosa/vault"
)

// Finding is something that Finishing points out.
type Finding struct {
	Code      string // name-in-clear, risk-unanswered, unanswered, consent-missing, nearly-repeated, same-time, late, mark-without-presence, empty
	Paragraph int    // of the note, from 1; 0 if none
	Section   string // heading
	InSection int    // which paragraph under that heading, from 1
	What      string // for the screen only: may hold the name found
	Token     string // of name-in-clear: the alias of this case that stands for the name, "" if none
	Blocks    bool   // signing is refused while it stands
}

// Findings looks a draft over before it is signed.
func (b *Book) Findings(ctx context.Context, n NoteID) ([]Finding, error) {
	return view(ctx, b, func(tx *vault.Tx) ([]Finding, error) { return b.findings(tx, n) })
}

func (b *Book) findings(tx *vault.Tx, n NoteID) ([]Finding, error) {
	id, note, err := readDraft(tx, n)
	if err != nil {
		return nil, err
	}
	if note.Sections, err = readSections(tx, id); err != nil {
		return nil, err
	}
	file, _ := note.Case.number()
	names, err := strangers(tx, file)
	if err != nil {
		return nil, err
	}
	parties, err := labels(tx, file)
	if err != nil {
		return nil, err
	}
	alerts, err := riskAlerts(tx, file)
	if err != nil {
		return nil, err
	}
	list := append(factFindings(note, parties, AlertFor(alerts, DocumentOf(note).Present)), textFindings(note, names, file, parties)...)
	again, err := repeated(tx, file, note)
	if err != nil {
		return nil, err
	}
	missing, err := b.missingAtFirst(tx, file, note)
	if err != nil {
		return nil, err
	}
	other, err := sameTime(tx, file, note)
	return slices.Concat(list, again, missing, other), err
}

// appointments are the kinds that tell what became of one.
const appointments = "'session', 'intake', 'closing', 'supervision', 'no-show', 'cancellation'"

// sameTime points out another note of what became of the same appointment: two
// sessions at one time, or a session and a no-show.
func sameTime(tx *vault.Tx, file int64, n Note) ([]Finding, error) {
	others, err := vault.All(tx, scanNote, noteColumns+` WHERE casefile = ?1 AND start_at = ?2 AND layer = 'record' AND status <> 'void'
		AND kind IN (`+appointments+`) AND ?3 IN (`+appointments+`) AND ?4 = 'record' ORDER BY id`, file, n.Start.Unix(), n.Kind, n.Layer)
	var list []Finding
	for _, o := range others {
		if o.ID != n.ID {
			list = append(list, Finding{Code: "same-time", What: fmt.Sprintf("%s, a %s, is of the same time", o.ID, o.Kind)})
		}
	}
	return list, err
}

// firstSessions are those in which consents that are missing are pointed out.
const firstSessions = 3

// missingAtFirst points out the consents that are not entered while a course of
// treatment begins.
func (b *Book) missingAtFirst(tx *vault.Tx, file int64, n Note) ([]Finding, error) {
	if n.Kind != "session" && n.Kind != "intake" {
		return nil, nil
	}
	number, err := sessionNumber(tx, file)
	if err != nil || number > firstSessions+1 { // the draft counts too
		return nil, err
	}
	missing, _, err := b.consentsOf(tx, file)
	if err != nil || len(missing) == 0 {
		return nil, err
	}
	var kinds []string
	for _, m := range missing {
		if kind := strings.ReplaceAll(m.Kind, "-", " "); !slices.Contains(kinds, kind) {
			kinds = append(kinds, kind)
		}
	}
	return []Finding{{Code: "consent-missing", What: "not entered yet: " + strings.Join(kinds, ", ")}}, nil
}

// factFindings are those about the note as a whole.
func factFindings(n Note, parties []string, alert string) []Finding {
	var list []Finding
	if n.empty() {
		list = append(list, Finding{Code: "empty", What: "there is no text", Blocks: true})
	}
	if what := RiskOpen(DocumentOf(n), len(parties), alert); what != "" {
		list = append(list, Finding{Code: "risk-unanswered", What: what, Blocks: true})
	}
	if open := DocumentOf(n).Unanswered(n.Language); len(open) > 0 {
		list = append(list, Finding{Code: "unanswered", What: "neither answered, nor marked as not asked: " + strings.Join(open, ", ")})
	}
	if hours, late := n.lateness(); late {
		list = append(list, Finding{Code: "late", Blocks: true,
			What: fmt.Sprintf("the text was changed %d hours after the end of the session", hours)})
	}
	return list
}

// textFindings go through the paragraphs.
func textFindings(n Note, names *nameIndex, file int64, parties []string) []Finding {
	var list []Finding
	at := 0
	for _, s := range n.Sections {
		for nth, p := range s.Paragraphs {
			at++
			whose := document.Whose(p.Whose)
			for _, label := range whose.Parties() {
				if whose.Alone() && len(parties) > 1 && !slices.Contains(n.Present, Label(label)) {
					list = append(list, Finding{Code: "mark-without-presence", Paragraph: at, Section: s.Heading, InSection: nth + 1,
						What: fmt.Sprintf("[%s] says what %s said, who was not there", p.Whose, label)})
				}
			}
			spans := names.find(p.Text)
			for i, text := range spanTexts(p.Text, spans) {
				f := Finding{Code: "name-in-clear", Paragraph: at, Section: s.Heading, InSection: nth + 1, What: text,
					Token: names.tokenIn(file, spans[i])}
				if !slices.Contains(list, f) {
					list = append(list, f)
				}
			}
		}
	}
	return list
}

// tokenIn is the alias of a case that a span's name belongs to, "" if none does.
func (x *nameIndex) tokenIn(file int64, span nameSpan) string {
	for _, k := range span.of {
		if known := x.known[k]; known.alias > 0 && known.file == file {
			return known.token
		}
	}
	return ""
}

// strangers are all names known to the vault but those of a case's parties. A
// part that a party's name shares is not a stranger's.
func strangers(tx *vault.Tx, file int64) (*nameIndex, error) {
	all, err := allNames(tx)
	if err != nil {
		return nil, err
	}
	own, err := vault.All(tx, vault.Value[int64], "SELECT person FROM party WHERE casefile = ?", file)
	if err != nil {
		return nil, err
	}
	return without(all, own), nil
}

// without indexes names but those of some persons; parts of their names do not
// stand for others, and a whole name that equals one of theirs is theirs.
func without(all []knownName, persons []int64) *nameIndex {
	var others []knownName
	parts, whole := map[string]bool{}, map[string]bool{}
	for _, k := range all {
		if !slices.Contains(persons, k.person) {
			others = append(others, k)
			continue
		}
		whole[foldName(k.text)] = true
		for _, part := range nameParts(k.text) {
			parts[part] = true
		}
	}
	others = slices.DeleteFunc(others, func(k knownName) bool { return whole[foldName(k.text)] })
	x := newNameIndex(others)
	for part := range parts {
		delete(x.alone, part)
	}
	return x
}

// String says what was found where, without the name: a warning on standard error.
func (f Finding) String() string {
	where := ""
	if f.Paragraph > 0 {
		where = fmt.Sprintf(" in paragraph %d", f.Paragraph)
	}
	return strings.ReplaceAll(f.Code, "-", " ") + where
}
