package vaulttest

import (
	"bytes"
	"database/sql"

	"filippo.io/age"
)

// forge puts something that an attacker sealed himself in the place of what
// stands in a table.
func forge(name, table string, seal func() ([]byte, error)) Attack {
	return Attack{name, Altered, func(s Scene) error {
		sealed, err := seal()
		if err != nil {
			return err
		}
		db, err := sql.Open("sqlite3", s.Vault)
		if err != nil {
			return err
		}
		defer db.Close()
		update := "UPDATE " + table + " SET sealed = ?"
		if table == "slot" {
			update = "UPDATE slot SET identity = ? WHERE kind = 'recovery'"
		}
		_, err = db.Exec(update, sealed)
		return err
	}}
}

func toPublicKey() ([]byte, error) {
	id, err := age.GenerateX25519Identity()
	if err != nil {
		return nil, err
	}
	return sealTo(id.Recipient())
}

func toPassphrase() ([]byte, error) {
	r, err := age.NewScryptRecipient("a passphrase of the attacker's own")
	if err != nil {
		return nil, err
	}
	r.SetWorkFactor(1)
	return sealTo(r)
}

// toHeavyPassphrase is toPassphrase with a work factor that would take hours
// and terabytes: the number is written over in the header.
func toHeavyPassphrase() ([]byte, error) {
	sealed, err := toPassphrase()
	return bytes.Replace(sealed, []byte(" 1\n"), []byte(" 30\n"), 1), err
}

// sealTo seals as much as a page of the records has.
func sealTo(r age.Recipient) ([]byte, error) {
	var out bytes.Buffer
	w, err := age.Encrypt(&out, r)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(make([]byte, 16384)); err != nil {
		return nil, err
	}
	return out.Bytes(), w.Close()
}
