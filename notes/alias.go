package notes

import (
	"context"
	"errors"

	"subrosa/notes/document"
	"subrosa/vault"
)

// AddAliases registers aliases of a case, or says more about those it has: what
// in leaves out is kept, names are added.
func (b *Book) AddAliases(ctx context.Context, c CaseCode, in []AliasInput) error {
	return b.vault.Update(ctx, func(tx *vault.Tx) error {
		file, err := liveCase(tx, c)
		if err != nil {
			return err
		}
		if in, err = cleanAliases(in); err != nil {
			return err
		}
		if len(in) == 0 {
			return &Invalid{What: "no aliases", Flag: "--from"}
		}
		if err := writeAliases(tx, file, in); err != nil {
			return err
		}
		return record(tx, Event{What: "aliases-added", Case: caseCode(file)})
	})
}

func writeAliases(tx *vault.Tx, file int64, in []AliasInput) error {
	for _, a := range in {
		if err := writeAlias(tx, file, a); err != nil {
			return err
		}
	}
	return nil
}

func writeAlias(tx *vault.Tx, file int64, in AliasInput) error {
	var of any
	if in.Of != "" {
		of = in.Of
		there, err := exists(tx, "SELECT 1 FROM party WHERE casefile = ? AND label = ?", file, in.Of)
		if err != nil {
			return err
		}
		if !there {
			return &Invalid{What: "aliases: of: the case has no such party", Flag: "--from"}
		}
	}
	id, err := aliasID(tx, file, in.Token, nil)
	if err != nil {
		return err
	}
	_, err = tx.Exec("UPDATE alias SET relation = coalesce(nullif(?, ''), relation), of = coalesce(?, of), draft = NULL WHERE id = ?",
		in.Relation, of, id)
	if err != nil {
		return err
	}
	old, err := vault.All(tx, vault.Value[string], "SELECT name FROM alias_name WHERE alias = ? ORDER BY position", id)
	if err != nil {
		return err
	}
	if _, err := tx.Exec("DELETE FROM alias_name WHERE alias = ?", id); err != nil {
		return err
	}
	for i, name := range unique(append(old, in.Names...)) {
		_, err := tx.Exec("INSERT INTO alias_name (alias, position, name, folded) VALUES (?, ?, ?, ?)",
			id, i, name, foldName(name))
		if err != nil {
			return err
		}
	}
	return nil
}

// aliasID finds an alias or registers it without a name; draft is the draft
// that it is registered for, if any.
func aliasID(tx *vault.Tx, file int64, token string, draft any) (int64, error) {
	id, err := vault.One(tx, vault.Value[int64], "SELECT id FROM alias WHERE casefile = ? AND token = ?", file, token)
	if !errors.Is(err, vault.ErrNoRows) {
		return id, err
	}
	if id, err = nextCode(tx, "alias"); err != nil {
		return 0, err
	}
	_, err = tx.Exec("INSERT INTO alias (id, casefile, token, relation, draft) VALUES (?, ?, ?, '', ?)", id, file, token, draft)
	return id, err
}

// registerTokens registers the @tokens of a draft that the case does not know,
// and forgets those that earlier revisions of this draft brought in and that it
// no longer has: half of a token, caught by a save while it was typed.
func registerTokens(tx *vault.Tx, file, note int64, sections []document.Section) (added int, err error) {
	tokens := map[string]bool{}
	for _, s := range sections {
		for _, p := range s.Paragraphs {
			for _, token := range document.Tokens(p.Text) {
				tokens[token] = true
			}
		}
	}
	known, err := vault.All(tx, vault.Value[string], "SELECT token FROM alias WHERE draft = ?", note)
	if err != nil {
		return 0, err
	}
	for _, token := range known {
		if !tokens[token] {
			if _, err := tx.Exec("DELETE FROM alias WHERE casefile = ? AND token = ?", file, token); err != nil {
				return 0, err
			}
		}
	}
	for token := range tokens {
		there, err := exists(tx, "SELECT 1 FROM alias WHERE casefile = ? AND token = ?", file, token)
		if err != nil {
			return 0, err
		}
		if there {
			err = keepAlias(tx, file, token, note)
		} else {
			added++
			_, err = aliasID(tx, file, token, note)
		}
		if err != nil {
			return 0, err
		}
	}
	return added, nil
}

// keepAlias lets an alias outlive the draft that brought it in, since another
// text than that draft (0: none) has it too.
func keepAlias(tx *vault.Tx, file int64, token string, note int64) error {
	_, err := tx.Exec("UPDATE alias SET draft = NULL WHERE casefile = ? AND token = ? AND draft <> ?", file, token, note)
	return err
}

// registerSigned registers the @tokens of an addendum, which is signed at once.
func registerSigned(tx *vault.Tx, file int64, list []Paragraph) error {
	for _, p := range list {
		for _, token := range document.Tokens(p.Text) {
			if _, err := aliasID(tx, file, token, nil); err != nil {
				return err
			}
			if err := keepAlias(tx, file, token, 0); err != nil {
				return err
			}
		}
	}
	return nil
}

// readAliases reads the aliases of a case by token.
func readAliases(tx *vault.Tx, file int64, names bool) ([]Alias, error) {
	type row struct {
		id int64
		Alias
	}
	rows, err := vault.All(tx, func(scan vault.Scan) (r row, err error) {
		err = scan(&r.id, &r.Token, &r.Relation, &r.Of)
		return r, err
	}, "SELECT id, token, relation, coalesce(of, '') FROM alias WHERE casefile = ? ORDER BY token", file)
	if err != nil {
		return nil, err
	}
	list := make([]Alias, len(rows))
	for i, r := range rows {
		list[i] = r.Alias
		if !names {
			continue
		}
		list[i].Names, err = vault.All(tx, vault.Value[string],
			"SELECT name FROM alias_name WHERE alias = ? ORDER BY position", r.id)
		if err != nil {
			return nil, err
		}
	}
	return list, nil
}
