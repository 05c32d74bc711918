package notes

// Codes stand for persons, cases, notes and requests in arguments and output,
// so that no name has to.
type (
	PersonCode string // P-001
	CaseCode   string // C-001
	NoteID     string // N-000001
	RequestID  string // R-2026-001
	Label      string // A, B, ...: a party of a case
)

// Parse functions read codes leniently in case ("c-1" is C-001) and answer
// *Invalid for anything else.
func ParseCaseCode(s string) (CaseCode, error)     { panic("unwritten") }
func ParsePersonCode(s string) (PersonCode, error) { panic("unwritten") }
func ParseNoteID(s string) (NoteID, error)         { panic("unwritten") }
func ParseRequestID(s string) (RequestID, error)   { panic("unwritten") }
