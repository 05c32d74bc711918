// Package handout sets the sheets that a practice gives to its clients: why
// sessions are not recorded, how data are handled, the agreement about one record
// for several people, a page to think on, a safety plan. In English and Danish, in
// the practice's name.
//
//	pdf, err := handout.Render("recording-policy", handout.Data{
//		Language: "en", Paper: page.A4, At: at, Date: "24 November 2026",
//		Practice: letter.Practice{Therapist: "Ada Holm"},
//	})
//
// A sheet holds nothing from the record but what Data gives it.
package handout

import (
	_ "embed"
	"errors"
	"fmt"
	"slices"
	"strings"
	"text/template"
	"time"

	"go.yaml.in/yaml/v3"

	"subrosa/notes/letter"
	"subrosa/notes/page"
)

//go:embed en.yaml
var english []byte

//go:embed da.yaml
var danish []byte

// Data is what a sheet is filled in with. Each kind needs some of it.
type Data struct {
	Language string // en | da
	Paper    page.Paper
	Practice letter.Practice
	At       time.Time
	Date     string // as it is printed

	Signers   []string // of joint-record: who signs it besides the therapist; "" a line for the name
	Plan      []Step   // of safety-plan: all steps, those without text to be filled in by hand
	Emergency []string // of safety-plan: services and their numbers

	// Of privacy-notice, whole sentences; and where one can complain.
	Ground, Retention, Authority string
}

// Step is a step of a safety plan. Key is that of the heading in a risk note
// under which it is written.
type Step struct {
	Key   string
	Title string
	Texts []string
}

// Steps are those of a safety plan, without text, in an order in which each is
// more help than the one before. That a plan goes in such steps is due to Stanley
// and Brown; their form and its words are not used.
func Steps(language string) []Step {
	titles := [][3]string{
		{"warning", "How I notice that it begins", "Sådan mærker jeg, at det begynder"},
		{"alone", "What I can do by myself", "Hvad jeg selv kan gøre"},
		{"company", "People and places that take my mind off it", "Mennesker og steder, der flytter mine tanker"},
		{"friends", "Whom I can ask for help", "Hvem jeg kan bede om hjælp"},
		{"services", "Professionals and services", "Fagfolk og tilbud"},
		{"surroundings", "How it becomes safer around me", "Hvordan der bliver tryggere omkring mig"},
	}
	steps := make([]Step, len(titles))
	for i, t := range titles {
		steps[i] = Step{Key: t[0], Title: t[1]}
		if language == "da" {
			steps[i].Title = t[2]
		}
	}
	return steps
}

// Kinds are the sheets there are.
func Kinds() []string {
	return []string{"recording-policy", "privacy-notice", "joint-record", "reflection", "safety-plan"}
}

// ErrUnknown means a kind that is none of Kinds.
var ErrUnknown = errors.New("no such handout")

// sheet is a sheet in the data.
type sheet struct {
	Title  string
	Blocks []block
}

// block is one of: a heading, a paragraph, a list, lines to write on, the steps
// of a safety plan, signatures.
type block struct {
	H     string
	P     string
	List  listed
	Lines *struct {
		Label string
		N     int
	}
	Plan *struct{}
	Sign *struct{}
}

// listed are the items of a list, or the name of one that Data gives.
type listed struct {
	items []string
	name  string
}

func (l *listed) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind == yaml.ScalarNode {
		return n.Decode(&l.name)
	}
	return n.Decode(&l.items)
}

// Render makes the PDF of a sheet: a function of what it is filled in with.
func Render(kind string, d Data) ([]byte, error) {
	if !slices.Contains(Kinds(), kind) {
		return nil, ErrUnknown
	}
	text := english
	if d.Language == "da" {
		text = danish
	}
	var sheets map[string]sheet
	if err := yaml.Unmarshal(text, &sheets); err != nil {
		return nil, fmt.Errorf("handout %s: %w", kind, err)
	}
	sh := sheets[kind]
	for i := range sh.Blocks {
		var err error
		if sh.Blocks[i].P, err = fill(sh.Blocks[i].P, d); err != nil {
			return nil, fmt.Errorf("handout %s: %w", kind, err)
		}
	}
	return page.Render(page.Options{Paper: d.Paper, Language: d.Language, Title: sh.Title, From: d.Practice.Therapist, At: d.At},
		func(s *page.Sheet) {
			s.Running(sh.Title)
			letter.Head(s, d.Practice)
			s.Space(8)
			s.Heading(1, sh.Title)
			s.Space(3)
			for _, b := range sh.Blocks {
				b.draw(s, d)
			}
		})
}

func fill(text string, d Data) (string, error) {
	t, err := template.New("").Parse(text)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	err = t.Execute(&b, map[string]string{
		"Therapist": d.Practice.Therapist, "Address": strings.Join(strings.Fields(strings.ReplaceAll(d.Practice.Address, "\n", ", ")), " "),
		"Ground": d.Ground, "Retention": d.Retention, "Authority": d.Authority,
	})
	return b.String(), err
}

// Room to write on, in millimetres.
const (
	writingLine = 9.0
	afterBlock  = 2.6
)

func (b block) draw(s *page.Sheet, d Data) {
	switch {
	case b.H != "":
		s.Space(2)
		s.Heading(2, b.H)
	case b.P != "":
		s.Paragraph(page.Body, b.P)
		s.Space(afterBlock)
	case b.List.name == "emergency":
		s.List(page.Body, d.Emergency)
		s.Space(afterBlock)
	case b.List.items != nil:
		s.List(page.Body, b.List.items)
		s.Space(afterBlock)
	case b.Lines != nil:
		s.Space(4)
		s.Heading(2, b.Lines.Label)
		writing(s, b.Lines.N)
	case b.Plan != nil:
		for i, step := range d.Plan {
			s.Heading(2, fmt.Sprintf("%d. %s", i+1, step.Title))
			for _, text := range step.Texts {
				s.Paragraph(page.Body, text)
				s.Space(afterBlock)
			}
			if len(step.Texts) == 0 {
				writing(s, 2)
			}
		}
	case b.Sign != nil:
		d.sign(s)
	}
}

// writing leaves lines to write on.
func writing(s *page.Sheet, n int) {
	for range n {
		s.Space(writingLine)
		s.Rule()
	}
	s.Space(afterBlock)
}

// sign leaves room for everybody to sign, two side by side.
func (d Data) sign(s *page.Sheet) {
	words := []string{"Date and signature", "Name"}
	if d.Language == "da" {
		words = []string{"Dato og underskrift", "Navn"}
	}
	var blocks [][]string
	for _, name := range append(slices.Clone(d.Signers), d.Practice.Therapist) {
		if name == "" {
			name = words[1] + ": ____________________"
		}
		blocks = append(blocks, []string{words[0], name})
	}
	for pair := range slices.Chunk(blocks, 2) {
		s.Signature(pair...)
	}
}
