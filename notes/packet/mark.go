package packet

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
)

// Mode says how a packet speaks of what it leaves out.
type Mode string

// Silent: only words inside a text are marked; a record that is not enclosed
// has no line, no number and no date anywhere. Marked: everything that is left
// out is marked where it stood, and listed.
const (
	Silent Mode = "silent"
	Marked Mode = "marked"
)

// WithheldWords are what a mark or a slip-sheet can say about what it stands for.
// Nothing else can be said in one.
func WithheldWords() []string {
	return []string{"other party", "third party", "contact data", "national id", "health of the person", "outside the scope", "legal advice",
		"test items", "substance use", "other client", "supervision", "entered in error", "psychotherapy note", "privilege"}
}

// Reasons are the codes of the grounds on which something is left out. They are those of the
// profiles: third party, partner in a couple's record, serious harm,
// psychotherapy notes, outside the scope, legal advice, privilege, test items,
// substance use, identifying data, other client, supervision, entered in error.
func Reasons() []string {
	return []string{"TP", "PT", "SH", "PN", "OS", "LP", "PV", "TS", "SU", "ID", "OC", "SV", "EE"}
}

// otherParty is what a silent packet says nowhere: that there was something
// about the other party.
const otherParty, otherPartyCode = "other party", "PT"

// Withheld is what a slip-sheet says of the record in whose place it stands.
type Withheld struct {
	Type   string `json:"type"`           // the kind of record: session, contact, ...
	Date   string `json:"date,omitempty"` // left out when the date itself says too much
	Words  string `json:"words"`
	Reason string `json:"reason"` // one of Reasons
	Basis  string `json:"basis,omitempty"`
}

// ThirdParty is the mark that stands for the n-th person spoken of in a packet.
func ThirdParty(n int) string { return fmt.Sprintf("[third party %d]", n) }

// WithheldMark is the n-th mark of its kind in a packet; words is one of WithheldWords.
func WithheldMark(n int, words string) string { return fmt.Sprintf("[withheld %d: %s]", n, words) }

var (
	thirdPartyForm = regexp.MustCompile(`^\[third party [1-9][0-9]{0,5}\]$`)
	withheldForm   = regexp.MustCompile(`^\[withheld ([1-9][0-9]{0,5}): ([a-z ]+)\]$`)
)

// ValidMark says whether a mark has a form that a packet knows, so that
// nothing can be said in one.
func ValidMark(s string) bool {
	_, words := readWithheld(s)
	return words != "" || thirdPartyForm.MatchString(s)
}

// readWithheld takes a mark of the second form apart; 0 and "" for any other.
func readWithheld(mark string) (n int, words string) {
	m := withheldForm.FindStringSubmatch(mark)
	if m == nil || !slices.Contains(WithheldWords(), m[2]) {
		return 0, ""
	}
	n, _ = strconv.Atoi(m[1])
	return n, m[2]
}

// redaction is one mark in the text, where it stands.
type redaction struct {
	item int
	Piece
}

// redactions are all marks in the text, in the order in which they are read.
func (r Records) redactions() []redaction {
	var list []redaction
	for _, it := range r.Items {
		for _, s := range it.signed() {
			for _, p := range s.Paragraphs {
				for _, piece := range p.Pieces {
					if piece.Mark != "" {
						list = append(list, redaction{it.Number, piece})
					}
				}
			}
		}
	}
	return list
}

// signed is what was signed of an item: the note and its addenda. A slip-sheet
// has none.
func (it Item) signed() []Signed {
	if it.Withheld != nil {
		return nil
	}
	return append([]Signed{it.Signed}, it.Addenda...)
}

// slips are the items that are slip-sheets.
func (r Records) slips() []Item {
	var list []Item
	for _, it := range r.Items {
		if it.Withheld != nil {
			list = append(list, it)
		}
	}
	return list
}

// enclosed are the others.
func (r Records) enclosed() []Item {
	var list []Item
	for _, it := range r.Items {
		if it.Withheld == nil {
			list = append(list, it)
		}
	}
	return list
}
