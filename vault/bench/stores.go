package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	_ "github.com/mattn/go-sqlite3"

	"subrosa/crypto"
	"subrosa/vault"
	"subrosa/vault/bench/workload"
)

// measure does the workload in one store and prints the result as JSON.
func measure(store, dir string, notes int) error {
	path := filepath.Join(dir, store+".db")
	open, err := opener(store, dir, path)
	if err != nil {
		return err
	}
	r, err := workload.Run(open, notes)
	if err != nil {
		return err
	}
	r.Store = store
	file, err := os.Stat(path)
	if err != nil {
		return err
	}
	r.Bytes = file.Size()
	return json.NewEncoder(os.Stdout).Encode(r)
}

func opener(store, dir, path string) (func() (workload.Store, error), error) {
	switch store {
	case "sqlite":
		return func() (workload.Store, error) {
			db, err := sql.Open("sqlite3", "file:"+path+"?_journal_mode=WAL&_sync=FULL&_foreign_keys=1")
			if err != nil {
				return nil, err
			}
			return workload.SQL(db), nil
		}, nil
	case "vault":
		return vaultOpener(dir, path), nil
	}
	return nil, fmt.Errorf("no store %q", store)
}

func vaultOpener(dir, path string) func() (workload.Store, error) {
	key := crypto.NewKey()
	o := vault.Options{Path: path, State: filepath.Join(dir, "state")}
	return func() (workload.Store, error) {
		if _, err := os.Stat(path); err == nil {
			v, err := vault.Open(context.Background(), o, key)
			return vaultStore{v}, err
		}
		// The cheapest slot: the key is at hand in all three stores.
		way, err := crypto.NewPassphraseWay("bench", 1)
		if err != nil {
			return nil, err
		}
		v, err := vault.Create(context.Background(), o, key, []crypto.Way{way}, func(*vault.Tx) error { return nil })
		return vaultStore{v}, err
	}
}

type vaultStore struct{ v *vault.Vault }

func (s vaultStore) Close() error { return s.v.Close() }

func (s vaultStore) View(fn func(workload.Tx) error) error {
	return s.v.View(context.Background(), func(tx *vault.Tx) error { return fn(vaultTx{tx}) })
}

func (s vaultStore) Update(fn func(workload.Tx) error) error {
	return s.v.Update(context.Background(), func(tx *vault.Tx) error { return fn(vaultTx{tx}) })
}

type vaultTx struct{ tx *vault.Tx }

func (t vaultTx) Exec(query string, args ...any) error {
	_, err := t.tx.Exec(query, args...)
	return err
}

func (t vaultTx) Query(row func(func(...any) error) error, query string, args ...any) error {
	_, err := vault.All(t.tx, func(scan vault.Scan) (struct{}, error) { return struct{}{}, row(scan) }, query, args...)
	return err
}
