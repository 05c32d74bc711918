package notes

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"strconv"

	"subrosa/vault"
)

// The schema is a sequence of files, 0001_... to the newest. Each is run once,
// in a transaction of its own; the record's user_version is the number of the
// last one that was. A new file is all that a new version of the schema needs.
//
//go:embed schema/*.sql
var schema embed.FS

// migration is one file of the schema.
type migration struct {
	version int
	script  string
}

// migrations are the files in order; they number 1, 2, 3, ... without a gap.
func migrations() ([]migration, error) {
	files, err := fs.Glob(schema, "schema/*.sql")
	if err != nil {
		return nil, err
	}
	list := make([]migration, len(files))
	for i, name := range files {
		script, err := schema.ReadFile(name)
		if err != nil {
			return nil, err
		}
		version, err := strconv.Atoi(name[len("schema/"):len("schema/0001")])
		if err != nil || version != i+1 {
			return nil, fmt.Errorf("schema file %s is not number %d", name, i+1)
		}
		list[i] = migration{version, string(script)}
	}
	return list, nil
}

func schemaVersion(tx *vault.Tx) (int, error) {
	return vault.One(tx, vault.Value[int], "PRAGMA user_version")
}

// run makes the schema m.version out of the one before.
func (m migration) run(tx *vault.Tx) error {
	if err := tx.ExecScript(m.script); err != nil {
		return fmt.Errorf("schema %d: %w", m.version, err)
	}
	_, err := tx.Exec(fmt.Sprintf("PRAGMA user_version = %d", m.version))
	return err
}

// migrate brings the record of an open vault to the newest schema. A record
// that is newer than this program is vault.ErrNewerFormat.
func migrate(ctx context.Context, v *vault.Vault) error {
	list, err := migrations()
	if err != nil {
		return err
	}
	var have int
	err = v.View(ctx, func(tx *vault.Tx) (err error) {
		have, err = schemaVersion(tx)
		return err
	})
	if err != nil {
		return err
	}
	if have > len(list) {
		return fmt.Errorf("record of schema %d: %w", have, vault.ErrNewerFormat)
	}
	for _, m := range list[have:] {
		if err := v.Update(ctx, m.runOnce); err != nil {
			return err
		}
	}
	return nil
}

// runOnce is run, unless another process was faster.
func (m migration) runOnce(tx *vault.Tx) error {
	have, err := schemaVersion(tx)
	if err != nil || have >= m.version {
		return err
	}
	return m.run(tx)
}
