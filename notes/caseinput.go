package notes

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"subrosa/notes/document"
)

// CaseInput is the JSON of `case open` and `case edit`.
type CaseInput struct {
	Kind       string       `json:"kind"` // individual | couple | family | inquiry | practice
	Service    string       `json:"service,omitempty"`
	Reason     string       `json:"reason,omitempty"`
	Opened     string       `json:"opened,omitempty"` // date; "": today
	LegalBasis string       `json:"legal_basis,omitempty"`
	Parties    []PartyInput `json:"parties"`
	Aliases    []AliasInput `json:"aliases,omitempty"`
}

// PartyInput is a party: a known person by code, or a new one by name.
type PartyInput struct {
	Label   string   `json:"label"`
	Person  string   `json:"person,omitempty"`
	Name    string   `json:"name,omitempty"`
	Names   []string `json:"names,omitempty"`
	Born    string   `json:"born,omitempty"`
	Email   string   `json:"email,omitempty"`
	Phone   string   `json:"phone,omitempty"`
	Address string   `json:"address,omitempty"`
	Country string   `json:"country,omitempty"`
	Safe    []string `json:"safe,omitempty"` // contacts that are safe to use: email, phone, address
	Role    string   `json:"role,omitempty"`
}

// AliasInput is somebody the client talks about.
type AliasInput struct {
	Token    string   `json:"token"`
	Names    []string `json:"names,omitempty"`
	Relation string   `json:"relation,omitempty"`
	Of       string   `json:"of,omitempty"` // label of the party whose relation it is
}

func (p PartyInput) safe(contact string) bool { return slices.Contains(p.Safe, contact) }

// clean checks the input and brings its texts into the form in which the record
// keeps them. What it needs to be whole is for whoever opens a case to say.
func (in CaseInput) clean() (CaseInput, error) {
	var c cleaner
	c.line("service", &in.Service)
	c.text("reason", &in.Reason)
	c.text("legal_basis", &in.LegalBasis)
	c.date("opened", &in.Opened)
	in.Parties = slices.Clone(in.Parties)
	var labels []string
	for i := range in.Parties {
		in.Parties[i].clean(&c)
		if slices.Contains(labels, in.Parties[i].Label) {
			c.fail(&Invalid{What: "parties: a label is given twice", Flag: "--from"})
		}
		labels = append(labels, in.Parties[i].Label)
	}
	slices.SortFunc(in.Parties, func(a, b PartyInput) int { return strings.Compare(a.Label, b.Label) })
	var err error
	in.Aliases, err = cleanAliases(in.Aliases)
	c.fail(err)
	return in, c.err
}

var labelForm = regexp.MustCompile(`^[A-Z]$`)

func (p *PartyInput) clean(c *cleaner) {
	p.Label = strings.ToUpper(strings.TrimSpace(p.Label))
	if !labelForm.MatchString(p.Label) {
		c.fail(&Invalid{What: "parties: a label is one letter, A to Z", Flag: "--from"})
	}
	c.line("name", &p.Name)
	p.Names = c.lines("names", p.Names)
	c.date("born", &p.Born)
	c.line("email", &p.Email)
	c.line("phone", &p.Phone)
	c.text("address", &p.Address)
	c.line("country", &p.Country)
	c.line("role", &p.Role)
	for i, s := range p.Safe {
		p.Safe[i] = strings.ToLower(strings.TrimSpace(s))
		if !slices.Contains([]string{"email", "phone", "address"}, p.Safe[i]) {
			c.fail(&Invalid{What: "safe: email, phone or address", Flag: "--from"})
		}
	}
	if p.Person != "" {
		code, err := ParsePersonCode(p.Person)
		c.fail(err)
		p.Person = string(code)
	}
}

// cleanAliases checks aliases; a token is kept without its @, in lower case.
func cleanAliases(list []AliasInput) ([]AliasInput, error) {
	var c cleaner
	list = slices.Clone(list)
	var tokens []string
	for i := range list {
		a := &list[i]
		c.line("token", &a.Token)
		c.line("relation", &a.Relation)
		a.Names = c.lines("names", a.Names)
		a.Of = strings.ToUpper(strings.TrimSpace(a.Of))
		written := "@" + strings.TrimPrefix(a.Token, "@")
		spans := document.TokenSpans(written)
		if len(spans) != 1 || spans[0].Start != 0 || spans[0].End != len(written) {
			c.fail(&Invalid{What: "aliases: a token is letters, digits and inner hyphens", Flag: "--from"})
			break
		}
		a.Token = spans[0].Token
		if slices.Contains(tokens, a.Token) {
			c.fail(&Invalid{What: "aliases: a token is given twice", Flag: "--from"})
		}
		tokens = append(tokens, a.Token)
	}
	return list, c.err
}

// partiesOf are the numbers of parties that a kind of case may have.
func partiesOf(kind string) (least, most int, ok bool) {
	switch kind {
	case "individual":
		return 1, 1, true
	case "couple":
		return 2, 2, true
	case "family":
		return 2, 26, true
	case "inquiry":
		return 1, 26, true
	case "practice":
		return 0, 0, true
	}
	return 0, 0, false
}

// complete says whether a new case can be opened with this.
func (in CaseInput) complete() error {
	least, most, ok := partiesOf(in.Kind)
	switch n := len(in.Parties); {
	case in.Kind == "":
		return &Invalid{What: "kind is missing", Flag: "--from"}
	case !ok:
		return &Invalid{What: "kind: individual, couple, family, inquiry or practice", Flag: "--from"}
	case n < least:
		return &Invalid{What: fmt.Sprintf("parties: a case of kind %s has at least %d", in.Kind, least), Flag: "--from"}
	case n > most:
		return &Invalid{What: fmt.Sprintf("parties: a case of kind %s has at most %d", in.Kind, most), Flag: "--from"}
	}
	for _, p := range in.Parties {
		if (p.Person == "") == (p.Name == "") {
			return &Invalid{What: "parties: a party has either person or name", Flag: "--from"}
		}
	}
	return nil
}
