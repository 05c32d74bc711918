package notes

import (
	"slices"
	"strings"
	"time"

	"subrosa/notes/document"
)

// RequestInput is the JSON of `request add`.
type RequestInput struct {
	Type      string         `json:"type"`
	Person    PersonCode     `json:"person,omitempty"`   // "": nobody the record knows
	Cases     []CaseCode     `json:"cases,omitempty"`    // without a person only such as were destroyed
	Received  string         `json:"received,omitempty"` // date; "": today
	Found     string         `json:"found,omitempty"`    // of a breach: date and time; "": now
	Requester RequesterInput `json:"requester"`
	Authority AuthorityInput `json:"authority"`
	Scope     ScopeInput     `json:"scope"`
	Purpose   string         `json:"purpose,omitempty"`
	Matter    string         `json:"matter,omitempty"`
}

// RequesterInput is who asks; without a name it is the person.
type RequesterInput struct {
	Name    string `json:"name"`
	Role    string `json:"role,omitempty"`
	Address string `json:"address,omitempty"`
}

// AuthorityInput is on what authority.
type AuthorityInput struct {
	Kind      string `json:"kind"` // own-right | power-of-attorney | consent | order | statute | other; "": what is usual for the type
	Reference string `json:"reference,omitempty"`
	SignedBy  string `json:"signed_by,omitempty"`
	Date      string `json:"date,omitempty"`
}

// ScopeInput is what of the record is asked for; empty is everything.
type ScopeInput struct {
	From   string   `json:"from,omitempty"`
	To     string   `json:"to,omitempty"`
	Kinds  []string `json:"kinds,omitempty"`
	Layers []string `json:"layers,omitempty"`
	Text   string   `json:"text,omitempty"`
}

const (
	accessRequest = "access"
	ownRight      = "own-right"
)

// RequestTypes are the types of requests.
func RequestTypes() []string {
	return []string{accessRequest, "authorisation", "court-order", "subpoena", "lawyer-letter", "insurer", "regulator", "police",
		"executor", "portability", "transfer", "rectification", "erasure", "restriction", "breach", "other"}
}

// cleanFound is when a breach was found, local, RFC 3339; "" of other types.
func cleanFound(in RequestInput, at time.Time) (string, error) {
	switch {
	case in.Type != "breach" && in.Found != "":
		return "", &Invalid{What: "found: only of a breach", Flag: "from"}
	case in.Type != "breach":
		return "", nil
	case in.Found == "":
		return localStamp(at), nil
	}
	found, hasClock, err := document.ParseWhen(in.Found, at)
	switch {
	case err != nil || !hasClock:
		return "", &Invalid{What: "found: a date and a time, 2006-01-02 15:04", Flag: "from"}
	case found.After(at):
		return "", &Invalid{What: "found: in the future", Flag: "from"}
	}
	return localStamp(found), nil
}

// usualAuthority is on what authority a request of a type comes when nothing is
// said about it.
func usualAuthority(typ string) string {
	switch typ {
	case accessRequest, "portability", "rectification", "erasure", "restriction":
		return ownRight
	case "authorisation", "insurer", "transfer":
		return "consent"
	case "court-order":
		return "order"
	case "regulator", "subpoena":
		return "statute"
	}
	return "other"
}

// AuthorityKinds are the kinds of authority.
func AuthorityKinds() []string {
	return []string{ownRight, "power-of-attorney", "consent", "order", "statute", "other"}
}

// clean checks a request and brings it into the form in which it is kept.
func (in RequestInput) clean(today string, at time.Time) (RequestInput, error) {
	if !slices.Contains(RequestTypes(), in.Type) {
		return in, &Invalid{What: "type: " + strings.Join(RequestTypes(), ", "), Flag: "from"}
	}
	var c cleaner
	var err error
	if in.Person != "" {
		in.Person, err = ParsePersonCode(string(in.Person))
		c.fail(err)
	}
	in.Cases = slices.Clone(in.Cases)
	for i := range in.Cases {
		in.Cases[i], err = ParseCaseCode(string(in.Cases[i]))
		c.fail(err)
	}
	slices.Sort(in.Cases)
	in.Cases = slices.Compact(in.Cases)
	if in.Received == "" {
		in.Received = today
	}
	c.date("received", &in.Received)
	in.Found, err = cleanFound(in, at)
	c.fail(err)
	in.Authority.Kind = or(in.Authority.Kind, usualAuthority(in.Type))
	c.line("requester.name", &in.Requester.Name)
	c.line("requester.role", &in.Requester.Role)
	c.text("requester.address", &in.Requester.Address)
	c.line("authority.reference", &in.Authority.Reference)
	c.line("authority.signed_by", &in.Authority.SignedBy)
	c.date("authority.date", &in.Authority.Date)
	c.date("scope.from", &in.Scope.From)
	c.date("scope.to", &in.Scope.To)
	c.text("scope.text", &in.Scope.Text)
	c.text("purpose", &in.Purpose)
	c.line("matter", &in.Matter)
	if c.err != nil {
		return in, c.err
	}
	return in, in.check(today)
}

func (in RequestInput) check(today string) error {
	invalid := func(what string) error { return &Invalid{What: what, Flag: "from"} }
	switch {
	case in.Received > today:
		return invalid("received: in the future")
	case in.Person == "" && usualAuthority(in.Type) == ownRight && in.Requester.Name == "":
		return invalid("person is missing, or requester.name when the record does not know who asks")
	case !slices.Contains(AuthorityKinds(), in.Authority.Kind):
		return invalid("authority.kind: " + strings.Join(AuthorityKinds(), ", "))
	case in.Scope.From != "" && in.Scope.To != "" && in.Scope.From > in.Scope.To:
		return invalid("scope: from is after to")
	}
	for _, k := range in.Scope.Kinds {
		if !slices.Contains(scopeKinds(), k) {
			return invalid("scope.kinds: " + strings.Join(scopeKinds(), ", "))
		}
	}
	for _, l := range in.Scope.Layers {
		if !slices.Contains(document.Layers(), l) {
			return invalid("scope.layers: " + strings.Join(document.Layers(), ", "))
		}
	}
	return nil
}

// covers says whether a note lies in the scope of a request. The day is the one
// on which it began, where it began.
func (s ScopeInput) covers(n Note) bool {
	day := n.Start.Format(dateForm)
	return (s.From == "" || day >= s.From) && (s.To == "" || day <= s.To) &&
		(len(s.Kinds) == 0 || slices.Contains(s.Kinds, n.Kind)) && (len(s.Layers) == 0 || slices.Contains(s.Layers, n.Layer))
}
