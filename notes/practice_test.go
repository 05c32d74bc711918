package notes

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestPractice(t *testing.T) {
	b, _ := newBook(t)
	if got, err := b.Practice(ctx); err != nil || !cmp.Equal(got, practice()) {
		t.Errorf("%+v, %v", got, err)
	}
	p := practice()
	p.Therapist, p.Authorisation, p.Language = "  A\u030ase   Vest ", "no. 7", "da"
	p.Places = append(p.Places, Place{ID: "Svendborg", Label: "Svendborg", Address: "Havnen 2 \r\n5700"})
	if err := b.SetPractice(ctx, p); err != nil {
		t.Fatal(err)
	}
	p.Therapist, p.Places[1].ID, p.Places[1].Address = "Åse Vest", "svendborg", "Havnen 2\n5700"
	if got, err := b.Practice(ctx); err != nil || !cmp.Equal(got, p) {
		t.Errorf("%s, %v", cmp.Diff(p, got), err)
	}
	if got := p.author(); got != "Åse Vest, psychotherapist, no. 7" {
		t.Errorf("author %q", got)
	}
}

func TestPracticeRefuses(t *testing.T) {
	b, _ := newBook(t)
	for name, change := range map[string]func(*Practice){
		"no therapist":        func(p *Practice) { p.Therapist = " " },
		"no profile":          func(p *Practice) { p.Profile = "" },
		"an unknown profile":  func(p *Practice) { p.Profile = "dk" },
		"another language":    func(p *Practice) { p.Language = "de" },
		"a place without id":  func(p *Practice) { p.Places[0].ID = "" },
		"an id with space":    func(p *Practice) { p.Places[0].ID = "my place" },
		"an id for all":       func(p *Practice) { p.Places[0].ID = "online" },
		"a place twice":       func(p *Practice) { p.Places = append(p.Places, p.Places[0]) },
		"a control character": func(p *Practice) { p.Title = "a\x1b[2J" },
		"a very long title":   func(p *Practice) { p.Title = strings.Repeat("x", 2000) },
	} {
		p := practice()
		change(&p)
		if err := b.SetPractice(ctx, p); !is(err, "invalid") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if got, err := b.Practice(ctx); err != nil || !cmp.Equal(got, practice()) {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestCodes(t *testing.T) {
	for given, want := range map[string]string{"c-1": "C-001", " C-012 ": "C-012", "C-1234": "C-1234", "P-001": "", "C-": "", "C--1": "", "C-0x1": ""} {
		got, err := ParseCaseCode(given)
		if want == "" && !is(err, "invalid") || want != "" && (err != nil || string(got) != want) {
			t.Errorf("%q: %q, %v", given, got, err)
		}
	}
	if got, err := ParseNoteID("n-12"); err != nil || got != "N-000012" {
		t.Error(got, err)
	}
	if got, err := ParsePersonCode("p-3"); err != nil || got != "P-003" {
		t.Error(got, err)
	}
	if got, err := ParseRequestID("r-2026-1"); err != nil || got != "R-2026-001" {
		t.Error(got, err)
	}
	if _, err := ParseRequestID("R-26-1"); !is(err, "invalid") {
		t.Error(err)
	}
}
