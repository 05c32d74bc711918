package notes

import (
	"errors"
	"testing"

	"subrosa/vault"
)

func TestNewerRecordIsRefused(t *testing.T) {
	b, _ := newBook(t)
	list, err := migrations()
	if err != nil {
		t.Fatal(err)
	}
	err = b.vault.Update(ctx, func(tx *vault.Tx) error {
		have, err := schemaVersion(tx)
		if err != nil || have != len(list) {
			t.Errorf("a new record has schema %d of %d, %v", have, len(list), err)
		}
		_, err = tx.Exec("PRAGMA user_version = 1000")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Open(ctx, b.vault); !errors.Is(err, vault.ErrNewerFormat) {
		t.Errorf("opened: %v", err)
	}
}

// A record made by an older version gets what is new.
func TestOlderRecordIsMigrated(t *testing.T) {
	b, _ := newBook(t)
	list, err := migrations()
	if err != nil {
		t.Fatal(err)
	}
	next := migration{len(list) + 1, "CREATE TABLE extra (id INTEGER PRIMARY KEY) STRICT;"}
	for range 2 { // the second time there is nothing to do
		if err := b.vault.Update(ctx, next.runOnce); err != nil {
			t.Fatal(err)
		}
	}
	version, err := view(ctx, b, schemaVersion)
	if err != nil || version != next.version {
		t.Errorf("schema %d, %v", version, err)
	}
	// A migration that fails leaves what was.
	broken := migration{next.version + 1, "CREATE TABLE more (id INTEGER PRIMARY KEY) STRICT; nonsense;"}
	if err := b.vault.Update(ctx, broken.runOnce); err == nil {
		t.Error("nonsense was run")
	}
	there, err := view(ctx, b, func(tx *vault.Tx) (bool, error) {
		return exists(tx, "SELECT 1 FROM sqlite_schema WHERE name = 'more'")
	})
	if err != nil || there {
		t.Errorf("half a migration stayed: %t, %v", there, err)
	}
}

func TestInitialiseOnce(t *testing.T) {
	b, _ := newBook(t)
	err := b.vault.Update(ctx, func(tx *vault.Tx) error { return Initialise(tx, practice()) })
	if !is(err, "refused exists") {
		t.Errorf("a record was made twice: %v", err)
	}
}
