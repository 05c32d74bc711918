package notes

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// Codes stand for persons, cases, notes and requests in arguments and output,
// so that no name has to.
type (
	PersonCode string // P-001
	CaseCode   string // C-001
	NoteID     string // N-000001
	RequestID  string // R-2026-001
	Label      string // A, B, ...: a party of a case
)

func personCode(n int64) PersonCode { return PersonCode(fmt.Sprintf("P-%03d", n)) }
func caseCode(n int64) CaseCode     { return CaseCode(fmt.Sprintf("C-%03d", n)) }
func noteID(n int64) NoteID         { return NoteID(fmt.Sprintf("N-%06d", n)) }

// ParseCaseCode reads a code leniently ("c-1" is C-001) and answers *Invalid
// for anything else; the other Parse functions do likewise.
func ParseCaseCode(s string) (CaseCode, error) {
	n, err := number(s, "C", "case")
	return caseCode(n), err
}

// ParsePersonCode reads P-001.
func ParsePersonCode(s string) (PersonCode, error) {
	n, err := number(s, "P", "person")
	return personCode(n), err
}

// ParseNoteID reads N-000001.
func ParseNoteID(s string) (NoteID, error) {
	n, err := number(s, "N", "note")
	return noteID(n), err
}

// ParseRequestID reads R-2026-001.
func ParseRequestID(s string) (RequestID, error) {
	m := requestForm.FindStringSubmatch(strings.TrimSpace(s))
	if m == nil {
		return "", &Invalid{What: "not the code of a request: R-2026-001 is one"}
	}
	n, _ := strconv.Atoi(m[2])
	return RequestID(fmt.Sprintf("R-%s-%03d", m[1], n)), nil
}

var (
	codeForm    = regexp.MustCompile(`^([A-Za-z])-([0-9]{1,9})$`)
	requestForm = regexp.MustCompile(`^[Rr]-([0-9]{4})-([0-9]{1,6})$`)
)

// number reads the number in a code with this letter.
func number(s, letter, what string) (int64, error) {
	m := codeForm.FindStringSubmatch(strings.TrimSpace(s))
	if m == nil || !strings.EqualFold(m[1], letter) {
		one := letter + "-001"
		if strings.Contains("NSMA", letter) {
			one = letter + "-000001"
		}
		return 0, &Invalid{What: fmt.Sprintf("not the code of %s: %s is one", withArticle(what), one)}
	}
	return strconv.ParseInt(m[2], 10, 64)
}

// withArticle is a word with a or an before it.
func withArticle(word string) string {
	if word != "" && strings.ContainsRune("aeiou", rune(word[0])) {
		return "an " + word
	}
	return "a " + word
}

func (c CaseCode) number() (int64, error)   { return number(string(c), "C", "case") }
func (p PersonCode) number() (int64, error) { return number(string(p), "P", "person") }
func (n NoteID) number() (int64, error)     { return number(string(n), "N", "note") }
