package notes

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"time"

	"subrosa/notes/document"
	"subrosa/notes/profile"
	"subrosa/vault"
)

// Practice is who keeps the record.
type Practice struct {
	Therapist     string  `json:"therapist"`
	Title         string  `json:"title,omitempty"`
	Authorisation string  `json:"authorisation,omitempty"`
	Address       string  `json:"address,omitempty"`
	Language      string  `json:"language"` // en | da
	Profile       string  `json:"profile"`
	Places        []Place `json:"places"`
}

// Place is a room where sessions are held.
type Place struct {
	ID      string `json:"id"`
	Label   string `json:"label"`
	Address string `json:"address,omitempty"`
}

// Practice tells who keeps the record.
func (b *Book) Practice(ctx context.Context) (Practice, error) { return view(ctx, b, readPractice) }

// SetPractice writes all of it anew.
func (b *Book) SetPractice(ctx context.Context, p Practice) error {
	return b.vault.Update(ctx, func(tx *vault.Tx) error {
		if err := writePractice(tx, p); err != nil {
			return err
		}
		return record(tx, Event{What: "practice-set"})
	})
}

// author is the practice as the author of a note: name, title, authorisation.
func (p Practice) author() string {
	parts := slices.DeleteFunc([]string{p.Therapist, p.Title, p.Authorisation}, func(s string) bool { return s == "" })
	return strings.Join(parts, ", ")
}

func (p Practice) placeIDs() []string {
	ids := make([]string, len(p.Places))
	for i, place := range p.Places {
		ids[i] = place.ID
	}
	return ids
}

func readPractice(tx *vault.Tx) (Practice, error) {
	p, err := vault.One(tx, func(scan vault.Scan) (p Practice, err error) {
		err = scan(&p.Therapist, &p.Title, &p.Authorisation, &p.Address, &p.Language, &p.Profile)
		return p, err
	}, "SELECT therapist, title, authorisation, address, language, profile FROM practice")
	if err != nil {
		return p, err
	}
	p.Places, err = vault.All(tx, func(scan vault.Scan) (p Place, err error) {
		err = scan(&p.ID, &p.Label, &p.Address)
		return p, err
	}, "SELECT id, label, address FROM place ORDER BY position")
	if p.Places == nil {
		p.Places = []Place{}
	}
	return p, err
}

func writePractice(tx *vault.Tx, p Practice) error {
	p, err := cleanPractice(p)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT OR REPLACE INTO practice
		(id, therapist, title, authorisation, address, language, profile) VALUES (1, ?, ?, ?, ?, ?, ?)`,
		p.Therapist, p.Title, p.Authorisation, p.Address, p.Language, p.Profile)
	if err != nil {
		return err
	}
	if _, err := tx.Exec("DELETE FROM place"); err != nil {
		return err
	}
	for i, place := range p.Places {
		_, err := tx.Exec("INSERT INTO place (id, position, label, address) VALUES (?, ?, ?, ?)",
			place.ID, i+1, place.Label, place.Address)
		if err != nil {
			return err
		}
	}
	return nil
}

// rulesOn are the rules under which the practice works on a date.
func (p Practice) rulesOn(date string) (profile.Rules, error) {
	known, ok := profile.Find(p.Profile)
	if !ok {
		return profile.Rules{}, unknownProfile()
	}
	day, err := time.Parse(dateForm, date)
	return known.On(day), err
}

// unknownProfile names those that can be chosen; there is no default.
func unknownProfile() error {
	return &Invalid{What: "profile: " + strings.Join(profile.Names(), ", "), Flag: "--from"}
}

var placeForm = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]*[a-z0-9])?$`)

func cleanPractice(p Practice) (Practice, error) {
	var c cleaner
	c.line("therapist", &p.Therapist)
	c.line("title", &p.Title)
	c.line("authorisation", &p.Authorisation)
	c.text("address", &p.Address)
	c.line("profile", &p.Profile)
	switch {
	case p.Therapist == "":
		c.fail(&Invalid{What: "the practice has no therapist", Flag: "--from"})
	case p.Language != "en" && p.Language != "da":
		c.fail(&Invalid{What: "language: en or da", Flag: "--from"})
	}
	if !slices.Contains(profile.Names(), p.Profile) {
		c.fail(unknownProfile())
	}
	p.Places = slices.Clone(p.Places)
	seen := document.Elsewhere()
	for i := range p.Places {
		place := &p.Places[i]
		c.line("places", &place.Label)
		c.text("places", &place.Address)
		place.ID = strings.ToLower(strings.TrimSpace(place.ID))
		switch {
		case !placeForm.MatchString(place.ID):
			c.fail(&Invalid{What: "places: an id is letters, digits and inner hyphens"})
		case slices.Contains(seen, place.ID):
			c.fail(&Invalid{What: "places: an id that is given twice, or that every practice has"})
		}
		seen = append(seen, place.ID)
	}
	return p, c.err
}
