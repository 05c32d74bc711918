package workload

import "database/sql"

// SQL is a store on any driver of database/sql, on one connection.
func SQL(db *sql.DB) Store {
	db.SetMaxOpenConns(1)
	return sqlStore{db}
}

type sqlStore struct{ db *sql.DB }

func (s sqlStore) Close() error { return s.db.Close() }

func (s sqlStore) View(fn func(Tx) error) error { return s.Update(fn) }

func (s sqlStore) Update(fn func(Tx) error) error {
	tx, err := s.db.Begin()
	if err != nil {
		return err
	}
	if err := fn(sqlTx{tx}); err != nil {
		tx.Rollback()
		return err
	}
	return tx.Commit()
}

type sqlTx struct{ tx *sql.Tx }

func (t sqlTx) Exec(query string, args ...any) error {
	_, err := t.tx.Exec(query, args...)
	return err
}

func (t sqlTx) Query(row func(func(...any) error) error, query string, args ...any) error {
	rows, err := t.tx.Query(query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := row(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}
