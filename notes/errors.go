package notes

// NotFound: there is no such case, note, person or request.
type NotFound struct{ What string } // a code

func (e *NotFound) Error() string { return "there is no " + e.What }

// Invalid: what was given is malformed or contradicts the record. Line is the
// line of the document, 0 when none is to blame.
type Invalid struct {
	Line int
	What string // codes and keys only, never text of the record
	Flag string // the flag that would supply what is missing, "" if none
}

func (e *Invalid) Error() string { return e.What }

// Refused: a rule of the record forbids it. Rule is the error code of the
// command-line contract: exists, signed, on_hold, no_authority, open_decisions,
// open_drafts, stale_plan, declined, not_yet, leak, ...
type Refused struct {
	Rule string
	What string
	Hint string
}

func (e *Refused) Error() string { return e.What }
