package packet

import (
	"time"
	"unicode"
	"unicode/utf8"
)

// words is what the packet itself says, in one language. Nothing in it speaks
// of what may lie outside the packet.
type words struct {
	documentTitle string

	subject     string // of the letter
	dear        func(name string, own bool) string
	answer      func(received, person string, own bool) string
	enclosed    func(n int, first, last string, from, to string) string
	nothing     string // instead of enclosed, when there is no record
	noMore      string
	thirdParty  string
	rights      func(authority string) string
	keep        func(own bool) string
	provesTitle string
	proves      string

	// In a marked packet, and for marks of the second form.
	markedAnswer          func(received, asked, person string) string
	asked                 map[string]string // for, by type of request; "" for the others
	slips                 func(n int) string
	leftOut               func(used []string) string
	slipItem              func(kind string) string
	slipTitle, slipText   string
	slipKind, slipWords   string
	slipReason, slipBasis string
	concerns              map[string]string // what marks and slip-sheets say, in the language of the packet

	certification certificationWords
	measures      measureWords

	indexTitle                           string
	number, when, what, length, pageName string

	item       func(number int, kind string) string
	continued  func(number int) string
	minutes    func(n string) string
	kinds      map[string]string
	process    string
	written    func(at string) string
	signed     func(at, by string) string
	late       func(reason string) string
	risk       map[string]string
	next       func(when string) string
	digest     string
	addenda    map[string]string
	addendumBy func(kind, at, by string) string
	places     map[string]string
	date       func(t time.Time) string
	weekday    func(t time.Time) string
}

func wordsOf(language string) words {
	if language == "da" {
		return danish()
	}
	return english()
}

// name looks a code up in the words for it; one that has none stands as it is.
func name(m map[string]string, code string) string {
	if s, ok := m[code]; ok {
		return s
	}
	return code
}

// capital begins a sentence.
func capital(s string) string {
	if s == "" {
		return ""
	}
	first, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + s[size:]
}
