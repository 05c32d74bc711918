package profile

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"path"

	"go.yaml.in/yaml/v3"
)

// header is the first document of a profile's file.
type header struct {
	Name, Title, Country, Language string
	Begins                         []string // files read before the first edition
}

// edition is what a file of data says. Read one after the other into the same
// edition, a later file or document replaces what it names, key by key.
type edition struct {
	From       string
	Authority  string
	Calendar   string
	Moves      bool // a term that would end on no working day ends on the next one
	Rules      map[string]Rule
	Retention  retentionYears
	Longer     []Rule
	Terms      map[string][]term
	Extensions map[string]term
	Gates      map[string]Gate
	Why        map[string]Rule              // of the gates
	Words      map[string]map[string]string // of the reason codes, by language
	Reasons    map[string]Rule
	Grounds    map[string][]Ground
	Notices    map[string]notice
	Annex      []annexRow
	Phrases    map[string]map[string]string // pieces of letters, by language
}

type retentionYears struct {
	Years               int
	MinorsAge           int `yaml:"minors_age"`
	MinorsAfterMajority int `yaml:"minors_after_majority"`
	InquiryDays         int `yaml:"inquiry_days"`
}

// mustRead reads a profile that is part of the program.
func mustRead(name string) Profile {
	p, err := readProfile(name)
	if err != nil {
		panic(fmt.Errorf("profile %s: %w", name, err))
	}
	return p
}

func readProfile(name string) (Profile, error) {
	d, err := open(name)
	if err != nil {
		return Profile{}, err
	}
	var h header
	if err := d.Decode(&h); err != nil {
		return Profile{}, err
	}
	e, err := readBeginning(h.Begins)
	if err != nil {
		return Profile{}, err
	}
	p := Profile{Name: h.Name, Title: h.Title, Country: h.Country, Language: h.Language}
	for {
		e = e.copy()
		err := d.Decode(e)
		if errors.Is(err, io.EOF) {
			return p, nil
		}
		if err != nil {
			return Profile{}, err
		}
		e.each(func(_ string, r *Rule) {
			if r.From == "" {
				r.From = e.From
			}
		})
		p.editions = append(p.editions, e.rules(h))
	}
}

// readBeginning reads what a profile shares with others.
func readBeginning(names []string) (*edition, error) {
	e := &edition{}
	for _, name := range names {
		d, err := open(name)
		if err != nil {
			return nil, err
		}
		if err := d.Decode(e); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return e, nil
}

// copy is an edition onto which the next one can be read: keys are replaced in
// maps of its own, and what stands under a key is never changed afterwards.
func (e *edition) copy() *edition {
	c := *e
	c.Rules, c.Why, c.Reasons = maps.Clone(e.Rules), maps.Clone(e.Why), maps.Clone(e.Reasons)
	c.Terms, c.Extensions, c.Gates = maps.Clone(e.Terms), maps.Clone(e.Extensions), maps.Clone(e.Gates)
	c.Words, c.Grounds, c.Notices, c.Phrases = maps.Clone(e.Words), maps.Clone(e.Grounds), maps.Clone(e.Notices), maps.Clone(e.Phrases)
	return &c
}

// open reads a file of data; what it does not know it refuses.
func open(name string) (*yaml.Decoder, error) {
	text, err := files.ReadFile(path.Join("data", name+".yaml"))
	d := yaml.NewDecoder(bytes.NewReader(text))
	d.KnownFields(true)
	return d, err
}

func (e *edition) rules(h header) Rules {
	years := e.Retention
	return Rules{Profile: h.Name, From: e.From, Title: h.Title, Country: h.Country, Language: h.Language, Authority: e.Authority,
		Process: e.Rules["process"],
		Retention: Retention{Years: years.Years, Rule: e.Rules["retention"],
			Minors: Minors{Age: years.MinorsAge, AfterMajority: years.MinorsAfterMajority, Rule: e.Rules["minors"]},
			Longer: e.Longer, InquiryDays: years.InquiryDays, Inquiry: e.Rules["inquiry"], Couples: e.Rules["couples"]},
		data: e,
	}
}

// each visits every rule, in an order that does not change, under a name that
// says what it is about.
func (e *edition) each(visit func(about string, r *Rule)) {
	visitMap("rule", e.Rules, visit)
	for i := range e.Longer {
		visit(fmt.Sprintf("keep longer %d", i+1), &e.Longer[i])
	}
	for _, typ := range sorted(e.Terms) {
		for i := range e.Terms[typ] {
			about := "term " + typ
			if i > 0 {
				about += fmt.Sprintf(" %d", i+1)
			}
			visit(about, &e.Terms[typ][i].Rule)
		}
	}
	for _, typ := range sorted(e.Extensions) {
		t := e.Extensions[typ]
		visit("extension "+typ, &t.Rule)
		e.Extensions[typ] = t
	}
	visitMap("gate", e.Why, visit)
	visitMap("reason", e.Reasons, visit)
	for _, typ := range sorted(e.Grounds) {
		for i, g := range e.Grounds[typ] {
			visit("ground "+typ+" "+g.Code, &e.Grounds[typ][i].Basis)
		}
	}
	for _, id := range sorted(e.Notices) {
		n := e.Notices[id]
		visit("notice "+id, &n.Basis)
		e.Notices[id] = n
	}
}
