package notes

import (
	"context"
	"encoding/json"

	"subrosa/notes/document"
	"subrosa/vault"
)

// Template is a note format of hers.
type Template struct {
	Name     string   `json:"name"`
	Headings []string `json:"headings"`
}

func templateOf(f document.Format) Template {
	t := Template{Name: f.Name}
	for _, s := range f.Sections {
		t.Headings = append(t.Headings, s.In("en"))
	}
	return t
}

// AddTemplate keeps a format. What was added is not changed: notes were written
// under its headings.
func (b *Book) AddTemplate(ctx context.Context, f document.Format) (Template, error) {
	t := templateOf(f)
	return t, b.vault.Update(ctx, func(tx *vault.Tx) error {
		here, err := exists(tx, "SELECT 1 FROM template WHERE name = ?", t.Name)
		if err != nil {
			return err
		}
		if here {
			return &Refused{Rule: "exists", What: "there is or was a template of that name", Hint: "give it another name"}
		}
		headings, err := json.Marshal(f.Sections)
		if err != nil {
			return err
		}
		if _, err := tx.Exec("INSERT INTO template (name, headings, added_at) VALUES (?, ?, ?)", t.Name, string(headings), stamp(now(tx))); err != nil {
			return err
		}
		return record(tx, Event{What: "template-added", Detail: t.Name})
	})
}

// RemoveTemplate takes a format out of those that are offered. Notes that have
// it keep it.
func (b *Book) RemoveTemplate(ctx context.Context, name string) error {
	return b.vault.Update(ctx, func(tx *vault.Tx) error {
		t, err := findTemplate(tx, name)
		if err != nil {
			return err
		}
		if _, err := tx.Exec("INSERT INTO template_removed (name, at) VALUES (?, ?)", t.Name, stamp(now(tx))); err != nil {
			return err
		}
		return record(tx, Event{What: "template-removed", Detail: t.Name})
	})
}

// Templates are those that are offered, by name.
func (b *Book) Templates(ctx context.Context) ([]Template, error) {
	return view(ctx, b, func(tx *vault.Tx) ([]Template, error) {
		formats, err := readTemplates(tx, offered)
		list := []Template{}
		for _, f := range formats {
			list = append(list, templateOf(f))
		}
		return list, err
	})
}

// Template finds one that is offered.
func (b *Book) Template(ctx context.Context, name string) (Template, error) {
	return view(ctx, b, func(tx *vault.Tx) (Template, error) { return findTemplate(tx, name) })
}

const offered = "name NOT IN (SELECT name FROM template_removed)"

func findTemplate(tx *vault.Tx, name string) (Template, error) {
	list, err := readTemplates(tx, offered+" AND name = lower(?)", name)
	if err == nil && len(list) == 0 {
		err = &NotFound{What: "template of that name"}
	}
	if err != nil {
		return Template{}, err
	}
	return templateOf(list[0]), nil
}

// formatsFor are those offered, and those that drafts of a case still have.
func formatsFor(tx *vault.Tx, file int64) ([]document.Format, error) {
	return readTemplates(tx, offered+" OR name IN (SELECT format FROM note WHERE casefile = ? AND status = 'draft')", file)
}

func readTemplates(tx *vault.Tx, where string, args ...any) ([]document.Format, error) {
	return vault.All(tx, func(scan vault.Scan) (f document.Format, err error) {
		var headings string
		if err = scan(&f.Name, &headings); err == nil {
			err = json.Unmarshal([]byte(headings), &f.Sections)
		}
		return f, err
	}, "SELECT name, headings FROM template WHERE "+where+" ORDER BY name", args...)
}
